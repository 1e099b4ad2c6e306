package provider

import (
	"context"
	"encoding/base64"

	"github.com/hashicorp/terraform-plugin-framework-validators/resourcevalidator"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
)

func (r *stageFileResource) ConfigValidators(context.Context) []resource.ConfigValidator {
	return []resource.ConfigValidator{resourcevalidator.ExactlyOneOf(
		path.MatchRoot("source"), path.MatchRoot("content"), path.MatchRoot("content_base64"), path.MatchRoot("content_wo"),
	)}
}

func (r *stageFileResource) ValidateConfig(ctx context.Context, req resource.ValidateConfigRequest, resp *resource.ValidateConfigResponse) {
	var config stagedFileModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if resp.Diagnostics.HasError() {
		return
	}
	v := stageValidation{}
	v.timeouts(config.Timeouts)
	if has(config.ContentVersion) && config.ContentWO.IsNull() {
		v.refuse(path.Root("content_wo_version"), "Version of nothing", "content_wo is not set, so there is nothing whose change this version could tell.")
	}
	resp.Diagnostics.Append(v.diags...)
}

// base64Content does not repeat what it complains of.
type base64Content struct{}

func (base64Content) Description(context.Context) string {
	return "must be Base64 in the standard alphabet, with padding"
}

func (v base64Content) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (v base64Content) ValidateString(ctx context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	if _, err := base64.StdEncoding.DecodeString(req.ConfigValue.ValueString()); err != nil {
		resp.Diagnostics.AddAttributeError(req.Path, "Invalid Base64", "The content "+v.Description(ctx)+": "+err.Error()+". filebase64() and base64encode() make such a text.")
	}
}
