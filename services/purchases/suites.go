package purchases

import (
	"fmt"

	"banbantong/models"
	"banbantong/services/standard"
)

// parts are what a suite has beside its host and screen. Each is an item of its own in most lists, so that no item tells
// that it is wanting.
var parts = []struct {
	subject standard.Subject
	title   string
	in      func(models.PurchaseItem) bool
}{
	{standard.SubjectCamera, "摄像头", func(i models.PurchaseItem) bool {
		c := i.Specs.Camera
		return i.Category == models.CategoryCamera || c != nil && (c.Present == nil || *c.Present)
	}},
	{standard.SubjectAudio, "扩音系统", func(i models.PurchaseItem) bool {
		return i.Category == models.CategoryAudio || i.Specs.Audio != nil
	}},
}

// suitesOf says for how many classrooms a list has both host and screen, and of which parts that 标准配置 wants of a suite it
// has too few. A list of hosts or of screens alone renews what stands in its rooms, and is no suite.
func suitesOf(std *standard.Standard, items []models.PurchaseItem, on models.Date) models.PurchaseSuites {
	hosts, screens := 0, 0
	room := standard.Room{On: on}
	for i, item := range items {
		host := item.Category == models.CategoryHost || item.Specs.Host != nil
		screen := item.Category == models.CategoryPanel || item.Category == models.CategoryScreen
		if host {
			hosts += item.Quantity
		}
		if screen {
			screens += item.Quantity
		}
		if host || screen {
			room.Devices = append(room.Devices, standard.Device{ID: uint(i + 1), Category: item.Category, Specs: item.Specs, BoughtOn: on})
		}
	}
	suites := models.PurchaseSuites{Count: min(hosts, screens), Wanting: []models.PurchaseWant{}}
	if suites.Count == 0 {
		return suites
	}
	verdicts := std.Evaluator().Explain(room)
	for _, part := range parts {
		have := 0
		for _, item := range items {
			if part.in(item) {
				have += item.Quantity
			}
		}
		if have >= suites.Count {
			continue
		}
		for _, v := range verdicts {
			if v.Criterion.Subject != part.subject || !v.Decides {
				continue
			}
			suites.Wanting = append(suites.Wanting, models.PurchaseWant{Title: part.title, Have: have, Short: suites.Count - have,
				Clause: v.Criterion.Clause, Notice: v.Criterion.Notice,
				Text: fmt.Sprintf("清单可配 %d 套，%s只有 %d 件，缺 %d 件：请一并采购，或确认教室里已有符合要求的。", suites.Count, part.title, have, suites.Count-have)})
			break
		}
	}
	return suites
}
