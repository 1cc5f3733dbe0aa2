package site

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"golang.org/x/net/html"
	"golang.org/x/tools/txtar"

	"gongbao/generator/diag"
	. "gongbao/generator/htmlcheck"
)

// correctedSite has each thing that an indicator's page can tell of.
const correctedSite = `
-- data/indicators/own.toml --
[[indicator]]
id = "hearing"
name = "二审开庭率"
type = "质量"
kind = "ratio"
unit = "%"
definition = "二审开庭审理的比例。"
numerator = "开庭审理的二审案件"
denominator = "审结的二审案件"
excluded = ["撤回上诉", "管辖异议"]
window = "本年1月1日起"
valid_from = "2024"
interval = { lo = 50, source = "本院规定" }
source = "本院"
[[indicator]]
id = "ratio"
name = "案-件比"
type = "综合"
kind = "ratio"
change = "abs"
direction = "down"
[[indicator]]
id = "petition"
name = "信访"
unit = "件"
group = "其他"
direction = "down"
[[target]]
indicator = "ratio"
period = "2024"
value = 1.5
source = "2024年工作计划"
[[target]]
indicator = "ratio"
period = "2025"
value = 1.2
source = "2025年工作计划"
[[target]]
indicator = "petition"
period = "2024"
value = 5
source = "计划"
-- data/observations/2024-own.toml --
period = "2024"
source = "2025年1月20日快报"
status = "provisional"
[values.all]
ratio = "1.40"
petition = 7
[values.zhong]
petition = "未单列"
[values.all.criminal_first]
filed = "未公布"
[values.all.criminal]
filed = 310
-- data/observations/2024-revised.toml --
period = "2024"
source = "2025年3月8日公报"
status = "revised"
revised = "2025-03-08"
reason = "年终核实。"
[values.all]
ratio = "1.39"
[values.all.criminal]
filed = 311
`

// One site is looked at from several sides.
func TestIndicatorPagesAndTheirFiles(t *testing.T) {
	b := buildSite(t, correctedSite)
	for name, look := range map[string]func(built){
		"corrections": built.tellsOfCorrections, "absences": built.tellsOfAbsences, "targets": built.tellsOfTargets, "no data": built.definesWhatHasNoData,
		"downloads": built.downloadsAreThere, "same rows": built.fileAndPageShowTheSame,
	} {
		t.Run(name, func(t *testing.T) { look(built{t, b.files}) })
	}
}

func (b built) tellsOfCorrections() {
	b.page("indicators/ratio.html",
		In("#series",
			Each("a.corrected", HasAttr("href", `^#correction-1$`), HasText(`^更正$`)),
			HasText(`更正1\.39`), HasText(`修订数、2025年3月8日公报`),
		),
		In(".corrections", Count("li", 1)),
		In("#correction-1",
			HasText(`2024年`), HasText(`更正前1\.40来源：2025年1月20日快报`), HasText(`更正后1\.39来源：2025年3月8日公报`), HasText(`原因年终核实。`), HasText(`2025年3月8日`),
		),
		In(".corrections", Each("time", HasAttr("datetime", `^2025-03-08$`)), In("del", Each("data", HasAttr("data-kind", `^superseded$`), HasAttr("value", `^1\.4$`)))),
	)
	b.page("indicators/criminal.html", In(".corrections", HasText(`2024年 刑事案件新收`), HasText(`更正前310件`), HasText(`更正后311件`)))
	b.page("indicators/filed.html", Count(".corrections", 0), Count(".corrected", 0))
}

func (b built) tellsOfAbsences() {
	b.page("indicators/petition.html", In("#series", HasText(`2024年 市中院 未单列 — 2025年1月20日快报$`), In("tbody", Count("tr", 2))))
	b.page("indicators/criminal.html", In("#table-2024", HasText(`合计 311 刑事一审 未公布`)))
}

func (b built) tellsOfTargets() {
	b.page("indicators/ratio.html", In("#targets", HasText(`2025年 1\.2 — 尚无数值 2025年工作计划 2024年 1\.5 1\.39 已达到 2024年工作计划`)))
	b.page("indicators/petition.html", In("#targets", HasText(`2024年 5件 7件 未达到 计划`)))
	b.page("indicators/filed.html", Count("#targets", 0))
}

func (b built) definesWhatHasNoData() {
	b.page("indicators/hearing.html",
		In("main", HasText(`二审开庭审理的比例。`), HasText(`尚无公布数据。`)),
		In(".facts",
			HasText(`类别质量`), HasText(`分子开庭审理的二审案件`), HasText(`分母审结的二审案件`), HasText(`不计入撤回上诉、管辖异议`), HasText(`统计期间本年1月1日起`),
			HasText(`合理区间不低于50%来源：本院规定`), HasText(`适用时间自2024年起`),
		),
		Count("#series", 0), Count(".downloads", 0),
	)
	// 综合 comes before 质量 though it was defined after it, and what has no type
	// comes last by its group.
	b.page("indicators/index.html", In("main", HasText(`综合.*案-件比.*质量.*二审开庭率.*尚无公布数据.*其他.*信访`)))
}

// Every file that a page offers is there, and as long as it says.
func (b built) downloadsAreThere() {
	t := b.tb
	found := 0
	for name, data := range b.files {
		if !strings.HasSuffix(name, ".html") {
			continue
		}
		for _, li := range below(Parse(t, data), ".downloads", "li") {
			href, _ := Attr(Find(li, "a")[0], "href")
			file, ok := b.files[path.Join(path.Dir(name), href)]
			if !ok {
				t.Errorf("%s offers %s, which is not there", name, href)
				continue
			}
			found++
			if size := Text(Find(li, ".size")[0]); size != fileSize(len(file)) {
				t.Errorf("%s: %s is said to have %s, it has %s", name, href, size, fileSize(len(file)))
			}
		}
	}
	if found < 20 {
		t.Errorf("only %d links to data", found)
	}
	var p struct{ Resources []struct{ Path string } }
	if err := json.Unmarshal(b.files["data/datapackage.json"], &p); err != nil {
		t.Fatal(err)
	}
	for _, r := range p.Resources {
		id := strings.TrimSuffix(r.Path, ".csv")
		for _, name := range []string{"data/" + r.Path, "data/" + id + ".json", "indicators/" + id + ".html"} {
			if b.files[name] == nil {
				t.Errorf("the package names %s, but there is no %s", r.Path, name)
			}
		}
	}
	if len(p.Resources) < 8 {
		t.Errorf("only %d resources", len(p.Resources))
	}
}

// below finds the elements that selectors lead to, one within the other.
func below(n *html.Node, selectors ...string) []*html.Node {
	found := []*html.Node{n}
	for _, s := range selectors {
		var next []*html.Node
		for _, n := range found {
			next = append(next, Find(n, s)...)
		}
		found = next
	}
	return found
}

// The rows of a file are those of the page's table, in its order.
func (b built) fileAndPageShowTheSame() {
	t := b.tb
	for _, id := range []string{"ratio", "petition", "filed", "close_rate", "accepted"} {
		rows := strings.Split(strings.TrimSpace(string(b.files["data/"+id+".csv"])), "\r\n")[1:]
		lines := below(Parse(t, b.files["indicators/"+id+".html"]), "#series", "tbody", "tr")
		if len(lines) != len(rows) {
			t.Errorf("%s: %d rows in the file, %d on the page", id, len(rows), len(lines))
			continue
		}
		for i, tr := range lines {
			f := strings.Split(rows[i], ",")
			value := f[8] + f[9]
			if f[8] == "" {
				value = f[12]
			}
			if text := Text(tr); !strings.HasPrefix(text, f[5]) || !strings.Contains(text, value) {
				t.Errorf("%s: %q in the file, %q on the page", id, rows[i], text)
			}
		}
	}
}

func TestLinksToDataFilesHold(t *testing.T) {
	b := buildSite(t, "\n-- content/pages/open.md --\n+++\ntitle = \"开放数据\"\n+++\n\n[数据包](../data/datapackage.json)、[全部](../data/all.xlsx)、[新收](/data/filed.csv)。\n")
	b.page("pages/open.html", In(".body", Each("a", HasAttr("href", `^\.\./data/(datapackage\.json|all\.xlsx|filed\.csv)$`)), Count("a", 3)))
}

func TestSampleDataIsMarkedInEveryFile(t *testing.T) {
	b := buildSite(t, "\n-- site.toml --\ntitle = \"示例市法院公报\"\nsample = true\n")
	f, err := excelize.OpenReader(bytes.NewReader(b.files["data/all.xlsx"]))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := f.GetRows("说明")
	if err != nil {
		t.Fatal(err)
	}
	if !slices.ContainsFunc(rows, func(r []string) bool { return len(r) == 2 && strings.Contains(r[1], "示例数据") }) {
		t.Errorf("the workbook does not say that it is a sample: %v", rows)
	}
	for _, name := range []string{"data/filed.json", "data/datapackage.json"} {
		if !strings.Contains(string(b.files[name]), "示例数据") {
			t.Errorf("%s does not say that it is a sample", name)
		}
	}
}

// The workbook of a large site is made in one pass and with as many rows as
// there are observations.
func TestWorkbookOfManyObservations(t *testing.T) {
	dir := writeSite(t, txtar.Parse(nil))
	const years, courts = 20, 60
	var list strings.Builder
	for c := range courts {
		fmt.Fprintf(&list, "[[court]]\nid = \"c%d\"\nname = \"第%d法院\"\nparent = \"all\"\n", c, c)
	}
	appendTo(t, filepath.Join(dir, "data/courts.toml"), list.String())
	for y := range years {
		var file strings.Builder
		fmt.Fprintf(&file, "period = \"%d\"\nsource = \"市中院\"\n", 1990+y)
		for c := range courts {
			fmt.Fprintf(&file, "[values.c%d]\nfiled = %d\nclosed = %d\n", c, 100+y+c, 90+y+c)
		}
		appendTo(t, filepath.Join(dir, "data/observations", fmt.Sprintf("many-%d.toml", y)), file.String())
	}
	shareBundle(t, filepath.Join(dir, ".gongbao"))
	shareDrawings(t, filepath.Join(dir, ".gongbao"))
	var bag diag.Bag
	if _, err := Build(context.Background(), Options{Dir: dir}, &bag); err != nil || bag.Failed() {
		t.Fatal(err, bag.Sorted())
	}
	f, err := excelize.OpenFile(filepath.Join(dir, "public/data/all.xlsx"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := f.GetRows("数据")
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) < 2*years*courts {
		t.Errorf("%d rows of %d observations", len(rows), 2*years*courts)
	}
}

func appendTo(t *testing.T, name, text string) {
	t.Helper()
	old, err := os.ReadFile(name)
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, append(old, text...), 0o644); err != nil {
		t.Fatal(err)
	}
}
