package provider

import (
	"context"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-timetypes/timetypes"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

var (
	_ datasource.DataSourceWithConfigure      = (*loadHistoryDataSource)(nil)
	_ datasource.DataSourceWithValidateConfig = (*loadHistoryDataSource)(nil)
)

func newLoadHistoryDataSource() datasource.DataSource { return &loadHistoryDataSource{} }

type loadHistoryDataSource struct{ configuredDataSource }

type loadHistoryModel struct {
	Pipe      types.String      `tfsdk:"pipe"`
	StartTime timetypes.RFC3339 `tfsdk:"start_time"`
	EndTime   timetypes.RFC3339 `tfsdk:"end_time"`
	Files     []loadEventModel  `tfsdk:"files"`
}

func (d *loadHistoryDataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_load_history"
}

func (d *loadHistoryDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Tells which files a pipe has loaded in a range of time. Snowflake limits how often it may be asked: the last ten minutes every eight minutes is fine, the last day " +
			"every minute is not. Needs MONITOR on the pipe for the user's default role. Of the last ten minutes `snowstage_load_report` tells as well, without that limit.",
		Attributes: map[string]schema.Attribute{
			"pipe": pipeAttribute(),
			"start_time": schema.StringAttribute{
				Required: true, CustomType: timetypes.RFC3339Type{},
				MarkdownDescription: "Begin of the range, in RFC 3339, like `2026-09-05T17:00:00Z`.",
			},
			"end_time": schema.StringAttribute{
				Optional: true, CustomType: timetypes.RFC3339Type{},
				MarkdownDescription: "End of the range, which is not part of it, in RFC 3339. Now by default.",
			},
			"files": loadEventsAttribute("in the order of the history"),
		},
	}
}

func (d *loadHistoryDataSource) ValidateConfig(ctx context.Context, req datasource.ValidateConfigRequest, resp *datasource.ValidateConfigResponse) {
	var model loadHistoryModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	if resp.Diagnostics.HasError() {
		return
	}
	_, _, diags := model.timeRange()
	resp.Diagnostics.Append(diags...)
}

// timeRange reads the two times, of which each is zero that is not given or not known.
func (m loadHistoryModel) timeRange() (from, until time.Time, diags diag.Diagnostics) {
	read := func(value timetypes.RFC3339) (at time.Time) {
		if !value.IsNull() && !value.IsUnknown() {
			var problems diag.Diagnostics
			at, problems = value.ValueRFC3339Time()
			diags.Append(problems...)
		}
		return at
	}
	from, until = read(m.StartTime), read(m.EndTime)
	if !from.IsZero() && !until.IsZero() && !from.Before(until) {
		diags.AddAttributeError(path.Root("end_time"), "Empty range of time", "end_time is not after start_time, so that there is nothing between them.")
	}
	return from, until, diags
}

func (d *loadHistoryDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var model loadHistoryModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	resp.Diagnostics.Append(d.ready()...)
	if resp.Diagnostics.HasError() {
		return
	}
	pipe, diags := pipeNamed(path.Root("pipe"), model.Pipe.ValueString())
	from, until, rangeDiags := model.timeRange()
	resp.Diagnostics.Append(diags...)
	resp.Diagnostics.Append(rangeDiags...)
	if resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := within(ctx, readTimeout, "")
	defer cancel()

	files, err := collect(d.client.Pipes.History(ctx, pipe, from, until))
	if err != nil {
		resp.Diagnostics.Append(pipeFailure(ctx, readingLoadHistory, pipe, err))
		return
	}
	model.Files = newLoadEvents(files)
	resp.Diagnostics.Append(resp.State.Set(ctx, &model)...)
}
