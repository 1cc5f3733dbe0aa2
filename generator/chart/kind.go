package chart

// Kind tells how a template builds its picture, and so what shape its spec has;
// "" when there is no such template.
func (t *Templates) Kind(name string) string {
	b := t.byName[name]
	if b == nil {
		return ""
	}
	return b.common().Kind
}
