package draw

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"path/filepath"
	"sync"
	"sync/atomic"

	"golang.org/x/sync/singleflight"

	"gongbao/generator/cache"
	"gongbao/generator/chart"
)

// Drawer draws options as SVG with a pool of script engines. It is safe for
// use by many goroutines.
type Drawer struct {
	bundle   []byte
	hash     string // of the bundle
	cacheDir string
	kept     *cache.Folder // drawings in cacheDir; nil when none are kept
	recent   recent        // drawings in memory
	code     func() ([]byte, error)
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
// run at a time; each takes about 20 MB and starts when it is first needed.
func NewDrawer(bundle []byte, cacheDir string, workers int) *Drawer {
	sum := sha256.Sum256(bundle)
	d := &Drawer{
		bundle:   bundle,
		cacheDir: cacheDir,
		hash:     hex.EncodeToString(sum[:]),
		engines:  make(chan *engine, max(workers, 1)),
		closed:   make(chan struct{}),
	}
	if cacheDir != "" {
		d.kept = cache.New(filepath.Join(cacheDir, drawingsDir))
	}
	d.code = sync.OnceValues(func() ([]byte, error) { return compile(d.bundle) })
	for range max(workers, 1) {
		d.engines <- nil
	}
	return d
}

// drawingsDir is where drawings are kept, in the cache.
const drawingsDir = "charts"

// Close lets the engines go, when the drawings that are under way are finished.
// Later calls of Draw fail.
func (d *Drawer) Close() {
	d.close.Do(func() {
		close(d.closed)
		for range cap(d.engines) {
			if e := <-d.engines; e != nil {
				e.close()
			}
		}
	})
}

var errClosed = errors.New("the drawer is closed")

// Draw gives the SVG of an option, to be completed by Finish; cached tells
// that it was not drawn now. Equal options that are asked for at the same time
// are drawn once, and those who asked share the bytes: they must not be changed.
func (d *Drawer) Draw(ctx context.Context, o chart.Option) (svg []byte, cached bool, err error) {
	key := d.key(o)
	if svg := d.recent.get(key); svg != nil {
		return svg, true, nil
	}
	got, mine, err := d.once(ctx, key, func() (drawing, error) {
		if svg := d.stored(key); svg != nil {
			return drawing{svg, true}, nil
		}
		svg, err := d.make(ctx, key, o)
		return drawing{svg, false}, err
	})
	if err != nil {
		return nil, false, fmt.Errorf("draw chart %s: %w", o.Template, err)
	}
	d.recent.put(key, got.svg)
	return got.svg, got.cached || !mine, nil
}

// once runs work for a key unless it is being done; mine tells that it was this
// caller's.
func (d *Drawer) once(ctx context.Context, key key, work func() (drawing, error)) (got drawing, mine bool, err error) {
	for {
		v, err, _ := d.flight.Do(string(key[:]), func() (any, error) {
			mine = true
			return work()
		})
		if err == nil {
			return v.(drawing), mine, nil
		}
		// Another caller's work was cancelled; this caller still wants its own.
		if !mine && ctx.Err() == nil && (errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)) {
			continue
		}
		return drawing{}, mine, err
	}
}

type drawing struct {
	svg    []byte
	cached bool
}

// Find gives the drawing of an option when it was made before; nil when it was
// not. The bytes are shared: they must not be changed.
func (d *Drawer) Find(o chart.Option) []byte {
	key := d.key(o)
	if svg := d.recent.get(key); svg != nil {
		return svg
	}
	svg := d.stored(key)
	if svg != nil {
		d.recent.put(key, svg)
	}
	return svg
}

// Unkept is the folder in which drawings are kept and the first failure to use it; a
// nil error when there was none. Such a drawing is made again when it is needed again.
func (d *Drawer) Unkept() (dir string, err error) {
	if d.kept == nil {
		return "", nil
	}
	return d.kept.Dir(), d.kept.Failed()
}

// stored reads a drawing that is kept; nil when it must be made.
func (d *Drawer) stored(key key) []byte {
	if d.kept == nil {
		return nil
	}
	return readSealed(d.kept, key.file())
}

// make draws an option and keeps the drawing.
func (d *Drawer) make(ctx context.Context, key key, o chart.Option) ([]byte, error) {
	svg, err := d.draw(ctx, o)
	if err == nil && d.kept != nil {
		d.kept.Write(key.file(), seal(svg))
	}
	return svg, err
}

// key names a drawing.
type key [sha256.Size]byte

// file is the name of the drawing's file.
func (k key) file() string {
	name := hex.EncodeToString(k[:])
	return filepath.Join(name[:2], name+".svg")
}

// key names a drawing. Reuse is right because a drawing depends on these
// alone: the option's bytes and size, the script that draws (its digest covers
// ECharts and our entry), the engine that runs it and our way of cleaning what it
// gave. The clock and the random numbers that the script sees are fixed. Title
// and id of a figure are not part of a drawing; Finish adds them.
func (d *Drawer) key(o chart.Option) (k key) {
	h := sha256.New()
	fmt.Fprintf(h, "%s\n%s\n%s\n%d %d\n", d.hash, engineVersion, cleanVersion, o.Width, o.Height)
	h.Write(o.JSON)
	h.Sum(k[:0])
	return k
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
	var back *engine
	defer func() { d.engines <- back }()
	if e == nil {
		code, err := d.code()
		if err != nil {
			return nil, err
		}
		if e, err = start(code); err != nil {
			return nil, err
		}
	}
	raw, err := e.draw(ctx, o)
	if err != nil {
		// An engine that failed is not used again: what it holds is unknown.
		e.close()
		return nil, err
	}
	back = e
	d.drawn.Add(1)
	return clean(raw)
}
