package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

var _ datasource.DataSourceWithConfigure = (*loadReportDataSource)(nil)

func newLoadReportDataSource() datasource.DataSource { return &loadReportDataSource{} }

type loadReportDataSource struct{ configuredDataSource }

type loadReportModel struct {
	Pipe           types.String     `tfsdk:"pipe"`
	BeginMark      types.String     `tfsdk:"begin_mark"`
	CompleteResult types.Bool       `tfsdk:"complete_result"`
	NextBeginMark  types.String     `tfsdk:"next_begin_mark"`
	Files          []loadEventModel `tfsdk:"files"`
}

func (d *loadReportDataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_load_report"
}

func (d *loadReportDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Tells what Snowpipe has done with the files that a pipe was sent in the last ten minutes: the last 10,000 events. Needs MONITOR on the pipe for the user's " +
			"default role. For what is older there is `snowstage_load_history`.",
		Attributes: map[string]schema.Attribute{
			"pipe": pipeAttribute(),
			"begin_mark": schema.StringAttribute{
				Optional: true, Validators: notEmpty,
				MarkdownDescription: "The `next_begin_mark` of an earlier report, to see what has happened since. By default everything that is kept; an event may be told twice.",
			},
			"complete_result": schema.BoolAttribute{Computed: true, MarkdownDescription: "`false` if events since `begin_mark` are missing, because more have happened than are kept."},
			"next_begin_mark": schema.StringAttribute{Computed: true, MarkdownDescription: "Mark of the end of this report. Null if Snowflake gives none."},
			"files":           loadEventsAttribute("in the order of the report"),
		},
	}
}

func pipeAttribute() schema.StringAttribute {
	return schema.StringAttribute{Required: true, Validators: []validator.String{isPipeName}, MarkdownDescription: pipeDescription}
}

func (d *loadReportDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var model loadReportModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	resp.Diagnostics.Append(d.ready()...)
	if resp.Diagnostics.HasError() {
		return
	}
	pipe, diags := pipeNamed(path.Root("pipe"), model.Pipe.ValueString())
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := within(ctx, readTimeout, "")
	defer cancel()

	report, err := d.client.Pipes.Report(ctx, pipe, model.BeginMark.ValueString())
	if err != nil {
		resp.Diagnostics.Append(pipeFailure(ctx, readingLoadReport, pipe, err))
		return
	}
	model.CompleteResult = types.BoolValue(report.Complete)
	model.NextBeginMark = textOrNull(&report.NextBeginMark)
	model.Files = newLoadEvents(report.Files)
	resp.Diagnostics.Append(resp.State.Set(ctx, &model)...)
}
