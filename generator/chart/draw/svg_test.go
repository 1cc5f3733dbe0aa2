package draw

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestFinish(t *testing.T) {
	raw := `<svg width="10" height="20" xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" version="1.1" viewBox="0 0 10 20">
<rect width="10" height="20" x="0" y="0" fill="none"></rect>
<g clip-path="url(#zr7-c0)"><path d="M0 0l9 9Z" fill="rgb(0,0,0)" fill-opacity="0" stroke="#b7b9be" stroke-width="0"></path><rect x="1" y="1" width="2" height="2" fill="rgb(239,213,5)"></rect><path d="M1.23456 2l-0.001 3" style="stroke:#123456;fill:none;white-space:pre" class="zr7-cls-1" ecmeta_series_index="0"></path></g>
<text style="font-size:13px;font-family:A, B;" x="1" y="2">a &lt; b</text><text style="font-size:13px;font-family:A, B;">c</text><text style="font-size:15px;font-family:A, B;">d</text>
<defs><clipPath id="zr7-c0"><path d="M0 0l1 1Z" fill="#000"></path></clipPath></defs>
<style><![CDATA[ .zr7-cls-1:hover { fill: red } ]]></style></svg>`
	kept, err := clean([]byte(raw))
	if err != nil {
		t.Fatal(err)
	}
	got := string(Finish(kept, "c&1", "标题<", "说明"))
	want := `<svg role="img" aria-labelledby="c&amp;1-title c&amp;1-desc" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 20" font-family="A, B" font-size="13">` +
		`<title id="c&amp;1-title">标题&lt;</title><desc id="c&amp;1-desc">说明</desc>` +
		`<g clip-path="url(#c&amp;1-1)"><rect x="1" y="1" width="2" height="2" fill="#efd505"/><path d="M1.23 2l0 3" stroke="#123456" fill="none"/></g>` +
		`<text x="1" y="2">a &lt; b</text><text>c</text><text font-size="15">d</text>` +
		`<defs><clipPath id="c&amp;1-1"><path d="M0 0l1 1Z" fill="#000"/></clipPath></defs></svg>`
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if got := string(Finish(kept, "x", "", "")); strings.Contains(got, "aria-labelledby") || strings.Contains(got, "<title") {
		t.Errorf("without title: %s", got)
	}
	if string(Finish([]byte("not svg"), "x", "t", "")) != "not svg" {
		t.Error("what is no drawing must stay as it is")
	}
}

func FuzzClean(f *testing.F) {
	f.Add([]byte(`<svg width="1" height="1"><g style="fill:red;a:b"><path d="M1.005 2e-7L-3.999 .5"/></g><text>x</text></svg>`))
	f.Add([]byte(`<svg><defs><pattern id="a"/></defs><rect fill="url(#a)" xlink:href="#a"/></svg>`))
	f.Add([]byte(`<svg`))
	f.Fuzz(func(t *testing.T, in []byte) {
		out, err := clean(in)
		if err != nil {
			return
		}
		done := Finish(out, "id", "t", "d")
		root, err := parse([]byte(done))
		if err != nil {
			t.Fatalf("%v: %s", err, done)
		}
		root.walk(func(n *node) {
			if n.attr("style") != "" || n.name == "style" || n.name == "script" {
				t.Errorf("%s", done)
			}
		})
		again, err := clean(out)
		if err != nil {
			t.Fatalf("clean twice: %v: %s", err, out)
		}
		if third, err := clean(again); err != nil || !bytes.Equal(again, third) {
			t.Errorf("does not settle: %v\n%s\n%s", err, again, third)
		}
	})
}
