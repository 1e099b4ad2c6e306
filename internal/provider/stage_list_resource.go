package provider

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"math"
	"sync"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/list/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/snowstage/terraform-provider-snowstage/internal/client"
	"github.com/snowstage/terraform-provider-snowstage/internal/identifier"
)

const (
	// queryTimeout is for a query as a whole, which reads every stage that it finds.
	queryTimeout = 20 * time.Minute

	// describedAtOnce is as many stages as Terraform itself would read at a time.
	describedAtOnce = 10
)

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
	stream.Results = func(push func(list.ListResult) bool) {
		ctx, cancel := within(ctx, queryTimeout, "")
		defer cancel()
		rows, stop := iter.Pull2(l.client.Stages.List(ctx, in, config.Like.ValueString()))
		defer stop()
		l.pushAll(ctx, req, in, rows, push)
	}
}

// pushAll takes no more rows than it needs, because the next row may cost the request of another page.
func (l *stageListResource) pushAll(ctx context.Context, req list.ListRequest, in identifier.Schema, rows func() (client.Stage, error, bool), push func(list.ListResult) bool) {
	left := req.Limit
	if left <= 0 {
		left = math.MaxInt64
	}
	for left > 0 {
		names, err := take(rows, in, min(left, describedAtOnce))
		for _, result := range l.results(ctx, req, names) {
			if !push(result) {
				return
			}
			if result.Identity != nil {
				left--
			}
		}
		if err != nil {
			push(list.ListResult{Diagnostics: diag.Diagnostics{
				blameIfMissing(path.Root("schema"), err, l.failure(ctx, listingStages, "schema "+in.String(), err))}})
			return
		}
		if len(names) == 0 {
			return
		}
	}
}

// take returns the names in the next rows, at most so many, and none at the end.
func take(rows func() (client.Stage, error, bool), in identifier.Schema, most int64) ([]identifier.Qualified, error) {
	var names []identifier.Qualified
	for int64(len(names)) < most {
		row, err, ok := rows()
		if err != nil || !ok {
			return names, err
		}
		names = append(names, identifier.Qualified{Database: in.Database, Schema: in.Name, Name: identifier.FromReply(row.Name)})
	}
	return names, nil
}

func (l *stageListResource) results(ctx context.Context, req list.ListRequest, names []identifier.Qualified) []list.ListResult {
	results := make([]list.ListResult, len(names))
	var all sync.WaitGroup
	for i, name := range names {
		all.Go(func() { results[i] = l.result(ctx, req, name) })
	}
	all.Wait()
	return results
}

func (l *stageListResource) result(ctx context.Context, req list.ListRequest, name identifier.Qualified) list.ListResult {
	result := req.NewListResult(ctx)
	result.DisplayName = name.String()
	result.Diagnostics.Append(identify(ctx, result.Identity, name)...)
	if !req.IncludeResource {
		return result
	}
	found, err := l.client.Stages.Fetch(ctx, name)
	if errors.Is(err, client.ErrNotFound) {
		return list.ListResult{Diagnostics: diag.Diagnostics{diag.NewWarningDiagnostic("Stage is gone", fmt.Sprintf(
			"%s was in the list of its schema a moment ago; now Snowflake says to %s that it \"does not exist or not authorized\". It is left out.", capital(stageWords(name)), roleWords(l.role)))}}
	}
	if err != nil {
		result.Diagnostics.Append(l.failure(ctx, readingStage, stageWords(name), err))
		return result
	}
	result.Diagnostics.Append(describe(ctx, name, found, result.Resource)...)
	return result
}

// describe makes of a stage what an import of it would put into the state, since a row of a list may lack what a reply about one stage has.
func describe(ctx context.Context, name identifier.Qualified, found client.Stage, into *tfsdk.Resource) diag.Diagnostics {
	var imported stageModel
	diags := unreadImport(ctx, into, name)
	diags.Append(into.Get(ctx, &imported)...)
	state, more := stageState(ctx, found, imported)
	diags.Append(more...)
	diags.Append(into.Set(ctx, withUntold(state))...)
	return diags
}
