package claim

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"gongbao/generator/period"
)

var update = flag.Bool("update", false, "write what is understood into testdata/cases; read every change before keeping it")

// A case file is read line by line: a text, and under it, indented, what is
// understood of each of its numbers. # begins a comment; "@ 2024" tells the
// period of the pages that follow; [words](address) is a link.
func TestCases(t *testing.T) {
	files, err := filepath.Glob("testdata/cases/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatal("no cases", err)
	}
	n := 0
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			var out strings.Builder
			page := Page{}
			for line := range strings.Lines(string(data)) {
				line = strings.TrimSuffix(line, "\n")
				switch {
				case strings.HasPrefix(line, "    "):
					continue
				case strings.HasPrefix(line, "@"):
					if page.Period, err = period.Parse(strings.TrimSpace(line[1:])); err != nil {
						t.Fatal(err)
					}
				case line != "" && !strings.HasPrefix(line, "#"):
					n++
					fmt.Fprintln(&out, line)
					source, links := unlink(strings.ReplaceAll(line, "⏎", "\n"))
					page.Links = links
					for _, said := range show(source, Extract(source, page)) {
						fmt.Fprintln(&out, "    "+said)
					}
					continue
				}
				fmt.Fprintln(&out, line)
			}
			if *update {
				if err := os.WriteFile(file, []byte(out.String()), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if diff := gocmp.Diff(string(data), out.String()); diff != "" {
				t.Errorf("understood (-want +got):\n%s", diff)
			}
		})
	}
	t.Logf("%d texts", n)
}

var linked = regexp.MustCompile(`\[([^\]]+)\]\(([^)\s]+)\)`)

// unlink takes the addresses out of a text and tells where they stood.
func unlink(line string) (text string, links []Link) {
	var b strings.Builder
	from := 0
	for _, m := range linked.FindAllStringSubmatchIndex(line, -1) {
		b.WriteString(line[from:m[0]])
		start := b.Len()
		b.WriteString(line[m[2]:m[3]])
		links = append(links, Link{start, b.Len(), line[m[4]:m[5]]})
		from = m[1]
	}
	b.WriteString(line[from:])
	return b.String(), links
}

var findingNames = [...]string{"lost-number", "times-less", "sign-twice", "hedged-twice", "unit-once", "points-of-points", "counts-differ", "mixed-precision", "as-of"}

func showTerms(text Text, terms []Term) string {
	var b strings.Builder
	for _, term := range terms {
		b.WriteString(map[int]string{1: " +", -1: " -"}[term.Sign] + text.Claims[term.Claim].Text)
	}
	return b.String()
}

// show is a line for each claim and finding.
func show(source string, text Text) []string {
	var out []string
	for _, c := range text.Claims {
		var b strings.Builder
		fmt.Fprintf(&b, "%s = %s", c.Text, c.Kind)
		if c.Kind == Exempt {
			out = append(out, b.String()+" "+string(c.Reason))
			continue
		}
		if c.Sign != 0 {
			b.WriteString(map[int]string{1: " +", -1: " -"}[c.Sign])
		}
		if c.Kind != Flat {
			fmt.Fprintf(&b, " %s", c.Quantity)
		}
		if c.Unit != "" {
			fmt.Fprintf(&b, " %s", c.Unit)
		}
		if c.Vague != Exact {
			fmt.Fprintf(&b, " %s", c.Vague)
		}
		if c.Subject != "" {
			fmt.Fprintf(&b, " 〈%s〉", c.Subject)
		}
		if c.Whole != "" {
			fmt.Fprintf(&b, " whole〈%s〉", c.Whole)
		}
		if !c.Period.IsZero() {
			fmt.Fprintf(&b, " @%s", c.Period)
		}
		if c.Comparison != Unsaid {
			fmt.Fprintf(&b, " %s", c.Comparison)
		}
		if !c.Base.IsZero() {
			fmt.Fprintf(&b, " vs %s", c.Base)
		}
		if c.Years > 0 {
			fmt.Fprintf(&b, " over %d", c.Years)
		}
		if c.Of != None {
			fmt.Fprintf(&b, " of %s", text.Claims[c.Of].Text)
		}
		if c.Part {
			b.WriteString(" part")
		}
		if c.Group > 0 {
			fmt.Fprintf(&b, " group %d", c.Group)
		}
		for _, other := range []struct {
			what string
			at   int
		}{{"to", c.To}, {"until", c.Until}, {"beside", c.Beside}, {"against", c.Against}, {"same as", c.Same}} {
			if other.at != None {
				fmt.Fprintf(&b, " %s %s", other.what, text.Claims[other.at].Text)
			}
		}
		for _, sum := range c.Sums {
			b.WriteString(" sum" + showTerms(text, sum))
		}
		if len(c.BaseTerms) > 0 {
			b.WriteString(" base" + showTerms(text, c.BaseTerms))
		}
		if len(c.Subjects) > 0 {
			fmt.Fprintf(&b, " of all %s", strings.Join(c.Subjects, "|"))
		}
		if c.Noun != "" {
			fmt.Fprintf(&b, " noun〈%s〉", c.Noun)
		}
		if c.Topic != "" && c.Topic != c.Subject {
			fmt.Fprintf(&b, " topic〈%s〉", c.Topic)
		}
		if c.Heading != "" {
			fmt.Fprintf(&b, " under〈%s〉", strings.ReplaceAll(c.Heading, "\n", "/"))
		}
		if c.Cell.Table > 0 {
			fmt.Fprintf(&b, " cell %d,%d〈%s|%s〉", c.Cell.Row, c.Cell.Column, c.Cell.RowHead, c.Cell.ColumnHead)
			if c.Cell.Total {
				b.WriteString(" total")
			}
		}
		out = append(out, b.String())
	}
	for _, f := range text.Findings {
		out = append(out, "! "+findingNames[f.Kind]+" "+source[f.Start:f.End])
	}
	return out
}
