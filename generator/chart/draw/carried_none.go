//go:build !bundled

package draw

import "embed"

// carried is empty in a program that was not built for release: npm fetches what
// it needs.
var carried embed.FS
