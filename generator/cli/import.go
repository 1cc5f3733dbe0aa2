package cli

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"slices"
	"strings"

	"github.com/rivo/uniseg"
	"github.com/spf13/cobra"

	"gongbao/generator/diag"
	"gongbao/generator/importer"
	"gongbao/generator/sheet"
)

// importFlags are what import is told beside the file.
type importFlags struct {
	importer.Options
	basis, period      string
	notes              []string
	yes, dryRun, draft bool
	recover            bool
}

func (p *program) imports() *cobra.Command {
	w := p.words
	var f importFlags
	cmd := &cobra.Command{Use: "import FILE", Short: w.text("import")}
	cmd.Args = func(cmd *cobra.Command, args []string) error {
		if f.recover {
			return p.exactly(0)(cmd, args)
		}
		return p.exactly(1)(cmd, args)
	}
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
	flags.StringArrayVar(&f.notes, "note", nil, w.text("flag.note"))
	flags.BoolVar(&f.recover, "recover", false, w.text("flag.recover"))
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if _, err := p.options(); err != nil {
			return err
		}
		f.Dir = p.source
		if f.recover {
			if f.dryRun {
				return usageError{errors.New(w.text("recover_and_dry_run"))}
			}
			return p.recover(f.Dir)
		}
		f.File = args[0]
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
	for _, text := range f.notes {
		note, ok := importer.ParseNote(text)
		if !ok {
			return wrong("bad_note", "note", text)
		}
		f.Notes = append(f.Notes, note)
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
	if !f.dryRun {
		end, err := importer.Begin(f.Dir, &bag)
		defer end()
		if err != nil {
			return half(err)
		}
	}
	plan := &importer.Plan{}
	if !bag.Failed() {
		var err error
		if plan, err = importer.Read(f.Options, &bag); err != nil {
			return half(err)
		}
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
				return half(err)
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
		return half(err)
	}
	return p.say("import.done", "files", len(plan.Files))
}

// recover puts right what an import left behind that died on its way.
func (p *program) recover(dir string) error {
	var bag diag.Bag
	end, err := importer.Begin(dir, &bag)
	defer end()
	if err != nil {
		return half(err)
	}
	if err := p.findings(&bag); err != nil {
		return fmt.Errorf("print findings: %w", err)
	}
	switch {
	case bag.Failed():
		return errFindings
	case len(bag.Sorted()) == 0:
		return p.say("recover.nothing")
	}
	return p.say("recover.done")
}

// half adds to a failure whether all files are as they were before the import.
func half(err error) error {
	if errors.Is(err, importer.ErrHalfway) {
		return leaving(err, "left.halfway")
	}
	return leaving(err, "left.files")
}

// cell is the place of a finding in a table as its office names it: 一季度!C5 of a
// workbook. ok is false for a place in a file of lines.
func cell(pos diag.Pos) (place string, ok bool) {
	file, name, named := strings.Cut(pos.File, "!")
	switch strings.ToLower(path.Ext(file)) {
	case ".xlsx", ".xlsm", ".csv":
	default:
		return "", false
	}
	if pos.Line > 0 && pos.Column > 0 {
		ref := sheet.Ref(pos.Line, pos.Column)
		if named {
			ref = name + "!" + ref
		}
		return file + ": " + ref, true
	}
	if named {
		return file + ": " + name, true
	}
	return "", false
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
	yes, err := p.ask(in, "import.confirm")
	if err != nil {
		return err
	}
	if !yes {
		fmt.Fprintln(p.err, p.words.text("import.refused"))
		return errFindings
	}
	return nil
}

// ask puts a question that is answered by yes or no.
func (p *program) ask(in *os.File, key string, args ...any) (yes bool, err error) {
	fmt.Fprint(p.out, p.words.text(key, args...), " ")
	answer, err := bufio.NewReader(in).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return false, fmt.Errorf("read the answer: %w", err)
	}
	return slices.Contains([]string{"y", "yes", "是", "确认"}, strings.ToLower(strings.TrimSpace(answer))), nil
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
	if plan.Already.Total > 0 {
		fmt.Fprintln(b, w.text("import.already", "values", plan.Already.Total, "files", p.few(filesOf(plan.Already.First))))
	}
	if m := plan.Missing; m.Values > 0 {
		names := m.Courts
		for _, t := range m.Indicators {
			names = append(names, p.topic(t.Indicator, t.YearOnYear))
		}
		fmt.Fprintln(b, w.text("import.missing", "names", p.few(names), "values", m.Values))
	}
	for _, part := range []struct {
		key  string
		list importer.Changes
	}{{"import.added", plan.Added}, {"import.changed", plan.Changed}, {"import.removed", plan.Removed}, {"import.kept", plan.Kept}} {
		if part.list.Total == 0 {
			continue
		}
		fmt.Fprintln(b, w.text(part.key))
		var rows [][]string
		for _, c := range part.list.First {
			value := c.New
			if c.Old != "" && c.New != "" {
				value = c.Old + " → " + c.New
			} else if c.New == "" {
				value = c.Old
			}
			rows = append(rows, []string{p.topic(c.Indicator, c.YearOnYear), c.Court, c.Period, value, c.Cell})
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
	for _, f := range plan.Files[:min(len(plan.Files), fewest)] {
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
	if more := len(plan.Files) - fewest; more > 0 {
		fmt.Fprintln(b, "  "+w.text("import.more-files", "count", more))
	}
	return b.Flush()
}

// fewest is how many names of a list are printed, so that the rest of the preview
// can still be seen.
const fewest = 8

// few lists names, the first of many.
func (p *program) few(names []string) string {
	sep := p.words.text("list-separator")
	if len(names) <= fewest {
		return strings.Join(names, sep)
	}
	return p.words.text("import.few", "names", strings.Join(names[:fewest], sep), "count", len(names))
}

// topic is an indicator, or its change.
func (p *program) topic(indicator string, yearOnYear bool) string {
	if yearOnYear {
		return indicator + p.words.text("import.yoy")
	}
	return indicator
}

// filesOf are the files that say the old values.
func filesOf(changes []importer.Change) []string {
	var files []string
	for _, c := range changes {
		if !slices.Contains(files, c.File) {
			files = append(files, c.File)
		}
	}
	slices.Sort(files)
	return files
}

func (p *program) showTable(b io.Writer, t importer.Table) {
	w := p.words
	key := "import.table"
	if t.New {
		key = "import.proposed"
	}
	fmt.Fprintln(b, w.text(key, "name", t.Name))
	facts := [][]string{{w.text("import.sheets"), p.few(t.Sheets)}, {w.text("import.layout"), w.text("import.layout." + t.Layout)}}
	for _, f := range [][]string{
		{w.text("import.header"), t.Header}, {w.text("import.periods"), p.few(t.Periods)},
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
