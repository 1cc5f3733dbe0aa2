package draw

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/evanw/esbuild/pkg/api"

	"gongbao/generator/cache"
	"gongbao/generator/diag"
)

// bundleFiles are what the bundle is made of, in the theme's folder. The
// manifest and the lock pin every package by version and digest.
var bundleFiles = [...]string{"package.json", "package-lock.json", entryFile}

const (
	carriedDir = "carried"
	entryFile  = "charts/entry.js"
	// A bundle and the folder in which it is made are named alike.
	bundlePrefix = "bundle-"
	bundleExt    = ".js"
	// bundleRecipe changes when the way of bundling does, so that old bundles
	// are not taken for new ones. It names esbuild's version (see the test).
	bundleRecipe = "esbuild 0.28.2; iife; es2015; minified; 1"
)

// Bundle gives the script that draws charts, for the engine and for browsers alike.
// theme is the theme's folder. The script is made once, with npm and esbuild,
// and kept in cacheDir; any number of processes may ask at the same time. One that
// is kept in the folders of also is taken, and nothing is written there.
// progress is told "npm" and "bundle" as those steps begin; it may be nil.
//
// Without a kept script and without npm the error is a *diag.Problem with
// diag.NoBundle; when npm or the theme's script fails, one with
// diag.BundleFailed.
func Bundle(ctx context.Context, theme fs.FS, cacheDir string, progress func(step string), also ...string) (js []byte, err error) {
	var problem *diag.Problem
	defer func() {
		if err != nil && !errors.As(err, &problem) {
			err = fmt.Errorf("chart bundle: %w", err)
		}
	}()
	k, err := find(theme, cacheDir, also)
	if err != nil || k.js != nil {
		return k.js, err
	}
	npm, err := exec.LookPath("npm")
	if err != nil {
		return nil, &diag.Problem{Code: diag.NoBundle}
	}
	// A folder of its own for each process: two that start together both
	// succeed, and the second rename replaces a file by an equal one.
	dir, err := workshop(cacheDir, bundlePrefix+k.hash+"-*")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	// esbuild wants an absolute folder and resolves links itself.
	if dir, err = filepath.Abs(dir); err != nil {
		return nil, err
	}
	if dir, err = filepath.EvalSymlinks(dir); err != nil {
		return nil, err
	}
	for _, name := range bundleFiles {
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			return nil, err
		}
		if err := os.WriteFile(file, k.files[name], 0o644); err != nil {
			return nil, err
		}
	}
	step := func(s string) {
		if progress != nil {
			progress(s)
		}
	}
	step("npm")
	cmd := exec.CommandContext(ctx, npm, "ci", "--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund", "--no-progress", "--loglevel=error")
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		return nil, &diag.Problem{Code: diag.BundleFailed, Args: diag.Args{"detail": lastLines(string(out), 5, err)}}
	}
	step("bundle")
	if js, err = pack(dir); err != nil {
		return nil, err
	}
	cache.New(cacheDir).Write(k.name, seal(js)) // else it is made again
	return js, nil
}

// workshop makes a folder to make a bundle in: beside those that are kept, where a
// run that is cut off leaves it to be tidied, or else where the system has such.
func workshop(cacheDir, pattern string) (string, error) {
	if err := os.MkdirAll(cacheDir, 0o755); err == nil {
		if dir, err := os.MkdirTemp(cacheDir, pattern); err == nil {
			return dir, nil
		}
	}
	return os.MkdirTemp("", "gongbao-"+pattern)
}

// Kept gives the script that Bundle would, when it need not be made; nil when it
// must.
func Kept(theme fs.FS, cacheDir string, also ...string) ([]byte, error) {
	k, err := find(theme, cacheDir, also)
	if err != nil {
		return nil, fmt.Errorf("chart bundle: %w", err)
	}
	return k.js, nil
}

// kept is a script by what it is made of.
type kept struct {
	hash  string
	name  string            // in the cache
	files map[string][]byte // of the theme
	js    []byte            // nil when it must be made
}

func find(theme fs.FS, cacheDir string, also []string) (k kept, err error) {
	key := sha256.New()
	fmt.Fprintln(key, bundleRecipe)
	k.files = map[string][]byte{}
	for _, name := range bundleFiles {
		text, err := fs.ReadFile(theme, name)
		if err != nil {
			return k, err
		}
		k.files[name] = text
		fmt.Fprintf(key, "%s %d\n%s", name, len(text), text)
	}
	k.hash = hex.EncodeToString(key.Sum(nil))[:20]

	// Reuse is right because the name holds a digest of everything the script
	// is made of: the exact packages (lock), our entry, and how it is bundled.
	// A file is renamed into place whole, so one that exists is complete.
	k.name = bundlePrefix + k.hash + bundleExt
	for _, dir := range append([]string{cacheDir}, also...) {
		if k.js = readSealed(cache.New(dir), k.name); k.js != nil {
			return k, nil
		}
	}
	// A released program carries the script of its own theme, under the same name.
	if file, err := fs.ReadFile(carried, carriedDir+"/"+k.name); err == nil {
		k.js = unseal(file)
	}
	return k, nil
}

// pack bundles the entry script of dir with the packages installed there.
func pack(dir string) ([]byte, error) {
	result := api.Build(api.BuildOptions{
		AbsWorkingDir:     dir,
		EntryPoints:       []string{entryFile},
		Bundle:            true,
		Outfile:           "bundle.js",
		Format:            api.FormatIIFE,
		GlobalName:        "gongbao",
		Target:            api.ES2015,
		Platform:          api.PlatformBrowser,
		MinifyWhitespace:  true,
		MinifyIdentifiers: true,
		MinifySyntax:      true,
		Charset:           api.CharsetUTF8,
		Define:            map[string]string{"process.env.NODE_ENV": `"production"`},
		// The packages' licences ask that their notices stay with the code.
		LegalComments: api.LegalCommentsEndOfFile,
		LogLevel:      api.LogLevelSilent,
	})
	if len(result.Errors) > 0 {
		text := api.FormatMessages(result.Errors, api.FormatMessagesOptions{Kind: api.ErrorMessage})
		return nil, &diag.Problem{Code: diag.BundleFailed, Args: diag.Args{"detail": lastLines(strings.Join(text, "\n"), 5, nil)}}
	}
	return result.OutputFiles[0].Contents, nil
}

// lastLines is the end of a program's output, or the error when it said nothing.
func lastLines(out string, n int, err error) string {
	lines := strings.FieldsFunc(out, func(r rune) bool { return r == '\n' || r == '\r' })
	lines = lines[max(0, len(lines)-n):]
	if len(lines) == 0 && err != nil {
		return err.Error()
	}
	return strings.Join(lines, "\n")
}
