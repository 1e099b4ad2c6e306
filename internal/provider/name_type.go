package provider

import (
	"context"
	"errors"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/attr/xattr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types/basetypes"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/snowstage/terraform-provider-snowstage/internal/identifier"
)

var (
	_ basetypes.StringTypable                    = nameType{}
	_ basetypes.StringValuableWithSemanticEquals = nameValue{}
	_ xattr.ValidateableAttribute                = nameValue{}
)

// nameType is the type of attributes that hold a Snowflake identifier: every spelling of one name is the same value,
// and a spelling that SQL would refuse is an error on its attribute at plan time.
type nameType struct{ basetypes.StringType }

func (nameType) String() string { return "nameType" }

func (t nameType) Equal(other attr.Type) bool {
	o, ok := other.(nameType)
	return ok && t.StringType.Equal(o.StringType)
}

func (nameType) ValueFromString(_ context.Context, in basetypes.StringValue) (basetypes.StringValuable, diag.Diagnostics) {
	return nameValue{in}, nil
}

func (t nameType) ValueFromTerraform(ctx context.Context, in tftypes.Value) (attr.Value, error) {
	value, err := t.StringType.ValueFromTerraform(ctx, in)
	if err != nil {
		return nil, err
	}
	text, ok := value.(basetypes.StringValue)
	if !ok {
		return nil, fmt.Errorf("reading an identifier: %T is not a string", value)
	}
	return nameValue{text}, nil
}

func (nameType) ValueType(context.Context) attr.Value { return nameValue{} }

// nameValue is an identifier as the user, or the state, spells it.
type nameValue struct{ basetypes.StringValue }

func nameOf(spelling string) nameValue { return nameValue{basetypes.NewStringValue(spelling)} }

func nullName() nameValue { return nameValue{basetypes.NewStringNull()} }

func (nameValue) Type(context.Context) attr.Type { return nameType{} }

func (v nameValue) Equal(other attr.Value) bool {
	o, ok := other.(nameValue)
	return ok && v.StringValue.Equal(o.StringValue)
}

func (v nameValue) StringSemanticEquals(ctx context.Context, other basetypes.StringValuable) (bool, diag.Diagnostics) {
	text, diags := other.ToStringValue(ctx)
	return sameName(v, nameValue{text}), diags
}

func (v nameValue) ValidateAttribute(_ context.Context, req xattr.ValidateAttributeRequest, resp *xattr.ValidateAttributeResponse) {
	if v.IsNull() || v.IsUnknown() {
		return
	}
	v.read(req.Path, &resp.Diagnostics)
}

// read returns the name that a known value spells; a complaint is on the given attribute.
func (v nameValue) read(at path.Path, diags *diag.Diagnostics) identifier.Name {
	name, err := identifier.Parse(v.ValueString())
	if err != nil {
		diags.AddAttributeError(at, "Invalid identifier", brokenRule(v.ValueString(), err))
	}
	return name
}

func brokenRule(spelling string, err error) string {
	problem, ok := errors.AsType[*identifier.Error](err)
	if !ok {
		return err.Error()
	}
	detail := fmt.Sprintf("%q is not a Snowflake identifier: %s.", spelling, problem.Rule)
	if problem.Suggestion != "" {
		detail += fmt.Sprintf("\n\nA name in double quotes may hold any character, and keeps its case. In HCL that is:\n\n  %q", problem.Suggestion)
	}
	return detail
}

// sameName reports whether two values are the same name, or both null, or both unknown.
func sameName(a, b nameValue) bool {
	if a.Equal(b) {
		return true
	}
	if a.IsNull() || b.IsNull() || a.IsUnknown() || b.IsUnknown() {
		return false
	}
	x, errX := identifier.Parse(a.ValueString())
	y, errY := identifier.Parse(b.ValueString())
	return errX == nil && errY == nil && x == y
}
