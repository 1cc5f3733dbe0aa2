package register

import (
	"slices"
	"strings"
	"testing"

	"github.com/BurntSushi/toml"

	"gongbao/generator/diag"
)

// What the program carries has to be in order: every column, filter, count and
// group of a kind is a field of it.
func TestKindsAreInOrder(t *testing.T) {
	all, staged := kinds()
	if got := strings.Join(kindIDs(), " "); got != "advice cases honors list suggestions tasks" {
		t.Fatalf("kinds: %s", got)
	}
	if len(staged) != 3 || staged[0].ID != StateField || staged[1].ID != DoneLateField || staged[2].ID != OverdueField || !staged[0].Made || staged[1].Type != "bool" || staged[2].Type != "bool" {
		t.Errorf("fields of states: %+v", staged)
	}
	for id, k := range all {
		var bag diag.Bag
		r := read(id+".toml", []byte("name = \"x\"\nkind = \""+id+"\"\nas_of = \"2025-01-01\"\n"), &bag)
		for _, d := range bag.Sorted() {
			t.Errorf("%s: %s", id, diag.Chinese().Message(d.Code, d.Args))
		}
		names := slices.Concat(k.Columns, k.Filters)
		if k.Group != "" {
			names = append(names, k.Group)
		}
		for _, name := range names {
			if _, ok := r.field(name); !ok && name != "date" && name != "name" {
				t.Errorf("%s has no field %s", id, name)
			}
		}
		for _, c := range k.Counts {
			if _, err := r.Filter(c.Filter); err != nil || c.Name == "" || c.ID == "" {
				t.Errorf("%s: count %+v: %v", id, c, err)
			}
		}
		for _, f := range r.Fields {
			if f.Name == "" || f.Name == f.ID || !slices.Contains(types, f.Type) {
				t.Errorf("%s: field %+v", id, f)
			}
		}
		if len(k.states) > 0 && !slices.Contains(k.states, k.done) {
			t.Errorf("%s: done is %q", id, k.done)
		}
	}
}

// What a register may call a field is what readers of a Chinese site see.
func TestNamesOfKindsAreThoseOfTheChineseTheme(t *testing.T) {
	var words map[string]string
	if _, err := toml.DecodeFile("../../themes/court/i18n/zh-CN.toml", &words); err != nil {
		t.Fatal(err)
	}
	asked := map[string]bool{}
	same := func(key, name string) {
		asked[key] = true
		if words[key] != name {
			t.Errorf("%s is %q, the kind says %q", key, words[key], name)
		}
	}
	all, staged := kinds()
	for _, f := range staged {
		same(f.Word, f.Name)
	}
	for id, k := range all {
		if k.Name != "" {
			same(k.NameWord(), k.Name)
		}
		if k.Date != "" {
			same(k.DateWord(), k.Date)
		}
		for _, c := range k.Counts {
			same(k.CountWord(c), c.Name)
		}
		for _, f := range k.fields {
			same(f.Word, f.Name)
		}
		r := &Register{ID: id, Kind: k, States: k.states}
		for _, s := range k.states {
			same(r.StateWord(s), s)
		}
	}
	for key := range words {
		if strings.HasPrefix(key, wordKey) && !asked[key] {
			t.Errorf("nothing of a kind is called by %s", key)
		}
	}
	own := &Register{Kind: all["tasks"], States: []string{"交办", "办结"}}
	if key := own.StateWord("办结"); key != "" {
		t.Errorf("a state of a register's own goes by %s", key)
	}
}

func task(t *testing.T, head, body string) (*Register, []string) {
	t.Helper()
	var bag diag.Bag
	r := read("tasks.toml", []byte("name = \"台账\"\nkind = \"tasks\"\n"+head+"\n[[entry]]\nname = \"甲\"\n"+body+"\n"), &bag)
	var found []string
	for _, d := range bag.Sorted() {
		found = append(found, string(d.Code))
	}
	return r, found
}

func TestTasksThatAreLate(t *testing.T) {
	tests := []struct {
		name, head, body string
		late             int
		overdue, done    string
	}{
		{"no day to tell of", "", "due = \"2000\"\nstates = [\"立项 1999\"]", 0, "", ""},
		{"on the day", "as_of = \"2025-03-31\"", "due = \"2025-03-31\"\nstates = [\"立项 2025\"]", 0, "false", ""},
		{"a day after", "as_of = \"2025-04-01\"", "due = \"2025-03-31\"\nstates = [\"立项 2025\"]", 1, "true", ""},
		{"the last day of a month", "as_of = \"2024-02-29\"", "due = \"2024-02\"\nstates = [\"立项 2024\"]", 0, "false", ""},
		{"after a month", "as_of = \"2024-03-02\"", "due = \"2024-02\"\nstates = [\"立项 2024\"]", 2, "true", ""},
		{"after a year", "as_of = 2025-01-01", "due = 2024-12-31\nstates = [\"立项 2024\"]", 1, "true", ""},
		{"after the year", "as_of = \"2025-01-10\"", "due = \"2024\"\nstates = [\"立项 2024\"]", 10, "true", ""},
		{"begun", "as_of = \"2025-04-01\"", "due = \"2025-03-31\"\nstates = [\"立项 2025\", \"办理 2025\"]", 1, "true", ""},
		{"done late", "as_of = \"2025-05-01\"", "due = \"2025-03-31\"\nstates = [\"立项 2025\", \"办理 2025\", \"办结 2025-04-30\"]", 30, "false", "true"},
		{"done on the last day", "", "due = \"2025-03\"\nstates = [\"立项 2025\", \"办理 2025\", \"办结 2025-03-31\"]", 0, "", "false"},
		{"done late, nobody says on which day it is told", "", "due = \"2025-03\"\nstates = [\"立项 2025\", \"办理 2025\", \"办结 2025-04-02\"]", 2, "", "true"},
		{"done in a month after the limit, which counts as its first day", "as_of = \"2025-06-30\"", "due = \"2025-03-31\"\nstates = [\"立项 2025\", \"办理 2025\", \"办结 2025-05\"]", 31, "false", "true"},
		{"done in the month of the limit: nobody knows", "", "due = \"2025-03-15\"\nstates = [\"立项 2025\", \"办理 2025\", \"办结 2025-03\"]", 0, "", "false"},
		{"done late and closed", "as_of = \"2025-06-30\"", "due = \"2025-03-31\"\nstates = [\"立项 2025\", \"办理 2025\", \"办结 2025-04-01\", \"销号 2025-06-01\"]", 1, "false", "true"},
		{"done, no time limit", "as_of = \"2025-06-30\"", "states = [\"立项 2025\", \"办理 2025\", \"办结 2025-04-01\"]", 0, "false", ""},
		{"closed", "as_of = \"2025-05-01\"", "due = \"2025-03-31\"\nstates = [\"立项 2025\", \"办理 2025\", \"办结 2025\", \"销号 2025-05-01\"]", 0, "false", "false"},
		{"no time limit", "as_of = \"2025-04-01\"", "states = [\"立项 2025\"]", 0, "false", ""},
		{"states of its own, done by the last", "as_of = \"2025-04-01\"\nstates = [\"交办\", \"办结\", \"评价\"]", "due = \"2025-03-31\"\nstates = [\"交办 2025\", \"办结 2025\"]", 1, "true", ""},
		{"done as it says", "as_of = \"2025-04-01\"\nstates = [\"交办\", \"办结\", \"评价\"]\ndone = \"办结\"", "due = \"2025-03-31\"\nstates = [\"交办 2025\", \"办结 2025\"]", 0, "false", "false"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r, found := task(t, tt.head, tt.body)
			if len(found) > 0 || len(r.Entries) != 1 {
				t.Fatalf("found %q", found)
			}
			e := r.Entries[0]
			if e.Late != tt.late || e.Fields[OverdueField] != tt.overdue || e.Fields[DoneLateField] != tt.done {
				t.Errorf("late by %d (overdue %q, done late %q), want %d (%q, %q)", e.Late, e.Fields[OverdueField], e.Fields[DoneLateField], tt.late, tt.overdue, tt.done)
			}
		})
	}
}

func TestDatesOfTasksOnlyMoveForward(t *testing.T) {
	tests := []struct{ name, head, body, want string }{
		{"the same day", "", `states = ["立项 2025-01-02", "办理 2025-01-02"]`, ""},
		{"a month that holds the day", "", `states = ["立项 2025-01-02", "办理 2025-01", "办结 2025-01-01"]`, ""},
		{"back", "", `states = ["立项 2025-01-02", "办理 2025-01-01"]`, "task-date"},
		{"back, written in another order", "", `states = ["办理 2025-01-01", "立项 2025-01-02"]`, "task-date"},
		{"back by a year", "", `states = ["立项 2025", "办理 2024-12"]`, "task-date"},
		{"after the day it tells of", `as_of = "2025-01-01"`, `states = ["立项 2025-01-02"]`, "task-date"},
		{"a limit before the beginning", "", "due = \"2024-12\"\nstates = [\"立项 2025-01-02\"]", "task-date"},
		{"a step left out", "", `states = ["立项 2025-01-02", "办结 2025-02-02"]`, "state-skipped"},
		{"no first step", "", `states = ["办理 2025-02-02"]`, "state-skipped"},
		{"none", "", `states = []`, "bad-value"},
		{"a table", "", `states = { a = "2025" }`, "bad-value"},
		{"no date", "", `states = ["立项"]`, "bad-value"},
		{"a number", "", `states = [1]`, "bad-value"},
		{"twice", "", `states = ["立项 2025-01-02", "立项 2025-01-02"]`, "bad-value"},
		{"unknown", "", `states = ["立项 2025-01-02", "结办 2025-01-02"]`, "unknown-state"},
		{"nothing said", "", "", "missing-key"},
		{"a state of its own is none", "states = [\"甲\", \"甲\"]", `states = ["甲 2025"]`, "bad-value"},
		{"a blank between is any", "", `states = ["立项　2025-01-02"]`, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r, found := task(t, tt.head, tt.body)
			if strings.Join(found, " ") != tt.want {
				t.Errorf("found %q, want %q", found, tt.want)
			}
			if tt.want == "" && len(r.Entries) != 1 {
				t.Error("no entry")
			}
		})
	}
}

func TestFiltersByStateDateAndNothing(t *testing.T) {
	var bag diag.Bag
	r := read("tasks.toml", []byte(`name = "台账"
kind = "tasks"
as_of = "2025-12-31"
[[entry]]
name = "立"
due = "2025-06"
states = ["立项 2025-01-02"]
[[entry]]
name = "办"
states = ["立项 2025-01-02", "办理 2025-02"]
[[entry]]
name = "结"
owner = "甲、乙"
due = "2026-01-31"
states = ["立项 2025-01-01", "办理 2025-02", "办结 2025-03"]
[[entry]]
name = "迟"
owner = "丙"
due = "2025-03-31"
states = ["立项 2025-01-01", "办理 2025-02", "办结 2025-04-02"]
`), &bag)
	if bag.Failed() {
		t.Fatal(bag.Sorted())
	}
	for filter, want := range map[string]string{
		"state=办理": "办", "state>=办理": "办 结 迟", "state<办结": "立 办", "状态!=立项": "办 结 迟",
		"overdue=true": "立", "逾期=false": "办 结 迟",
		"done_late=true": "迟", "逾期办结=false": "结", "done_late=-": "立 办",
		"due=-": "办", "due!=-": "立 结 迟", "due>=2026": "结", "due<=2025": "立 迟", "due=2025-06": "立", "owner=-": "立 办", "owner=乙": "结",
	} {
		f, err := r.Filter(filter)
		if err != nil {
			t.Errorf("%s: %v", filter, err)
			continue
		}
		if got := names(r.Select(f)); got != want {
			t.Errorf("%s: %s, want %s", filter, got, want)
		}
	}
	for filter, code := range map[string]diag.Code{"state=结办": diag.UnknownState, "due>=六月": diag.BadValue, "due>-": diag.BadValue, "overdue=是": diag.BadValue, "level=-": diag.UnknownLevel} {
		_, err := r.Filter(filter)
		if p, ok := err.(*diag.Problem); !ok || p.Code != code {
			t.Errorf("%s: %v, want %s", filter, err, code)
		}
	}
}

// A register is read or its mistakes are told; nothing makes it fall over.
func FuzzRegister(f *testing.F) {
	f.Add("as_of = \"2025-12-31\"\n[[entry]]\nname = \"甲\"\ndue = \"2025\"\nstates = [\"立项 2025-01-02\"]\n")
	f.Add("states = [\"a\", \"b\"]\ndone = \"a\"\n[[entry]]\ndate = 2025-01-01\nname = \"甲\"\nstates = [\"b 2025\"]\n")
	f.Add("levels = [\"高\"]\n[fields]\nstate = { name = \"态\", values = [\"x\"] }\nlink = { type = \"link\" }\n[[entry]]\n")
	f.Fuzz(func(t *testing.T, s string) {
		for _, id := range kindIDs() {
			var bag diag.Bag
			r := read("r.toml", []byte("name = \"x\"\nkind = \""+id+"\"\n"+s), &bag)
			if r == nil && !bag.Failed() {
				t.Fatal("neither read nor told")
			}
			if r != nil {
				for _, e := range r.Entries {
					if len(e.Date) < 4 || e.Late < 0 || len(r.States) > 0 && e.Fields[StateField] == "" {
						t.Fatalf("%+v", e)
					}
				}
			}
		}
	})
}
