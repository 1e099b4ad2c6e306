package provider

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/snowstage/terraform-provider-snowstage/internal/client"
	"github.com/snowstage/terraform-provider-snowstage/internal/identifier"
)

// guardError is why a guard stopped a request, which was therefore not sent.
type guardError struct{ error }

func (e guardError) Unwrap() error { return e.error }

// guardedBy makes a guard for the client, whose errors can be told from those of the request.
func guardedBy(look func(ctx context.Context) error) client.Guard {
	return func(ctx context.Context) error {
		if err := look(ctx); err != nil {
			return guardError{err}
		}
		return nil
	}
}

// guardOfCreate looks at what orReplace would replace.
func (r *stageResource) guardOfCreate(name identifier.Qualified, plan stageModel) client.Guard {
	if plan.CreateMode.ValueString() != string(client.OrReplace) {
		return nil
	}
	return guardedBy(func(ctx context.Context) error { return r.guardTaken(ctx, name, plan.ForceDestroy.ValueBool()) })
}

// writeFailure tells an error of a request that destroys something, or of the look before it.
func (r *stageResource) writeFailure(ctx context.Context, a attempt, name identifier.Qualified, err error) diag.Diagnostic {
	if _, ok := errors.AsType[guardError](err); ok && !errors.Is(err, client.ErrUnclear) {
		return r.guardFailure(ctx, a, name, err)
	}
	told := r.failure(ctx, a, stageWords(name), err)
	if holds, ok := errors.AsType[*holdsFilesError](err); ok {
		return diag.NewAttributeErrorDiagnostic(path.Root("force_destroy"), told.Summary(), told.Detail()+"\n\nIf it was not: "+holds.remedy())
	}
	return told
}

func (r *stageResource) createFailure(ctx context.Context, name identifier.Qualified, mode client.CreateMode, err error) diag.Diagnostic {
	told := r.writeFailure(ctx, creatingStage, name, err)
	_, isThere := errors.AsType[*client.NotOursError](err)
	switch {
	case isThere && mode != client.OrReplace:
		return diag.NewAttributeErrorDiagnostic(path.Root("name"), creatingStage.summary, fmt.Sprintf(
			"What was tried: %s %s.\n\n%s\n\nThe stage that was found was left as it is.\n\nWhat to do: choose another name, or import the stage if it is to be Terraform's:\n\n%s",
			creatingStage.doing, stageWords(name), answer(ctx, err), r.importBlock(name)))
	case errors.Is(err, client.ErrUnclear):
		return diag.NewErrorDiagnostic(told.Summary(), told.Detail()+
			"\n\nThe stage may exist now. If it does, and is yours, import it:\n\n"+r.importBlock(name))
	case errors.Is(err, client.ErrConflict):
		return diag.NewAttributeErrorDiagnostic(path.Root("name"), told.Summary(), told.Detail()+
			"\n\nNothing was changed. To take the existing stage over, import it:\n\n"+r.importBlock(name))
	}
	return told
}

// takenByOurselves complains of two resources of one name, each of which would take the stage for its own.
func takenByOurselves(name identifier.Qualified) diag.Diagnostic {
	return diag.NewAttributeErrorDiagnostic(path.Root("name"), creatingStage.summary, fmt.Sprintf(
		"What was tried: %s %s.\n\nWhat happened: another resource of this configuration has just made it. Spellings like landing, LANDING and \"LANDING\" in quotes are one name. Nothing was changed.\n\n"+
			"What to do: choose another name, or take one of the resources out of the configuration.", creatingStage.doing, stageWords(name)))
}

// written returns the state of a stage that was just created or replaced, as found if it was looked at already; none if the stage is
// not Terraform's.
func (r *stageResource) written(ctx context.Context, name identifier.Qualified, requested client.Stage, plan stageModel, found *client.Stage) (*stageModel, diag.Diagnostics) {
	adopts := plan.CreateMode.ValueString() == string(client.IfNotExists)
	if found == nil {
		fetched, err := r.client.Stages.Fetch(ctx, name)
		if err != nil {
			return r.writtenUnread(ctx, name, plan, adopts, err)
		}
		found = &fetched
	}
	differences := client.Differences(requested, *found)
	if adopts && len(differences) > 0 {
		return nil, diag.Diagnostics{r.refusedAdoption(name, differences)}
	}
	if told := toldDifferences(requested, *found); len(told) > 0 {
		// As planned: Terraform would take the difference for a bug, and taint the resource, so that the next apply would drop a stage
		// with which nothing may be wrong.
		state, diags := unreadState(plan)
		state.stageFacts = newStageFacts(*found)
		return &state, append(diags, notAsAskedFor(name, told))
	}
	state, diags := stageState(ctx, *found, plan)
	return &state, diags
}

// toldDifferences are those between values.
func toldDifferences(requested, found client.Stage) []client.Difference {
	return slices.DeleteFunc(client.Differences(requested, found), client.Difference.IsOfPresence)
}

func notAsAskedFor(name identifier.Qualified, differences []client.Difference) diag.Diagnostic {
	return diag.NewWarningDiagnostic("Stage is not as it was asked for", fmt.Sprintf(
		"%s was written, but Snowflake describes it otherwise:\n\n%s\n\nThe next plan shows the difference. If Snowflake writes a value in a form of its own, configure that form.",
		capital(stageWords(name)), differenceLines(differences)))
}

// writtenUnread keeps a stage that was written in the state. It warns only: an error would taint the resource, so that the
// next apply would drop a stage with which nothing is wrong. What ifNotExists may have found is not taken over unseen.
func (r *stageResource) writtenUnread(ctx context.Context, name identifier.Qualified, plan stageModel, adopts bool, err error) (*stageModel, diag.Diagnostics) {
	told := r.failure(ctx, readingStage, stageWords(name)+", right after writing it", err)
	if adopts {
		return nil, diag.Diagnostics{diag.NewErrorDiagnostic(told.Summary(), told.Detail()+"\n\n"+
			"With create_mode = \"ifNotExists\" the stage may be an older one, so it is not taken over before it was compared with the configuration. Apply again.")}
	}
	state, diags := unreadState(plan)
	diags.AddWarning("Stage was written, but not read back", told.Detail()+"\n\n"+
		"The stage is in the state as it was planned; the next plan reads the rest.")
	return &state, diags
}

// replace makes the stage anew by one request. It returns no state if that failed.
func (r *stageResource) replace(ctx context.Context, state, plan, config stageModel, private privateWriter) (*stageModel, diag.Diagnostics) {
	diags := r.ready()
	timeout, more := plan.Timeouts.Update(ctx, writeTimeout)
	diags.Append(more...)
	name, more := state.qualifiedName()
	diags.Append(more...)
	stage, more := requestedStage(ctx, path.Empty(), plan, config)
	diags.Append(more...)
	if diags.HasError() {
		return nil, diags
	}
	ctx, cancel := within(ctx, timeout, "timeouts.update")
	defer cancel()
	claimed, more := r.claims.take(ctx, name)
	diags.Append(more...)
	if claimed == nil {
		return nil, diags
	}
	defer claimed.release()

	guard := guardedBy(func(ctx context.Context) error {
		if err := r.guardReplacement(ctx, name, state, plan, allowFirst); !errors.Is(err, client.ErrNotFound) {
			return err
		}
		return nil
	})
	found, err := r.client.Stages.Create(ctx, name.In(), stage, client.OrReplace, guard)
	if errors.Is(err, client.ErrUnclear) { // so the next stage that is read may be Terraform's
		diags.Append(witness(ctx, private, types.StringNull(), state)...)
	}
	if err != nil {
		return nil, append(diags, r.writeFailure(ctx, replacingStage, name, err))
	}
	claimed.written = true
	replaced, more := r.written(ctx, name, stage, plan, found)
	return replaced, append(diags, more...)
}
