package report

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"gongbao/generator/audit"
)

//go:embed page.html
var pageTemplate string

//go:embed page.css
var pageStyle string

var pageHTML = template.Must(template.New("page").Funcs(template.FuncMap{
	"text": func(string, ...string) string { return "" }, // each report has its own
}).Parse(pageTemplate))

// mark is what a report is known by.
const mark = `<meta name="generator" content="gongbao audit">`

// IsPage reports whether an HTML page is a report that HTML wrote.
func IsPage(page []byte) bool {
	head, _, _ := bytes.Cut(page, []byte("<title>"))
	return bytes.Contains(head, []byte(mark))
}

// page is the report as its template sees it.
type page struct {
	Lang      string
	Style     template.CSS
	Basis     string // what the numbers were held against
	Summary   summary
	Documents []pageDocument
}

type summary struct {
	Lead, Bar string
	Counts    []count // in the order of shown
	Coverage  string
	Findings  int
}

// Wrong is how many numbers are.
func (s summary) Wrong() int { return s.of(audit.Mismatch) }

// Open is of how many numbers nothing is known.
func (s summary) Open() int { return s.of(audit.Unverified) }

// Claims is how many numbers claim anything.
func (s summary) Claims() int {
	n := 0
	for _, c := range s.Counts {
		n += c.N
	}
	return n - s.of(audit.Exempt)
}

func (s summary) of(v audit.Verdict) int { return s.Counts[slices.Index(shown, v)].N }

// Parts are the counts that make up the coverage.
func (s summary) Parts() []count { return s.Counts[:len(s.Counts)-1] }

type count struct {
	Verdict, Word, Meaning string
	N                      int
}

type pageDocument struct {
	ID, File string
	Empty    string // what to say where there is no number
	Summary  summary
	Notes    []*note
	Open     []open
	Blocks   []block
}

// note is a finding beside the text.
type note struct {
	ID             string // what the anchors of its number, its note and its line in the list end in
	N              int
	Severity, Word string
	Text           string // what is wrong
	Message, Hint  string
	Place          string
	Related        []string
	Placed         bool // its number is marked in the text
	start, end     int
}

// open is a number of which nothing is known.
type open struct{ ID, Place, Text, What string }

// block is a heading, a paragraph or a table of the text.
type block struct {
	Level int // of a heading, as the text has it; 0 for anything else
	Rank  int // of a heading among those that the text has, 1 for the highest
	Spans []span
	Head  [][]span // of a table
	Rows  [][][]span
	Notes []*note
}

// Table reports whether the block is one.
func (b block) Table() bool { return b.Head != nil }

// span is a stretch of the text with one verdict.
type span struct {
	Text    string
	Verdict string // "" for what is no number
	Found   bool   // a finding is about it
	ID      string // of the first stretch of an unverified number
	Title   string
	Refs    []*note // the notes whose stretch ends here
}

// HTML writes the report as one page that needs nothing beside it.
func (r *Report) HTML(w io.Writer) error {
	t, err := pageHTML.Clone()
	if err != nil {
		return fmt.Errorf("copy the page's template: %w", err)
	}
	t.Funcs(template.FuncMap{"text": r.words.text})
	p := page{Lang: r.words.lang, Style: template.CSS(pageStyle), Basis: r.words.text("with-data"), Summary: r.summary(r.tally(), r.docs)}
	if !r.data {
		p.Basis = r.words.text("no-data")
	}
	n := 0
	for i, d := range r.docs {
		p.Documents = append(p.Documents, r.document(d, "d"+strconv.Itoa(i+1), &n))
	}
	var b bytes.Buffer
	if err := t.Execute(&b, p); err != nil {
		return fmt.Errorf("make the page: %w", err)
	}
	_, err = w.Write(b.Bytes())
	return err
}

func (r *Report) summary(t audit.Tally, docs []Document) summary {
	s := summary{
		Lead:     r.words.text("lead", append(holes(t), "known", strconv.Itoa(t.Known()))...),
		Bar:      r.words.text("bar", holes(t)...),
		Coverage: audit.Percent(t.Coverage()),
	}
	for _, v := range shown {
		s.Counts = append(s.Counts, count{v.String(), r.words.text("verdict." + v.String()), r.words.text("meaning." + v.String()), t[v]})
	}
	for _, d := range docs {
		s.Findings += len(d.Report.Problems())
	}
	return s
}

// document is a file as the page shows it; n counts the notes of the page.
func (r *Report) document(d Document, id string, n *int) pageDocument {
	w := r.words
	out := pageDocument{ID: id, File: d.File, Empty: r.none(d), Summary: r.summary(d.Report.Tally(), []Document{d})}
	place := func(at int) string {
		pos := d.Pos(at)
		return w.text("place", "line", strconv.Itoa(pos.Line), "column", strconv.Itoa(pos.Column))
	}
	for _, p := range d.Report.Problems() {
		*n++
		f := d.diagnostic(p)
		severity := f.Severity().String()
		m := &note{
			ID: strconv.Itoa(*n), N: *n, Severity: severity, Word: w.text(severity), Text: d.Text[p.Start:p.End], Place: place(p.Start),
			Message: w.catalog.Message(f.Code, f.Args), Hint: w.catalog.Hint(f.Code, f.Args), start: p.Start, end: p.End,
		}
		for _, rel := range f.Related {
			if rel.File != "" {
				m.Related = append(m.Related, w.text("data-at", "place", rel.String()))
			}
		}
		out.Notes = append(out.Notes, m)
	}
	for i, k := range d.Report.Open() {
		j := d.Report.Claims[k]
		out.Open = append(out.Open, open{fmt.Sprintf("%s-%d", id, i+1), place(j.Start), j.Text, what(j)})
	}
	t := typesetter{words: w, doc: d, notes: out.Notes, plain: !strings.HasSuffix(strings.ToLower(d.File), ".md"), ids: map[int]string{}}
	for i, k := range d.Report.Open() {
		t.ids[k] = out.Open[i].ID
	}
	out.Blocks = t.blocks()
	return out
}

// typesetter divides a text into blocks and these into spans. It goes through the
// text once, from its beginning to its end.
type typesetter struct {
	words words
	doc   Document
	notes []*note
	ids   map[int]string // of the unverified claims
	plain bool           // headings are told by their form alone

	claim int // the first that does not end before where we are
	note  int // likewise
}

func (t *typesetter) blocks() []block {
	text := t.doc.Text
	var out []block
	for at := 0; at < len(text); {
		if rows := tableAt(text, at); rows != nil {
			b := block{}
			for i, row := range rows {
				var cells [][]span
				for _, c := range row.cells {
					cells = append(cells, t.spans(c[0], c[1]))
				}
				switch {
				case i == 0:
					b.Head = cells
				default:
					b.Rows = append(b.Rows, cells)
				}
				at = row.end
			}
			out = append(out, b)
			continue
		}
		end := lineEnd(text, at)
		line := strings.TrimSuffix(text[at:end], "\r")
		from := at + len(line) - len(strings.TrimLeft(line, " \t\u3000"))
		to := at + len(strings.TrimRight(line, " \t\u3000"))
		level := 0
		if from < to {
			level, from = heading(text, from, to, t.plain, len(out) == 0)
			out = append(out, block{Level: level, Spans: t.spans(from, to)})
		}
		at = end + 1
	}
	rank(out)
	t.place(out)
	return out
}

// rank ranks the headings, so that no level of the page is passed over before the
// first of them.
func rank(blocks []block) {
	highest := 0
	for _, b := range blocks {
		if b.Level > 0 && (highest == 0 || b.Level < highest) {
			highest = b.Level
		}
	}
	for i := range blocks {
		if b := &blocks[i]; b.Level > 0 {
			b.Rank = b.Level - highest + 1
		}
	}
}

// place puts each note beside the block that it is about. A note about what is not
// shown, such as the line between the head and the rows of a table, stands beside
// what is shown before it.
func (t *typesetter) place(blocks []block) {
	of := map[*note]int{}
	last := 0
	for i, b := range blocks {
		for _, s := range b.all() {
			for _, n := range s.Refs {
				of[n] = i
			}
		}
	}
	for _, n := range t.notes {
		if i, ok := of[n]; ok {
			last = i
		} else if len(blocks) > 0 {
			if spans := blocks[last].all(); len(spans) > 0 {
				s := spans[len(spans)-1]
				s.Refs, n.Placed = append(s.Refs, n), true
			}
		}
		if len(blocks) > 0 {
			blocks[last].Notes = append(blocks[last].Notes, n)
		}
	}
}

// all are the spans of a block, in the order of the text.
func (b *block) all() []*span {
	var out []*span
	for i := range b.Spans {
		out = append(out, &b.Spans[i])
	}
	for _, row := range append([][][]span{b.Head}, b.Rows...) {
		for _, cell := range row {
			for i := range cell {
				out = append(out, &cell[i])
			}
		}
	}
	return out
}

// spans divides a stretch of the text, which lies behind those before, where a
// verdict or a finding begins or ends.
func (t *typesetter) spans(from, to int) []span {
	claims, notes := t.doc.Report.Claims, t.notes
	for t.claim < len(claims) && claims[t.claim].End <= from {
		t.claim++
	}
	for t.note < len(notes) && notes[t.note].end < from {
		t.note++
	}
	cuts := []int{from, to}
	cut := func(at int) {
		if from < at && at < to {
			cuts = append(cuts, at)
		}
	}
	for _, c := range claims[t.claim:] {
		if c.Start >= to {
			break
		}
		cut(c.Start)
		cut(c.End)
	}
	var here []*note
	for _, n := range notes[t.note:] {
		if n.start >= to {
			break
		}
		here = append(here, n)
		cut(n.start)
		cut(n.end)
	}
	slices.Sort(cuts)
	cuts = slices.Compact(cuts)
	var out []span
	k := t.claim
	for i := 0; i+1 < len(cuts); i++ {
		lo, hi := cuts[i], cuts[i+1]
		s := span{Text: t.doc.Text[lo:hi]}
		for k < len(claims) && claims[k].End <= lo {
			k++
		}
		if k < len(claims) && claims[k].Start <= lo {
			c := claims[k]
			s.Verdict, s.Title = c.Verdict.String(), t.title(c)
			if c.Start == lo || lo == from {
				s.ID = t.ids[k]
				delete(t.ids, k) // an id stands once
			}
		}
		for len(here) > 0 && here[0].Placed {
			here = here[1:]
		}
		for _, n := range here {
			if n.start >= hi && hi < to {
				break
			}
			if n.Placed {
				continue
			}
			s.Found = s.Found || n.start <= lo && lo < n.end
			if n.end <= hi || hi == to {
				s.Refs, n.Placed = append(s.Refs, n), true
			}
		}
		out = append(out, s)
	}
	return out
}

// title says of a number what is known of it.
func (t *typesetter) title(j audit.Judged) string {
	w := t.words
	parts := []string{w.text("verdict." + j.Verdict.String())}
	add := func(s string) {
		if s != "" {
			parts = append(parts, s)
		}
	}
	switch j.Verdict {
	case audit.Exempt:
		key := "reason." + string(j.Reason)
		if _, ok := w.texts[key]; !ok {
			key = "reason.other"
		}
		add(w.text(key))
	case audit.Mismatch:
		add(w.catalog.Message(j.Code, j.Args))
	default:
		add(what(j))
		if j.Indicator != nil {
			if !j.Period.IsZero() {
				add(j.Period.String())
			}
			if j.Court != nil {
				add(j.Court.Name)
			}
		}
		add(j.Working)
	}
	if len(parts) == 1 {
		return parts[0]
	}
	return parts[0] + w.text("colon") + strings.Join(parts[1:], w.text("separator"))
}

func lineEnd(text string, at int) int {
	if i := strings.IndexByte(text[at:], '\n'); i >= 0 {
		return at + i
	}
	return len(text)
}

// row is a row of a table: where its cells stand and where the next line begins.
type row struct {
	cells [][2]int
	end   int
}

var rule = regexp.MustCompile(`^\|(?:\s*:?-+:?\s*\|)+\s*$`)

// tableAt are the rows of the table that begins at a line, without the rule below
// its head; nil when none begins there.
func tableAt(text string, at int) []row {
	next := lineEnd(text, at) + 1
	if !strings.HasPrefix(text[at:], "|") || next >= len(text) || !rule.MatchString(text[next:lineEnd(text, next)]) {
		return nil
	}
	var rows []row
	for i := 0; at < len(text) && text[at] == '|'; i++ {
		end := lineEnd(text, at)
		r := row{end: min(end+1, len(text))}
		for from := at + 1; from <= end; {
			to := end
			if k := strings.IndexByte(text[from:end], '|'); k >= 0 {
				to = from + k
			} else if strings.TrimSpace(text[from:end]) == "" {
				break // behind the last mark
			}
			cell := text[from:to]
			lo := from + len(cell) - len(strings.TrimLeft(cell, " \t\r"))
			r.cells = append(r.cells, [2]int{min(lo, to), max(lo, from+len(strings.TrimRight(cell, " \t\r")))})
			from = to + 1
		}
		if i == 1 {
			rows[0].end = r.end
		} else {
			rows = append(rows, r)
		}
		at = r.end
	}
	return rows
}

var (
	chapter   = regexp.MustCompile(`^[一二三四五六七八九十]{1,3}、`)
	section   = regexp.MustCompile(`^[（(][一二三四五六七八九十]{1,3}[)）]`)
	sentence  = regexp.MustCompile(`[。；;，,：:！!？?]$`)
	headMarks = regexp.MustCompile(`^#{1,6} +`)
)

// longestHeading is how many characters a line of a plain text may have that is
// taken for a heading.
const longestHeading = 40

// heading tells of what level a line is a heading, 0 for none, and where its words
// begin.
func heading(text string, from, to int, plain, first bool) (level, begin int) {
	line := text[from:to]
	if marks := headMarks.FindString(line); marks != "" {
		return strings.Count(marks, "#"), from + len(marks)
	}
	if !plain || sentence.MatchString(line) || strings.Contains(line, "。") || utf8.RuneCountInString(line) > longestHeading {
		return 0, from
	}
	switch {
	case chapter.MatchString(line):
		return 2, from
	case section.MatchString(line):
		return 3, from
	case first:
		return 1, from
	}
	return 0, from
}
