package bench

import (
	"fmt"
	"net/http"
	"testing"

	"banbantong/models"
)

// lists asks for pages of 50 devices, beside the SQL of the same pages.
func (p *province) lists(b *testing.B) {
	for _, who := range []string{"province", "county", "school"} {
		c := p.signIn(b, who)
		where, args := p.scopeOf(b, who)
		failing := "AND d.grade = 'fail'"
		if who != "province" {
			failing = "AND COALESCE(d.grade, '') = 'fail'" // through the schools, which is the fastest
		}
		for _, list := range []struct {
			name, filter, condition string
			page                    int
		}{
			{"first page", "", "", 1},
			{"deepest page", "", "", 200}, // no list goes beyond 10,000 rows
			{"failing", "&grade=fail", failing, 1},
		} {
			if list.page > 1 && who != "province" {
				continue
			}
			b.Run(who+"/"+list.name, func(b *testing.B) {
				path := fmt.Sprintf("/devices?page=%d%s", list.page, list.filter)
				var page struct{ Items []struct{ ID uint } }
				if err := c.ask(http.MethodGet, path, nil, &page); err != nil || len(page.Items) == 0 {
					b.Fatalf("the page is empty: %v", err)
				}
				query := bareDevices + where + list.condition + " ORDER BY d.id LIMIT 50 OFFSET ?"
				at := append(args[:len(args):len(args)], 50*(list.page-1))
				compare(b, func() error { return c.ask(http.MethodGet, path, nil, nil) }, func() error { return p.drain(query, at...) })
			})
		}
	}
}

const bareDevices = `SELECT d.id, d.school_id, d.classroom_id, d.category, d.name, d.brand, d.model, d.serial, d.asset_no, d.bought_on,
	d.fund_source, d.price_cents, d.warranty_until, d.state, d.label_code, d.grade, d.standard_grade, d.missing_date, d.version, d.updated_at,
	organisations.name, classrooms.name, classrooms.building FROM devices d
	LEFT JOIN organisations ON organisations.id = d.school_id LEFT JOIN classrooms ON classrooms.id = d.classroom_id
	WHERE d.state <> 'retired' `

// scopeOf is the condition under which a person sees devices.
func (p *province) scopeOf(b *testing.B, username string) (string, []any) {
	b.Helper()
	var place models.Organisation
	err := p.db.Joins("JOIN grants ON grants.organisation_id = organisations.id").Joins("JOIN users ON users.id = grants.user_id").
		Where("username = ?", username).First(&place).Error
	if err != nil {
		b.Fatal(err)
	}
	switch place.Kind {
	case models.KindProvince:
		return "", nil
	case models.KindSchool:
		return "AND d.school_id = ? ", []any{place.ID}
	}
	return "AND d.school_id IN (SELECT id FROM organisations WHERE path >= ? AND path < ?) ", []any{place.Path, place.Path + ":"}
}
