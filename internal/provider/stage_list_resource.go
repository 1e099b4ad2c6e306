package provider

import (
	"context"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/list/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// queryTimeout is for a query as a whole, which reads every stage that it finds.
const queryTimeout = 20 * time.Minute

var _ list.ListResourceWithConfigure = (*stageListResource)(nil)

func newStageListResource() list.ListResource { return &stageListResource{} }

type stageListResource struct{ configuredList }

type stageListModel struct {
	Database nameValue    `tfsdk:"database"`
	Schema   nameValue    `tfsdk:"schema"`
	Like     types.String `tfsdk:"like"`
}

func (l *stageListResource) Metadata(_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_stage"
}

func (l *stageListResource) ListResourceConfigSchema(_ context.Context, _ list.ListResourceSchemaRequest, resp *list.ListResourceSchemaResponse) {
	name := func(description string) schema.Attribute {
		return schema.StringAttribute{Required: true, CustomType: nameType{}, MarkdownDescription: description}
	}
	resp.Schema = schema.Schema{
		MarkdownDescription: "Finds the stages of a schema that the role may see, for `terraform query` (Terraform 1.14 or newer), which can write their configuration and `import` blocks.",
		Attributes: map[string]schema.Attribute{
			"database": name(databaseDescription),
			"schema":   name(schemaDescription),
			"like":     schema.StringAttribute{Optional: true, Validators: notEmpty, MarkdownDescription: likeDescription},
		},
	}
}

func (l *stageListResource) List(ctx context.Context, req list.ListRequest, stream *list.ListResultsStream) {
	var config stageListModel
	diags := req.Config.Get(ctx, &config)
	diags.Append(l.ready()...)
	in, more := schemaNamed(config.Database, config.Schema)
	diags.Append(more...)
	if diags.HasError() {
		stream.Results = list.ListResultsStreamDiagnostics(diags)
		return
	}
	q := query{stageListResource: l, ListRequest: req, in: in, like: config.Like.ValueString()}
	stream.Results = func(push func(list.ListResult) bool) {
		ctx, cancel := within(ctx, queryTimeout, "")
		defer cancel()
		q.run(ctx, push)
	}
}
