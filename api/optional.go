package api

import (
	"encoding/json"
	"reflect"

	"github.com/danielgtaylor/huma/v2"
)

// Optional is a nullable field of a PATCH: left out it keeps what is there, null clears it.
type Optional[T any] struct {
	Sent  bool
	Value *T
}

// UnmarshalJSON notes that the field was sent.
func (o *Optional[T]) UnmarshalJSON(text []byte) error {
	o.Sent = true
	return json.Unmarshal(text, &o.Value)
}

// Schema is that of T, or null.
func (o Optional[T]) Schema(r huma.Registry) *huma.Schema {
	of := huma.SchemaFromType(r, reflect.TypeFor[T]())
	if of.Ref != "" {
		return &huma.Schema{AnyOf: []*huma.Schema{of, {Type: "null"}}}
	}
	nullable := *of
	nullable.Nullable = true
	return &nullable
}

// set puts the field into place if it was sent.
func (o Optional[T]) set(place **T) {
	if o.Sent {
		*place = o.Value
	}
}

// set puts a field that cannot be cleared into place if it was sent.
func set[T any](sent *T, place *T) {
	if sent != nil {
		*place = *sent
	}
}

// yesNo reads a three-valued filter from a query parameter: "" is no filter.
func yesNo(text string) *bool {
	if text == "" {
		return nil
	}
	yes := text == "true"
	return &yes
}
