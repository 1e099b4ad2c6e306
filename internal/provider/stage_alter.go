package provider

import (
	"context"
	"errors"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/snowstage/terraform-provider-snowstage/internal/client"
	"github.com/snowstage/terraform-provider-snowstage/internal/identifier"
)

// alterer brings a stage from its state to its plan, statement by statement.
type alterer struct {
	*stageResource
	changes   stageChanges
	plan      stageModel
	requested client.Stage // as a create would ask for what is planned
	createdOn types.String

	name identifier.Qualified // that the stage has now
	now  stageModel           // what is true of it by what was done so far
	done []string             // which settings, in words
}

// altered is what is true of a stage after an alteration, also of one that failed half-way.
type altered struct {
	stageModel
	createdOn types.String
	renaming  *stageModel // has the names that a rename in doubt may have given it; nil if its name is known
}

// alter changes the stage in place.
func (r *stageResource) alter(ctx context.Context, state, plan, config stageModel, changes stageChanges) (altered, diag.Diagnostics) {
	unaltered, diags := altered{stageModel: state, createdOn: state.CreatedOn}, r.ready()
	timeout, more := plan.Timeouts.Update(ctx, writeTimeout)
	diags.Append(more...)
	from, more := state.qualifiedName()
	diags.Append(more...)
	to, more := plan.qualifiedName()
	diags.Append(more...)
	requested, more := requestedStage(ctx, path.Empty(), plan, config)
	diags.Append(more...)
	if diags.HasError() {
		return unaltered, diags
	}
	ctx, cancel := within(ctx, timeout, "timeouts.update")
	defer cancel()
	if decided := r.courseOf(ctx, from, changes); len(decided.forcing) > 0 {
		return unaltered, append(diags, notAlterable(from, decided))
	}
	claimed, release, more := r.claims.takeBoth(ctx, from, to)
	if release == nil {
		return unaltered, append(diags, more...)
	}
	defer release()
	if from != to && claimed[0].adopted {
		return unaltered, append(diags, takenMeanwhile(from))
	}

	a := alterer{stageResource: r, changes: changes, plan: plan, requested: requested, createdOn: state.CreatedOn, name: from, now: state}
	guard := guardedBy(func(ctx context.Context) error {
		_, err := r.guardAltered(ctx, from, state.CreatedOn)
		return err
	})
	for _, step := range a.steps(from, to) {
		err := step.send(ctx, guard)
		r.sql.learn(err)
		claimed[1].written = claimed[1].written || err == nil || errors.Is(err, client.ErrUnclear)
		if err != nil {
			return a.failed(ctx, step, to, err)
		}
		step.record()
		a.done = append(a.done, step.words)
		guard = nil // what has been altered is the stage in state
	}
	return a.succeeded(ctx)
}

// succeeded leaves what was planned in the state. Terraform takes any difference from that for a bug; so what Snowflake describes otherwise
// is a warning, and the next plan shows it.
func (a *alterer) succeeded(ctx context.Context) (altered, diag.Diagnostics) {
	found, err := a.client.Stages.Fetch(ctx, a.name)
	if err != nil {
		unread, diags := a.writtenUnread(ctx, a.name, a.plan, false, err)
		return altered{stageModel: *unread, createdOn: a.createdOn}, diags
	}
	after, diags := unreadState(a.plan)
	facts := newStageFacts(found)
	after.stageFacts = a.plan.completedBy(facts)
	if differences := toldDifferences(a.requested, found); len(differences) > 0 {
		diags.Append(notAsAskedFor(a.name, differences))
	}
	if !sameInstant(facts.CreatedOn.ValueString(), a.createdOn.ValueString()) { // so the next stage that is read may be Terraform's
		return altered{stageModel: after, createdOn: types.StringNull()}, diags
	}
	return altered{stageModel: after, createdOn: a.createdOn}, diags
}

// failed leaves in the state what was done before a statement failed, and what Snowflake tells then.
func (a *alterer) failed(ctx context.Context, step alterStep, to identifier.Qualified, err error) (altered, diag.Diagnostics) {
	diags := diag.Diagnostics{a.alterFailure(ctx, step, err)}
	after := altered{createdOn: a.createdOn}
	isUnclear := errors.Is(err, client.ErrUnclear)
	if isUnclear && a.name != to {
		if _, lost := a.guardAltered(ctx, to, a.createdOn); lost == nil {
			step.record()
		} else {
			after.renaming = &a.plan
		}
	}
	if isUnclear || len(a.done) > 0 {
		if found, lost := a.client.Stages.Fetch(ctx, a.name); lost == nil {
			var more diag.Diagnostics
			a.now, more = stageState(ctx, found, a.now)
			diags.Append(more...)
		}
	}
	after.stageModel = a.now
	return after, diags
}
