// Package sample holds the sites that `gongbao init` begins with: a starter
// that an office fills in, and the fictional city 示例市, whose every figure
// fits every other.
package sample

import (
	"embed"
	"fmt"
	"io/fs"
	"path"
	"strings"
)

// The catalogue of indicators is the same in both sites; it is kept once.
//
//go:embed files
var parts embed.FS

// Starter is the site that an office begins with, as files by their
// slash-separated paths.
func Starter() map[string][]byte {
	return join("catalogue", "starter")
}

// City is the site of the fictional 示例市, as files by their slash-separated
// paths: three years of nine courts by quarter. Every call gives the same bytes.
func City() map[string][]byte {
	site := join("catalogue", "city")
	site["data/courts.toml"] = courtsFile()
	for name, text := range observationFiles() {
		site["data/observations/"+name] = text
	}
	return site
}

// join puts folders of embedded files together.
func join(folders ...string) map[string][]byte {
	site := map[string][]byte{}
	for _, folder := range folders {
		root := path.Join("files", folder)
		err := fs.WalkDir(parts, root, func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			text, err := parts.ReadFile(name)
			site[strings.TrimPrefix(name, root+"/")] = text
			return err
		})
		if err != nil { // what is embedded can always be read
			panic(fmt.Sprintf("sample: %v", err))
		}
	}
	return site
}
