package site

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"net/url"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"

	"golang.org/x/sync/semaphore"

	"gongbao/generator/cache"
	"gongbao/generator/diag"
	"gongbao/generator/markdown"
	"gongbao/generator/photo"
	"gongbao/generator/view"
)

// picture is an image of content/ that the site shows or lets readers load.
type picture struct {
	file   string // under content/, which is its address as well
	src    string // as written where it is first named
	pos    diag.Pos
	shown  bool           // on a page
	linked bool           // a text leads to the file itself: the whole of it is published
	key    string         // of what photo makes of it
	made   *photo.Picture // without the bytes of its files; nil when it cannot be used
}

func (p *picture) use() photo.Use {
	switch {
	case !p.linked:
		return photo.Shown
	case p.shown:
		return photo.ShownAndLinked
	}
	return photo.Linked
}

// What a page says of the width at which it shows a picture, in pixels, so that
// a browser can choose before it knows the page's style: the column of court.css
// (38rem from the width that has room for it), and the image of an entry.
const (
	sizesColumn = "(min-width: 720px) 684px, calc(100vw - 32px)"
	sizesEntry  = "260px"
)

// readPhotos finds the pictures of the site and has files made of them, several
// at once. It comes before pages are resolved: what they show has a size. Those
// that cannot be used are told of where they are first named.
func (m *model) readPhotos(ctx context.Context, bag *diag.Bag) error {
	m.findPhotos()
	all := m.photoList()
	m.photoStore = newPhotoStore(m.opts)
	memory := semaphore.NewWeighted(photoMemory)
	var made atomic.Int64
	err := m.parallel(len(all), func(i int) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		p := all[i]
		fresh, err := m.readPhoto(ctx, p, memory)
		var problem *diag.Problem
		if errors.As(err, &problem) {
			problem.Args["src"] = p.src
			bag.Put(problem.At(p.pos))
			return nil
		}
		if err != nil {
			return fmt.Errorf("read picture %s: %w", p.file, err)
		}
		if fresh {
			made.Add(1)
		}
		return nil
	})
	m.photosMade = int(made.Load())
	return err
}

// photoMemory bounds what pictures take while they are made, in bytes: two of a
// phone at a time on a small PC, and one alone that is larger than any phone's.
const photoMemory = 512 << 20

// A picture takes about so many bytes while it is made: for each of its pixels,
// and besides.
const (
	perPixel   = 12
	perPicture = 64 << 20
)

// readPhoto makes the files of a picture, or finds them made; fresh tells that
// they were made now. A check makes no files: it looks whether they can be made.
func (m *model) readPhoto(ctx context.Context, p *picture, memory *semaphore.Weighted) (fresh bool, err error) {
	data, err := fs.ReadFile(m.fsys, path.Join(contentDir, p.file))
	if err != nil {
		return false, err
	}
	p.key = photo.Key(data, p.use())
	if p.made = m.photoStore.load(p.key); p.made != nil {
		p.forget()
		return false, nil
	}
	back, err := room(ctx, memory, data)
	if err != nil {
		return false, err
	}
	defer back()
	if !m.opts.writes {
		p.made, err = photo.Examine(data)
		return false, err
	}
	if p.made, err = photo.Make(data, p.use()); err != nil {
		return false, err
	}
	err = m.photoStore.save(p.key, p.made)
	p.forget()
	return true, err
}

// room waits until there is memory to make a picture in; back gives it back.
func room(ctx context.Context, memory *semaphore.Weighted, data []byte) (back func(), err error) {
	need := min(perPixel*photo.Pixels(data)+perPicture, photoMemory)
	if err := memory.Acquire(ctx, need); err != nil {
		return nil, err
	}
	return func() { memory.Release(need) }, nil
}

// forget lets the bytes go, which the cache has: a site may have more pictures
// than fit into memory.
func (p *picture) forget() {
	if p.made == nil {
		return
	}
	for i := range p.made.Files {
		p.made.Files[i].Data = nil
	}
}

// photoStore is the folder in which what was made of pictures is kept. Reuse is
// right because an entry's name holds all that it depends on (photo.Key) and an
// entry tells whether it is whole.
type photoStore struct{ *cache.Folder }

func newPhotoStore(o Options) photoStore {
	return photoStore{cache.New(filepath.Join(o.Cache, "photos"))}
}

func (s photoStore) name(key string) string { return filepath.Join(key[:2], key) }

// load gives what was made; nil when it was not, or is not whole.
func (s photoStore) load(key string) *photo.Picture {
	packed, ok := s.Read(s.name(key))
	if !ok {
		return nil
	}
	p, _ := photo.Unpack(packed)
	return p
}

// save keeps what was made. Under its name there is never half of it.
func (s photoStore) save(key string, p *photo.Picture) error {
	packed, err := p.Pack()
	if err != nil {
		return err
	}
	s.Write(s.name(key), packed)
	return nil
}

// findPhotos notes all pictures: of registers, in texts, and those that a text
// or the menu leads to. An address that leads nowhere is told of by checkLinks.
func (m *model) findPhotos() {
	m.photos = map[string]*picture{}
	note := func(file, src string, pos diag.Pos, linked bool) {
		if p := m.photos[file]; p != nil {
			p.linked = p.linked || linked
			p.shown = p.shown || !linked
			return
		}
		if linked && !photo.IsPicture(file, m.head(file)) {
			return
		}
		if info, err := fs.Stat(m.fsys, path.Join(contentDir, file)); err != nil || !info.Mode().IsRegular() {
			return
		}
		m.photos[file] = &picture{file: file, src: src, pos: pos, linked: linked, shown: !linked}
	}
	shown := func(dir, src string, pos diag.Pos) {
		if address, problem := imageAddress(dir, src); problem == nil {
			note(address, src, pos, false)
		}
	}
	leads := func(from, dest string, pos diag.Pos) {
		u, err := url.Parse(dest)
		if err != nil || u.Scheme != "" || u.Host != "" || u.Path == "" || strings.Contains(dest, "{{") {
			return
		}
		if address := addressOf(from, u); fs.ValidPath(address) && !strings.EqualFold(path.Ext(address), ".md") {
			note(address, dest, pos, true)
		}
	}
	for _, reg := range m.registers {
		for _, e := range reg.Entries {
			if e.Image != "" {
				shown(registerDir, e.Image, e.Pos)
			}
		}
	}
	for _, p := range m.pages {
		for _, img := range p.images {
			shown(path.Dir(p.path), img.Src, img.Pos)
		}
	}
	for _, item := range m.config.Menu {
		leads(pathHome, item.URL, item.Pos)
	}
	for _, p := range m.pages {
		for _, l := range p.links {
			leads(p.path, l.Dest, l.Pos)
		}
	}
}

// head is how a file of content/ begins; nil when it cannot be read.
func (m *model) head(file string) []byte {
	f, err := m.fsys.Open(path.Join(contentDir, file))
	if err != nil {
		return nil
	}
	defer f.Close()
	b := make([]byte, 64)
	n, _ := io.ReadFull(f, b)
	return b[:n]
}

// photoList are the pictures by their files.
func (m *model) photoList() []*picture {
	var out []*picture
	for _, file := range slices.Sorted(maps.Keys(m.photos)) {
		out = append(out, m.photos[file])
	}
	return out
}

// claimPhotos takes the addresses of the narrower files, beside those of the
// pictures themselves.
func (m *model) claimPhotos(bag *diag.Bag) {
	for _, p := range m.photoList() {
		if p.made == nil || m.outputs.files[p.file] == "" {
			continue // told of already
		}
		for _, address := range p.made.Names(p.file) {
			if first, ok := m.outputs.claim(address, path.Join(contentDir, p.file)); !ok {
				bag.Add(diag.DuplicatePage, p.pos, diag.Args{"path": address, "first": first})
			}
		}
	}
}

// photos puts the files of all pictures on the stage.
func (r *renderer) photos(ctx context.Context) error {
	m := r.m
	all := m.photoList()
	memory := semaphore.NewWeighted(photoMemory)
	return m.parallel(len(all), func(i int) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		p := all[i]
		made := m.photoStore.load(p.key)
		if made != nil {
			return r.photo(p, made)
		}
		// The cache was cleared meanwhile, or nothing can be kept there.
		data, err := fs.ReadFile(m.fsys, path.Join(contentDir, p.file))
		if err != nil {
			return err
		}
		back, err := room(ctx, memory, data)
		if err != nil {
			return err
		}
		defer back()
		if made, err = photo.Make(data, p.use()); err != nil {
			return fmt.Errorf("make picture %s again: %w", p.file, err)
		}
		return r.photo(p, made)
	})
}

func (r *renderer) photo(p *picture, made *photo.Picture) error {
	for _, f := range made.Files {
		if err := r.stage.Write(f.Name(p.file), f.Data); err != nil {
			return err
		}
	}
	return nil
}

// photoView is how a page at from loads the picture at address.
func (m *model) photoView(from, address string) view.Photo {
	src := func(to string) string { return (&url.URL{Path: relative(from, to)}).String() }
	p := m.photos[address]
	if p == nil || p.made == nil || len(p.made.Files) == 0 { // such a site is never rendered
		return view.Photo{Src: src(address)}
	}
	files := loaded(p.made)
	widest := files[len(files)-1]
	v := view.Photo{Src: src(widest.Name(p.file)), Width: widest.Width, Height: widest.Height}
	if len(files) == 1 {
		return v
	}
	var set []string
	for _, f := range files {
		// A comma would part two addresses.
		set = append(set, strings.ReplaceAll(src(f.Name(p.file)), ",", "%2C")+" "+strconv.Itoa(f.Width)+"w")
	}
	v.Srcset = strings.Join(set, ", ")
	return v
}

// loaded are the files of a picture that pages load: all but the whole of one
// that is wider than any page needs.
func loaded(p *photo.Picture) []photo.File {
	n := len(p.Files)
	if n > 1 && p.Files[n-1].Width > photo.Widest {
		return p.Files[:n-1]
	}
	return p.Files
}

// imageView is an image of a text as the page loads it.
func (m *model) imageView(p *page, img markdown.Image) markdown.ImageView {
	address, problem := m.imageFile(p, img.Src)
	if problem != nil {
		return markdown.ImageView{} // reported by checkLinks; such a page is never rendered
	}
	v := m.photoView(p.path, address)
	out := markdown.ImageView{Src: v.Src, Srcset: v.Srcset, Width: v.Width, Height: v.Height}
	if v.Srcset != "" {
		out.Sizes = sizesColumn
	}
	return out
}

// registerImage is an image of a register as the page at from loads it.
func (m *model) registerImage(from, src string) view.Photo {
	address, problem := imageAddress(registerDir, src)
	if problem != nil {
		return view.Photo{} // reported by checkLinks; such a site is never rendered
	}
	v := m.photoView(from, address)
	if v.Srcset != "" {
		v.Sizes = sizesEntry
	}
	return v
}

// firstPhoto is the first photograph of a page that those can show to whom the
// page is handed on (Open Graph): its address from the site's root and its size.
// Drawings are none: what shows such a picture knows no SVG.
func (m *model) firstPhoto(p *page) (address string, width, height int, ok bool) {
	for _, img := range p.images {
		file, problem := imageAddress(path.Dir(p.path), img.Src)
		pic := m.photos[file]
		if problem != nil || pic == nil || pic.made == nil || pic.made.Format == "svg" || len(pic.made.Files) == 0 {
			continue
		}
		files := loaded(pic.made)
		f := files[len(files)-1]
		return f.Name(file), f.Width, f.Height, true
	}
	return "", 0, 0, false
}
