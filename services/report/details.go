package report

import (
	"banbantong/models"
	"banbantong/services/export"
	"banbantong/services/standard"
)

// failures is 不达标明细: for every suite and device that is counted as 不达标, each hardware clause that it fails.
func (w *writer) failures() (sheet, error) {
	opened, err := w.open(formFailures, append(w.placeColumns(), []export.Column{
		{Header: []string{"设备"}, Width: 18},
		{Header: []string{"资产编号"}, Width: 11},
		{Header: []string{"取得日期"}, Width: 11},
		{Header: []string{"应执行配置"}, Width: 9},
		{Header: []string{"不达标项目"}, Width: 12},
		{Header: []string{"条款"}, Width: 10},
		{Header: []string{"要求"}, Width: 18},
		{Header: []string{"实测"}, Width: 14},
		{Header: []string{"原因"}, Width: 24},
		{Header: []string{"整套不达标"}, Width: 7},
	}...)...)
	return &failures{w, opened, 0}, err
}

type failures struct {
	*writer
	sheet *export.Sheet
	rows  int
}

func (f *failures) add(school School) error {
	for _, room := range school.Rooms {
		for _, l := range f.failuresOf(room) {
			f.rows++
			if err := f.sheet.Add(f.placed(f.rows, school, room, l.device, l.assetNo, l.boughtOn, l.Tier.Label(),
				l.Title, l.Clause, l.Required, l.measured, l.Failure, yesNo(l.ofSuite))...); err != nil {
				return err
			}
		}
	}
	return nil
}

// failure is a clause that a device or a suite fails.
type failure struct {
	device, assetNo, boughtOn string
	Criterion
	measured string
	ofSuite  bool
}

// failuresOf are the clauses that a room fails, those of its devices first.
func (w *writer) failuresOf(room Room) []failure {
	var all []failure
	for _, d := range room.Devices {
		for _, f := range d.Failures {
			all = append(all, failure{d.name(), d.AssetNo, d.boughtOn(), w.criteria[f.Criterion], f.Measured, f.OfSuite})
		}
	}
	for _, v := range w.suiteFailures(room) {
		all = append(all, failure{"（整套）", "", "", w.criteria[v.Criterion], v.Measured, true})
	}
	return all
}

// suiteFailures are the clauses by which a suite fails though no device in it answers for them, such as a missing screen.
func (w *writer) suiteFailures(room Room) []Verdict {
	if !room.HasSuite || room.Grade != models.GradeFail {
		return nil
	}
	told := map[string]bool{}
	for _, d := range room.Devices {
		for _, f := range d.Failures {
			told[f.Criterion] = told[f.Criterion] || f.OfSuite
		}
	}
	var left []Verdict
	for _, v := range room.Verdicts {
		if v.Grade == models.GradeFail && w.criteria[v.Criterion].Group == standard.GroupHardware && !told[v.Criterion] {
			left = append(left, v)
		}
	}
	return left
}

func (f *failures) close() error { return f.sheet.Close() }

// damages is 损坏明细: every device that is counted as 损坏, with the ticket that is open on it.
func (w *writer) damages() (sheet, error) {
	opened, err := w.open(formDamages, append(w.placeColumns(), []export.Column{
		{Header: []string{"设备"}, Width: 26},
		{Header: []string{"资产编号"}, Width: 14},
		{Header: []string{"取得日期"}, Width: 11},
		{Header: []string{"使用状况"}, Width: 9},
		{Header: []string{"同时不达标"}, Width: 7},
		{Header: []string{"报修工单", "工单号"}, Width: 14},
		{Header: []string{"报修工单", "状态"}, Width: 8},
		{Header: []string{"报修工单", "故障"}, Width: 18},
		{Header: []string{"报修工单", "报修时间"}, Width: 17},
	}...)...)
	return &damages{w, opened, 0}, err
}

type damages struct {
	*writer
	sheet *export.Sheet
	rows  int
}

func (s *damages) add(school School) error {
	for _, room := range school.Rooms {
		for _, d := range room.Devices {
			if !d.State.Damaged() {
				continue
			}
			s.rows++
			number, status, fault, reported := "未报修", "", "", ""
			if t := d.Ticket; t != nil {
				number, status, fault, reported = t.Number, t.Status, t.Fault, models.MinuteOf(t.ReportedAt)
			}
			if err := s.sheet.Add(s.placed(s.rows, school, room, d.name(), d.AssetNo, d.boughtOn(), d.State.Label(),
				yesNo(d.Grade == models.GradeFail), number, status, fault, reported)...); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *damages) close() error { return s.sheet.Close() }
