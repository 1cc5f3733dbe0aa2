package site

import (
	"gongbao/generator/diag"
	"gongbao/generator/download"
	"gongbao/generator/exhibit"
	"gongbao/generator/stats"
	"gongbao/generator/view"
)

// indicatorPage is the page of one indicator.
type indicatorPage struct {
	*answered
	ind     *stats.Indicator
	content exhibit.Indicator
}

// breakdownPage is the page of a breakdown table.
type breakdownPage struct {
	*answered
	category    *stats.Category
	tables      []view.Table
	set         download.Set
	corrections []view.Correction
}

// planIndicators decides which pages there are: one for each indicator that the
// data or the catalogue speak of and that is not a cell of a breakdown, one for
// each breakdown table.
func (m *model) planIndicators() {
	m.explained = map[*stats.Indicator]bool{}
	for _, ind := range m.stats.Indicators() {
		if ind.Category == "" && m.desk.Explains(ind) {
			m.explained[ind] = true
			m.indicators = append(m.indicators, &indicatorPage{answered: m.madePage(m.indicatorAddress(ind)), ind: ind})
		}
	}
	for _, c := range m.stats.Categories() {
		if len(c.Children) > 0 {
			m.tables = append(m.tables, &breakdownPage{answered: m.madePage("indicators/" + c.ID + ".html"), category: c})
		}
	}
}

// madePage is a page that no file was written for.
func (m *model) madePage(address string) *answered {
	return &answered{page: &page{path: address, court: m.court}}
}

func (m *model) resolveIndicators(bag *diag.Bag) {
	for _, ip := range m.indicators {
		ip.shows = m.desk.Resolver(ip.path, ip.about(), bag)
		ip.content = ip.shows.Indicator(ip.ind)
	}
	for _, bp := range m.tables {
		bp.shows = m.desk.Resolver(bp.path, bp.about(), bag)
		bp.tables = bp.shows.Breakdown(bp.category)
		bp.set = m.files.Table(bp.category)
		bp.corrections = bp.shows.Corrections(bp.set.Lines, m.severalCourts(bp.set.Lines))
	}
}
