package main

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/boolplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringdefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// idleStage has attributes of the same kinds as snowstage_stage, and exists in state only.
type idleStage struct{}

type idleStageModel struct {
	Database           types.String `tfsdk:"database"`
	Schema             types.String `tfsdk:"schema"`
	Name               types.String `tfsdk:"name"`
	Comment            types.String `tfsdk:"comment"`
	Kind               types.String `tfsdk:"kind"`
	URL                types.String `tfsdk:"url"`
	CreateMode         types.String `tfsdk:"create_mode"`
	ID                 types.String `tfsdk:"id"`
	FullyQualifiedName types.String `tfsdk:"fully_qualified_name"`
	CreatedOn          types.String `tfsdk:"created_on"`
	Owner              types.String `tfsdk:"owner"`
	OwnerRoleType      types.String `tfsdk:"owner_role_type"`
	Region             types.String `tfsdk:"region"`
	Cloud              types.String `tfsdk:"cloud"`
	HasCredentials     types.Bool   `tfsdk:"has_credentials"`
	HasEncryptionKey   types.Bool   `tfsdk:"has_encryption_key"`
}

func (idleStage) Metadata(_ context.Context, _ resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = "idle_stage"
}

func (idleStage) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	required := schema.StringAttribute{Required: true}
	computed := schema.StringAttribute{Computed: true, PlanModifiers: []planmodifier.String{stringplanmodifier.UseStateForUnknown()}}
	flag := schema.BoolAttribute{Computed: true, PlanModifiers: []planmodifier.Bool{boolplanmodifier.UseStateForUnknown()}}
	byDefault := func(value string) schema.Attribute {
		return schema.StringAttribute{Optional: true, Computed: true, Default: stringdefault.StaticString(value)}
	}
	resp.Schema = schema.Schema{Attributes: map[string]schema.Attribute{
		"database": required, "schema": required, "name": required, "url": schema.StringAttribute{Optional: true},
		"comment": byDefault(""), "kind": byDefault("PERMANENT"), "create_mode": byDefault("errorIfExists"),
		"id": computed, "fully_qualified_name": computed, "created_on": computed, "owner": computed, "owner_role_type": computed,
		"region": computed, "cloud": computed, "has_credentials": flag, "has_encryption_key": flag,
	}}
}

func (idleStage) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var model idleStageModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &model)...)
	name := types.StringValue(`"` + model.Database.ValueString() + `"."` + model.Schema.ValueString() + `"."` + model.Name.ValueString() + `"`)
	model.ID, model.FullyQualifiedName = name, name
	model.CreatedOn = types.StringValue("2026-01-02T03:04:05.678Z")
	model.Owner, model.OwnerRoleType = types.StringValue("ACCOUNTADMIN"), types.StringValue("ROLE")
	model.Region, model.Cloud = types.StringNull(), types.StringNull()
	model.HasCredentials, model.HasEncryptionKey = types.BoolValue(false), types.BoolValue(false)
	resp.Diagnostics.Append(resp.State.Set(ctx, &model)...)
}

func (idleStage) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var model idleStageModel
	resp.Diagnostics.Append(req.State.Get(ctx, &model)...)
	resp.Diagnostics.Append(resp.State.Set(ctx, &model)...)
}

func (idleStage) Update(context.Context, resource.UpdateRequest, *resource.UpdateResponse) {}

func (idleStage) Delete(context.Context, resource.DeleteRequest, *resource.DeleteResponse) {}
