package api

// ListInput are the parameters that every list takes.
type ListInput struct {
	Page         int    `query:"page" minimum:"1" default:"1" doc:"页码，从 1 起"`
	PageSize     int    `query:"page_size" minimum:"1" maximum:"200" default:"50" doc:"每页行数"`
	Sort         string `query:"sort" maxLength:"40" doc:"排序字段，前面加 - 为降序"`
	Q            string `query:"q" maxLength:"60" doc:"搜索"`
	Organisation uint   `query:"organisation" doc:"只看该单位及其下级"`
}

// offset is how many rows the pages before this one hold.
func (in ListInput) offset() int { return (in.Page - 1) * in.PageSize }

// Page is a part of a list.
type Page[T any] struct {
	Items       []T  `json:"items" nullable:"false"`
	Total       int  `json:"total" doc:"符合条件的行数"`
	TotalCapped bool `json:"total_capped" doc:"行数超过 total，未再数下去"`
	Page        int  `json:"page"`
	PageSize    int  `json:"page_size"`
}

// Body is a JSON answer.
type Body[T any] struct{ Body T }

// Empty is an answer without content.
type Empty struct{}

// IDInput is the id in a path.
type IDInput struct {
	ID uint `path:"id" minimum:"1"`
}

func pageOf[M, V any](in ListInput, rows []M, total int, capped bool, view func(M) V) *Body[Page[V]] {
	return &Body[Page[V]]{Page[V]{viewAll(rows, view), total, capped, in.Page, in.PageSize}}
}

// viewAll is never null in JSON.
func viewAll[M, V any](rows []M, view func(M) V) []V {
	views := make([]V, len(rows))
	for i, row := range rows {
		views[i] = view(row)
	}
	return views
}
