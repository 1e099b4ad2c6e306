package provider

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// oldBlock is the official provider's state of a stage, or a block within it. What is absent reads as null and what is not
// asked for is ignored, so that a state of any version can be read. Its complaints name attributes and never quote a value,
// since any of them may be a secret.
type oldBlock struct {
	at         string // of the block, like "directory."
	values     map[string]any
	complaints *[]string
}

// readOldState returns what is wrong with a state as a whole.
func readOldState(raw *tfprotov6.RawState) (state oldBlock, problem string) {
	if raw == nil || len(raw.JSON) == 0 {
		return oldBlock{}, "it is empty"
	}
	var values any
	if json.Unmarshal(raw.JSON, &values) != nil {
		return oldBlock{}, "it is not JSON"
	}
	attributes, ok := values.(map[string]any)
	if !ok {
		return oldBlock{}, "it is no object"
	}
	return oldBlock{values: attributes, complaints: new([]string)}, ""
}

func (b oldBlock) problems() []string { return *b.complaints }

func (b oldBlock) complain(name, problem string) {
	if complaint := b.at + name + " " + problem; !slices.Contains(*b.complaints, complaint) {
		*b.complaints = append(*b.complaints, complaint)
	}
}

// text is "" for null, which to the official provider is the same.
func (b oldBlock) text(name string) string {
	switch value := b.values[name].(type) {
	case nil:
		return ""
	case string:
		return value
	}
	b.complain(name, "is no text")
	return ""
}

// flag reads a boolean, or the text of one; nil if it is left to Snowflake, which the official provider writes as "default".
func (b oldBlock) flag(name string) *bool {
	if value, ok := b.values[name].(bool); ok {
		return &value
	}
	switch strings.ToLower(b.text(name)) {
	case "", "default":
	case "true":
		return new(true)
	case "false":
		return new(false)
	default:
		b.complain(name, "is neither true nor false")
	}
	return nil
}

// block reads a nested block, of which there is at most one, or the SQL text that snowflake_stage has in its place.
func (b oldBlock) block(name string) (nested oldBlock, ok bool) {
	nested = oldBlock{at: b.at + name + ".", complaints: b.complaints}
	switch value := b.values[name].(type) {
	case nil:
		return nested, false
	case string:
		properties, ok := sqlProperties(value)
		if !ok {
			b.complain(name, "is no list of SQL properties, like NAME = VALUE")
		}
		nested.values = properties
		return nested, len(properties) > 0
	case []any:
		if len(value) == 0 {
			return nested, false
		}
		if values, isObject := value[0].(map[string]any); len(value) == 1 && (isObject || value[0] == nil) {
			nested.values = values
			return nested, true
		}
	}
	b.complain(name, "is no single block")
	return nested, false
}

// isSet reports whether an attribute of any type has a value that does something.
func (b oldBlock) isSet(name string) bool {
	switch value := b.values[name].(type) {
	case nil:
		return false
	case string:
		return value != "" && value != "default" && value != "false"
	case bool:
		return value
	case []any:
		return len(value) > 0
	}
	return true
}
