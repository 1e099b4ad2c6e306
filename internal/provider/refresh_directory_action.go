package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-validators/actionvalidator"
	"github.com/hashicorp/terraform-plugin-framework/action"
	"github.com/hashicorp/terraform-plugin-framework/action/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

var (
	_ action.ActionWithConfigure        = (*refreshDirectoryAction)(nil)
	_ action.ActionWithConfigValidators = (*refreshDirectoryAction)(nil)
	_ action.ActionWithModifyPlan       = (*refreshDirectoryAction)(nil)
)

func newRefreshDirectoryAction() action.Action { return &refreshDirectoryAction{} }

type refreshDirectoryAction struct{ configuredAction }

type refreshDirectoryModel struct {
	stageReference
	Subpath types.String `tfsdk:"subpath"`
}

func (a *refreshDirectoryAction) Metadata(_ context.Context, req action.MetadataRequest, resp *action.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_refresh_directory"
}

func (a *refreshDirectoryAction) Schema(_ context.Context, _ action.SchemaRequest, resp *action.SchemaResponse) {
	name := func(description string) schema.StringAttribute {
		return schema.StringAttribute{Optional: true, CustomType: nameType{}, MarkdownDescription: description}
	}
	resp.Schema = schema.Schema{
		MarkdownDescription: "Brings the directory table of a stage up to date with the files on it, as `ALTER STAGE … REFRESH` does: new files are registered, changed ones updated, and those " +
			"that are gone unregistered. Needs Terraform 1.14 or newer, a stage with `directory_table = { enable = true }`, and an account that allows the SQL API.",
		Attributes: map[string]schema.Attribute{
			"stage_id": schema.StringAttribute{
				Optional:            true,
				Validators:          []validator.String{stageID{}},
				MarkdownDescription: stageIDDescription,
			},
			"database": name(databaseDescription),
			"schema":   name(schemaDescription),
			"stage":    name(stageDescription),
			"subpath": schema.StringAttribute{
				Optional:            true,
				Validators:          []validator.String{stagePath{folder: true}},
				MarkdownDescription: "Path of a folder within the stage, like `in/2026`, to look at no other files. By default the whole stage is refreshed.",
			},
		},
	}
}

func (a *refreshDirectoryAction) ConfigValidators(context.Context) []action.ConfigValidator {
	return []action.ConfigValidator{
		actionvalidator.ExactlyOneOf(waysToReference()...),
		actionvalidator.RequiredTogether(namesOfReference()...),
	}
}

// ModifyPlan complains of what could not be carried out, before Terraform has changed anything else.
func (a *refreshDirectoryAction) ModifyPlan(ctx context.Context, req action.ModifyPlanRequest, resp *action.ModifyPlanResponse) {
	var model refreshDirectoryModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	if resp.Diagnostics.HasError() || a.client == nil {
		return
	}
	refresh, diags := a.refreshOf(model)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := within(ctx, readTimeout, "")
	defer cancel()

	resp.Diagnostics.Append(refresh.check(ctx)...)
}

func (a *refreshDirectoryAction) Invoke(ctx context.Context, req action.InvokeRequest, resp *action.InvokeResponse) {
	var model refreshDirectoryModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	resp.Diagnostics.Append(a.ready()...)
	if resp.Diagnostics.HasError() {
		return
	}
	refresh, diags := a.refreshOf(model)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := within(ctx, writeTimeout, "")
	defer cancel()

	resp.Diagnostics.Append(refresh.run(ctx, func(message string) {
		resp.SendProgress(action.InvokeProgressEvent{Message: message})
	})...)
}

// refreshOf leaves the stage out that is not known yet.
func (a *refreshDirectoryAction) refreshOf(model refreshDirectoryModel) (directoryRefresh, diag.Diagnostics) {
	refresh := directoryRefresh{configured: a.configured, subpath: model.Subpath.ValueString()}
	if !model.isKnown() {
		return refresh, nil
	}
	var diags diag.Diagnostics
	refresh.stage, refresh.blamed, diags = model.resolve()
	return refresh, diags
}
