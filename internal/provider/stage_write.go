package provider

import (
	"context"
	"errors"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/snowstage/terraform-provider-snowstage/internal/client"
	"github.com/snowstage/terraform-provider-snowstage/internal/identifier"
)

func (r *stageResource) createFailure(ctx context.Context, name identifier.Qualified, err error) diag.Diagnostic {
	told := r.failure(ctx, creatingStage, stageWords(name), err)
	switch {
	case errors.Is(err, client.ErrUnclear):
		return diag.NewErrorDiagnostic(told.Summary(), told.Detail()+
			"\n\nThe stage may exist now. If it does, and is yours, import it:\n\n"+importBlock(name))
	case errors.Is(err, client.ErrConflict):
		return diag.NewAttributeErrorDiagnostic(path.Root("name"), told.Summary(), told.Detail()+
			"\n\nNothing was changed. To take the existing stage over, import it:\n\n"+importBlock(name))
	}
	return told
}

// written reads a stage that was just created or replaced, and returns its state; none if the stage is not Terraform's.
func (r *stageResource) written(ctx context.Context, name identifier.Qualified, plan stageModel, mode client.CreateMode) (*stageModel, diag.Diagnostics) {
	found, err := r.client.Stages.Fetch(ctx, name)
	if err != nil {
		return r.writtenUnread(ctx, name, plan, mode, err)
	}
	state, diags := stageState(ctx, found, plan)
	if mode != client.IfNotExists || diags.HasError() {
		return &state, diags
	}
	differences, more := adoptionDifferences(ctx, state, plan)
	diags.Append(more...)
	if len(differences) > 0 {
		diags.Append(refusedAdoption(name, differences))
		return nil, diags
	}
	return &state, diags
}

// writtenUnread keeps a stage that was written in the state. It warns only: an error would taint the resource, so that the
// next apply would drop a stage with which nothing is wrong. What ifNotExists may have found is not taken over unseen.
func (r *stageResource) writtenUnread(ctx context.Context, name identifier.Qualified, plan stageModel, mode client.CreateMode, err error) (*stageModel, diag.Diagnostics) {
	told := r.failure(ctx, readingStage, stageWords(name)+", right after writing it", err)
	if mode == client.IfNotExists {
		return nil, diag.Diagnostics{diag.NewErrorDiagnostic(told.Summary(), told.Detail()+"\n\n"+
			"With create_mode = \"ifNotExists\" the stage may be an older one, so it is not taken over before it was compared with the configuration. Apply again.")}
	}
	state, diags := unreadState(plan)
	diags.AddWarning("Stage was written, but not read back", told.Detail()+"\n\n"+
		"The stage is in the state as it was planned; the next plan reads the rest.")
	return &state, diags
}

// replace makes the stage anew by one request. It returns no state if that failed.
func (r *stageResource) replace(ctx context.Context, state, plan, config stageModel) (*stageModel, diag.Diagnostics) {
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

	if err := r.guard(ctx, name, state.CreatedOn); err != nil && !errors.Is(err, client.ErrNotFound) {
		return nil, append(diags, r.guardFailure(ctx, replacingStage, name, err))
	}
	if err := r.client.Stages.Create(ctx, name.In(), stage, client.OrReplace); err != nil {
		return nil, append(diags, r.failure(ctx, replacingStage, stageWords(name), err))
	}
	claimed.written = true
	replaced, more := r.written(ctx, name, plan, client.OrReplace)
	return replaced, append(diags, more...)
}
