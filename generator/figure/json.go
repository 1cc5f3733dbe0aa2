package figure

import (
	"encoding/json"
	"unicode/utf8"
)

// AppendJSON appends what figures.json says of a figure: the figure with its
// trace. source is the figure's source as readers are told it. The bytes are
// those of encoding/json without its escapes for HTML; there are dozens of
// figures on a page, and this makes no memory for them.
func (f *Figure) AppendJSON(b []byte, source string) []byte {
	b = appendString(append(b, `{"text":`...), f.Text)
	b = appendString(append(b, `,"value":`...), f.Value)
	b = appendString(append(b, `,"kind":`...), f.Kind)
	b = appendString(append(b, `,"indicator":`...), f.Indicator)
	b = appendSome(b, `,"period":`, f.Period)
	b = appendSome(b, `,"court":`, f.Court)
	b = appendSome(b, `,"basis":`, f.Basis)
	b = appendString(append(b, `,"verdict":`...), string(f.Verdict))
	b = appendString(append(b, `,"how":`...), f.How)
	b = appendSome(b, `,"formula":`, f.Formula)
	b = appendSome(b, `,"source":`, source)
	b = appendSome(b, `,"note":`, f.Note)
	for i := range f.Inputs {
		if i == 0 {
			b = append(b, `,"inputs":[`...)
		} else {
			b = append(b, ',')
		}
		b = f.Inputs[i].appendJSON(b)
	}
	if len(f.Inputs) > 0 {
		b = append(b, ']')
	}
	return append(b, '}')
}

func (in *Input) appendJSON(b []byte) []byte {
	b = appendString(append(b, `{"indicator":`...), in.Indicator)
	b = appendString(append(b, `,"period":`...), in.Period)
	b = appendString(append(b, `,"court":`...), in.Court)
	b = appendSome(b, `,"basis":`, in.Basis)
	b = appendSome(b, `,"kind":`, in.Kind)
	b = appendString(append(b, `,"value":`...), in.Value)
	b = appendString(append(b, `,"text":`...), in.Text)
	return append(b, '}')
}

// appendSome appends a key and its text unless the text is empty.
func appendSome(b []byte, key, s string) []byte {
	if s == "" {
		return b
	}
	return appendString(append(b, key...), s)
}

// appendString appends a text as JSON. What JSON has to escape is rare, and left to
// encoding/json.
func appendString(b []byte, s string) []byte {
	if !isPlain(s) {
		return appendEscaped(b, s)
	}
	b = append(b, '"')
	b = append(b, s...)
	return append(b, '"')
}

// isPlain reports whether a text stands in JSON as it is.
func isPlain(s string) bool {
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c < ' ' || c == '"' || c == '\\':
			return false
		case c == 0xe2 && i+2 < len(s) && s[i+1] == 0x80 && s[i+2]&^1 == 0xa8: // the ends of lines and paragraphs of Unicode
			return false
		}
	}
	return utf8.ValidString(s)
}

// writer lets encoding/json append to a slice.
type writer struct{ b []byte }

func (w *writer) Write(p []byte) (int, error) {
	w.b = append(w.b, p...)
	return len(p), nil
}

func appendEscaped(b []byte, s string) []byte {
	w := &writer{b}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(s); err != nil {
		panic("figure: a text is always JSON: " + err.Error())
	}
	return w.b[:len(w.b)-1] // without the end of the line
}
