package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"gongbao/generator/config"
	"gongbao/generator/diag"
	"gongbao/generator/onefile"
	"gongbao/generator/paper"
	"gongbao/generator/site"
)

// exportFlags are what export is told beside the pages.
type exportFlags struct {
	out         string
	force       bool
	interactive bool   // html
	browser     string // pdf
}

func (p *program) export() *cobra.Command {
	parent := &cobra.Command{
		Use: "export", Short: p.words.text("export"), Args: cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				return usageError{errors.New(p.unknown("unknown", "export "+args[0], kinds(cmd)))}
			}
			return cmd.Help()
		},
	}
	var asHTML, asPDF exportFlags
	html := p.exporter("html", &asHTML, func(ctx context.Context, args []string) error {
		return p.exportPages(ctx, asHTML, args, "html", p.asIs)
	})
	html.Flags().BoolVar(&asHTML.interactive, "interactive", false, p.words.text("flag.interactive"))
	pdf := p.exporter("pdf", &asPDF, func(ctx context.Context, args []string) error {
		browsers, err := p.browsers(paper.ThisMachine(), asPDF.browser)
		if err != nil {
			return err
		}
		return p.exportPages(ctx, asPDF, args, "pdf", func(ctx context.Context, files []exported) error { return p.print(ctx, browsers, files) })
	})
	pdf.Flags().StringVar(&asPDF.browser, "browser", "", p.words.text("flag.browser"))
	parent.AddCommand(html, pdf)
	return parent
}

// exporter is the command for one kind of file.
func (p *program) exporter(kind string, f *exportFlags, run func(context.Context, []string) error) *cobra.Command {
	cmd := &cobra.Command{
		Use: kind + " PAGE…", Short: p.words.text("export." + kind), DisableFlagsInUseLine: true,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usageError{errors.New(p.words.text("arguments", "command", cmd.UseLine()))}
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			return leaving(run(cmd.Context(), args), "left.exported")
		},
	}
	cmd.Flags().StringVar(&f.out, "out", "", p.words.text("flag.out", "kind", kind))
	cmd.Flags().BoolVar(&f.force, "force", false, p.words.text("flag.force"))
	return cmd
}

func kinds(cmd *cobra.Command) []string {
	var out []string
	for _, name := range names(cmd) {
		out = append(out, "export "+name)
	}
	return out
}

// exported is a page on its way to a file.
type exported struct {
	page   string // its address: reports/2024.html
	title  string
	data   []byte // one HTML file, then what is to be written
	path   string // where
	sheets int    // of paper; 0 when it is no matter of paper
}

// exportPages builds the site beside the public one, which is neither needed nor
// touched, and makes files of some of its pages. All of them are written, or
// none.
func (p *program) exportPages(ctx context.Context, f exportFlags, args []string, ext string, convert func(context.Context, []exported) error) error {
	opts, err := p.options()
	if err != nil {
		return err
	}
	oneFile := strings.EqualFold(filepath.Ext(f.out), "."+ext) && !isFolder(f.out)
	switch {
	case oneFile && len(args) > 1:
		return p.misused("export.one_file", "path", f.out, "pages", len(args))
	case within(f.out, filepath.Join(p.source, "public")), f.out == "" && within(".", filepath.Join(p.source, "public")):
		return p.misused("export.public")
	case !oneFile && f.out != "" && exists(f.out) && !isFolder(f.out):
		return p.misused("export.no_folder", "path", f.out)
	}
	work, err := os.MkdirTemp("", "gongbao-export-")
	if err != nil {
		return fmt.Errorf("export: %w", err)
	}
	defer os.RemoveAll(work)
	opts.Out = filepath.Join(work, "site")
	opts.Strict = p.strict
	progress := &progress{p: p}
	opts.Progress = progress.show
	var bag diag.Bag
	_, err = site.Build(ctx, opts, &bag)
	progress.stop()
	if stopped := p.exportStopped(&bag, err); stopped != nil {
		return stopped
	}
	files, err := p.editions(os.DirFS(opts.Out), f.interactive, args)
	if err != nil {
		return err
	}
	p.nameFiles(files, f.out, oneFile, ext)
	if !f.force {
		if err := p.spare(files, ext == "html"); err != nil {
			return err
		}
	}
	if err := convert(ctx, files); err != nil {
		return err
	}
	return p.writeExported(files)
}

// exportStopped prints the findings of a build; the error is nil when the work
// goes on.
func (p *program) exportStopped(bag *diag.Bag, err error) error {
	if printErr := p.findings(bag); printErr != nil && err == nil {
		err = fmt.Errorf("print findings: %w", printErr)
	}
	wrong, warnings, _ := bag.Count()
	if err != nil || wrong == 0 && (!p.strict || warnings == 0) {
		return err
	}
	fmt.Fprintln(p.err, p.words.text("stopped.exported", "errors", wrong, "warnings", warnings))
	return errFindings
}

// editions are the pages that were asked for, each as one HTML file.
func (p *program) editions(built fs.FS, interactive bool, args []string) ([]exported, error) {
	pages, err := p.pages(built, args)
	if err != nil {
		return nil, err
	}
	// The build went through, so that what it says was told already.
	conf, err := config.Load(os.DirFS(p.source), &diag.Bag{})
	if err != nil {
		return nil, err
	}
	if conf.Ranking {
		fmt.Fprintln(p.err, p.words.text("export.internal"))
	}
	if slices.Contains(pages, "search.html") { // it is nothing without the other pages
		return nil, p.misused("export.search")
	}
	var bag diag.Bag
	var files []exported
	for _, page := range pages {
		edition, err := onefile.Make(built, page, onefile.Options{Base: conf.BaseURL, Interactive: interactive})
		var problem *diag.Problem
		if errors.As(err, &problem) {
			bag.Put(problem.At(diag.Pos{File: page}))
			continue
		}
		if err != nil {
			return nil, err
		}
		files = append(files, exported{page: page, title: edition.Title, data: edition.HTML})
	}
	return files, p.exportStopped(&bag, nil)
}

// pages are the addresses of pages by what a user calls them: the file of the
// content, the address, with or without an ending. Each comes once.
func (p *program) pages(built fs.FS, args []string) ([]string, error) {
	var all, known []string
	err := fs.WalkDir(built, ".", func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && path.Ext(name) == ".html" {
			all = append(all, name)
			known = append(known, strings.TrimSuffix(name, ".html"))
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("list pages: %w", err)
	}
	var out []string
	for _, arg := range args {
		name := path.Clean(filepath.ToSlash(p.inSite(arg)))
		for _, folder := range []string{"content/", "public/"} {
			if rest, ok := strings.CutPrefix(name, folder); ok {
				name = rest
				break
			}
		}
		stem := strings.TrimSuffix(strings.TrimSuffix(name, ".html"), ".md")
		i := slices.IndexFunc(all, func(page string) bool { return page == stem+".html" || page == path.Join(stem, "index.html") })
		switch {
		case i >= 0:
			if !slices.Contains(out, all[i]) {
				out = append(out, all[i])
			}
		case path.Ext(name) == ".md" && exists(filepath.Join(p.source, "content", filepath.FromSlash(name))):
			return nil, p.misused("export.draft", "page", arg)
		default:
			return nil, usageError{errors.New(p.unknown("no_page", arg, known))}
		}
	}
	return out, nil
}

// nameFiles says where the files go: to the one file that was named, else by
// their titles into a folder.
func (p *program) nameFiles(files []exported, out string, oneFile bool, ext string) {
	if oneFile {
		files[0].path = out
		return
	}
	key := func(f exported) string { return strings.ToLower(safeName(f.title)) } // as Windows and Macs compare
	count := map[string]int{}
	for _, f := range files {
		count[key(f)]++
	}
	for i, f := range files {
		address := strings.ReplaceAll(strings.TrimSuffix(f.page, ".html"), "/", "-")
		name := safeName(f.title)
		switch {
		case name == "":
			name = safeName(address)
		case count[key(f)] > 1:
			name += "（" + safeName(address) + "）"
		}
		files[i].path = filepath.Join(out, name+"."+ext)
	}
}

// spare refuses to write over files that say something else. Where the same page
// makes the same bytes, such a file may be there already.
func (p *program) spare(files []exported, comparable bool) error {
	var taken []string
	for _, f := range files {
		if !exists(f.path) {
			continue
		}
		if old, err := os.ReadFile(f.path); !comparable || err != nil || !bytes.Equal(old, f.data) {
			taken = append(taken, f.path)
		}
	}
	if len(taken) == 0 {
		return nil
	}
	return p.misused("export.taken", "paths", strings.Join(taken, p.words.text("list-separator")))
}

// asIs is for what an edition is already.
func (p *program) asIs(context.Context, []exported) error { return nil }

func (p *program) writeExported(files []exported) error {
	contents := map[string][]byte{}
	for _, f := range files {
		if err := os.MkdirAll(filepath.Dir(f.path), 0o755); err != nil {
			return unwritten(err)
		}
		contents[f.path] = f.data
	}
	if err := replace(contents); err != nil {
		return unwritten(err)
	}
	if p.json {
		return nil
	}
	for _, f := range files {
		key := "exported"
		if f.sheets > 0 {
			key = "exported.sheets"
		}
		if err := p.say(key, "path", f.path, "size", size(len(f.data)), "sheets", f.sheets); err != nil {
			return leaving(err, "left.done")
		}
	}
	return nil
}

// browsers are those that may print: the one that was named, else those of the
// computer.
func (p *program) browsers(computer paper.Machine, named string) ([]string, error) {
	if named != "" {
		file, err := exec.LookPath(named)
		if err != nil && !errors.Is(err, exec.ErrDot) {
			return nil, p.misused("export.bad_browser", "path", named)
		}
		return []string{file}, nil
	}
	found, looked := paper.Find(computer)
	if len(found) == 0 {
		return nil, &diag.Problem{Code: diag.NoBrowser, Args: diag.Args{"places": strings.Join(looked, "\n      ")}}
	}
	return found, nil
}

// print makes PDFs of pages, in one browser.
func (p *program) print(ctx context.Context, browsers []string, files []exported) (err error) {
	printer, err := paper.Open(ctx, browsers)
	if err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return &diag.Problem{Code: diag.BrowserFailed, Args: diag.Args{"detail": err.Error()}}
	}
	defer func() { err = errors.Join(err, printer.Close()) }()
	for i, f := range files {
		pdf, err := printer.Print(ctx, f.data)
		if err != nil {
			return unprinted(f.page, printer.Limit, err)
		}
		files[i].data, files[i].sheets = pdf, paper.Pages(pdf)
	}
	return nil
}

// unprinted is why a page could not be printed within a time.
func unprinted(page string, limit time.Duration, err error) error {
	if errors.Is(err, paper.ErrTimeout) {
		return &diag.Problem{Code: diag.BrowserSlow, Args: diag.Args{"page": page, "seconds": strconv.FormatFloat(limit.Seconds(), 'f', 0, 64)}}
	}
	return fmt.Errorf("%s: %w", page, err)
}

// longestTitle is how many bytes of a title a file's name takes: file systems
// have 255, of which an ending and an address may take some.
const longestTitle = 150

// wide are characters that Windows has no place for in a name, and those that
// read the same.
var wide = strings.NewReplacer(`<`, "＜", `>`, "＞", `:`, "：", `"`, "＂", `/`, "／", `\`, "＼", `|`, "｜", `?`, "？", `*`, "＊")

// reservedName is a name that Windows keeps for devices, with any ending.
var reservedName = regexp.MustCompile(`(?i)^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)`)

// safeName is a title as a file's name on any computer; "" when nothing is left.
func safeName(title string) string {
	name := wide.Replace(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == utf8.RuneError {
			return -1
		}
		return r
	}, title))
	if len(name) > longestTitle {
		end := longestTitle
		for !utf8.RuneStart(name[end]) {
			end--
		}
		name = name[:end]
	}
	name = strings.Trim(name, ". \u3000")
	if reservedName.MatchString(name) {
		name = "_" + name
	}
	return name
}

// size is a number of bytes for people.
func size(bytes int) string {
	const kb, mb = 1 << 10, 1 << 20
	if bytes < mb {
		return strconv.Itoa((bytes+kb-1)/kb) + " KB"
	}
	return strconv.FormatFloat(float64(bytes)/mb, 'f', 1, 64) + " MB"
}

func exists(name string) bool {
	_, err := os.Lstat(name)
	return err == nil
}

func isFolder(name string) bool {
	info, err := os.Stat(name)
	return err == nil && info.IsDir()
}
