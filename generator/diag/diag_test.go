package diag

import (
	"math/rand/v2"
	"reflect"
	"slices"
	"sync"
	"testing"
)

// findings in the order in which Sorted must give them.
func ordered() []Diagnostic {
	at := func(file string, line, column int) Pos { return Pos{File: file, Line: line, Column: column} }
	return []Diagnostic{
		{Code: NotUTF8, Pos: Pos{File: "a.md"}},
		{Code: UnknownKey, Pos: at("a.md", 2, 9), Args: Args{"key": "z"}},
		{Code: UnknownKey, Pos: at("a.md", 10, 1), Args: Args{"key": "z"}}, // 10 after 2: numbers, not text
		{Code: BadPeriod, Pos: at("a.md", 10, 3), Args: Args{"period": "x"}},
		{Code: UnknownKey, Pos: at("a.md", 10, 3), Args: Args{"key": "a"}},
		{Code: UnknownKey, Pos: at("a.md", 10, 3), Args: Args{"key": "b"}},
		{Code: UnknownKey, Pos: at("b.md", 1, 1), Args: Args{"key": "a"}},
	}
}

func TestSortedIsOneOrderWhateverTheOrderOfFinding(t *testing.T) {
	want := ordered()
	r := rand.New(rand.NewPCG(1, 2))
	for range 50 {
		in := slices.Concat(want, want) // everything is found twice
		r.Shuffle(len(in), func(i, j int) { in[i], in[j] = in[j], in[i] })
		var bag Bag
		bag.Put(in...)
		if got := bag.Sorted(); !reflect.DeepEqual(got, want) {
			t.Fatalf("put in as %v\n got %v\nwant %v", in, got, want)
		}
	}
}

// Two findings that read the same but carry different hints or other places
// are told once, and always the same one.
func TestOfEqualMessagesTheSameOneIsToldWhateverTheOrder(t *testing.T) {
	pos := Pos{File: "a.toml", Line: 1, Column: 1}
	pairs := map[string][2]Diagnostic{
		"hints": {
			{Code: UnknownKey, Pos: pos, Args: Args{"key": "k", "suggestion": "a"}},
			{Code: UnknownKey, Pos: pos, Args: Args{"key": "k", "suggestion": "b"}},
		},
		"other places": {
			{Code: DuplicateID, Pos: pos, Args: Args{"id": "x"}, Related: []Pos{{File: "a", Line: 1}}},
			{Code: DuplicateID, Pos: pos, Args: Args{"id": "x"}, Related: []Pos{{File: "a", Line: 2}}},
		},
	}
	for name, p := range pairs {
		var one, two Bag
		one.Put(p[0], p[1])
		two.Put(p[1], p[0])
		if a, b := one.Sorted(), two.Sorted(); len(a) != 1 || !reflect.DeepEqual(a, b) {
			t.Errorf("%s: %v and %v", name, a, b)
		}
	}
}

func TestBagTakesFindingsFromManyGoroutines(t *testing.T) {
	var bag Bag
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			for j := range 50 {
				bag.Add(UnknownKey, Pos{File: "f", Line: j + 1, Column: i%4 + 1}, Args{"key": "k"})
			}
		})
	}
	wg.Wait()
	got := bag.Sorted()
	if len(got) != 4*50 {
		t.Fatalf("%d findings, want 200: each of eight goroutines found what another did", len(got))
	}
	for i := 1; i < len(got); i++ {
		a, b := got[i-1].Pos, got[i].Pos
		if a.Line > b.Line || a.Line == b.Line && a.Column >= b.Column {
			t.Fatalf("%v stands before %v", a, b)
		}
	}
}

func TestOnlyErrorsFailTheWork(t *testing.T) {
	var bag Bag
	if bag.Failed() {
		t.Error("an empty bag failed")
	}
	bag.Add(ImageAlt, Pos{File: "a"}, Args{"src": "x.png"})
	bag.Add(ImageAlt, Pos{File: "a"}, Args{"src": "x.png"}) // told once, counted once
	if bag.Failed() {
		t.Error("a warning failed the work")
	}
	bag.Add(DeadLink, Pos{File: "a"}, Args{"dest": "x"})
	if e, w, i := bag.Count(); e != 1 || w != 1 || i != 0 || !bag.Failed() {
		t.Errorf("%d errors, %d warnings, %d infos, failed %v", e, w, i, bag.Failed())
	}
}

func TestACodeThatIsNoneIsOurMistake(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("no panic")
		}
	}()
	var bag Bag
	bag.Add("no-such-code", Pos{}, nil)
}

func TestPosIn(t *testing.T) {
	src := "第一行\r\n标题 = \"值\"\nend"
	tests := []struct {
		name string
		off  int
		want string
		text string
	}{
		{"start", 0, "f:1:1", "第一行"},
		{"characters, not bytes", len("第一"), "f:1:3", "第一行"},
		{"at CR", len("第一行"), "f:1:4", "第一行"},
		{"at LF", len("第一行\r"), "f:1:5", "第一行"},
		{"next line", len("第一行\r\n"), "f:2:1", "标题 = \"值\""},
		{"behind multi-byte text", len("第一行\r\n标题 = \""), "f:2:7", "标题 = \"值\""},
		{"last line without end", len(src) - 1, "f:3:3", "end"},
		{"end", len(src), "f:3:4", "end"},
		{"beyond the end", len(src) + 9, "f:3:4", "end"},
		{"before the start", -1, "f:1:1", "第一行"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := PosIn("f", []byte(src), tt.off); got.String() != tt.want || got.Text != tt.text {
				t.Errorf("got %s %q, want %s %q", got, got.Text, tt.want, tt.text)
			}
		})
	}
	if got := PosIn("f", nil, 0); got.String() != "f:1:1" || got.Text != "" {
		t.Errorf("empty file: %s %q", got, got.Text)
	}
}

func TestLinePos(t *testing.T) {
	src := []byte("一\n二\r\n三")
	for line, want := range map[int]string{1: "一", 2: "二", 3: "三", 4: ""} {
		if got := LinePos("f", src, line); got.Line != line || got.Column != 0 || got.Text != want {
			t.Errorf("line %d: %+v, want text %q", line, got, want)
		}
	}
}

func TestPosIsWrittenAsFarAsItIsKnown(t *testing.T) {
	for want, p := range map[string]Pos{
		"f":     {File: "f"},
		"f:3":   {File: "f", Line: 3},
		"f:3:4": {File: "f", Line: 3, Column: 4},
	} {
		if got := p.String(); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

func TestAProblemIsPlacedWithAllItKnows(t *testing.T) {
	p := &Problem{Code: UnknownCourt, Args: Args{"name": "x"}, Related: []Pos{{File: "b"}}}
	d := p.At(Pos{File: "a", Line: 1})
	if d.Code != p.Code || d.Pos.File != "a" || d.Args["name"] != "x" || len(d.Related) != 1 || d.Severity() != Error {
		t.Errorf("%+v", d)
	}
	if got, want := p.Error(), "unknown-court: 没有法院“x”"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
