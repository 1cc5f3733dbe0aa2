package cli

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/rivo/uniseg"
	"github.com/spf13/cobra"

	"gongbao/generator/diag"
	"gongbao/generator/importer"
)

// importFlags are what import is told beside the file.
type importFlags struct {
	importer.Options
	basis, period      string
	yes, dryRun, draft bool
}

func (p *program) imports() *cobra.Command {
	w := p.words
	var f importFlags
	cmd := &cobra.Command{Use: "import FILE", Short: w.text("import"), Args: p.exactly(1)}
	flags := cmd.Flags()
	flags.BoolVarP(&f.yes, "yes", "y", false, w.text("flag.yes"))
	flags.BoolVar(&f.dryRun, "dry-run", false, w.text("flag.dry-run"))
	flags.BoolVar(&f.draft, "draft", false, w.text("flag.draft"))
	flags.StringVar(&f.Table, "table", "", w.text("flag.table"))
	flags.StringVar(&f.period, "period", "", w.text("flag.period"))
	flags.StringVar(&f.basis, "basis", "", w.text("flag.basis"))
	flags.StringVar(&f.Cite, "cite", "", w.text("flag.cite"))
	flags.StringVar(&f.Revised, "revised", "", w.text("flag.revised"))
	flags.StringVar(&f.Reason, "reason", "", w.text("flag.reason"))
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if _, err := p.options(); err != nil {
			return err
		}
		f.Dir, f.File = p.source, args[0]
		if err := p.readFlags(cmd, &f); err != nil {
			return err
		}
		return p.importFile(f)
	}
	return cmd
}

// readFlags checks what the flags say.
func (p *program) readFlags(cmd *cobra.Command, f *importFlags) error {
	wrong := func(key string, args ...any) error { return usageError{errors.New(p.words.text(key, args...))} }
	if f.period != "" {
		when, ok := importer.ParsePeriod(f.period)
		if !ok {
			return wrong("bad_period", "period", f.period)
		}
		f.Period = when
	}
	if cmd.Flags().Changed("basis") {
		f.Basis = &f.basis
	}
	switch {
	case f.Revised == "" && f.Reason == "":
	case f.Revised == "" || f.Reason == "":
		return wrong("bad_revised")
	case !importer.ParseDay(f.Revised):
		return wrong("bad_day", "day", f.Revised)
	}
	if f.draft && f.dryRun {
		return wrong("draft_and_dry_run")
	}
	return nil
}

// importFile reads the file, shows what it would change and does so when that is
// confirmed.
func (p *program) importFile(f importFlags) error {
	var bag diag.Bag
	plan, err := importer.Read(f.Options, &bag)
	if err != nil {
		return err
	}
	if !p.json {
		if err := p.showPlan(plan); err != nil {
			return fmt.Errorf("show the import: %w", err)
		}
	}
	if err := p.findings(&bag); err != nil {
		return fmt.Errorf("print findings: %w", err)
	}
	wrong, warnings, _ := bag.Count()
	if !plan.Ready || p.strict && warnings > 0 {
		if f.draft && plan.Drafted() {
			if err := plan.Draft(); err != nil {
				return err
			}
			fmt.Fprintln(p.err, p.words.text("import.drafted"))
			return errFindings
		}
		fmt.Fprintln(p.err, p.words.text("import.stopped", "errors", wrong, "warnings", warnings))
		return errFindings
	}
	switch {
	case plan.Empty():
		return p.say("import.nothing")
	case f.dryRun:
		return p.say("import.dry")
	}
	if !f.yes {
		if err := p.confirm(os.Stdin); err != nil {
			return err
		}
	}
	if err := plan.Write(); err != nil {
		return err
	}
	return p.say("import.done", "files", len(plan.Files))
}

// say prints a line for people.
func (p *program) say(key string, args ...any) error {
	if p.json {
		return nil
	}
	_, err := fmt.Fprintln(p.out, p.words.text(key, args...))
	return err
}

// confirm asks whether to go on. Where nobody can be asked the answer is no.
func (p *program) confirm(in *os.File) error {
	if !isTerminal(in) {
		fmt.Fprintln(p.err, p.words.text("import.unconfirmed"))
		return errFindings
	}
	fmt.Fprint(p.out, p.words.text("import.confirm"), " ")
	answer, err := bufio.NewReader(in).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return fmt.Errorf("read the answer: %w", err)
	}
	if !slices.Contains([]string{"y", "yes", "是", "确认"}, strings.ToLower(strings.TrimSpace(answer))) {
		fmt.Fprintln(p.err, p.words.text("import.refused"))
		return errFindings
	}
	return nil
}

// showPlan prints what the file was taken for and what would change.
func (p *program) showPlan(plan *importer.Plan) error {
	b := bufio.NewWriter(p.out)
	w := p.words
	for _, t := range plan.Tables {
		p.showTable(b, t)
	}
	if plan.Values == 0 {
		return b.Flush()
	}
	if !plan.Ready {
		fmt.Fprintln(b, w.text("import.read", "values", plan.Values))
		return b.Flush()
	}
	fmt.Fprintln(b, w.text("import.summary", "values", plan.Values, "added", plan.Added.Total, "changed", plan.Changed.Total,
		"removed", plan.Removed.Total, "unchanged", plan.Unchanged))
	for _, part := range []struct {
		key  string
		list importer.Changes
	}{{"import.added", plan.Added}, {"import.changed", plan.Changed}, {"import.removed", plan.Removed}} {
		if part.list.Total == 0 {
			continue
		}
		fmt.Fprintln(b, w.text(part.key))
		var rows [][]string
		for _, c := range part.list.First {
			what := c.Indicator
			if c.YearOnYear {
				what += w.text("import.yoy")
			}
			value := c.New
			if c.Old != "" && c.New != "" {
				value = c.Old + " → " + c.New
			} else if c.New == "" {
				value = c.Old
			}
			rows = append(rows, []string{what, c.Court, c.Period, value, c.Cell})
		}
		columns(b, "  ", rows)
		if more := part.list.Total - len(part.list.First); more > 0 {
			fmt.Fprintln(b, "  "+w.text("import.more", "count", more))
		}
	}
	if len(plan.Files) > 0 || plan.Drafted() {
		fmt.Fprintln(b, w.text("import.files"))
	}
	var rows [][]string
	for _, f := range plan.Files {
		state := w.text("import.rewritten", "values", f.Values)
		switch {
		case f.Removed:
			state = w.text("import.taken")
		case f.New:
			state = w.text("import.new", "values", f.Values)
		}
		rows = append(rows, []string{f.Path, state})
	}
	if plan.Drafted() {
		rows = append(rows, []string{"data/import.toml", w.text("import.mapping")})
	}
	columns(b, "  ", rows)
	return b.Flush()
}

func (p *program) showTable(b io.Writer, t importer.Table) {
	w := p.words
	key := "import.table"
	if t.New {
		key = "import.proposed"
	}
	fmt.Fprintln(b, w.text(key, "name", t.Name))
	facts := [][]string{{w.text("import.sheets"), strings.Join(t.Sheets, ", ")}, {w.text("import.layout"), w.text("import.layout." + t.Layout)}}
	for _, f := range [][]string{
		{w.text("import.header"), t.Header}, {w.text("import.periods"), strings.Join(t.Periods, ", ")},
		{w.text("import.basis"), t.Basis}, {w.text("import.court"), t.Court}, {w.text("import.source"), t.Source},
	} {
		if f[1] != "" {
			facts = append(facts, f)
		}
	}
	columns(b, "  ", facts)
	if !t.New {
		return // it was shown when it was proposed, and stands in data/import.toml
	}
	for _, part := range []struct {
		key  string
		list []importer.Placement
	}{{"import.columns", t.Columns}, {"import.rows", t.Rows}} {
		if len(part.list) == 0 {
			continue
		}
		fmt.Fprintln(b, "  "+w.text(part.key))
		var rows [][]string
		for _, e := range part.list {
			to := e.To
			switch to {
			case "skip":
				to = w.text("import.skip")
			case "?":
				to = w.text("import.unplaced")
			}
			rows = append(rows, []string{e.Name, "→ " + to, e.What})
		}
		columns(b, "    ", rows)
	}
}

// columns prints rows as a table; Chinese characters are two columns wide on a
// terminal.
func columns(b io.Writer, indent string, rows [][]string) {
	var widths []int
	for _, row := range rows {
		for i, text := range row {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], uniseg.StringWidth(text))
		}
	}
	for _, row := range rows {
		line := indent
		for i, text := range row {
			line += text
			if i < len(row)-1 {
				line += strings.Repeat(" ", widths[i]-uniseg.StringWidth(text)+2)
			}
		}
		fmt.Fprintln(b, strings.TrimRight(line, " "))
	}
}
