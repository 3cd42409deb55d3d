package registry

import (
	"context"
	"fmt"
	"strings"

	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/export"
)

// ExportSchools adds every school of the list to a workbook.
func (s *Service) ExportSchools(ctx context.Context, actor access.Actor, f SchoolFilter, book *export.Book) error {
	if err := actor.Require(access.SchoolRead); err != nil {
		return err
	}
	asked, err := s.askedPlace(ctx, actor, access.SchoolRead, f.Place)
	if err != nil {
		return err
	}
	asked.add(f.Grade != "", "学校网络"+f.Grade.Label())
	asked.criteria(f.Criterion, f.UnknownOf)
	asked.is(f.TeachingPoint, "教学点", "不含教学点")
	asked.search(f.Query)
	query, err := s.schoolList(ctx, actor, f)
	if err != nil {
		return err
	}
	return export.AddList(book, "学校清单", asked, s.now(), schoolExport(), func(do func(SchoolRow) error) error {
		return each(withSchoolColumns(query), "schools.id", func(r SchoolRow) uint { return r.ID }, do)
	})
}

// ExportClassrooms adds every classroom of the list to a workbook.
func (s *Service) ExportClassrooms(ctx context.Context, actor access.Actor, f ClassroomFilter, book *export.Book) error {
	if err := actor.Require(access.ClassroomRead); err != nil {
		return err
	}
	asked, err := s.askedPlace(ctx, actor, access.ClassroomRead, f.Place)
	if err != nil {
		return err
	}
	asked.standing(f.Standing)
	asked.add(f.NetworkGrade != "", "网络"+f.NetworkGrade.Label())
	asked.add(f.SoftwareGrade != "", "软件"+f.SoftwareGrade.Label())
	asked.is(f.HasSuite, "有班班通设备", "没有班班通设备")
	asked.is(f.Usable, "可用", "不可用")
	asked.add(f.Retired, "已停用")
	asked.search(f.Query)
	titles, err := s.verdicts.DecidingTitles(ctx)
	if err != nil {
		return err
	}
	return export.AddList(book, "教室清单", asked, s.now(), ClassroomColumns(titles), func(do func(ClassroomRow) error) error {
		return s.EachClassroom(ctx, actor, f, do)
	})
}

// ExportDevices adds every device of the list to a workbook.
func (s *Service) ExportDevices(ctx context.Context, actor access.Actor, f DeviceFilter, book *export.Book) error {
	if err := actor.Require(access.DeviceRead); err != nil {
		return err
	}
	asked, err := s.askedPlace(ctx, actor, access.DeviceRead, f.Place)
	if err != nil {
		return err
	}
	asked.standing(f.Standing)
	asked.add(f.ClassroomID != 0, "指定的教室")
	asked.add(f.InStore, "在库房")
	asked.add(f.Installed, "安装在教室")
	asked.add(f.Category != "", f.Category.Label())
	asked.add(f.State != "", f.State.Label())
	asked.is(f.MissingDate, "取得日期缺失", "有取得日期")
	asked.search(f.Query)
	return export.AddList(book, "设备清单", asked, s.now(), DeviceColumns(), func(do func(DeviceRow) error) error {
		return s.EachDevice(ctx, actor, f, do)
	})
}

// conditions are what a list was narrowed by, in words.
type conditions []string

func (c *conditions) add(asked bool, words string) {
	if asked {
		*c = append(*c, words)
	}
}

func (c *conditions) is(asked *bool, yes, no string) {
	if asked != nil && *asked {
		*c = append(*c, yes)
	} else if asked != nil {
		*c = append(*c, no)
	}
}

func (c *conditions) search(query string) {
	c.add(strings.TrimSpace(query) != "", "搜索“"+strings.TrimSpace(query)+"”")
}

func (c *conditions) standing(st Standing) {
	c.add(st.Grade != "", st.Grade.Label())
	c.add(st.StandardGrade != "", "按标准配置"+st.StandardGrade.Label())
	c.is(st.Damaged, "损坏", "未损坏")
	c.is(st.FailedOrDamaged, "不达标或损坏", "既非不达标也未损坏")
	c.criteria(st.Criterion, st.UnknownOf)
}

func (c *conditions) criteria(fails, unknown string) {
	c.add(fails != "", "条款 "+fails+" 不达标")
	c.add(unknown != "", "条款 "+unknown+" 待核实")
}

// askedPlace says which schools the place means.
func (s *Service) askedPlace(ctx context.Context, actor access.Actor, p access.Permission, place Place) (conditions, error) {
	var asked conditions
	db := s.db.WithContext(ctx).Scopes(actor.Scope(p).Paths("path"))
	if place.OrganisationPath != "" {
		name, err := nameOf(db.Where("path = ?", place.OrganisationPath))
		if err != nil {
			return asked, err
		}
		asked.add(name != "", name)
	}
	if place.SchoolID != 0 {
		name, err := nameOf(db.Where("id = ?", place.SchoolID))
		if err != nil {
			return asked, err
		}
		asked.add(name != "", name)
	}
	asked.add(place.Area != "", place.Area.Label())
	asked.add(place.Sponsor != "", "举办者"+place.Sponsor.Label())
	asked.add(place.Type != "", place.Type.Label())
	asked.add(place.Counted, "计入统计的学校")
	return asked, nil
}

func nameOf(query *gorm.DB) (string, error) {
	var found []models.Organisation
	if err := query.Limit(1).Find(&found).Error; err != nil {
		return "", fmt.Errorf("name a place: %w", err)
	}
	if len(found) == 0 {
		return "", nil
	}
	return found[0].Name, nil
}
