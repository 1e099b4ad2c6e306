package provider

import (
	"context"
	"reflect"
	"sync"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/attr/xattr"
	"github.com/hashicorp/terraform-plugin-framework/path"
)

// modelField is the field of a model that holds the attribute of that name.
type modelField struct {
	name  string
	index []int
	typ   reflect.Type
}

var modelFields sync.Map // []modelField by reflect.Type

// modelFieldsOf finds the fields by their tags, those of embedded structs too.
func modelFieldsOf(model reflect.Type) []modelField {
	if known, ok := modelFields.Load(model); ok {
		if fields, ok := known.([]modelField); ok {
			return fields
		}
	}
	var fields []modelField
	for _, field := range reflect.VisibleFields(model) {
		if name, ok := field.Tag.Lookup("tfsdk"); ok {
			fields = append(fields, modelField{name, field.Index, field.Type})
		}
	}
	modelFields.Store(model, fields)
	return fields
}

// put reports false if the value is of another type than the field, or invalid.
func (f modelField) put(ctx context.Context, model reflect.Value, value attr.Value) bool {
	if value == nil || reflect.TypeOf(value) != f.typ || !isValid(ctx, path.Root(f.name), value) {
		return false
	}
	model.FieldByIndex(f.index).Set(reflect.ValueOf(value))
	return true
}

func isValid(ctx context.Context, at path.Path, value attr.Value) bool {
	validated, ok := value.(xattr.ValidateableAttribute)
	if !ok {
		return true
	}
	var resp xattr.ValidateAttributeResponse
	validated.ValidateAttribute(ctx, xattr.ValidateAttributeRequest{Path: at}, &resp)
	return len(resp.Diagnostics) == 0
}
