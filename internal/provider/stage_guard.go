package provider

import (
	"context"
	"errors"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/snowstage/terraform-provider-snowstage/internal/client"
	"github.com/snowstage/terraform-provider-snowstage/internal/identifier"
)

// anotherStageError is a stage of the right name that is not known to be the one that Terraform means. A time is null if it is not known.
type anotherStageError struct{ expected, found types.String }

func (e *anotherStageError) Error() string {
	switch {
	case e.expected.IsNull():
		return fmt.Sprintf("nothing proves that it is the stage in Terraform's state: it was created on %s, and the state does not say when its stage was", e.found.ValueString())
	case e.found.IsNull():
		return "nothing proves that it is the stage in Terraform's state, because Snowflake did not say when it was created"
	}
	return fmt.Sprintf("it is another stage than the one in Terraform's state: it was created on %s, the one in state on %s", e.found.ValueString(), e.expected.ValueString())
}

// Is reports that the stage in state is gone, if both times prove it.
func (e *anotherStageError) Is(target error) bool {
	return target == client.ErrReplaced && !e.expected.IsNull() && !e.found.IsNull()
}

// guard looks whether the stage that is to be dropped or replaced is the one in state, and whether files would be lost with it. Its
// error is an *anotherStageError, a *holdsFilesError, an *unlistedError, or the one of looking; errors.Is(err, client.ErrNotFound)
// if there is no such stage any more.
func (r *stageResource) guard(ctx context.Context, name identifier.Qualified, inState stageModel) error {
	return r.guardSeen(ctx, name, seenAs(inState))
}

// guardReplacement is the guard of a replacement, whose plan says what is allowed.
func (r *stageResource) guardReplacement(ctx context.Context, name identifier.Qualified, inState, plan stageModel, allow string) error {
	return advisedOn(seenAs(inState), r.guardSeen(ctx, name, seenAs(inState).replacedBy(plan)), allow)
}

func (r *stageResource) guardSeen(ctx context.Context, name identifier.Qualified, inState seenStage) error {
	found, err := r.guardAltered(ctx, name, inState.createdOn)
	if err != nil || inState.forceDestroy {
		return err
	}
	return r.guardFiles(ctx, name, found, false)
}

// guardAltered looks whether the stage that is to be altered is the one in state. Its files stay, whatever it holds.
func (r *stageResource) guardAltered(ctx context.Context, name identifier.Qualified, createdOn types.String) (client.Stage, error) {
	found, err := r.client.Stages.Fetch(ctx, name)
	if err != nil {
		return found, err
	}
	there := types.StringPointerValue(found.CreatedOn)
	if !there.Equal(createdOn) && !sameInstant(there.ValueString(), createdOn.ValueString()) {
		return found, &anotherStageError{expected: createdOn, found: there}
	}
	return found, nil
}

// guardTaken looks whether the name of a stage that is to be created with orReplace is taken by one whose files would be lost.
// Its error is a *holdsFilesError, an *unlistedError, or the one of looking.
func (r *stageResource) guardTaken(ctx context.Context, name identifier.Qualified, forceDestroy bool) error {
	if forceDestroy {
		return nil
	}
	found, err := r.client.Stages.Fetch(ctx, name)
	switch {
	case errors.Is(err, client.ErrNotFound):
		return nil
	case err != nil:
		return err
	}
	if err := r.guardFiles(ctx, name, found, true); !errors.Is(err, client.ErrNotFound) {
		return err
	}
	return nil
}

func (r *stageResource) guardFailure(ctx context.Context, a attempt, name identifier.Qualified, err error) diag.Diagnostic {
	if another, ok := errors.AsType[*anotherStageError](err); ok {
		return diag.NewErrorDiagnostic(a.summary, fmt.Sprintf("What was tried: %s %s.\n\nWhat happened: %s. Nothing was changed.\n\n"+
			"What to do: run terraform plan again, which looks at the stage that is there now, and decide then. If that changes nothing, %s",
			a.doing, stageWords(name), another, r.importAnew(name)))
	}
	if holds, ok := errors.AsType[*holdsFilesError](err); ok {
		return r.holdsFilesFailure(a, holds)
	}
	if unlisted, ok := errors.AsType[*unlistedError](err); ok {
		return r.unlistedFailure(ctx, a, name, unlisted)
	}
	return r.failure(ctx, a, stageWords(name)+", which is looked at first", err)
}

// followsAnother reports whether the state has followed a stage that was put in place of the one that Terraform wrote. With
// create_before_destroy and orReplace that may be Terraform's own new stage: after an interrupted run the old one is still in
// the state, as a deposed object of the same name, and the next refresh takes the new stage for it. No other mode replaces in place.
func followsAnother(state stageModel, written types.String) bool {
	replaces := state.CreateMode.ValueString() == string(client.OrReplace)
	return replaces && !written.IsNull() && !sameInstant(written.ValueString(), state.CreatedOn.ValueString())
}

func (r *stageResource) refusedDrop(name identifier.Qualified, state stageModel, written types.String) diag.Diagnostics {
	if !followsAnother(state, written) {
		return nil
	}
	return diag.Diagnostics{diag.NewErrorDiagnostic(droppingStage.summary, fmt.Sprintf(
		"What was tried: %s %s.\n\nWhat happened: it is not the stage that Terraform wrote: that was created on %s, this one on %s. Somebody has put it in place of the other; or an "+
			"interrupted run of Terraform has, and what is to be dropped is the old stage, which the state still has as a deposed object. Nothing was changed.\n\n"+
			"What to do: %s",
		droppingStage.doing, stageWords(name), written.ValueString(), state.CreatedOn.ValueString(), r.importAnew(name)))}
}

// twiceInState complains of two objects that are one stage. Which of them is Terraform's to drop, if one is deposed, no provider is told.
func (r *stageResource) twiceInState(name identifier.Qualified) diag.Diagnostic {
	return diag.NewErrorDiagnostic("One stage is in the state twice", fmt.Sprintf(
		"What was tried: reading %s for a second object in Terraform's state.\n\nWhat happened: two resources have this name; or an interrupted create_before_destroy has left the old "+
			"object of the resource in the state, as a deposed one. Dropping either would drop the stage of the other. Nothing was changed.\n\n"+
			"What to do: of two resources, take one out of the state and out of the configuration. A deposed object goes with its resource: %s",
		stageWords(name), r.importAnew(name)))
}

// importAnew is advice for a state that has lost track of its stage.
func (r *stageResource) importAnew(name identifier.Qualified) string {
	return fmt.Sprintf("take it out of the state and import the stage that is there, and decide then:\n\n  terraform state rm snowstage_stage.%s # this resource's address\n\n%s",
		r.labels.of(name), r.importBlock(name))
}
