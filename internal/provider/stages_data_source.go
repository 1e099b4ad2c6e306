package provider

import (
	"context"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/snowstage/terraform-provider-snowstage/internal/client"
	"github.com/snowstage/terraform-provider-snowstage/internal/identifier"
)

var _ datasource.DataSourceWithConfigure = (*stagesDataSource)(nil)

const likeDescription = "SQL pattern that the whole name has to match, in any case: `%` stands for any characters, `_` for one, and a backslash " +
	"before either (in HCL two) takes it literally, like `land\\\\_%`. All stages by default."

func newStagesDataSource() datasource.DataSource { return &stagesDataSource{} }

type stagesDataSource struct{ configuredDataSource }

type stagesModel struct {
	Database nameValue     `tfsdk:"database"`
	Schema   nameValue     `tfsdk:"schema"`
	Like     types.String  `tfsdk:"like"`
	Stages   []listedStage `tfsdk:"stages"`
}

type listedStage struct {
	Name types.String `tfsdk:"name"`
	stageView
}

func (d *stagesDataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_stages"
}

func (d *stagesDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	attributes := stageViewAttributes()
	attributes["name"] = schema.StringAttribute{
		Computed:            true,
		MarkdownDescription: "Name of the stage, spelled as in SQL, so that it fits this provider's arguments: `LANDING`, or `\"Landing\"` with its quotes.",
	}
	resp.Schema = schema.Schema{
		MarkdownDescription: "Lists the stages of a schema that the role may see.",
		Attributes: map[string]schema.Attribute{
			"database": lookupAttribute(databaseDescription),
			"schema":   lookupAttribute(schemaDescription),
			"like": schema.StringAttribute{
				Optional: true, Validators: notEmpty, MarkdownDescription: likeDescription,
			},
			"stages": schema.ListNestedAttribute{
				Computed:            true,
				MarkdownDescription: "The stages, ordered by the name Snowflake stores.",
				NestedObject:        schema.NestedAttributeObject{Attributes: attributes},
			},
		},
	}
}

func (d *stagesDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var model stagesModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	resp.Diagnostics.Append(d.ready()...)
	if resp.Diagnostics.HasError() {
		return
	}
	in, diags := schemaNamed(model.Database, model.Schema)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := within(ctx, readTimeout, "")
	defer cancel()

	stages, err := collect(d.client.Stages.List(ctx, in, model.Like.ValueString()))
	if err != nil {
		resp.Diagnostics.Append(blameIfMissing(path.Root("schema"), err, d.failure(ctx, listingStages, "schema "+in.String(), err)))
		return
	}
	model.Stages = listStages(in, stages)
	resp.Diagnostics.Append(resp.State.Set(ctx, &model)...)
}

// listStages orders by the names themselves: their spellings would put all quoted ones first.
func listStages(in identifier.Schema, stages []client.Stage) []listedStage {
	slices.SortStableFunc(stages, func(a, b client.Stage) int {
		return strings.Compare(identifier.FromReply(a.Name).Exact(), identifier.FromReply(b.Name).Exact())
	})
	listed := make([]listedStage, 0, len(stages))
	for _, stage := range stages {
		name := identifier.FromReply(stage.Name)
		listed = append(listed, listedStage{Name: types.StringValue(name.String()), stageView: newStageView(in, stage)})
	}
	return listed
}
