package chart

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
)

// fill puts something into everything that v holds, each thing its own.
func fill(v reflect.Value, n *int) {
	*n++
	switch v.Kind() {
	case reflect.String:
		v.SetString(fmt.Sprint("text ", *n))
	case reflect.Float64:
		v.SetFloat(float64(*n))
	case reflect.Int:
		v.SetInt(int64(*n))
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		for i := range v.Len() {
			fill(v.Index(i), n)
		}
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem(), n)
	case reflect.Struct:
		for i := range v.NumField() {
			fill(v.Field(i), n)
		}
	default:
		panic("a key must learn to write a " + v.Type().String())
	}
}

// changes calls try with each single thing changed that v holds.
func changes(v reflect.Value, name string, try func(name string)) {
	was := reflect.New(v.Type()).Elem()
	was.Set(v)
	zero := func() {
		v.SetZero()
		try(name)
		v.Set(was)
	}
	switch v.Kind() {
	case reflect.Slice:
		zero()
		v.Set(v.Slice(0, 1))
		try(name + " cut")
		v.Set(was)
		for i := range v.Len() {
			changes(v.Index(i), fmt.Sprintf("%s[%d]", name, i), try)
		}
	case reflect.Pointer:
		zero()
		changes(v.Elem(), name, try)
	case reflect.Struct:
		for i := range v.NumField() {
			changes(v.Field(i), name+"."+v.Type().Field(i).Name, try)
		}
	default:
		zero()
	}
}

// A spec's key holds all of it: one that left a field out would give a chart
// the drawing of another.
func TestKeyIsWhole(t *testing.T) {
	var spec Spec
	n := 0
	fill(reflect.ValueOf(&spec).Elem(), &n)
	keys := map[string]string{string(appendKey(nil, spec)): "the spec itself"}
	changes(reflect.ValueOf(&spec).Elem(), "Spec", func(name string) {
		key := string(appendKey(nil, spec))
		if other, taken := keys[key]; taken {
			t.Errorf("without %s the key is that of %s", name, other)
		}
		keys[key] = name
	})
	if len(keys) < 60 {
		t.Errorf("only %d changes were tried", len(keys))
	}
}

func TestMemoIsBounded(t *testing.T) {
	var m memo
	held := func() (n, bytes int) {
		for _, half := range [...]map[string]*Options{m.young, m.old} {
			for key, o := range half {
				n++
				bytes += len(key) + len(o.Script)
			}
		}
		return n, bytes
	}
	for _, size := range []int{10, 100_000, mostBytes} {
		script := strings.Repeat("x", size)
		for i := range 3 * mostMade {
			m.put(fmt.Sprint(size, "/", i), &Options{Script: script})
			if n, bytes := held(); i%100 == 0 && (n > mostMade || bytes > mostBytes) {
				t.Fatalf("it holds %d options of %d bytes", n, bytes)
			}
		}
	}
}

// What is asked for again and again stays while others come and go.
func TestMemoKeepsWhatIsAskedFor(t *testing.T) {
	var m memo
	often := &Options{}
	m.put("often", often)
	for i := range 5 * mostMade {
		m.put(fmt.Sprint(i), &Options{})
		if i%100 == 0 && m.get([]byte("often")) != often {
			t.Fatalf("it was forgotten after %d others", i)
		}
	}
	if m.get([]byte("0")) != nil {
		t.Error("nothing was ever forgotten")
	}
}

func TestScript(t *testing.T) {
	o := &Options{Wide: Option{JSON: []byte(`{"a":1}`), Width: 2, Height: 3}, Narrow: Option{JSON: []byte(`{"b":4}`), Width: 5, Height: 6}}
	want := `<script type="application/json" class="chart-option">{"wide":{"option":{"a":1},"width":2,"height":3},"narrow":{"option":{"b":4},"width":5,"height":6}}</script>`
	if got := script(o); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}
