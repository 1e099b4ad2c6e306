package provider

import (
	"context"
	"errors"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/snowstage/terraform-provider-snowstage/internal/client"
	"github.com/snowstage/terraform-provider-snowstage/internal/identifier"
)

var (
	planningDrop        = attempt{summary: droppingStage.summary, doing: "planning to drop", grants: readingStage.grants}
	planningReplacement = attempt{summary: replacingStage.summary, doing: "planning to replace", grants: readingStage.grants}
	planningCreate      = attempt{summary: creatingStage.summary, doing: "planning to create", grants: readingStage.grants}
)

// planDrop says while planning what the guard would say before a DELETE. What will not be dropped for a better reason is left to that.
func (r *stageResource) planDrop(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	state, diags := stageCodec().get(ctx, req.State.Raw, req.State.Get)
	resp.Diagnostics.Append(diags...)
	name, diags := state.qualifiedName()
	resp.Diagnostics.Append(diags...)
	written, diags := witnessed(ctx, req.Private, state)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() || r.client == nil || !seenAs(state).isProtected() || followsAnother(state, written) {
		return
	}
	resp.Diagnostics.Append(r.planGuarded(ctx, planningDrop, name, state.Timeouts, func(ctx context.Context) error {
		return advised(r.guard(ctx, name, state), allowDrop)
	})...)
}

// planChange plans what becomes of the stage in state, and returns the plan as it is then.
func (r *stageResource) planChange(ctx context.Context, plan stageModel, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) stageModel {
	state, diags := stageCodec().get(ctx, req.State.Raw, req.State.Get)
	resp.Diagnostics.Append(diags...)
	name, diags := state.qualifiedName()
	resp.Diagnostics.Append(diags...)
	imported, diags := isImported(ctx, req.Private)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return plan
	}
	decided, planned := r.planStage(ctx, name, state, plan, imported, resp)
	if r.client == nil || resp.Diagnostics.HasError() {
		return planned
	}
	r.seen.add(name, state) // Read has not if Terraform was told not to refresh.
	if len(decided.forcing) == 0 {
		if decided.changes.sends(namesOfTheStage...) {
			if r.seen.leave(name) {
				resp.Diagnostics.Append(takenTooEarly(name))
			}
			r.seen.clear(name) // for the stage that gets the name next
		}
		return planned
	}
	if refusals := r.planReplacement(ctx, name, state, plan); refusals.HasError() {
		resp.Diagnostics = decided.explaining(refusals) // without the warning of what would be lost, since it will not be
	}
	return planned
}

// planReplacement says while planning what the guard would say before the DELETE or the orReplace. The value of force_destroy in
// state counts, since an apply that sets it and replaces the stage would give nobody the chance to see what it allows; and the
// configuration's, since who reads false there must not lose files.
func (r *stageResource) planReplacement(ctx context.Context, name identifier.Qualified, state, plan stageModel) diag.Diagnostics {
	replaced := seenAs(state).replacedBy(plan)
	if !replaced.isProtected() {
		return nil
	}
	allow := allowFirst
	if plan.ForceDestroy.ValueBool() {
		allow = allowConfigured
	}
	diags := r.planGuarded(ctx, planningReplacement, name, state.Timeouts, func(ctx context.Context) error {
		return r.guardReplacement(ctx, name, state, plan, allow)
	})
	switch {
	case diags.HasError():
	case state.ForceDestroy.ValueBool() && plan.CreateMode.ValueString() != string(client.OrReplace):
		diags.Append(allowedStill(name))
	default:
		r.seen.clear(name)
	}
	return diags
}

// planCreate looks at the stage that has the name, if the create is going to replace it. Any other create is planned without a request.
func (r *stageResource) planCreate(ctx context.Context, plan stageModel) diag.Diagnostics {
	if r.client == nil || plan.Database.IsUnknown() || plan.Schema.IsUnknown() || plan.Name.IsUnknown() {
		return nil
	}
	name, diags := plan.qualifiedName()
	if diags.HasError() {
		return diags
	}
	was, isInState := r.seen.of(name)
	inState := was.replacedBy(plan)
	replaces := plan.CreateMode.ValueString() == string(client.OrReplace)
	if adopts := plan.CreateMode.ValueString() == string(client.IfNotExists); (replaces || adopts) && r.seen.want(name) {
		return diag.Diagnostics{takenTooEarly(name)}
	}
	if refusals := r.planOwn(ctx, name, plan); refusals.HasError() {
		return refusals
	}
	switch {
	case isInState && inState.isProtected():
		diags := r.planGuarded(ctx, planningReplacement, name, plan.Timeouts, func(ctx context.Context) error {
			return advisedOn(was, r.guardSeen(ctx, name, inState), allowRecreation)
		})
		switch {
		case diags.HasError():
		case was.forceDestroy:
			diags.Append(allowedStill(name))
		case replaces && plan.ForceDestroy.ValueBool():
			diags.Append(notAllowedYet(name))
		}
		return diags
	case !isInState && replaces:
		return r.planTaken(ctx, name, plan)
	}
	return nil
}

// planTaken looks whether orReplace finds the name taken, which the plan of a create does not show.
func (r *stageResource) planTaken(ctx context.Context, name identifier.Qualified, plan stageModel) diag.Diagnostics {
	isTaken := false
	diags := r.planGuarded(ctx, planningCreate, name, plan.Timeouts, func(ctx context.Context) error {
		found, err := r.client.Stages.Fetch(ctx, name)
		isTaken = err == nil
		switch {
		case plan.ForceDestroy.ValueBool(), plan.ForceDestroy.IsUnknown():
			return nil
		case err != nil:
			return err
		}
		return r.guardFiles(ctx, name, found, true)
	})
	if isTaken && !diags.HasError() {
		diags.AddAttributeWarning(path.Root("name"), "Existing stage will be replaced", fmt.Sprintf(
			"%s exists and is not what this resource has in the state. With create_mode = \"orReplace\" it is replaced: its files, if it is internal, grants on it, its directory table and "+
				"the pipes that read from it are lost. If it should be kept, import it instead:\n\n%s", capital(stageWords(name)), r.importBlock(name)))
	}
	return diags
}

// planOwn looks whether a stage that is gone from the state has the name of one that is to be created: a rename was interrupted before the
// state could follow it, or somebody else has renamed the stage.
func (r *stageResource) planOwn(ctx context.Context, name identifier.Qualified, plan stageModel) diag.Diagnostics {
	if !r.seen.anyGone() {
		return nil
	}
	var refusals diag.Diagnostics
	diags := r.planGuarded(ctx, planningCreate, name, plan.Timeouts, func(ctx context.Context) error {
		found, err := r.client.Stages.Fetch(ctx, name)
		if err != nil || found.CreatedOn == nil {
			return err
		}
		if from, ok := r.seen.goneFrom(*found.CreatedOn); ok {
			refusals.AddAttributeError(path.Root("name"), planningCreate.summary, fmt.Sprintf(
				"What was tried: %s %s.\n\nWhat happened: that is the stage which Terraform's state has as %s, by the time of its creation. It has got its new name by a run that was interrupted, or by somebody else. Nothing was changed.\n\n"+
					"What to do: %s", planningCreate.doing, stageWords(name), from, r.importAnew(name)))
		}
		return nil
	})
	return append(diags, refusals...)
}

// takenTooEarly refuses to let a create take the stage of that name, while that is renamed by the same plan: in which order that
// happens, no provider is told.
func takenTooEarly(name identifier.Qualified) diag.Diagnostic {
	return diag.NewAttributeErrorDiagnostic(path.Root("name"), planningCreate.summary, fmt.Sprintf(
		"What was tried: %s %s, whatever has its name.\n\nWhat happened: the stage that has this name gets another one by the same plan. If the create came first, its create_mode would let it take that stage. Nothing was changed.\n\n"+
			"What to do: apply the rename alone first. Or set create_mode = \"errorIfExists\", which changes nothing if it comes too early, and let the new resource depend on the renamed one (depends_on).",
		planningCreate.doing, stageWords(name)))
}

// notAllowedYet refuses to let a create with orReplace go by the configuration. With create_before_destroy it replaces the stage before
// the drop is guarded by the state, and a file may have arrived by then.
func notAllowedYet(name identifier.Qualified) diag.Diagnostic {
	return diag.NewAttributeErrorDiagnostic(path.Root("force_destroy"), planningReplacement.summary, fmt.Sprintf(
		"What was tried: %s %s.\n\nWhat happened: force_destroy is true in the configuration, but false in Terraform's state, which is what counts: files that arrive before the apply would be lost. "+
			"Nothing was changed.\n\nWhat to do: %s.", planningReplacement.doing, stageWords(name), allowRecreation))
}

// allowedStill refuses a replacement by a DELETE, which goes by the state alone, where the configuration no longer allows it.
func allowedStill(name identifier.Qualified) diag.Diagnostic {
	return diag.NewAttributeErrorDiagnostic(path.Root("force_destroy"), planningReplacement.summary, fmt.Sprintf(
		"What was tried: %s %s.\n\nWhat happened: force_destroy is false in the configuration, but still true in Terraform's state, by which its DELETE goes: files that arrive before the apply would be lost. "+
			"Nothing was changed.\n\nWhat to do: %s.", planningReplacement.doing, stageWords(name), allowKept))
}

// planGuarded bounds a look by the time for reading. That there is no stage any more is nothing to complain of. Another one in
// its place is left to the apply, which writes down what the refresh has found: Terraform plans the drop of what is no longer
// configured by the state from before the refresh, so that a plan that failed would fail for ever.
func (r *stageResource) planGuarded(ctx context.Context, a attempt, name identifier.Qualified, limits timeouts.Value, look func(ctx context.Context) error) diag.Diagnostics {
	limit, diags := limits.Read(ctx, readTimeout)
	if diags.HasError() {
		return diags
	}
	ctx, cancel := within(ctx, limit, "timeouts.read")
	defer cancel()
	err := look(ctx)
	if _, isAnother := errors.AsType[*anotherStageError](err); err != nil && !isAnother && !errors.Is(err, client.ErrNotFound) {
		diags.Append(r.guardFailure(ctx, a, name, err))
	}
	return diags
}
