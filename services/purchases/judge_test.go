package purchases

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/standard"
)

// TestAPurchaseIsAsGoodAsItsWorstItem buys random lists in random orders.
func TestAPurchaseIsAsGoodAsItsWorstItem(t *testing.T) {
	std, err := standard.Jiangxi2023()
	if err != nil {
		t.Fatal(err)
	}
	const today models.Date = "2026-11-24"
	items := []models.PurchaseItem{host(), panel(65, new(40)), panel(65, nil), panel(55, new(40)), panel(75, nil),
		host(func(i *models.PurchaseItem) { i.Specs.Host.MemoryMiB = nil }),
		host(func(i *models.PurchaseItem) { i.Specs.Host.NICMbps = new(100) }),
		{Category: models.CategoryOther, Name: "讲台", Quantity: 1, RoomKind: models.ClassroomOrdinary}}
	rapid.Check(t, func(t *rapid.T) {
		list := rapid.SliceOfN(rapid.SampledFrom(items), 1, 12).Draw(t, "list")
		findings, got := judge(std, list, today)
		want := models.PurchaseAdvised
		for i, item := range list {
			alone, conclusion := judge(std, []models.PurchaseItem{item}, today)
			if alone[0].Grade != findings[i].Grade {
				t.Fatalf("item %d is %s alone and %s among others", i, alone[0].Grade, findings[i].Grade)
			}
			if conclusion == models.PurchaseRefused || conclusion == models.PurchaseIncomplete && want == models.PurchaseAdvised {
				want = conclusion
			}
		}
		if got != want {
			t.Fatalf("%s, want %s", got, want)
		}
	})
}

// FuzzList reads what strangers send as a list: it is refused, or each of its items can be judged.
func FuzzList(f *testing.F) {
	f.Add("设备类别,数量,班额,CPU,内存,硬盘,屏幕尺寸,VGA输入接口数\n主机,30,50,i5-10400,8G,256G SSD,,\n交互智能平板,12,50,,,,86英寸,1\n")
	f.Add("序号,设备名称,技术参数,数量\n1,希沃86寸一体机,i5/8G/256G,三十\n2,1080P摄像头,,2\n合计,,,32\n")
	std, err := standard.Jiangxi2023()
	if err != nil {
		f.Fatal(err)
	}
	s := New(nil, func() time.Time { return noon }, nil)
	o := models.Organisation{ID: 1, Path: models.PathUnder("", 1)}
	actor := access.NewActor(models.User{ID: 1, Grants: []models.Grant{{Role: models.RoleProvinceAdmin, OrganisationID: 1, Organisation: o}}})
	f.Fuzz(func(t *testing.T, text string) {
		got, err := s.ReadList(t.Context(), actor, strings.NewReader(text), int64(len(text)))
		if err != nil {
			return
		}
		offer := Offer{"清单", got.Items}.completed(models.DateOf(noon))
		findings, _ := judge(std, offer.Items, models.DateOf(noon))
		for i, item := range offer.Items {
			if item.Name == "" || item.Quantity < 1 || findings[i].Clauses == nil {
				t.Errorf("item %d: %+v", i, item)
			}
		}
	})
}
