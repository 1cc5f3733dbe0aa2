//go:build bundled

package draw

import "embed"

// carried holds the script that .ci/release lays here before it builds; nobody
// commits it.
//
//go:embed carried/*.js
var carried embed.FS
