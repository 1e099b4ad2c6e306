package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

var _ datasource.DataSourceWithConfigure = (*stageDataSource)(nil)

func newStageDataSource() datasource.DataSource { return &stageDataSource{} }

type stageDataSource struct{ configuredDataSource }

type stageDataSourceModel struct {
	Database nameValue    `tfsdk:"database"`
	Schema   nameValue    `tfsdk:"schema"`
	Name     nameValue    `tfsdk:"name"`
	ID       types.String `tfsdk:"id"`
	stageView
}

func (d *stageDataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_stage"
}

func (d *stageDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	attributes := stageViewAttributes()
	attributes["database"] = lookupAttribute(databaseDescription)
	attributes["schema"] = lookupAttribute(schemaDescription)
	attributes["name"] = lookupAttribute(stageDescription)
	attributes["id"] = schema.StringAttribute{Computed: true, MarkdownDescription: "The same as `fully_qualified_name`."}
	resp.Schema = schema.Schema{
		MarkdownDescription: "Describes a stage that exists. What Snowflake never gives back (credentials, and the type and keys of the encryption) is not part of it.",
		Attributes:          attributes,
	}
}

func (d *stageDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var model stageDataSourceModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	resp.Diagnostics.Append(d.ready()...)
	if resp.Diagnostics.HasError() {
		return
	}
	name, diags := stageNamed(model.Database, model.Schema, path.Root("name"), model.Name)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := within(ctx, readTimeout, "")
	defer cancel()

	stage, err := d.client.Stages.Fetch(ctx, name)
	if err != nil {
		resp.Diagnostics.Append(blameIfMissing(path.Root("name"), err, d.failure(ctx, readingStage, stageWords(name), err)))
		return
	}
	model.stageView = newStageView(name.In(), stage)
	model.ID = model.FullyQualifiedName
	resp.Diagnostics.Append(resp.State.Set(ctx, &model)...)
}
