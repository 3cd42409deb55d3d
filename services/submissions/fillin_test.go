package submissions

import (
	"strings"
	"testing"

	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/database/dbtest"
)

// TestManySchoolsAreFilledInForAtOnce fills in for teaching points, one of which figures have jumped, one of which has
// reported already, and one of which is touched by somebody else in between.
func TestManySchoolsAreFilledInForAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *gorm.DB) {
		w := newWorld(t, db)
		w.small()
		names := []string{"甲教学点", "乙教学点", "丙教学点", "丁教学点"}
		var schools []uint
		for i, name := range names {
			o := w.place(name, "大塘中心校", models.KindSchool)
			w.counts(o.ID, 10, i)
			schools = append(schools, o.ID)
		}
		centre := w.office("大塘中心校")
		_, err := w.submit(w.open("信丰县"), w.office("乙教学点"), "乙教学点")
		w.must(err)
		w.counts(schools[1], 40, 1)
		p := w.open("信丰县")
		id := w.places["大塘中心校"].ID

		ask := func(actor access.Actor) []Asked {
			t.Helper()
			asked, err := w.service.AskToFillIn(t.Context(), actor, p.ID, id, schools)
			w.must(err)
			return asked
		}
		asked := ask(centre)
		if len(asked) != 4 || !asked[0].Figures.Nothing() || asked[1].Figures.Nothing() || len(asked[0].Findings) != 0 || len(asked[1].Findings) == 0 {
			t.Fatalf("what is asked: %+v", asked)
		}
		for _, f := range asked[1].Findings {
			if !strings.HasPrefix(f.Key, "jump.") || f.Explanation != "" {
				t.Errorf("asked to explain %+v", f)
			}
		}

		// Of the four, one is not explained, and one is touched by its own people before it is sent.
		first := Batch{Zero: true, Note: "教学点没有电脑"}
		for _, a := range asked {
			first.Schools = append(first.Schools, OnBehalf{Versioned: Versioned{a.Unit.ID, a.Submission.Version}})
		}
		_, err = w.service.Explain(t.Context(), w.office("丁教学点"), p.ID, schools[3], 0, "还在核对", nil)
		w.must(err)
		outcomes := func(in Batch) map[string]string {
			t.Helper()
			all, err := w.service.FillIn(t.Context(), centre, p.ID, id, in)
			w.must(err)
			said := map[string]string{}
			for _, o := range all {
				said[o.Name] = o.Problem
			}
			if len(said) != len(in.Schools) {
				t.Errorf("%d schools, and outcomes %+v", len(in.Schools), all)
			}
			return said
		}
		got := outcomes(first)
		if got["甲教学点"] != "" || got["丙教学点"] != "" || !strings.Contains(got["乙教学点"], "变化很大") || got["丁教学点"] == "" {
			t.Errorf("filled in: %v", got)
		}
		for i, want := range []models.SubmissionStatus{accepted, draft, accepted, draft} {
			page := w.page(p, centre, names[i])
			if page.Submission.Status != want || (page.Current != nil) != (want == accepted) {
				t.Errorf("%s stands at %s with %v", names[i], page.Submission.Status, page.Current)
			}
		}
		zero := w.page(p, centre, "甲教学点")
		if c := zero.Current.Content; !c.Zero || c.FilledFor != "大塘中心校" || c.FrozenBy != centre.Name || !zero.Submission.FilledFor {
			t.Errorf("it is not marked who filled in: %+v", c)
		}

		// The same once more changes nothing; what was missing goes through.
		first.Schools = first.Schools[:1]
		if got := outcomes(first); got["甲教学点"] != "" || len(w.page(p, centre, "甲教学点").Versions) != 1 {
			t.Errorf("pressed twice: %v", got)
		}
		rest := w.explained(p, centre, "大塘中心校", schools[1], schools[3])
		if got := outcomes(rest); got["乙教学点"] != "" || got["丁教学点"] != "" {
			t.Errorf("explained: %v", got)
		}
		if said := w.page(p, centre, "乙教学点"); said.Current.Content.Findings[0].Explanation != "已核对" || len(said.Submission.Explanations) == 0 {
			t.Errorf("what was explained: %+v", said.Submission)
		}
		if asked := ask(centre); asked[0].Problem == "" {
			t.Errorf("it is done, and can be done again: %+v", asked[0])
		}

		// From above its 中心校 it still waits for that to review it.
		county := w.office("信丰县")
		if all, err := w.service.FillIn(t.Context(), county, p.ID, w.places["信丰县"].ID, w.explained(p, county, "信丰县", w.places["长岗教学点"].ID)); err != nil || all[0].Problem != "" {
			t.Errorf("the county fills in: %v, %v", all, err)
		}
		if page := w.page(p, county, "长岗教学点"); page.Submission.Status != submitted || page.Current.Content.FilledFor != "信丰县" {
			t.Errorf("filled in by the county: %+v", page.Submission)
		}
		w.sound()

		for who, c := range map[string]struct {
			actor access.Actor
			code  string
		}{
			"a neighbour": {w.office("县直小学"), "not-found"},
			"a teacher":   {w.who(models.RoleTeacher, "大塘中心校"), "forbidden"},
		} {
			if _, err := w.service.AskToFillIn(t.Context(), c.actor, p.ID, id, schools); code(err) != c.code {
				t.Errorf("%s asks: %v", who, err)
			}
			if _, err := w.service.FillIn(t.Context(), c.actor, p.ID, id, first); code(err) != c.code {
				t.Errorf("%s fills in: %v", who, err)
			}
		}
		if _, err := w.service.AskToFillIn(t.Context(), centre, p.ID, id, []uint{w.places["县直小学"].ID}); code(err) != "not-found" {
			t.Errorf("a 中心校 asks of a school beside it: %v", err)
		}
	})
}
