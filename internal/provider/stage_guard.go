package provider

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/snowstage/terraform-provider-snowstage/internal/identifier"
)

// anotherStageError is a stage of the right name that was created at another time than the one in state.
type anotherStageError struct{ inState, found string }

func (e *anotherStageError) Error() string {
	return fmt.Sprintf("it is another stage than the one in Terraform's state: it was created on %s, the one in state on %s", e.found, e.inState)
}

// guard looks whether the stage that is to be dropped or replaced is the one in state. Its error is an *anotherStageError,
// or the one of looking; errors.Is(err, client.ErrNotFound) if there is none any more.
func (r *stageResource) guard(ctx context.Context, name identifier.Qualified, state stageModel) error {
	found, err := r.client.Stages.Fetch(ctx, name)
	switch {
	case err != nil:
		return err
	case state.CreatedOn.IsNull() || found.CreatedOn == nil || sameInstant(state.CreatedOn.ValueString(), *found.CreatedOn):
		return nil
	}
	return &anotherStageError{inState: state.CreatedOn.ValueString(), found: *found.CreatedOn}
}

func (r *stageResource) guardFailure(ctx context.Context, a attempt, name identifier.Qualified, err error) diag.Diagnostic {
	if another, ok := errors.AsType[*anotherStageError](err); ok {
		return diag.NewErrorDiagnostic(a.summary, fmt.Sprintf("What was tried: %s %s.\n\nWhat happened: %s. Somebody has replaced it since. Nothing was changed.\n\n"+
			"What to do: run terraform plan again, which looks at the stage that is there now, and decide then.", a.doing, stageWords(name), another))
	}
	return r.failure(ctx, a, stageWords(name)+", which is looked at first", err)
}

// replacedNames are the names of the stages that this run has made by orReplace. With create_before_destroy Terraform asks
// to drop the old stage after the new one has taken its place. An error then would leave the old one in the state, as a
// deposed object of the same name, and the next plan would take that for the new stage and drop it.
type replacedNames struct{ names sync.Map }

func (n *replacedNames) add(name identifier.Qualified) { n.names.Store(name, true) }

// explain reports whether the guard's error is this run's own work: the stage in state is gone because its name was replaced.
func (n *replacedNames) explain(name identifier.Qualified, err error) bool {
	_, isAnother := errors.AsType[*anotherStageError](err)
	_, isOurs := n.names.Load(name)
	return isAnother && isOurs
}
