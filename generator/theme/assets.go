package theme

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io/fs"
	"path"
	"strings"

	"github.com/evanw/esbuild/pkg/api"

	"gongbao/generator/diag"
)

// Asset is a file that readers' browsers load.
type Asset struct {
	Name string // as in the theme's assets folder: court.css
	Out  string // with the hash of its content, so that it may be cached for ever: court.3fa2b1c9.css
	Data []byte // as written to the site
}

// readers are the oldest browsers that pages are made for.
var readers = []api.Engine{{Name: api.EngineChrome, Version: "86"}, {Name: api.EngineSafari, Version: "14"}}

// assets reads the theme's assets and makes style sheets and scripts small.
func (l *loader) assets() ([]Asset, error) {
	var assets []Asset
	err := fs.WalkDir(l.fsys, "assets", func(name string, e fs.DirEntry, err error) error {
		if name == "assets" && errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		switch hidden := strings.HasPrefix(e.Name(), "."); {
		case err != nil:
			return err
		case hidden && e.IsDir():
			return fs.SkipDir // such as what version control keeps
		case hidden || e.IsDir():
			return nil
		}
		data, err := fs.ReadFile(l.fsys, name)
		if err != nil {
			return err
		}
		switch path.Ext(name) {
		case ".css":
			data = l.shrink(name, data, api.LoaderCSS)
		case ".js":
			data = l.shrink(name, data, api.LoaderJS)
		}
		rel := strings.TrimPrefix(name, "assets/")
		sum := sha256.Sum256(data)
		ext := path.Ext(rel)
		assets = append(assets, Asset{
			Name: rel,
			Out:  strings.TrimSuffix(rel, ext) + "." + hex.EncodeToString(sum[:4]) + ext,
			Data: data,
		})
		return nil
	})
	return assets, err
}

// shrink minifies; esbuild calls bad CSS a warning, but a rule that browsers
// would drop is a mistake here as much as one in a script.
func (l *loader) shrink(name string, data []byte, loader api.Loader) []byte {
	result := api.Transform(string(data), api.TransformOptions{
		Loader:            loader,
		Engines:           readers,
		MinifyWhitespace:  true,
		MinifyIdentifiers: true,
		MinifySyntax:      true,
		Charset:           api.CharsetUTF8,
		LegalComments:     api.LegalCommentsNone,
		LogLevel:          api.LogLevelSilent,
	})
	file := path.Join(l.dir, name)
	for _, m := range append(result.Errors, result.Warnings...) {
		pos := diag.Pos{File: file}
		if m.Location != nil {
			pos = diag.LinePos(file, data, m.Location.Line)
			if c := m.Location.Column; c <= len(pos.Text) {
				pos.Column = len([]rune(pos.Text[:c])) + 1
			}
		}
		l.report(diag.TemplateError, pos, diag.Args{"detail": m.Text})
	}
	return result.Code
}
