package claim

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"gongbao/generator/period"
)

// report is the text of a report of about n characters, made of the cases.
func report(tb testing.TB, n int) string {
	tb.Helper()
	var b strings.Builder
	for _, line := range caseLines(tb) {
		if !strings.Contains(line, "|") {
			b.WriteString(line + "\n")
		}
	}
	// Between the figures a report has prose.
	prose := "坚持以人民为中心的发展思想，紧紧围绕公正与效率工作主题，做实为大局服务、为人民司法，各项工作取得新的进展。推动矛盾纠纷源头化解，促进社会和谐稳定。\n"
	text := b.String()
	var out strings.Builder
	runes := 0
	for i := 0; runes < n; i++ {
		for line := range strings.Lines(text) {
			if runes += utf8.RuneCountInString(line) + 2*utf8.RuneCountInString(prose); runes > n+200 {
				break
			}
			out.WriteString(line + prose + prose)
		}
	}
	return out.String()
}

// caseLines are the texts of the case files.
func caseLines(tb testing.TB) []string {
	tb.Helper()
	files, err := filepath.Glob("testdata/cases/*.txt")
	if err != nil || len(files) == 0 {
		tb.Fatal("no cases", err)
	}
	var out []string
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			tb.Fatal(err)
		}
		for line := range strings.Lines(string(data)) {
			if line = strings.TrimSuffix(line, "\n"); line != "" && !strings.HasPrefix(line, "    ") && !strings.HasPrefix(line, "@") && !strings.HasPrefix(line, "#") {
				out = append(out, strings.ReplaceAll(line, "⏎", "\n"))
			}
		}
	}
	return out
}

func BenchmarkExtract(b *testing.B) {
	for _, size := range []struct {
		name string
		n    int
	}{{"10k", 10_000}, {"100k", 100_000}, {"1M", 1_000_000}} {
		text := report(b, size.n)
		b.Run(size.name, func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			claims := 0
			for b.Loop() {
				claims = len(Extract(text, Page{Period: period.Year(2024)}).Claims)
			}
			b.ReportMetric(float64(claims), "claims")
			b.ReportMetric(float64(utf8.RuneCountInString(text)), "chars")
		})
	}
}

// adversarial are pieces that, repeated, have led such programs into time that
// grows with the square of the text.
var adversarial = []string{
	"(", ")", "((1", "1,111,", "1,111", "由", "由1", "由由由1", "截至", "截至1", "截至2024年", "从1件", "较", "较2023年", "同比", "比", "占", "占1%", "分别", "分别1、", "1、", "其中", "其中1件", "其中1件(",
	"刑事1件、民事2件,分别上升1%、2%,", "1+", "1+1=", "1=1", "基数=1-1", "a", "a.", "http://", "a1", "1:1", "12:30", "1.", "1.1.", "1-", "1~2%", "3至5天", "一", "二千", "百", "数十", "第", "第一", "每", "每1件", "《", "“", "、", "和", "和1", ",", ":", "=", "vs",
	"〔2024〕", "(2024)", "[1]", "上升", "上升1%", "上升:", "提升年", "居", "居第", "居第1", "均", "年均", "倍", "翻番", "持平", "与上年持平", "2024年", "2024", "20242", "|", "| 1 ", "|1|1|\n", "|\n|0000\n", "|||\n", "| 合计 | 1 |\n", "| 其中 | 1 |\n", "一、\n", "# 一\n", "(一)1件\n", "1\n", "件", "%", "个百分点", "上升%", " ", "1 000件", "1 ", "…", "分之", "三分之一", "万", "1万", "亿", "余", "约", "约约", "近约1件", "超过超过1件",
	"12345", "12345、", "“12345”、", "12345““““、", "热线12345和", "12345通过", "12345公共公共", " 12345 ",
	"审结刑事案件1件、", "1件2人", "1件(2人)", "由1件、2件增加到", "与上年同期相比,", "结案率、满意率", "年", "人均", "平均", "平均1天", "不含1件", "是上年的1倍",
}

// stepsARune bounds the steps for a character, whatever the text.
const stepsARune = 1200

// Whatever is repeated, a text of sixteen times the length takes sixteen times
// the steps, and no more than so many for a character.
func TestStepsAreInProportionToTheText(t *testing.T) {
	steps := func(text string) int {
		x := new(extractor).extract(text, Page{Period: period.Year(2024)})
		return x.scanner.steps
	}
	const runes, times = 1500, 16
	for _, piece := range adversarial {
		short := strings.Repeat(piece, runes/utf8.RuneCountInString(piece)+1)
		a, b := steps(short), steps(strings.Repeat(short, times))
		if n := utf8.RuneCountInString(short); b > 2*times*a || a > stepsARune*n {
			t.Errorf("%q: %d steps for %d characters, %d for %d times as many", piece, a, n, b, times)
		}
	}
}

func FuzzExtract(f *testing.F) {
	for _, line := range caseLines(f) {
		f.Add(line)
	}
	for _, piece := range adversarial {
		f.Add(strings.Repeat(piece, 3))
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, page := range []Page{{}, {Period: period.Year(2024)}} {
			x := new(extractor).extract(text, page)
			said := Text{x.claims, x.findings}
			if steps, n := x.scanner.steps, utf8.RuneCountInString(text)+1; steps > stepsARune*n {
				t.Errorf("%d steps for %d characters", steps, n)
			}
			end := 0
			at := func(i, k int) {
				if k != None && (k < 0 || k >= len(said.Claims) || k == i) {
					t.Errorf("claim %d points to %d of %d", i, k, len(said.Claims))
				}
			}
			for i, c := range said.Claims {
				if c.Start < end || c.End <= c.Start || c.End > len(text) || text[c.Start:c.End] != c.Text {
					t.Errorf("claim %d stands at %d:%d after %d", i, c.Start, c.End, end)
				}
				end = c.End
				for _, k := range []int{c.Of, c.To, c.Until, c.Beside, c.Against, c.Same} {
					at(i, k)
				}
				for _, sum := range append(c.Sums, c.BaseTerms) {
					for _, term := range sum {
						at(i, term.Claim)
					}
				}
				if (c.Kind == Exempt) != (c.Reason != "") {
					t.Errorf("%q is %s for the reason %q", c.Text, c.Kind, c.Reason)
				}
				_ = c.Quantity.String()
			}
			for _, f := range said.Findings {
				if f.Start < 0 || f.End <= f.Start || f.End > len(text) {
					t.Errorf("finding at %d:%d", f.Start, f.End)
				}
			}
		}
	})
}
