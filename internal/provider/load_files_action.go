package provider

import (
	"context"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-validators/listvalidator"
	"github.com/hashicorp/terraform-plugin-framework/action"
	"github.com/hashicorp/terraform-plugin-framework/action/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

var _ action.ActionWithConfigure = (*loadFilesAction)(nil)

const loadTimeout = 30 * time.Minute

func newLoadFilesAction() action.Action { return &loadFilesAction{pause: pauseFor} }

type loadFilesAction struct {
	configuredAction

	pause func(ctx context.Context, d time.Duration) error // between two reports
}

type loadFilesModel struct {
	Pipe    types.String `tfsdk:"pipe"`
	Files   []string     `tfsdk:"files"`
	Wait    types.Bool   `tfsdk:"wait"`
	Timeout types.String `tfsdk:"timeout"`
}

func (a *loadFilesAction) Metadata(_ context.Context, req action.MetadataRequest, resp *action.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_load_files"
}

func (a *loadFilesAction) Schema(_ context.Context, _ action.SchemaRequest, resp *action.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Has Snowpipe load files of a stage into a table, through a pipe, and waits until each of them is loaded or has failed. Needs Terraform 1.14 or newer, and " +
			"privileges of the user's default role.",
		Attributes: map[string]schema.Attribute{
			"pipe": schema.StringAttribute{
				Required:            true,
				Validators:          []validator.String{isPipeName},
				MarkdownDescription: pipeDescription,
			},
			"files": schema.ListAttribute{
				Required:    true,
				ElementType: types.StringType,
				Validators: []validator.List{
					listvalidator.NoNullValues(),
					listvalidator.ValueStringsAre(stagePath{}),
				},
				MarkdownDescription: "Paths of the files, relative to the location that the pipe copies from: for a pipe with `COPY INTO … FROM @landing` the `path` of a `snowstage_stage_files`, " +
					"for one with `FROM @landing/in/` what follows `in/`. At most 1,024 bytes each, and any number of them. With an empty list nothing is sent.",
			},
			"wait": schema.BoolAttribute{
				Optional:            true,
				MarkdownDescription: "Whether to wait until the files are loaded; `true` by default. With `false` the action ends when they are queued.",
			},
			"timeout": schema.StringAttribute{
				Optional:   true,
				Validators: []validator.String{timeLimit{}},
				MarkdownDescription: "How long the action may take as a whole, like `90s` or `1h30m`; `30m` by default. When it is over the action fails, while Snowpipe goes on loading what " +
					"it was sent.",
			},
		},
	}
}

func (a *loadFilesAction) Invoke(ctx context.Context, req action.InvokeRequest, resp *action.InvokeResponse) {
	var model loadFilesModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	resp.Diagnostics.Append(a.ready()...)
	if resp.Diagnostics.HasError() {
		return
	}
	pipe, diags := pipeNamed(path.Root("pipe"), model.Pipe.ValueString())
	limit, limitDiags := timeLimitOf(path.Root("timeout"), model.Timeout, loadTimeout)
	resp.Diagnostics.Append(diags...)
	resp.Diagnostics.Append(limitDiags...)
	if resp.Diagnostics.HasError() {
		return
	}
	tell := func(message string) { resp.SendProgress(action.InvokeProgressEvent{Message: message}) }
	if len(model.Files) == 0 {
		tell("There are no files to send to " + pipeWords(pipe))
		return
	}
	ctx, cancel := within(ctx, limit, "timeout")
	defer cancel()

	run := loadRun{pipes: a.client.Pipes, accountTime: a.client.AccountTime, pause: a.pause, tell: tell, pipe: pipe}
	if model.Wait.IsNull() || model.Wait.ValueBool() {
		resp.Diagnostics.Append(run.load(ctx, model.Files)...)
	} else {
		resp.Diagnostics.Append(run.send(ctx, model.Files)...)
	}
}
