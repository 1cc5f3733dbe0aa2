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
	Kind        string // home, report, notice, page, list, honors, indicator, indicators, glossary, archive, notfound
	Title       string // of this page alone
	Description string // one or two sentences, plain text; "" when there is none
	Path        string // from the site's root, slash-separated: reports/2024.html
	Root        string // the way from this page to the root: "" or "../"
	Crumbs      []Link // 当前位置, from the home page to this one; the last has no Href
	Meta        []Meta
	HasCharts   bool
}

// Site is what all pages share.
type Site struct {
	Title      string
	ShortTitle string
	Language   string // BCP 47: zh-CN
	Owner      Owner
	Menu       []Link // Href is from the root
	Assets     Assets
}

// Owner is who answers for the site. Empty fields are left out of the page.
type Owner struct {
	Name, Address, Phone, ICP, PoliceICP string
}

// Assets are the addresses, from the root, of the theme's files.
type Assets struct {
	Style  string // court.css
	Script string // site.js
	Chart  string // chart.js, only on pages with charts
	Bundle string // the ECharts bundle that chart.js loads when it is needed
	Icon   string // the site's mark as an image; "" when the theme has none
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
	Summary   template.HTML
	Generated template.HTML // notices: the paragraph made from the data
	TOC       []Heading
	Body      template.HTML
	Notes     []Note // 口径说明: what the figures of this page rest on
	Terms     []Term // 名词解释: the glossary words this page uses
	Previous  *Link
	Next      *Link
	Figures   int // bound figures on the page
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
	Years []Year
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
	Groups []IndicatorGroup
	Tables []Link // breakdown tables
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
	Series     *Table // every observation, with basis and source
	Notes      []Note
	Parts      []Link // what it is the sum of
}

// Breakdown is the page of a breakdown table: its rows for each year it was published.
type Breakdown struct {
	Page
	ID         string
	Definition string
	Source     string
	Tables     []Table
	Notes      []Note // what the figures of this page rest on
}

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

// Honors is the honours wall.
type Honors struct {
	Page
	Headline template.HTML // the title with its figures, for the <h1>
	Intro    template.HTML // the page's Markdown, when it was written
	Counts   []LevelCount
	Years    []HonorYear
	Notes    []Note
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
	Image  string        // address from this page; "" when none
	Alt    string
}

// Field is a named text.
type Field struct{ Name, Text string }
