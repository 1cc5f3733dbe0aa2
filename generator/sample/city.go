package sample

import (
	"bytes"
	"fmt"
	"hash/fnv"
	"maps"
	"slices"
	"strconv"
)

// The years of the sample, each with four quarters.
const (
	firstYear = 2023
	lastYear  = 2025
)

// court is a court of the sample and what makes it differ from the others.
type court struct {
	id, name, short string
	level, parent   string
	filed           int // cases filed in the first year
	// Of 10,000 closed cases so many are of first instance, of second instance
	// and of enforcement.
	first, second, enforcement int
}

// cityID is the court that stands for the whole city.
const cityID = "all"

// courts are those with figures of their own; the city is their sum.
var courts = []court{
	{"zhongyuan", "示例市中级人民法院", "中院", "intermediate", cityID, 9600, 2100, 4400, 900},
	{"dongyuan", "示例市东原区人民法院", "东原", "basic", "zhongyuan", 15200, 5300, 0, 3600},
	{"xidu", "示例市西渡区人民法院", "西渡", "basic", "zhongyuan", 12900, 5100, 0, 3800},
	{"nanping", "示例市南屏区人民法院", "南屏", "basic", "zhongyuan", 11400, 5400, 0, 3500},
	{"beiyuan", "示例市北苑区人民法院", "北苑", "basic", "zhongyuan", 10100, 5200, 0, 3700},
	{"zhongqiao", "示例市中桥区人民法院", "中桥", "basic", "zhongyuan", 8700, 5500, 0, 3400},
	{"qinghe", "示例市清禾区人民法院", "清禾", "basic", "zhongyuan", 7300, 5300, 0, 3600},
	{"wangchuan", "示例市望川区人民法院", "望川", "basic", "zhongyuan", 6200, 5600, 0, 3300},
	{"mingze", "示例市明泽区人民法院", "明泽", "basic", "zhongyuan", 5100, 5400, 0, 3500},
}

// whole is what rates are told in parts of.
const whole = 10_000

// How the year runs, in parts of 1,000 of what a year brings in: what is filed
// in each quarter, and what is pending at its end. Courts close most at the
// year's end.
var (
	filedIn   = [4]int{235, 262, 258, 245}
	pendingAt = [4]int{165, 190, 175, 88}
)

const (
	carriedAtFirst = 96 // pending before the first year began, in the same parts
	pendingTrend   = -5 // by which each year ends lower
)

// growth is what a year brings in against the first year, in parts of 1,000.
var growth = [lastYear - firstYear + 1]int{1000, 1042, 1065}

// rate makes one count of another: in parts of 10,000, as it is in the city's
// first year, how it moves a year, how far courts lie apart, and how far a
// quarter may stray.
type rate struct {
	id, of                     string
	base, trend, spread, stray int
}

// The counts that follow from others, each after what it is a part of.
var rates = []rate{
	{"disputes", "filed", 7180, 0, 150, 30},
	{"steps", "disputes", 13_800, -350, 600, 90},
	{"appealed", "first_closed", 1150, -55, 160, 40},
	{"remanded", "first_closed", 95, -7, 18, 8},
	{"effective", "closed", 4700, 0, 120, 40},
	{"petitions", "effective", 92, 5, 20, 6},
	{"second_heard", "second_closed", 5450, 400, 0, 90},
	{"on_time_closed", "closed", 9815, 28, 60, 12},
	{"over12_pending", "pending", 205, -28, 60, 12},
	{"days_spent", "closed", 62 * whole, -2 * whole, 6 * whole, whole},
	{"transferred", "appealed", 9700, 0, 100, 60},
	{"transfer_spent", "transferred", 21 * whole, -2 * whole, 3 * whole, whole},
	{"mediated", "first_closed", 2950, 110, 260, 60},
	{"lodged", "filed", 8600, 120, 300, 60},
	{"mediation_ok", "lodged", 3050, 180, 260, 60},
	{"performable", "effective", 6200, 0, 150, 40},
	{"performed", "performable", 5650, -60, 320, 60},
	{"exec_done", "exec_closed", 3650, 120, 280, 60},
	{"exec_ended", "exec_closed", 3900, -130, 260, 60},
	{"exec_due", "exec_closed", 14 * whole, whole / 2, 3 * whole, whole / 2}, // in 万元
	{"exec_paid", "exec_due", 4450, 170, 300, 80},
}

// written is the order in which counts stand in a file.
var written = []string{
	"carried", "filed", "accepted", "closed", "pending",
	"disputes", "steps", "first_closed", "appealed", "remanded", "effective", "petitions", "second_closed", "second_heard",
	"on_time_closed", "over12_pending", "days_spent", "transferred", "transfer_spent",
	"mediated", "lodged", "mediation_ok", "performable", "performed",
	"exec_closed", "exec_done", "exec_ended", "exec_due", "exec_paid",
}

// notHeard are what a court without cases of second instance has none of: it is
// not zero, it does not apply.
var notHeard = []string{"second_closed", "second_heard", "appeal_hearing_rate"}

const notApplicable = "不适用"

// counts are the values of one court by id: flows from January on, stocks as
// they are at the end.
type counts map[string]int

// noise is a number from -spread to spread that belongs to the words. It looks
// like chance and is the same on every machine and for ever: FNV-1a, its bits
// mixed.
func noise(spread int, words ...string) int {
	if spread == 0 {
		return 0
	}
	h := fnv.New64a()
	for _, w := range words {
		h.Write([]byte(w))
		h.Write([]byte{0})
	}
	x := h.Sum64()
	x = (x ^ x>>33) * 0xff51afd7ed558ccd
	x ^= x >> 33
	return int(x%uint64(2*spread+1)) - spread
}

// part is n × rate / whole, rounded half up.
func part(n, rate int) int { return (n*rate + whole/2) / whole }

// at is the rate of a court in a quarter.
func (r rate) at(c court, year, quarter int) int {
	y, q := strconv.Itoa(year), strconv.Itoa(quarter)
	v := r.base + r.trend*(4*(year-firstYear)+quarter)/4
	v += noise(r.spread, "court", c.id, r.id)
	v += noise(r.stray, "quarter", c.id, r.id, y, q)
	// A court's year may run against the city's.
	return v + noise(max(r.trend, -r.trend), "year", c.id, r.id, y)
}

// years are a court's counts at the end of each quarter, cumulative within the
// year.
func (c court) years() (out [lastYear - firstYear + 1][4]counts) {
	open := c.filed * carriedAtFirst / 1000
	for i := range out {
		year := firstYear + i
		y := strconv.Itoa(year)
		brought := c.filed * (growth[i] + noise(15, "growth", c.id, y)) / 1000
		flows := counts{"carried": open}
		for q := range 4 {
			quarter := strconv.Itoa(q + 1)
			filed := brought * (1000 + noise(25, "filed", c.id, y, quarter)) / 1000 * filedIn[q] / 1000
			pending := brought * (pendingAt[q] + pendingTrend*i + noise(8, "pending", c.id, y, quarter)) / 1000
			closed := open + filed - pending
			now := counts{
				"filed": filed, "closed": closed, "pending": pending,
				"first_closed": part(closed, c.first), "second_closed": part(closed, c.second), "exec_closed": part(closed, c.enforcement),
			}
			for _, r := range rates {
				now[r.id] = part(now[r.of], r.at(c, year, q+1))
			}
			for id, n := range now {
				if id == "pending" || id == "over12_pending" {
					flows[id] = n
				} else {
					flows[id] += n
				}
			}
			flows["accepted"] = flows["carried"] + flows["filed"]
			out[i][q] = counts{}
			for id, n := range flows {
				out[i][q][id] = n
			}
			open = pending
		}
	}
	return out
}

// periods are the cumulative periods of a year: what the file is called, and
// the period in it.
var periods = [4][2]string{{"Q1", "Q1"}, {"H1", "H1"}, {"Q3-ytd", "Q3-ytd"}, {"", ""}}

// observationFiles are the files of data/observations by name.
func observationFiles() map[string][]byte {
	byCourt := make([][lastYear - firstYear + 1][4]counts, len(courts))
	for i, c := range courts {
		byCourt[i] = c.years()
	}
	files := map[string][]byte{}
	for y := range lastYear - firstYear + 1 {
		for q, p := range periods {
			var b bytes.Buffer
			year := strconv.Itoa(firstYear + y)
			fmt.Fprintf(&b, "# 示例数据：由程序编造，不是任何法院的统计。\nperiod = %q\nsource = %q\nstatus = \"final\"\n", year+p[1], sourceText)
			city := counts{}
			for _, own := range byCourt {
				for id, n := range own[y][q] {
					city[id] += n
				}
			}
			published := func(court string, values counts) counts { return values }
			if year+p[0] == correction.period {
				published = correction.before
				files[correction.period+"-revised.toml"] = correction.file(city, byCourt[slices.IndexFunc(courts, correction.of)][y][q])
			}
			writeValues(&b, cityID, published(cityID, city), true)
			for i, c := range courts {
				writeValues(&b, c.id, published(c.id, byCourt[i][y][q]), c.second > 0)
			}
			files[year+p[0]+".toml"] = b.Bytes()
		}
	}
	return files
}

// correction is the one published value of the sample that was wrong: a court
// left something out, and the city's total with it.
var correction = corrected{
	period: "2024H1", court: "qinghe", id: "mediation_ok", missed: 37,
	date: "2024-08-12", reason: "清禾区法院漏报6月诉前调解成功纠纷37件，现予补报，全市合计相应更正。",
}

type corrected struct {
	period, court, id string
	missed            int
	date, reason      string
}

func (x corrected) of(c court) bool { return c.id == x.court }

// before is what was published at first.
func (x corrected) before(court string, values counts) counts {
	if court != x.court && court != cityID {
		return values
	}
	values = maps.Clone(values)
	values[x.id] -= x.missed
	return values
}

// file is the file of observations with the right values.
func (x corrected) file(city, own counts) []byte {
	return fmt.Appendf(nil, `# 示例数据：一次更正。原来的文件不动，改正的数写在这里。
period  = %q
source  = %q
status  = "revised"
revised = %q
reason  = %q

[values.%s]
%s = %d

[values.%s]
%s = %d
`, x.period, sourceText, x.date, x.reason, cityID, x.id, city[x.id], x.court, x.id, own[x.id])
}

// sourceText is what every figure of the sample says of itself.
const sourceText = "示例数据（虚构）"

func writeValues(b *bytes.Buffer, id string, values counts, hearsAppeals bool) {
	width := 0
	for _, id := range written {
		width = max(width, len(id))
	}
	fmt.Fprintf(b, "\n[values.%s]\n", id)
	for _, id := range written {
		switch {
		case !hearsAppeals && slices.Contains(notHeard, id):
			continue
		case id == "exec_due" || id == "exec_paid":
			fmt.Fprintf(b, "%-*s = \"%d万\"\n", width, id, values[id])
		default:
			fmt.Fprintf(b, "%-*s = %d\n", width, id, values[id])
		}
	}
	if hearsAppeals {
		return
	}
	for _, id := range notHeard {
		fmt.Fprintf(b, "%-*s = %q\n", width, id, notApplicable)
	}
}

// courtsFile is data/courts.toml.
func courtsFile() []byte {
	var b bytes.Buffer
	b.WriteString("# 示例市的法院，均为虚构。中院的数字是它自己的，不含各区法院；全市是各院之和。\n")
	fmt.Fprintf(&b, "\n[[court]]\nid = %q\nname = \"示例市两级法院\"\nshort = \"全市\"\naliases = [\"全市法院\"]\nlevel = \"city\"\n", cityID)
	for _, c := range courts {
		fmt.Fprintf(&b, "\n[[court]]\nid = %q\nname = %q\nshort = %q\nlevel = %q\nparent = %q\n", c.id, c.name, c.short, c.level, c.parent)
		if c.second > 0 {
			b.WriteString("own = true\n")
		}
	}
	return b.Bytes()
}
