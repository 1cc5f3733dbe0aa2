// Package stats is the statistics of a site: indicators, courts and
// observations, checked as they are loaded and asked by everything that shows
// a figure. A Store never changes after Load, so any number of pages can ask
// it at once.
package stats

import (
	"github.com/shopspring/decimal"

	"gongbao/generator/diag"
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
	ID         string
	Name       string
	Aliases    []string
	Kind       Kind
	Unit       string         // as printed: 件, 人, %, 天, 元
	Scale      quantity.Scale // in which derived values are printed
	Precision  int32          // decimal places of derived values at Scale
	Change     ChangeUnit
	Formula    string // over ids, in this indicator's own unit; "" when it is only observed
	Direction  Direction
	Interval   *Interval // 合理区间; nil when no source gives one
	Group      string
	Parts      []string // ids whose sum it is
	Definition string
	Source     string
	ValidFrom  period.Period
	ValidTo    period.Period
	// Category and Measure are set on the indicators that a breakdown makes:
	// criminal_first.filed is the measure filed of the category criminal_first.
	Category string
	Measure  string

	Pos     diag.Pos
	formula *formula
}

// Interval is an acceptable interval in the indicator's unit. A nil end is
// open to that side.
type Interval struct {
	Lo, Hi             *decimal.Decimal
	LoClosed, HiClosed bool
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
	ID     string
	Name   string
	Short  string
	Level  string
	Parent string
	Pos    diag.Pos
}

// Basis is a counting rule, 口径.
type Basis struct {
	ID   string
	Name string
	Note string
}

// Bridge turns values on one basis into values on another.
type Bridge struct {
	From, To string
	Note     string
	adjust   map[string]*formula // by indicator; empty means that values are comparable as they are
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

	file *tomlfile.File
	path string
}

// Pos is where the value stands. It is worked out when asked, since only
// messages need it.
func (o *Observation) Pos() diag.Pos { return o.file.Pos(o.path) }

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
	Pos       func() diag.Pos

	by *formula // of a value worked out by one
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
	return c.Delta.Value().Round(c.Delta.Places()).Sign()
}

// Better tells whether the change goes the way that is better: 1 better, −1
// worse, 0 neither.
func (c Change) Better() int { return c.Sign() * int(c.Indicator.Direction) }
