package provider

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"math"
	"sync"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"

	"github.com/snowstage/terraform-provider-snowstage/internal/client"
	"github.com/snowstage/terraform-provider-snowstage/internal/identifier"
)

// describedAtOnce is as many stages as Terraform itself would read at a time.
const describedAtOnce = 10

// query is one list block as it is carried out.
type query struct {
	*stageListResource
	list.ListRequest
	in   identifier.Schema
	like string

	kinds map[identifier.Name]client.StageType // of all the stages that match; nil before it was asked, and empty if it is not known
}

// run takes no more rows than it needs, because the next row may cost the request of another page.
func (q *query) run(ctx context.Context, push func(list.ListResult) bool) {
	rows, stop := iter.Pull2(q.client.Stages.List(ctx, q.in, q.like))
	defer stop()
	left := q.Limit
	if left <= 0 {
		left = math.MaxInt64
	}
	for left > 0 {
		names, err := take(rows, q.in, min(left, describedAtOnce))
		for _, result := range q.results(ctx, names) {
			if !push(result) {
				return
			}
			if result.Identity != nil {
				left--
			}
		}
		if err != nil {
			push(list.ListResult{Diagnostics: diag.Diagnostics{
				blameIfMissing(path.Root("schema"), err, q.failure(ctx, listingStages, "schema "+q.in.String(), err))}})
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

func (q *query) results(ctx context.Context, names []identifier.Qualified) []list.ListResult {
	var warned []list.ListResult
	if q.IncludeResource && q.kinds == nil && len(names) > 0 {
		if diags := q.findKinds(ctx); len(diags) > 0 {
			warned = []list.ListResult{{Diagnostics: diags}}
		}
	}
	results := make([]list.ListResult, len(names))
	var all sync.WaitGroup
	for i, name := range names {
		all.Go(func() { results[i] = q.result(ctx, name) })
	}
	all.Wait()
	return append(warned, results...)
}

// findKinds asks once for all stages, however many pages their names come in.
func (q *query) findKinds(ctx context.Context) diag.Diagnostics {
	ctx, cancel := within(ctx, showTimeout, "")
	defer cancel()
	kinds, err := q.stageTypes(ctx, q.in, q.like)
	if err != nil {
		q.kinds = map[identifier.Name]client.StageType{}
		return q.untoldKind(ctx, "the stages of schema "+q.in.String(), err)
	}
	q.kinds = kinds
	return nil
}

func (q *query) result(ctx context.Context, name identifier.Qualified) list.ListResult {
	result := q.NewListResult(ctx)
	result.DisplayName = name.String()
	identify(result.Identity, name)
	if !q.IncludeResource {
		return result
	}
	found, err := q.client.Stages.Fetch(ctx, name)
	if errors.Is(err, client.ErrNotFound) {
		return list.ListResult{Diagnostics: diag.Diagnostics{diag.NewWarningDiagnostic("Stage is gone", fmt.Sprintf(
			"%s was in the list of its schema a moment ago; now Snowflake says to %s that it \"does not exist or not authorized\". It is left out.", capital(stageWords(name)), roleWords(q.role)))}}
	}
	if err != nil {
		result.Diagnostics.Append(q.failure(ctx, readingStage, stageWords(name), err))
		return result
	}
	result.Diagnostics.Append(describe(ctx, name, found, q.kinds[name.Name], result.Resource)...)
	return result
}

// describe makes of a stage what an import of it would put into the state, since a row of a list may lack what a reply about one stage has.
func describe(ctx context.Context, name identifier.Qualified, found client.Stage, kind client.StageType, into *tfsdk.Resource) diag.Diagnostics {
	var imported stageModel
	diags := unreadImport(ctx, into, name)
	diags.Append(into.Get(ctx, &imported)...)
	state, more := stageState(ctx, found, imported)
	diags.Append(more...)
	state, more = withEncryptionKind(ctx, withUntold(state), kind)
	diags.Append(more...)
	diags.Append(into.Set(ctx, state)...)
	return diags
}
