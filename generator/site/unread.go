package site

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"gongbao/generator/diag"
	"gongbao/generator/importer/mapping"
)

// tellUnread tells of files that look like data or texts and are none, because of how
// they are called or where they lie: 2024.toml.txt, as editors save it, .2024.toml.
// Numbers in them would be missing without a word.
func (m *model) tellUnread(bag *diag.Bag) error {
	read := map[string]bool{mapping.Path: true} // which only imports read
	m.fsys.Files(func(name, _ string) { read[name] = true })
	for _, part := range []struct{ dir, ending string }{{"data", ".toml"}, {contentDir, ".md"}} {
		err := fs.WalkDir(m.fsys, part.dir, func(name string, d fs.DirEntry, err error) error {
			if errors.Is(err, fs.ErrNotExist) && name == part.dir {
				return fs.SkipAll
			}
			if err != nil {
				return err
			}
			if d.IsDir() && strings.HasPrefix(d.Name(), ".") { // of some other program
				return fs.SkipDir
			}
			base := strings.ToLower(d.Name())
			for _, end := range []string{".txt", ".bak", "~"} {
				base = strings.TrimSuffix(base, end)
			}
			if !d.IsDir() && strings.HasSuffix(base, part.ending) && !read[name] {
				bag.Add(diag.FileUnread, diag.Pos{File: name}, diag.Args{"name": d.Name(), "want": "*" + part.ending})
			}
			return nil
		})
		if err != nil {
			return fmt.Errorf("look for files that are not read: %w", err)
		}
	}
	return nil
}
