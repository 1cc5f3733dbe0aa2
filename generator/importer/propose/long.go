package propose

import (
	"slices"

	"gongbao/generator/importer/grid"
	"gongbao/generator/importer/mapping"
	"gongbao/generator/importer/spoken"
)

// fieldHeadings are the headings under which a long table keeps its fields.
// Where several stand in one table the first is taken: an id before a name.
var fieldHeadings = []struct {
	field    string
	headings []string
}{
	{mapping.FieldIndicator, []string{"指标编号", "IndicatorID", "指标", "指标名称", "Indicator"}},
	{mapping.FieldCourt, []string{"法院编号", "CourtID", "法院", "法院名称", "单位名称", "Court"}},
	{mapping.FieldPeriod, []string{"时期", "Period", "期间", "时间", "统计时期"}},
	{mapping.FieldBasis, []string{"口径编号", "BasisID", "口径", "Basis"}},
	{mapping.FieldValue, []string{"数值", "Value", "值", "指标值"}},
	{mapping.FieldUnit, []string{"单位", "Unit", "计量单位"}},
	{mapping.FieldAbsent, []string{"无数值说明", "Whynovalue"}},
	{mapping.FieldHow, []string{"取得方式", "Obtained"}},
	{mapping.FieldChange, []string{"同比", "Year-on-year"}},
	{mapping.FieldChangeUnit, []string{"同比单位", "Unitofchange"}},
	{mapping.FieldChangeHow, []string{"同比取得方式", "Changeobtained"}},
	{mapping.FieldChangeSource, []string{"同比来源", "Sourceofchange"}},
	{mapping.FieldStatus, []string{"状态", "Status"}},
	{mapping.FieldSource, []string{"来源", "Source", "数据来源"}},
	{mapping.FieldNote, []string{"备注", "Note"}},
	{mapping.FieldRevised, []string{"修订日期", "Revisedon"}},
	{mapping.FieldReason, []string{"修订原因", "Reason"}},
}

// long knows a long table by its headings.
func long(g *grid.Grid) *mapping.Table {
	for row := 1; row <= min(g.Rows, headerRows); row++ {
		if g.Numbers(row) > 0 || g.SkipRow(row) {
			continue
		}
		at := fieldsIn(g, row)
		if at[mapping.FieldIndicator] == 0 || at[mapping.FieldValue] == 0 || at[mapping.FieldCourt] == 0 && at[mapping.FieldPeriod] == 0 {
			continue
		}
		t := &mapping.Table{Layout: mapping.Long, Header: []int{row, row}}
		for c := 1; c <= g.Cols; c++ {
			name := spoken.Plain(g.At(row, c).Text)
			if name == "" || g.SkipCol(c) {
				continue
			}
			to := mapping.Skip
			for _, f := range fieldHeadings {
				if at[f.field] == c {
					to = f.field
				}
			}
			t.Columns = append(t.Columns, mapping.Entry{Key: name, To: to})
		}
		return t
	}
	return nil
}

// fieldsIn are the columns of the fields that a row has headings of.
func fieldsIn(g *grid.Grid, row int) map[string]int {
	at, rank := map[string]int{}, map[string]int{}
	for c := 1; c <= g.Cols; c++ {
		name := spoken.Plain(g.At(row, c).Text)
		if name == "" || g.SkipCol(c) {
			continue
		}
		for _, f := range fieldHeadings {
			if i := slices.Index(f.headings, name); i >= 0 && (at[f.field] == 0 || i < rank[f.field]) {
				at[f.field], rank[f.field] = c, i
			}
		}
	}
	return at
}
