package theme

import (
	"html/template"

	"gongbao/generator/theme/press"
)

// makePresses makes a press of every template that pages and parts are executed
// by. One that has something in it which only html/template can do is executed
// by that.
func (t *Theme) makePresses() {
	funcs := t.funcs()
	t.presses = map[*template.Template]*press.Press{}
	add := func(tmpl *template.Template) {
		if p, err := press.New(tmpl, funcs); err == nil {
			t.presses[tmpl] = p
		}
	}
	for _, page := range t.pages {
		add(page)
	}
	for name := range partialKinds {
		add(t.partials.Lookup(name))
	}
}
