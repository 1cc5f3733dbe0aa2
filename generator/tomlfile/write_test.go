package tomlfile

import (
	"testing"

	"github.com/BurntSushi/toml"
)

// FuzzQuote writes any text as a key and as a value and reads it back.
func FuzzQuote(f *testing.F) {
	for _, s := range []string{"", "accepted", "结案率(%)", "a.b", `"\`, "a\n\tb\r\x00\x7f", "\xff", "\ufffd", "1-9", "é "} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		var got map[string]string
		text := Key(s) + " = " + Quote(s)
		if _, err := toml.Decode(text, &got); err != nil {
			t.Fatalf("%q: %v", text, err)
		}
		want := string([]rune(s)) // each byte that is no UTF-8 is a replacement character
		if len(got) != 1 || got[want] != want {
			t.Errorf("%q was read as %q", s, got)
		}
	})
}
