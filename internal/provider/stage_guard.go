package provider

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/snowstage/terraform-provider-snowstage/internal/client"
	"github.com/snowstage/terraform-provider-snowstage/internal/identifier"
)

func stageWords(name identifier.Qualified) string { return "stage " + name.String() }

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

func (r *stageResource) guardFailure(a attempt, name identifier.Qualified, err error) diag.Diagnostic {
	if another, ok := errors.AsType[*anotherStageError](err); ok {
		return diag.NewErrorDiagnostic(a.summary, fmt.Sprintf("What was tried: %s %s.\n\nWhat happened: %s. Somebody has replaced it since. Nothing was changed.\n\n"+
			"What to do: run terraform plan again, which looks at the stage that is there now, and decide then.", a.doing, stageWords(name), another))
	}
	return failure(a, stageWords(name)+", which is looked at first", r.role, err)
}

// writtenStage is a stage that orReplace has made.
type writtenStage struct {
	client    *client.Client
	name      identifier.Qualified
	createdOn string
}

// writtenHere remembers the stages that this process has made by orReplace. With create_before_destroy Terraform asks to
// drop the old stage after the new one has taken its place. An error then would leave the old one in the state, as a
// deposed object of the same name, and the next plan would take that for the new stage and drop it.
var writtenHere sync.Map

func (r *stageResource) remember(name identifier.Qualified, createdOn string) {
	writtenHere.Store(writtenStage{r.client, name, createdOn}, true)
}

// replacedHere reports whether the stage that was found instead of the one in state is this run's own work.
func (r *stageResource) replacedHere(name identifier.Qualified, err error) bool {
	another, ok := errors.AsType[*anotherStageError](err)
	if !ok {
		return false
	}
	_, ok = writtenHere.Load(writtenStage{r.client, name, another.found})
	return ok
}

// confirmGone asks the list for a stage that a fetch did not find, because a lost grant looks the same as a dropped stage.
func (r *stageResource) confirmGone(ctx context.Context, name identifier.Qualified, notFound error) (gone bool, told diag.Diagnostic) {
	for row, err := range r.client.Stages.List(ctx, name.In(), literalPattern(name.Name.Exact())) {
		if err != nil {
			return false, failure(readingStage, stageWords(name)+
				", which was not found; to tell a dropped stage from a lost grant, its schema was listed, which failed too. It stays in the state", r.role, err)
		}
		if identifier.FromReply(row.Name) == name.Name {
			return false, failure(readingStage, stageWords(name)+", which is in the list of its schema. It stays in the state", r.role, notFound)
		}
	}
	return true, diag.NewWarningDiagnostic("Stage is gone", fmt.Sprintf(
		"%s does not exist or is not visible to %s: neither asking for it nor listing its schema found it. It was taken out of the state, so the plan creates it.\n\n"+
			"If it should exist, check that the role still has %s.", capital(stageWords(name)), roleWords(r.role), readingStage.grants))
}

// literalPattern is the LIKE pattern that matches exactly the text, but for case.
func literalPattern(text string) string {
	return strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(text)
}
