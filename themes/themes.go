// Package themes carries the default theme inside the program, so that a site
// needs none of its own.
package themes

import "embed"

// Default is the name of the theme that the program carries.
const Default = "court"

// FS holds the default theme under its name. The folders are named one by one
// so that node_modules, which npm lays beside them, never gets in.
//
//go:embed court/templates court/charts court/i18n court/assets court/package.json court/package-lock.json
var FS embed.FS
