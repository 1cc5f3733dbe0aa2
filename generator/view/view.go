// Package view holds what the templates of a theme are given: one struct for
// each kind of page and part, and nothing else of the program. A template is
// checked against its struct in a test, so a renamed field is found before a
// site is built. Texts are ready to print; HTML was made and escaped by the
// program.
package view

import "html/template"

// Page is what every page has. Each kind of page embeds it.
type Page struct {
	Site        *Site
	Kind        string // home, report, notice, page, list, honors, indicator, indicators, glossary, archive, search, register, notfound
	Title       string // of this page alone
	Description string // one or two sentences, plain text; "" when there is none
	Path        string // from the site's root, slash-separated: reports/2024.html
	Root        string // the way from this page to the root: "" or "../"
	Crumbs      []Link // 当前位置, from the home page to this one; the last has no Href
	Meta        []Meta
	HasCharts   bool
	Canonical   string        // the page's whole address; "" when the site does not know its own
	QR          template.HTML // a code of that address; "" when there is none
	Social      []Meta        // how the page shows when it is shared: og:…
	Data        []template.JS // what the page is, for search engines: JSON-LD
	Feed        bool          // the site has a feed
	Traces      Traces        // where the figures of its texts and cards come from
}

// Base is what a page of any kind has.
func (p Page) Base() Page { return p }

// Traces tell where figures come from. A figure's <data data-trace> names its
// trace by ID.
type Traces struct {
	List    []Trace
	Bases   []TraceKey // of all of them, each once
	Sources []TraceKey // likewise
	Print   bool       // they are an appendix on paper
}

// TraceKey is a text that many traces share, and name by its number, from 1.
type TraceKey struct {
	Number int
	Text   string
}

// Trace is what a figure is and what it rests on, in words.
type Trace struct {
	ID          string
	Name        string // of what it is: 受理案件同比
	Href        string // of the indicator's page, from this page; "" when there is none
	Period      string // as printed; "" when it has none
	Court       string // "" when it is the page's
	Basis       int    // number of Traces.Bases; 0 for the usual one
	Value       string // with its unit, as published or worked out: 4601.8万件
	Rule        string // by which it was worked out: 审结执结案件 ÷ 受理案件
	Working     string // the same with the numbers put in; "" when nothing was worked out
	Sources     []int  // numbers of Traces.Sources
	Note        string
	Verdict     string // bound, verified or consistent
	VerdictText string // the same in words
}

// Site is what all pages share.
type Site struct {
	Title      string
	ShortTitle string
	Language   string // BCP 47: zh-CN
	Owner      Owner
	Menu       []Link // Href is from the root
	Assets     Assets
	Sample     bool // the figures are made up
	Internal   bool // courts are ranked, which is not for the public
}

// Owner is who answers for the site. Empty fields are left out of the page.
type Owner struct {
	Name, Address, Phone, SiteIDCode string
	Records                          []Link // where the site is on record: its numbers, and the registers that hold them
}

// Assets are the addresses, from the root, of the theme's files.
type Assets struct {
	Style  string // court.css
	Paper  string // paper.css, for print; "" when the theme has none
	Script string // site.js
	Chart  string // chart.js, only on pages with charts
	Read   string // read.js, only on pages with traces, terms or footnotes
	Trace  string // trace.js, only on pages with traces
	Bundle string // the ECharts bundle that chart.js loads when it is needed
	Icon   string // the site's mark as an image; "" when the theme has none
	Share  string // the same as a picture for those to whom a page is handed on; likewise
	Search string // search.js, only on the page to search from
	Filter string // filter.js, only on pages of registers
	Lists  string // register.css, likewise

	// The reading bar: what every page loads before its first paint, and what
	// that loads for those who use the bar.
	Aid, AidBar, AidStyle string // aid.js, aid-bar.js, aid.css
}

// Link is an address and its text.
type Link struct {
	Text    string
	Href    string
	Current bool // the page that is being shown, or the section it belongs to
	// External tells that Href leads away from the site, so that the way to the
	// root does not belong before it.
	External bool
}

// Meta is one <meta name content>.
type Meta struct{ Name, Content string }

// Home is the front page.
type Home struct {
	Page
	Sentence  template.HTML // says what the year was
	Headlines []Card        // 4 to 6
	Report    *Story        // the latest annual report
	Notice    *Story        // the latest notice
	Cards     []Card        // of the latest notice
	Trend     *Chart        // five years
	Honors    []Entry       // the newest
	HonorsAt  string        // address of the honours wall, from this page
	Years     []Year        // the archive
}

// Story is a page told of on another page.
type Story struct {
	Title   string
	Href    string
	Kind    string        // report, notice, page
	Label   string        // of the kind: 工作报告
	Period  string        // as printed: 2024年前三季度
	Date    string        // published, as printed; "" when unknown
	Summary template.HTML // with its figures
}

// Article is a report, a notice or any other page written in Markdown.
type Article struct {
	Page
	Label     string        // of its kind: 工作报告
	Headline  template.HTML // the title with its figures, for the <h1>
	Subtitle  template.HTML
	Period    string // the period reported
	Court     string
	Delivered template.HTML // the line under the title: delivered when and where; "" when not
	Signed    string        // who signs
	Published Date
	Source    string
	Author    string
	Editor    string
	Minutes   int           // that reading takes; 0 when unknown
	Note      template.HTML // 编者按
	Responds  *Link         // to what the page responds; its Href is "" for what is no page
	Summary   template.HTML
	Generated template.HTML // notices: the paragraph made from the data
	Compare   *Comparison   // 与上年相比; nil when there is nothing to compare
	TOC       []Heading
	Body      template.HTML
	Parts     []Part // notices without a text of their own: what the data make of them
	Notes     []Note // 口径说明: what the figures of this page rest on
	Terms     []Term // 名词解释: the glossary words this page uses
	// Amendments are what was published on this page and read differently then,
	// 更正说明, the newest first.
	Amendments []Amendment
	Previous   *Link
	Next       *Link
	Related    []Related
	Figures    int // bound figures on the page
}

// Comparison is what rose and what fell against the year before, by indicator.
type Comparison struct {
	ID           string
	Period, Base string // as printed
	Groups       []ComparisonGroup
	Apart        string // which indicators are left out, and why; "" when none is
}

// ComparisonGroup is the indicators that went one way.
type ComparisonGroup struct {
	Kind  string // up, down or flat
	Name  string
	Items []ComparisonItem
}

// ComparisonItem is one indicator of a comparison.
type ComparisonItem struct {
	Name      string
	Href      string        // of the indicator's page, from this page
	Change    template.HTML // a figure: 上升1.0%
	Trend     string        // 趋优 or 趋劣 in words; "" when neither is better
	Value     template.HTML // a figure; empty when only the change was published
	Unit      string        // of Value and First
	First     template.HTML // a figure, of the first of the years that Spark draws
	FirstYear string        // as printed
	Spark     template.HTML // an <svg>, aria-hidden; empty when too few years can be compared
}

// Related is a page that belongs to another, and why.
type Related struct{ Title, Href, Why string }

// Amendment is a correction of released figures.
type Amendment struct {
	ID      string // an anchor
	Reasons []AmendmentReason
	Rows    []AmendmentRow // what was corrected; none when it was words
}

// AmendmentReason is when and why figures were corrected.
type AmendmentReason struct {
	Date   Date
	Reason string
}

// AmendmentRow is one figure that was corrected.
type AmendmentRow struct{ Name, Old, New string } // New is "" for a figure that was taken away

// Part is a stretch of a page with a heading, made whole by the program.
type Part struct {
	ID    string
	Title string
	Wide  bool // wants a sheet of paper across
	HTML  template.HTML
}

// Date is a moment as printed and for machines.
type Date struct{ Text, Machine string }

// Heading is an entry of the table of contents.
type Heading struct {
	ID       string
	Text     string
	Children []Heading
}

// Note says on what rule figures rest.
type Note struct {
	ID   string
	Text string
}

// Term is a glossary word.
type Term struct {
	ID      string
	Name    string
	Aliases []string
	Meaning string
	Href    string // of its place in the glossary, from this page
}

// List is a section's index: all reports, all notices.
type List struct {
	Page
	Headline template.HTML // the title with its figures, for the <h1>; empty when it has none
	Intro    template.HTML
	Stories  []Story
}

// Archive is everything by year, newest first.
type Archive struct {
	Page
	Years     []Year
	Registers []Link // the lists of the site
}

// Year is what there is of one year.
type Year struct {
	Year    string
	Stories []Story
}

// Glossary is all terms, in order of their names.
type Glossary struct {
	Page
	Terms []Term
}

// Indicators is the list of all indicators by group.
type Indicators struct {
	Page
	Groups    []IndicatorGroup
	Tables    []Link // breakdown tables
	Downloads []Download
}

// IndicatorGroup is the indicators of one group: 质量, 效率, 效果, …
type IndicatorGroup struct {
	Name  string
	Items []Card
}

// Indicator is one indicator's page.
type Indicator struct {
	Page
	ID         string
	Definition string
	Unit       string
	Kind       string // as printed: 时期数, 时点数, 比率
	Direction  string // as printed; "" when neither is better
	Formula    string // with the names of the indicators; "" when there is none
	Interval   string // as printed; "" when none
	Source     string // of the definition
	Aliases    []string
	Latest     *Card
	Chart      *Chart
	Series     *Table // every line that is known, with basis and source; nil when nothing is
	Notes      []Note
	Parts      []Link // what it is the sum of
	OfWhich    []Link // some of what it counts

	Type           string   // the heading of the system of indicators: 质量
	Numerator      string   // in words
	Denominator    string   // in words
	Excluded       []string // case types that are not counted
	Window         string   // over which time it is counted, in words
	Validity       string   // as printed; "" when it was always defined
	IntervalSource string
	Targets        *Table // nil when none is set
	Corrections    []Correction
	Downloads      []Download
}

// Correction is a published value that another took the place of.
type Correction struct {
	ID                   string // an anchor
	Name                 string // of the value, on a page with several
	Period, Court        string // as printed; Court is "" on a page with one
	Old, New             template.HTML
	OldSource, NewSource string
	Date                 Date // of the correction
	Reason               string
}

// Download is a file of data.
type Download struct {
	Name string // CSV, JSON, …
	Href string // from this page
	Size string // as printed: 12 KB
}

// Breakdown is the page of a breakdown table: its rows for each year it was published.
type Breakdown struct {
	Page
	ID         string
	Definition string
	Source     string
	Tables     []Table
	Notes      []Note // what the figures of this page rest on

	Corrections []Correction
	Downloads   []Download
}

// Search is the page to search the site from. Its index arrives by script.
type Search struct {
	Page
	Index string // address of the index, from this page
	Kinds []SearchKind
	Years []string // that pages are about, the newest first
}

// SearchKind is a kind of page that can be searched by itself.
type SearchKind struct{ ID, Name string }

// NotFound is 404.html, which is served for any address.
type NotFound struct{ Page }

// Card is one indicator in short: name, value, unit, change.
type Card struct {
	Name   string
	Href   string        // of the indicator's page, from this page
	Period string        // as printed
	Value  template.HTML // <data>…</data>; the number alone, "—" when missing
	Unit   string        // with its scale: 万件
	Change template.HTML // 同比上升1.0%; empty when there is none
	Arrow  string        // "up", "down", "flat" or ""
	Trend  string        // 趋优 or 趋劣 in words; "" when neither is better
	Status string        // against the interval, in words; "" when there is none
	Spark  template.HTML // an <svg> of the last years, aria-hidden; empty when too few
	Group  string
	Note   string
}

// Cards is a ```cards block.
type Cards struct {
	ID    string
	Title template.HTML
	Items []Card
	Note  template.HTML
}

// Chart is a figure with its drawing and its data.
type Chart struct {
	ID       string
	Template string
	Title    template.HTML // states the finding, with bound numbers
	Subtitle template.HTML // measure, unit, period
	Wide     template.HTML // <svg> for PC and paper
	Narrow   template.HTML // <svg> for phones
	Data     Table
	Source   string
	Note     template.HTML
	Option   template.HTML // <script type="application/json" class="chart-option">, whole
}

// Table is rows of figures.
type Table struct {
	ID      string
	Caption template.HTML
	Columns []Column // the first is the label's
	Rows    []Row
	Source  string
	Note    template.HTML
}

// Column is a table's head cell.
type Column struct {
	Text string
	Unit string // "" when the cells have their own or there is none
	Num  bool   // cells align as numbers
}

// Row is one line of a table.
type Row struct {
	ID    string // an anchor; "" when none
	Label string
	Href  string // from this page; "" when none
	Total bool   // the sum of the rows below
	Cells []Cell
}

// Cell is one value.
type Cell struct {
	HTML template.HTML
	Num  bool
}

// Standing is a ```standing block: how a court, and those below it, stand
// against the acceptable intervals and against the year before.
type Standing struct {
	ID        string
	Title     template.HTML
	Sentences []template.HTML // of the court that the block is about
	Lists     []StandingList  // the indicators of that court by name
	Courts    []CourtStanding // the other courts, in the order of courts.toml
	Note      template.HTML
}

// StandingList names the indicators that stand alike.
type StandingList struct {
	Kind  string // below, worse, better
	Name  string
	Items []StandingItem
}

// StandingItem is one indicator of such a list.
type StandingItem struct {
	Name string
	Href string        // from this page
	Text template.HTML // its value or change, with unit
}

// CourtStanding is how one court stands, in a sentence.
type CourtStanding struct {
	Name string
	Text template.HTML
}

// Matrix is a ```matrix block: courts across, indicators down.
type Matrix struct {
	ID      string
	Layout  string // values or status
	Caption template.HTML
	Courts  []MatrixCourt
	Groups  []MatrixGroup
	Columns int    // of the table: the courts and the heads of the rows
	Legend  string // how to read a cell
	Source  string
	Note    template.HTML
}

// MatrixCourt is a column.
type MatrixCourt struct {
	Name  string
	Whole bool // holds the courts beside it
}

// MatrixGroup is the rows of one type; Name is "" when the indicators have none.
type MatrixGroup struct {
	Name string
	Rows []MatrixRow
}

// MatrixRow is an indicator.
type MatrixRow struct {
	Name      string
	Href      string // from this page
	Unit      string
	Direction string // as printed; "" when neither is better
	Interval  string // as printed; "" when none
	Cells     []MatrixCell
}

// MatrixCell is an indicator of a court. In the layout values it has the value
// and what is to be said of it, in the layout status one word alone.
type MatrixCell struct {
	// Kind is what the cell stands for: above, in, below against the interval;
	// better, worse, same against the year before where there is no interval;
	// "" for neither and "missing" for no value.
	Kind   string
	Value  template.HTML // a figure, or the word for what is not there
	Status string        // against the interval; "" when there is none
	Change template.HTML // against the year before, without its direction; empty when there is none
	Turn   string        // its direction in words: 提高
	Unit   string        // its unit, where it is none that the legend tells
	Points string        // percentage points, which the legend tells, for those who are read to
	Arrow  string        // up, down, flat or ""
	Trend  string        // 趋优 or 趋劣; "" when neither is better
	Rank   template.HTML // among the courts of the matrix; empty when they are not ranked
}

// Honors is the honours wall.
type Honors struct {
	Page
	Headline template.HTML // the title with its figures, for the <h1>
	Intro    template.HTML // the page's Markdown, when it was written
	Counts   []LevelCount
	Filters  []RegisterFilter // none for a short list
	Years    []HonorYear
	Notes    []Note
}

// RegisterPage is a register as a page of its own: one table, and what readers
// choose by from it.
type RegisterPage struct {
	Page
	Layout  string // the kind of register: cases, advice, suggestions, tasks, list
	Intro   string
	AsOf    string // as printed; "" when the register does not say
	Total   template.HTML
	Counts  []LevelCount
	Filters []RegisterFilter
	Columns []RegisterColumn
	Rows    []RegisterRow
}

// RegisterFilter is what readers may choose by: one of its values.
type RegisterFilter struct {
	ID     string // in the page's address
	Name   string
	Values []string
}

// RegisterColumn is a head of the table.
type RegisterColumn struct{ ID, Name string }

// RegisterRow is an entry.
type RegisterRow struct {
	ID     string
	Cells  []RegisterCell
	Chosen string // by what it is chosen: lines such as state=办理; "" on a page without filters
}

// RegisterCell is a field of an entry. The cell of the name has what stands in no
// column as well, that of the state the steps to it.
type RegisterCell struct {
	Column RegisterColumn
	Text   string
	Href   string // of the text, from this page; "" when it leads nowhere
	Main   bool   // the entry's name
	Count  template.HTML
	Fields []Field
	Image  Photo
	Alt    string
	Steps  []RegisterStep
	Late   string // how long after its time limit, in words; "" when it is not
}

// RegisterStep is a state on the way, with the date on which it was reached.
type RegisterStep struct {
	Name, Date string // Date is "" for what is still to come
}

// LevelCount tells how many honours there are of a level.
type LevelCount struct {
	Level string
	Count template.HTML
}

// HonorYear is the honours of one year.
type HonorYear struct {
	Year   string
	Levels []HonorLevel
}

// HonorLevel is the honours of one level within a year.
type HonorLevel struct {
	Level   string
	Entries []Entry
}

// Register is a ```register block.
type Register struct {
	ID      string
	Title   template.HTML
	Layout  string // list, wall or counts
	Entries []Entry
	Counts  []LevelCount
	Total   template.HTML
	Note    template.HTML
}

// Entry is one line of a register.
type Entry struct {
	ID     string
	Date   string // as printed
	Year   string
	Name   string
	Level  string
	Kind   string
	Count  template.HTML // how many, with vagueness: 近8400; empty when not counted
	Fields []Field       // what else is known, in the register's order
	Image  Photo         // its Src is "" when there is none
	Alt    string
	Chosen string // by what it is chosen, on a page with filters; see RegisterRow
}

// Photo is a picture and its narrower files.
type Photo struct {
	Src           string // address from this page
	Srcset, Sizes string // "" when there is one file alone
	Width, Height int    // in pixels
}

// Field is a named text.
type Field struct {
	Name, Text string
	Href       string // "" when it leads nowhere
}
