package models

import (
	"encoding/json"
	"strings"
)

// Facts are the known facts of the specs by "section.field" ("ports" is one fact), as JSON, without their sources. Two
// facts are the same if their texts are.
func (s Specs) Facts() map[string]json.RawMessage {
	s.Sources = nil
	all := map[string]json.RawMessage{}
	for section, content := range object(s) {
		if content[0] == '[' {
			all[section] = content
			continue
		}
		for field, value := range object(content) {
			all[section+"."+field] = value
		}
	}
	return all
}

// SpecsOf is the reverse of Facts: specs made of the facts and their sources.
func SpecsOf(facts map[string]json.RawMessage, sources map[string]Provenance) (Specs, error) {
	tree := map[string]any{}
	for name, value := range facts {
		section, field, nested := strings.Cut(name, ".")
		if !nested {
			tree[section] = value
			continue
		}
		inner, _ := tree[section].(map[string]json.RawMessage)
		if inner == nil {
			inner = map[string]json.RawMessage{}
			tree[section] = inner
		}
		inner[field] = value
	}
	text, err := json.Marshal(tree)
	if err != nil {
		return Specs{}, err
	}
	var s Specs
	err = json.Unmarshal(text, &s)
	if len(sources) > 0 {
		s.Sources = sources
	}
	return s, err
}

// object is v as a JSON object; specs are plain data, so nothing can go wrong.
func object(v any) map[string]json.RawMessage {
	text, err := json.Marshal(v)
	if err != nil {
		panic("models: specs are plain data: " + err.Error())
	}
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(text, &fields); err != nil {
		panic("models: specs are an object: " + err.Error())
	}
	return fields
}
