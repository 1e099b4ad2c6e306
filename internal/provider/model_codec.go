package provider

import (
	"context"
	"reflect"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// codec reads and writes objects of a schema as a model M does whose fields are framework values. The framework's Get and Set find
// the fields out anew for every object, which takes longer than everything else that is done for a stage in a refresh. What is out of
// the ordinary, be it null, invalid or of another type, is still done by them, so that their errors stay the same.
type codec[M any] struct {
	object tftypes.Type
	fields []codecField
}

type codecField struct {
	modelField
	read  attr.Type
	write tftypes.Type
	null  attr.Value
}

// newCodec is for the type of a schema. Of a model that does not fit it leaves everything to the framework.
func newCodec[M any](ctx context.Context, schema attr.Type) codec[M] {
	made := codec[M]{object: schema.TerraformType(ctx)}
	object, ok := schema.(attr.TypeWithAttributeTypes)
	if !ok {
		return made
	}
	attributes := object.AttributeTypes()
	for _, field := range modelFieldsOf(reflect.TypeFor[M]()) {
		read := attributes[field.name]
		if read == nil {
			return codec[M]{}
		}
		write := read.TerraformType(ctx)
		null, err := read.ValueFromTerraform(ctx, tftypes.NewValue(write, nil))
		if err != nil {
			return codec[M]{}
		}
		made.fields = append(made.fields, codecField{field, read, write, null})
	}
	return made
}

// get is otherwise(ctx, &model), which is Get of the configuration, plan or state that the object is of.
func (c codec[M]) get(ctx context.Context, object tftypes.Value, otherwise func(context.Context, any) diag.Diagnostics) (M, diag.Diagnostics) {
	if model, ok := c.decode(ctx, object); ok {
		return model, nil
	}
	var model M
	diags := otherwise(ctx, &model)
	return model, diags
}

// set is otherwise(ctx, model), which is Set of the plan or state that the object is of.
func (c codec[M]) set(ctx context.Context, object *tftypes.Value, model M, otherwise func(context.Context, any) diag.Diagnostics) diag.Diagnostics {
	if encoded, ok := c.encode(ctx, model); ok {
		*object = encoded
		return nil
	}
	return otherwise(ctx, model)
}

func (c codec[M]) decode(ctx context.Context, object tftypes.Value) (model M, ok bool) {
	var attributes map[string]tftypes.Value
	if object.IsNull() || !object.IsKnown() || object.As(&attributes) != nil || len(attributes) != len(c.fields) {
		return model, false
	}
	into := reflect.ValueOf(&model).Elem()
	for _, field := range c.fields {
		attribute, exists := attributes[field.name]
		if !exists || !field.write.Equal(attribute.Type()) {
			return model, false
		}
		value := field.null
		if !attribute.IsNull() {
			read, err := field.read.ValueFromTerraform(ctx, attribute)
			if err != nil {
				return model, false
			}
			value = read
		}
		if !field.put(ctx, into, value) {
			return model, false
		}
	}
	return model, true
}

func (c codec[M]) encode(ctx context.Context, model M) (object tftypes.Value, ok bool) {
	if len(c.fields) == 0 {
		return object, false
	}
	attributes := make(map[string]tftypes.Value, len(c.fields))
	from := reflect.ValueOf(model)
	for _, field := range c.fields {
		value, isValue := from.FieldByIndex(field.index).Interface().(attr.Value)
		if !isValue || !isValid(ctx, path.Root(field.name), value) {
			return object, false
		}
		attribute, err := value.ToTerraformValue(ctx)
		if err != nil || !field.write.Equal(attribute.Type()) {
			return object, false
		}
		attributes[field.name] = attribute
	}
	return tftypes.NewValue(c.object, attributes), true
}

// fill sets the fields of a model to the attributes of an object. It reports false if that is not for it to do, with the model half filled.
func fill[M any](ctx context.Context, model *M, attributes map[string]attr.Value) bool {
	fields := modelFieldsOf(reflect.TypeFor[M]())
	into := reflect.ValueOf(model).Elem()
	return len(fields) == len(attributes) && !slices.ContainsFunc(fields, func(field modelField) bool {
		return !field.put(ctx, into, attributes[field.name])
	})
}
