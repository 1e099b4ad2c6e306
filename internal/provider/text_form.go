package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
)

// textForm validates a text by reading it; complaints are on the given attribute.
type textForm struct {
	rule string // like "must be a file URL"
	read func(at path.Path, text string) diag.Diagnostics
}

// formOf is the form that a function reads.
func formOf[T any](rule string, read func(at path.Path, text string) (T, diag.Diagnostics)) textForm {
	return textForm{rule, func(at path.Path, text string) diag.Diagnostics {
		_, diags := read(at, text)
		return diags
	}}
}

func (v textForm) Description(context.Context) string { return v.rule }

func (v textForm) MarkdownDescription(context.Context) string { return v.rule }

func (v textForm) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if !req.ConfigValue.IsNull() && !req.ConfigValue.IsUnknown() {
		resp.Diagnostics.Append(v.read(req.Path, req.ConfigValue.ValueString())...)
	}
}
