// Package paper prints pages to PDF by a browser of the computer: what lays out
// the site on a screen lays it out on paper, by the same style sheet.
package paper

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/chromedp"
)

// ErrTimeout tells that a browser did not finish in time.
var ErrTimeout = errors.New("the browser did not finish in time")

// startLimit is how long a browser may take to come up; Printer.Limit is for
// one page.
const (
	startLimit = time.Minute
	printLimit = 2 * time.Minute
)

// marginBoxes is the first version of Chromium that prints the margin boxes of
// @page, where a style sheet puts page numbers.
const marginBoxes = 131

// footBox is a margin box at the foot of a sheet.
var footBox = regexp.MustCompile(`@bottom-[a-z-]+\s*\{`)

// Printer is a browser at work. It prints one page at a time.
type Printer struct {
	// Limit is how long one page may take.
	Limit time.Duration

	ctx     context.Context // of the browser
	stop    func()
	server  *http.Server
	address string
	version int // of Chromium; 0 when it does not say

	mu   sync.Mutex
	page []byte // what the server serves
}

// Open starts a browser, the first of files that comes up.
func Open(ctx context.Context, files []string) (*Printer, error) {
	var errs []error
	for _, file := range files {
		p, err := open(ctx, file)
		if err == nil {
			return p, nil
		}
		errs = append(errs, fmt.Errorf("start %s: %w", file, err))
		if ctx.Err() != nil {
			break
		}
	}
	return nil, errors.Join(errs...)
}

func open(ctx context.Context, file string) (_ *Printer, err error) {
	p := &Printer{Limit: printLimit}
	flags := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(file), chromedp.DisableGPU,
		// A container's root has no rights to give away; everybody else keeps the
		// sandbox.
		chromedp.Flag("no-sandbox", runtime.GOOS == "linux" && os.Geteuid() == 0),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-domain-reliability", true),
		// Nothing may leave this computer, and an office's proxy need not be asked.
		chromedp.Flag("no-proxy-server", true), chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"))
	allocator, stopAllocator := chromedp.NewExecAllocator(ctx, flags...)
	var stopBrowser context.CancelFunc
	// What matters of the browser's talk comes back as errors.
	silent := func(string, ...any) {}
	p.ctx, stopBrowser = chromedp.NewContext(allocator, chromedp.WithLogf(silent), chromedp.WithErrorf(silent))
	p.stop = func() {
		stopBrowser()
		stopAllocator() // waits until the browser and its files are gone
	}
	defer func() {
		if err != nil {
			p.stop()
		}
	}()
	// The context that starts a browser is its life: it must not be the one that
	// runs out.
	started := make(chan error, 1)
	go func() {
		version, err := chromedp.CallBrowser(p.ctx, browser.GetVersion, struct{}{})
		p.version = major(version.Product)
		started <- err
	}()
	select {
	case err = <-started:
	case <-time.After(startLimit):
		p.stop()
		<-started
		err = ErrTimeout
	}
	if err != nil {
		return nil, err
	}
	listener, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("serve pages to the browser: %w", err)
	}
	p.address = "http://" + listener.Addr().String() + "/"
	p.server = &http.Server{Handler: http.HandlerFunc(p.serve), ReadHeaderTimeout: startLimit}
	go func() { _ = p.server.Serve(listener) }() // ends with Close
	return p, nil
}

// Close ends the browser.
func (p *Printer) Close() error {
	err := p.server.Close()
	p.stop()
	return err
}

// serve gives the page that is being printed, and nothing else.
func (p *Printer) serve(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path != "/" {
		http.NotFound(w, r)
		return
	}
	p.mu.Lock()
	page := p.page
	p.mu.Unlock()
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	_, _ = w.Write(page) // a browser that went away has its own error
}

// Print makes a PDF of a page that stands in one HTML file, with bookmarks and
// a structure for screen readers. Sizes, margins and page numbers are those of
// its style sheet; a browser too old for page numbers there puts them at the
// foot by itself. When the page takes longer than Limit the error is
// ErrTimeout.
func (p *Printer) Print(ctx context.Context, page []byte) ([]byte, error) {
	p.mu.Lock()
	p.page = page
	p.mu.Unlock()
	tab, stop := chromedp.NewContext(p.ctx)
	defer stop()
	tab, stopTimer := context.WithTimeout(tab, p.Limit)
	defer stopTimer()
	defer context.AfterFunc(ctx, stop)()
	pdf, err := func() ([]byte, error) {
		if err := chromedp.Do(tab, chromedp.Navigate(p.address)); err != nil {
			return nil, err
		}
		return chromedp.Run(tab, chromedp.PrintToPDF(p.options(page)...))
	}()
	switch {
	case err == nil:
		return pdf, nil
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case errors.Is(err, context.DeadlineExceeded):
		return nil, ErrTimeout
	}
	return nil, fmt.Errorf("print: %w", err)
}

func (p *Printer) options(page []byte) []chromedp.PDFOption {
	out := []chromedp.PDFOption{
		chromedp.PDFPaper(chromedp.PaperA4), chromedp.PDFPreferCSSPageSize(), chromedp.PDFPrintBackground(), chromedp.PDFOutlineAndTagged(),
		chromedp.PDFStream(), // one message would be too long for a report with photographs
	}
	if p.version < marginBoxes || !footBox.Match(page) {
		out = append(out, chromedp.PDFHeaderTemplate(`<span></span>`), chromedp.PDFFooterTemplate(footer))
	}
	return out
}

// footer numbers pages as documents of offices do: — 1 —, in 四号 of the text's
// face.
const footer = `<div style="width:100%;padding:0 26mm 0 28mm;font:14pt SimSun,'Songti SC','Noto Serif CJK SC',serif;text-align:right">— <span class="pageNumber"></span> —</div>`

var majorVersion = regexp.MustCompile(`/(\d+)\.`)

// major is the version in a product's name: 156 of HeadlessChrome/156.0.8078.79.
func major(product string) int {
	m := majorVersion.FindStringSubmatch(product)
	if m == nil {
		return 0
	}
	n, _ := strconv.Atoi(m[1]) // too long to be a version
	return n
}

var pageCount = regexp.MustCompile(`/Count (\d+)`)

// Pages is how many pages a PDF of a browser has; 0 when it does not say.
func Pages(pdf []byte) int {
	most := 0
	for {
		i := bytes.Index(pdf, []byte("/Type /Pages"))
		if i < 0 {
			return most
		}
		// The count stands in the same dictionary; the root of the tree has the
		// highest.
		pdf = pdf[i+1:]
		dictionary, _, _ := strings.Cut(string(pdf[:min(len(pdf), 2000)]), ">>")
		if m := pageCount.FindStringSubmatch(dictionary); m != nil {
			n, _ := strconv.Atoi(m[1])
			most = max(most, n)
		}
	}
}
