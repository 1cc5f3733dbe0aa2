package site

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/color"
	"io/fs"
	"maps"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
	"golang.org/x/tools/txtar"

	"gongbao/generator/diag"
	. "gongbao/generator/htmlcheck"
	"gongbao/generator/photo/phototest"
)

// hues is a picture that is not all alike.
func hues(w, h int) image.Image {
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			img.SetRGBA(x, y, color.RGBA{uint8(x), uint8(y), uint8(x * y / 64), 255})
		}
	}
	return img
}

// album is a site with pictures of all kinds: in a text, in a register, only
// linked, both shown and linked.
func album(tb testing.TB) string {
	tb.Helper()
	dir := writeSite(tb, txtar.Parse([]byte(reportFront+`
![法庭](<img/法 庭,一.jpg>)

上图：审判法庭。

![印章](img/seal.png)和![法徽](img/emblem.svg)

![全景](img/whole.jpg)，看[原图](img/whole.jpg)；见[扫描件](img/scan.jpg)、[表](a.csv)。

`+"```register\nregister = \"honors\"\n```\n"+`
-- content/reports/a.csv --
a,b
-- content/reports/img/emblem.svg --
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20" onload="alert(1)"><script>alert(1)</script><path d="M0 0"/></svg>
-- data/registers/honors.toml+ --
[[entry]]
date = "2024-03"
name = "全国优秀法院"
level = "国家级"
image = "honors/奖状.jpg"
alt = "奖状"
-- content/honors/index.md --
+++
title = "荣誉"
+++
`)))
	put := func(name string, data []byte) {
		tb.Helper()
		name = filepath.Join(dir, "content", filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			tb.Fatal(err)
		}
		if err := os.WriteFile(name, data, 0o644); err != nil {
			tb.Fatal(err)
		}
	}
	put("reports/img/法 庭,一.jpg", phototest.JPEG(hues(300, 1000), 6))
	put("reports/img/seal.png", phototest.PNG(hues(64, 48), 1))
	put("reports/img/whole.jpg", phototest.JPEG(hues(2000, 200), 1))
	put("reports/img/scan.jpg", phototest.JPEG(hues(1700, 30), 3))
	put("honors/奖状.jpg", phototest.JPEG(hues(500, 700), 8))
	put("reports/img/unused.jpg", phototest.JPEG(hues(20, 20), 1))
	return dir
}

func buildAlbum(t *testing.T, dir string) (built, Summary) {
	t.Helper()
	shareBundle(t, filepath.Join(dir, ".gongbao"))
	var bag diag.Bag
	s, err := Build(context.Background(), Options{Dir: dir}, &bag)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range bag.Sorted() {
		t.Errorf("%s: %s", d.Pos, diag.Chinese().Message(d.Code, d.Args))
	}
	b := built{t, map[string][]byte{}}
	public := os.DirFS(filepath.Join(dir, "public"))
	err = fs.WalkDir(public, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b.files[name], err = fs.ReadFile(public, name)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return b, s
}

// Every image of every page has its size and is loaded late; every address that
// it names is a file of the site, as large as it says.
func TestPicturesOfASite(t *testing.T) {
	b, s := buildAlbum(t, album(t))
	if s.Photos != 6 || s.PhotosMade != 6 {
		t.Errorf("%d pictures, %d made; want 6 and 6", s.Photos, s.PhotosMade)
	}
	images := 0
	for name, data := range b.files {
		if !strings.HasSuffix(name, ".html") {
			continue
		}
		for _, img := range Find(Parse(t, data), "img") {
			images++
			b.checkImage(name, img)
		}
	}
	if images < 6 {
		t.Errorf("only %d images", images)
	}
	b.page("reports/2024.html",
		In("figure.photo", In("img", HasAttr("width", `^1000$`), HasAttr("height", `^300$`), HasAttr("srcset", `480w, .* 1000w$`), HasAttr("sizes", `100vw`))),
		In(".register", In("img", HasAttr("srcset", `^\S+\.480\.jpg 480w, \S+\.jpg 700w$`))),
	)
	for _, name := range []string{
		"reports/img/法 庭,一.jpg", "reports/img/法 庭,一.480.jpg", "reports/img/seal.png", "reports/img/emblem.svg", "reports/img/scan.jpg",
		"reports/img/whole.jpg", "reports/img/whole.480.jpg", "reports/img/whole.960.jpg", "reports/img/whole.1600.jpg", "honors/奖状.jpg",
	} {
		if b.files[name] == nil {
			t.Errorf("%s was not made; there are %v", name, slices.Sorted(maps.Keys(b.files)))
		}
	}
	// A picture that a text leads to is there whole; what nobody names is not.
	for name, width := range map[string]int{"reports/img/whole.jpg": 2000, "reports/img/scan.jpg": 1700} {
		if c, _, err := image.DecodeConfig(bytes.NewReader(b.files[name])); err != nil || c.Width != width {
			t.Errorf("%s is %d wide, want %d (%v)", name, c.Width, width, err)
		}
	}
	for name, why := range map[string]string{"reports/img/unused.jpg": "no page names it", "reports/img/scan.480.jpg": "no page shows it", "reports/img/seal.480.png": "it is narrow itself"} {
		if b.files[name] != nil {
			t.Errorf("%s was published, though %s", name, why)
		}
	}
	if string(b.files["reports/a.csv"]) != "a,b\n" {
		t.Error("a file that is no picture was changed")
	}
	for name, data := range b.files {
		for _, secret := range []string{"Exif", "GPS", "SECRET", "张三", "alert(1)", "eXIf", "ns.adobe.com"} {
			if bytes.Contains(data, []byte(secret)) {
				t.Errorf("%s tells %q", name, secret)
			}
		}
	}
}

// target is the file to which an address leads from a page.
func (b built) target(page, address string) string {
	b.tb.Helper()
	u, err := url.Parse(address)
	if err != nil {
		b.tb.Fatal(err)
	}
	return path.Join(path.Dir(page), u.Path)
}

func (b built) checkImage(page string, img *html.Node) {
	b.tb.Helper()
	get := func(key string) string { v, _ := Attr(img, key); return v }
	src := get("src")
	if get("loading") != "lazy" {
		b.tb.Errorf("%s: %s is not loaded late", page, src)
	}
	size := func(address string) string {
		file := b.target(page, address)
		if strings.HasSuffix(file, ".svg") {
			return get("width") + "x" + get("height")
		}
		c, _, err := image.DecodeConfig(bytes.NewReader(b.files[file]))
		if err != nil {
			b.tb.Errorf("%s: %s: %v", page, file, err)
		}
		return fmt.Sprintf("%dx%d", c.Width, c.Height)
	}
	if got := get("width") + "x" + get("height"); got != size(src) || len(got) < 3 {
		b.tb.Errorf("%s: %s is said to be %s and is %s", page, src, got, size(src))
	}
	if get("srcset") == "" {
		return
	}
	if get("sizes") == "" {
		b.tb.Errorf("%s: %s has no sizes", page, src)
	}
	last := ""
	for candidate := range strings.SplitSeq(get("srcset"), ", ") {
		address, width, _ := strings.Cut(candidate, " ")
		if got := size(address); !strings.HasPrefix(got, strings.TrimSuffix(width, "w")+"x") {
			b.tb.Errorf("%s: %s is %s and not %s", page, address, got, width)
		}
		last = b.target(page, address)
	}
	if last != b.target(page, src) {
		b.tb.Errorf("%s: the widest file is %s and src is %s", page, last, src)
	}
}

// A second build makes no picture again and gives the same bytes; neither does a
// picture that is shown elsewhere need to be made.
func TestPicturesAreMadeOnce(t *testing.T) {
	dir := album(t)
	first, _ := buildAlbum(t, dir)
	second, s := buildAlbum(t, dir)
	if s.Photos != 6 || s.PhotosMade != 0 {
		t.Errorf("the second build made %d of %d pictures", s.PhotosMade, s.Photos)
	}
	if err := os.RemoveAll(filepath.Join(dir, ".gongbao", "photos")); err != nil {
		t.Fatal(err)
	}
	forget(t, dir)
	third, s := buildAlbum(t, dir)
	if s.PhotosMade != 6 {
		t.Errorf("without a cache %d pictures were made", s.PhotosMade)
	}
	for name, data := range first.files {
		if !bytes.Equal(data, second.files[name]) || !bytes.Equal(data, third.files[name]) {
			t.Errorf("%s differs from build to build", name)
		}
	}
	if len(first.files) != len(second.files) || len(first.files) != len(third.files) {
		t.Error("other files were made")
	}
	// Half of an entry is none.
	entries, err := filepath.Glob(filepath.Join(dir, ".gongbao", "photos", "*", "*"))
	if err != nil || len(entries) != 6 {
		t.Fatalf("entries of the cache: %v (%v)", entries, err)
	}
	if err := os.Truncate(entries[0], 100); err != nil {
		t.Fatal(err)
	}
	forget(t, dir)
	if _, s = buildAlbum(t, dir); s.PhotosMade != 1 {
		t.Errorf("with one entry cut off %d pictures were made", s.PhotosMade)
	}
	scan := filepath.Join(dir, "content", "reports", "img", "scan.jpg")
	if err := os.WriteFile(scan, phototest.JPEG(hues(100, 30), 1), 0o644); err != nil {
		t.Fatal(err)
	}
	forget(t, dir)
	if _, s = buildAlbum(t, dir); s.PhotosMade != 1 {
		t.Errorf("with one picture changed %d were made", s.PhotosMade)
	}
}

// A check looks at every picture, tells what the build would, and writes nothing.
func TestCheckLooksAtPictures(t *testing.T) {
	dir := album(t)
	if got := findings(t, dir); len(got) > 0 {
		t.Errorf("%v", got)
	}
	scan := filepath.Join(dir, "content", "reports", "img", "scan.jpg")
	data, err := os.ReadFile(scan)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(scan, data[:len(data)/2], 0o644); err != nil {
		t.Fatal(err)
	}
	// Where a narrower file will stand, no other may.
	if err := os.WriteFile(filepath.Join(dir, "content", "reports", "img", "Whole.960.JPG"), phototest.JPEG(hues(20, 20), 1), 0o644); err != nil {
		t.Fatal(err)
	}
	f, err := os.OpenFile(filepath.Join(dir, "content", "reports", "2024.md"), os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprintf(f, "\n![小图](img/Whole.960.JPG)\n")
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	var built diag.Bag
	if _, err := Build(context.Background(), Options{Dir: dir}, &built); err != nil {
		t.Fatal(err)
	}
	for _, got := range [][]diag.Diagnostic{built.Sorted(), findings(t, dir)} {
		var codes []string
		for _, d := range got {
			codes = append(codes, fmt.Sprintf("%s %s %s%s", d.Code, d.Pos.File, d.Args["src"], d.Args["path"]))
		}
		want := []string{"image-broken content/reports/2024.md img/scan.jpg", "duplicate-page content/reports/2024.md reports/img/whole.960.jpg"}
		slices.Sort(codes)
		slices.Sort(want)
		if !slices.Equal(codes, want) {
			t.Errorf("%v, want %v", codes, want)
		}
	}
	fresh := album(t)
	findings(t, fresh)
	if _, err := os.Stat(filepath.Join(fresh, ".gongbao")); err == nil {
		t.Error("a check wrote into the cache")
	}
}

func TestFirstPhoto(t *testing.T) {
	root, err := os.OpenRoot(album(t))
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	var bag diag.Bag
	opts := Options{Dir: root.Name(), writes: true}.withDefaults()
	m, err := examine(context.Background(), opts, root.FS(), &bag)
	if err != nil || bag.Failed() {
		t.Fatal(err, bag.Sorted())
	}
	for _, p := range m.pages {
		address, w, h, ok := m.firstPhoto(p)
		want := ""
		if p.path == "reports/2024.html" {
			want = "reports/img/法 庭,一.jpg 1000 300 true"
		}
		if got := fmt.Sprint(address, " ", w, " ", h, " ", ok); want != "" && got != want || want == "" && ok {
			t.Errorf("%s: %s, want %q", p.path, got, want)
		}
	}
}

// BenchmarkPhotos loads a site of pictures that were all made before: what a
// rebuild pays for them.
func BenchmarkPhotos(b *testing.B) {
	dir := writeSite(b, &txtar.Archive{})
	var text strings.Builder
	text.WriteString("+++\ntitle = \"相册\"\n+++\n\n")
	for i := range 100 {
		name := fmt.Sprintf("%d.jpg", i)
		fmt.Fprintf(&text, "![第%d张](%s)\n\n", i, name)
		file := filepath.Join(dir, "content", "pages", name)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			b.Fatal(err)
		}
		if err := os.WriteFile(file, phototest.JPEG(hues(1200+i, 900), 1), 0o644); err != nil {
			b.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(dir, "content", "pages", "a.md"), []byte(text.String()), 0o644); err != nil {
		b.Fatal(err)
	}
	build := func(wantMade int) {
		var bag diag.Bag
		s, err := Build(context.Background(), Options{Dir: dir}, &bag)
		if err != nil || bag.Failed() || s.Photos != 100 || s.PhotosMade != wantMade {
			b.Fatal(err, bag.Sorted(), s)
		}
	}
	b.Run("first", func(b *testing.B) {
		for b.Loop() {
			if err := os.RemoveAll(filepath.Join(dir, ".gongbao", "photos")); err != nil {
				b.Fatal(err)
			}
			build(100)
		}
	})
	b.Run("again", func(b *testing.B) {
		build(0)
		for b.Loop() {
			build(0)
		}
	})
}
