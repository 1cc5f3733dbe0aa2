package draw

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"github.com/dop251/goja"
	"golang.org/x/sync/singleflight"

	"gongbao/generator/chart"
)

// Drawer draws options as SVG with a pool of script engines. It is safe for
// use by many goroutines.
type Drawer struct {
	bundle   []byte
	hash     string // of the bundle
	cacheDir string
	program  func() (*goja.Program, error) // compiled once, shared by the engines
	// engines holds one entry a worker; a nil entry is an engine not started
	// yet. Whoever has taken an entry out is the only user of that engine.
	engines chan *engine
	flight  singleflight.Group
	drawn   atomic.Int64 // how many drawings were made, not found
	closed  chan struct{}
	close   sync.Once
}

// NewDrawer makes a drawer of the script that Bundle gave. Drawings are kept
// under cacheDir/charts; an empty cacheDir keeps none. At most workers engines
// run at a time; each takes about 5 MB and starts when it is first needed.
func NewDrawer(bundle []byte, cacheDir string, workers int) *Drawer {
	sum := sha256.Sum256(bundle)
	d := &Drawer{
		bundle:   bundle,
		hash:     hex.EncodeToString(sum[:]),
		cacheDir: cacheDir,
		engines:  make(chan *engine, max(workers, 1)),
		closed:   make(chan struct{}),
	}
	d.program = sync.OnceValues(func() (*goja.Program, error) {
		return goja.Compile("chart bundle", string(d.bundle), false)
	})
	for range max(workers, 1) {
		d.engines <- nil
	}
	return d
}

// Close lets the engines go. Drawings that are under way are finished; later
// calls of Draw fail.
func (d *Drawer) Close() { d.close.Do(func() { close(d.closed) }) }

var errClosed = errors.New("the drawer is closed")

// Draw gives the SVG of an option, to be completed by Finish; cached tells
// that it was not drawn now. Equal options that are asked for at the same time
// are drawn once, and those who asked share the bytes: they must not be changed.
// Cached drawings are read from disk each time; a large site has tens of
// megabytes of them.
func (d *Drawer) Draw(ctx context.Context, o chart.Option) (svg []byte, cached bool, err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("draw chart %s: %w", o.Template, err)
		}
	}()
	key := d.key(o)
	path := ""
	if d.cacheDir != "" {
		path = filepath.Join(d.cacheDir, "charts", key[:2], key+".svg")
	}
	for {
		mine := false
		v, err, _ := d.flight.Do(key, func() (any, error) {
			mine = true
			if path != "" {
				svg, err := readSealed(path)
				if err == nil {
					return drawing{svg, true}, nil
				}
				if !errors.Is(err, fs.ErrNotExist) {
					return nil, err
				}
			}
			svg, err := d.draw(ctx, o)
			if err != nil || path == "" {
				return drawing{svg, false}, err
			}
			if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
				return nil, err
			}
			return drawing{svg, false}, writeWhole(path, seal(svg))
		})
		if err == nil {
			got := v.(drawing)
			return got.svg, got.cached || !mine, nil
		}
		// Another caller's work was cancelled; this caller still wants its own.
		if !mine && ctx.Err() == nil && (errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)) {
			continue
		}
		return nil, false, err
	}
}

type drawing struct {
	svg    []byte
	cached bool
}

// key names a drawing. Reuse is right because a drawing depends on these
// alone: the option's bytes and size, the script that draws (its digest covers
// ECharts and our entry) and our way of cleaning what it gave. The clock and
// the random numbers that the script sees are fixed. Title and id of a figure
// are not part of a drawing; Finish adds them.
func (d *Drawer) key(o chart.Option) string {
	h := sha256.New()
	fmt.Fprintf(h, "%s\n%s\n%d %d\n", d.hash, cleanVersion, o.Width, o.Height)
	h.Write(o.JSON)
	return hex.EncodeToString(h.Sum(nil))
}

func (d *Drawer) draw(ctx context.Context, o chart.Option) ([]byte, error) {
	select {
	case <-d.closed:
		return nil, errClosed
	default:
	}
	var e *engine
	select {
	case e = <-d.engines:
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-d.closed:
		return nil, errClosed
	}
	// An engine that failed is not used again: what it holds is unknown.
	var back *engine
	defer func() { d.engines <- back }()
	if e == nil {
		program, err := d.program()
		if err != nil {
			return nil, err
		}
		if e, err = start(program); err != nil {
			return nil, err
		}
	}
	raw, err := e.draw(ctx, o)
	if err != nil {
		return nil, err
	}
	back = e
	d.drawn.Add(1)
	return clean([]byte(raw))
}

// engine is one JavaScript engine with the bundle loaded.
type engine struct {
	vm *goja.Runtime
	fn goja.Callable
}

func start(program *goja.Program) (*engine, error) {
	vm := goja.New()
	// A drawing must not depend on when or how often it is drawn.
	vm.SetTimeSource(func() time.Time { return time.Unix(0, 0).UTC() })
	rng := rand.New(rand.NewPCG(1, 2))
	vm.SetRandSource(rng.Float64)
	// ECharts asks for timers when it is made; nothing here runs later.
	none := func(goja.FunctionCall) goja.Value { return vm.ToValue(0) }
	for _, name := range [...]string{"setTimeout", "clearTimeout"} {
		if err := vm.Set(name, none); err != nil {
			return nil, err
		}
	}
	if _, err := vm.RunProgram(program); err != nil {
		return nil, err
	}
	global := vm.Get("gongbao")
	if global == nil {
		return nil, errors.New("the bundle has no gongbao")
	}
	fn, ok := goja.AssertFunction(global.ToObject(vm).Get("draw"))
	if !ok {
		return nil, errors.New("the bundle has no gongbao.draw")
	}
	return &engine{vm, fn}, nil
}

func (e *engine) draw(ctx context.Context, o chart.Option) (string, error) {
	stop := context.AfterFunc(ctx, func() { e.vm.Interrupt(ctx.Err()) })
	v, err := e.fn(goja.Undefined(), e.vm.ToValue(string(o.JSON)), e.vm.ToValue(o.Width), e.vm.ToValue(o.Height))
	if !stop() {
		// The engine was, or is about to be, interrupted.
		return "", ctx.Err()
	}
	if err != nil {
		return "", err
	}
	return v.String(), nil
}
