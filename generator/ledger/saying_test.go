package ledger

import "testing"

func TestNumbersThatChangePlaces(t *testing.T) {
	old := []Saying{{"全年收案", "4601.8万件"}, {"万件，结案", "4541.9万件"}, {"同比", "1%"}, {"某某法院受理", "12件"}}
	for name, c := range map[string]struct {
		now  []Saying
		want int
	}{
		"as they were":          {old, 0},
		"two exchanged":         {[]Saying{{"全年收案", "4541.9万件"}, {"万件，结案", "4601.8万件"}, {"某某法院受理", "12件"}}, 2},
		"in another form":       {[]Saying{{"全年收案", "46018000件"}, {"万件，结案", "4541.9万件"}}, 0},
		"in other words":        {[]Saying{{"这一年收案", "4601.9万件"}}, 0},
		"twice, once as it was": {[]Saying{{"全年收案", "5件"}, {"全年收案", "4601.8万件"}}, 0},
		"too few words":         {[]Saying{{"同比", "3%"}}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			if got := CompareSayings(old, c.now); len(got) != c.want {
				t.Errorf("%d differences: %+v", len(got), got)
			}
		})
	}
}
