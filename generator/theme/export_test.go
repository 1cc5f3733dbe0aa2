package theme

import (
	"bytes"
	"html/template"

	"gongbao/generator/theme/press"
)

// PressAndPlain prints a page by its press and by html/template. pressed is nil
// when there is no press, or when it gave the page up.
func (t *Theme) PressAndPlain(page any) (pressed, plain []byte, err error) {
	return t.pressAndPlain(t.pages[pageKind(page)], page)
}

// PartPressAndPlain is PressAndPlain of a part.
func (t *Theme) PartPressAndPlain(name string, v any) (pressed, plain []byte, err error) {
	return t.pressAndPlain(t.partials.Lookup(name), v)
}

func (t *Theme) pressAndPlain(tmpl *template.Template, v any) (pressed, plain []byte, err error) {
	if p := t.presses[tmpl]; p != nil {
		if out, ok := p.Print(nil, v); ok {
			pressed = append([]byte{}, out...)
		}
	}
	var b bytes.Buffer
	err = tmpl.Execute(&b, v)
	return pressed, b.Bytes(), err
}

// Unpressed tells what keeps a template of a page or part from having a press.
func (t *Theme) Unpressed() map[string]error {
	out := map[string]error{}
	check := func(name string, tmpl *template.Template) {
		if _, err := press.New(tmpl, t.funcs()); err != nil {
			out[name] = err
		}
	}
	for kind, page := range t.pages {
		check(kind, page)
	}
	for name := range partialKinds {
		check(name, t.partials.Lookup(name))
	}
	return out
}
