// Package stats is the statistics of a site: indicators, courts and
// observations, checked as they are loaded and asked by everything that shows
// a figure. A Store never changes after Load, so any number of pages can ask
// it at once.
package stats

import (
	"github.com/shopspring/decimal"

	"gongbao/generator/diag"
	"gongbao/generator/formula"
	"gongbao/generator/period"
	"gongbao/generator/quantity"
	"gongbao/generator/tomlfile"
)

// Kind says how an indicator behaves over time.
type Kind uint8

const (
	Flow  Kind = iota // counted over a period; periods add up
	Stock             // counted at the end of a period; periods do not add up
	Ratio             // a quotient; neither periods nor courts add up
)

var kinds = map[string]Kind{"flow": Flow, "stock": Stock, "ratio": Ratio}

func (k Kind) String() string { return [...]string{"flow", "stock", "ratio"}[k] }

// ChangeUnit is the unit in which an indicator's change is told. Telling the
// change of a rate in percent is the commonest published error, so the unit
// belongs to the indicator and not to the author.
type ChangeUnit uint8

const (
	Percent  ChangeUnit = iota // of the base
	Points                     // percentage points
	Absolute                   // a plain number, as for 案-件比
	Days
)

var changeUnits = map[string]ChangeUnit{"pct": Percent, "pp": Points, "abs": Absolute, "days": Days}

func (u ChangeUnit) String() string { return [...]string{"pct", "pp", "abs", "days"}[u] }

// Direction says which way is better.
type Direction int8

const (
	NoDirection Direction = 0
	Up          Direction = 1
	Down        Direction = -1
)

var directions = map[string]Direction{"up": Up, "down": Down, "none": NoDirection, "": NoDirection}

func (d Direction) String() string {
	return map[Direction]string{Up: "up", Down: "down", NoDirection: "none"}[d]
}

// Indicator is a named quantity.
type Indicator struct {
	ID        string
	Name      string
	Aliases   []string
	Kind      Kind
	Unit      string         // as printed: 件, 人, %, 天, 元
	Scale     quantity.Scale // in which derived values are printed
	Precision int32          // decimal places of derived values at Scale
	Change    ChangeUnit
	Formula   string // over ids, in this indicator's own unit; "" when it is only observed
	Direction Direction
	Interval  *Interval // 合理区间; nil when no source gives one
	Group     string
	Parts     []string // ids whose sum it is
	OfWhich   []string // ids of some of what it counts, 其中; they may overlap
	// Opening is the id of the stock that this one, counted at the beginning of a
	// period, was at the end of the period before: 旧存 is the 未结 of last year.
	Opening string
	// Additive tells that periods of a flow add up. One that counts an opening
	// stock in, such as 受理 = 旧存 + 新收, counts the same cases again in each.
	Additive bool
	// Type is the heading of 《审判质量管理指标体系》 that the indicator stands
	// under: 综合, 质量, 效率 or 效果; "" for one that is none of the system's.
	Type        string
	Numerator   string   // what is counted above the line, in words
	Denominator string   // and below it
	Excluded    []string // case types that are left out
	Window      string   // over which time it is counted, in words
	Definition  string
	Source      string
	ValidFrom   period.Period
	ValidTo     period.Period
	// Min and Max are the bounds beyond which a value cannot be right, in the
	// indicator's unit; nil for none.
	Min, Max *decimal.Decimal
	Targets  []Target // by period, those without a court first
	// Category and Measure are set on the indicators that a breakdown makes:
	// criminal_first.filed is the measure filed of the category criminal_first.
	Category string
	Measure  string

	Pos     diag.Pos
	formula *formula.Formula
}

// Interval is an acceptable interval in the indicator's unit. A nil end is
// open to that side.
type Interval struct {
	Lo, Hi             *decimal.Decimal
	LoClosed, HiClosed bool
	Source             string // who set it
	Pos                diag.Pos
}

// Target is a value that a court means to reach, 目标.
type Target struct {
	Court    *Court // nil for the whole jurisdiction
	Period   period.Period
	Quantity quantity.Quantity
	Source   string
	Pos      diag.Pos
}

// Category is a row of a breakdown table; a root category is the table.
type Category struct {
	ID         string
	Name       string
	Parent     string // "" for a root
	Measures   []string
	Definition string
	Source     string
	Children   []string // in the order of indicators.toml
	Pos        diag.Pos
}

// Court is a node of the court tree.
type Court struct {
	ID      string
	Name    string
	Short   string
	Aliases []string // other names in workbooks and texts
	Level   string
	Parent  string
	// Own tells that the court's values are its own although other courts stand
	// below it: those count beside it, and not within it, in the jurisdiction
	// above.
	Own bool
	Pos diag.Pos
}

// Basis is a counting rule, 口径.
type Basis struct {
	ID   string
	Name string
	Note string
	pos  diag.Pos
}

// Outlier says when a change asks for a note: it may be true, but it may be a
// slip of the hand, and readers will ask.
type Outlier struct {
	Factor decimal.Decimal // a count that grew to more than so many times its base, or fell below that part of it
	Points decimal.Decimal // a rate that moved by more percentage points
	Least  decimal.Decimal // counts that stay below are too small to judge
}

var defaultOutlier = Outlier{Factor: decimal.NewFromInt(3), Points: decimal.NewFromInt(20), Least: decimal.NewFromInt(100)}

// Bridge turns values on one basis into values on another.
type Bridge struct {
	From, To string
	Note     string
	adjust   map[string]*formula.Formula // by indicator; empty means that values are comparable as they are
	all      bool
}

// Status of an observation.
type Status uint8

const (
	Final Status = iota
	Provisional
	Revised
)

var statuses = map[string]Status{"": Final, "final": Final, "provisional": Provisional, "revised": Revised}

func (s Status) String() string { return [...]string{"final", "provisional", "revised"}[s] }

// Break is a day on which what is counted changed although its name did not:
// 立案登记制 of May 2015. Changes across it carry its note.
type Break struct {
	At   period.Period // the first period of the new way of counting
	Note string

	indicators map[*Indicator]bool // nil for all
}

// between reports whether the break parts two periods.
func (b Break) between(ind *Indicator, base, p period.Period) bool {
	month := func(year, month int) int { return 12*year + month }
	at := month(b.At.Year(), b.At.First())
	return (b.indicators == nil || b.indicators[ind]) && month(base.Year(), base.First()) < at && month(p.Year(), p.Last()) >= at
}

// Identity is an equation that holds for every court, period and basis.
type Identity struct {
	Name        string
	Left, Right *formula.Formula
	Pos         diag.Pos
}

// Observation is one published value.
type Observation struct {
	Indicator *Indicator
	Court     *Court
	Period    period.Period
	Basis     string
	Quantity  quantity.Quantity
	Source    string
	Status    Status
	Note      string
	OwnNote   bool      // Note is on this value and not on all of its file
	Revision  *Revision // how it came to be; nil unless Status is Revised

	at tomlfile.Place
}

// Revision is the correction of a published value.
type Revision struct {
	Date       string // 2006-01-02, the day on which the new value was published
	Reason     string
	Superseded []*Observation // what was published before, the newest first
	Word       string         // what stood in place of a value before: 未公布; "" when one did
}

// Absence is what the data say in place of a value. It is neither zero nor
// forgotten.
type Absence struct {
	Word   string // as a reader sees it: 未单列, 未公布, 未报, 不适用, or - for none of these
	Basis  string
	Source string
	Note   string
	// Revision is how a value that was published before came to be withdrawn; nil
	// when none was.
	Revision *Revision

	at tomlfile.Place
}

// Pos is where it was said.
func (a Absence) Pos() diag.Pos { return a.at.Pos() }

// Pos is where the value stands.
func (o *Observation) Pos() diag.Pos { return o.at.Pos() }

// How tells where a datum comes from.
type How uint8

const (
	Observed   How = iota // published
	ByFormula             // worked out from other indicators
	Difference            // a cumulative value less the one before
	Sum                   // single periods added up
	Bridged               // turned from another basis
)

func (h How) String() string {
	return [...]string{"observed", "formula", "difference", "sum", "bridge"}[h]
}

// Datum is an answer: a value with all that it rests on.
type Datum struct {
	Indicator *Indicator
	Court     *Court
	Period    period.Period
	Basis     string
	Quantity  quantity.Quantity
	Source    string
	Status    Status
	How       How
	Inputs    []Datum // what a derived value was worked out from
	Note      string  // of the observation or of the bridge
	Revision  *Revision
	Pos       func() diag.Pos

	by *formula.Formula // of a value worked out by one
}

// Change is the difference of two values in the indicator's own unit.
type Change struct {
	Indicator *Indicator
	Court     *Court
	Period    period.Period
	Base      period.Period
	Unit      ChangeUnit
	Delta     quantity.Quantity // in Unit, signed
	Published bool              // as the court published it, not worked out
	Basis     string
	Source    string
	Note      string  // of the bridge that made the two comparable, or of a basis that is not the value's
	Inputs    []Datum // current and base when it was worked out
}

// Sign is the direction of the change after rounding: 1, 0 or −1. A change
// that rounds to nothing is none.
func (c Change) Sign() int {
	return c.Delta.SignAt(c.Delta.Places())
}

// Better tells whether the change goes the way that is better: 1 better, −1
// worse, 0 neither.
func (c Change) Better() int { return c.Sign() * int(c.Indicator.Direction) }
