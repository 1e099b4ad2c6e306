package provider

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/snowstage/terraform-provider-snowstage/internal/client"
	"github.com/snowstage/terraform-provider-snowstage/internal/identifier"
)

var (
	alteringStage = attempt{"Unable to alter stage", "altering",
		parentGrants + ", OWNERSHIP of the stage, and USAGE on the storage integration that it names", alteredProperties}
	renamingStage = attempt{"Unable to rename stage", "renaming",
		parentGrants + " of the old and of the new name, OWNERSHIP of the stage, and CREATE STAGE on the schema of the new name", nil}
)

// alteredProperties are what the answers to SQL statements call the settings.
var alteredProperties = append(stageProperties[:len(stageProperties):len(stageProperties)],
	apiProperty{"integration", path.Root("storage_integration")},
	apiProperty{"directory", path.Root("directory_table").AtName("enable")},
	apiProperty{"comment", path.Root("comment")},
)

// notAlterable complains of a plan to alter a stage that turns out, with the values that have become known, to need a replacement.
func notAlterable(name identifier.Qualified, decided course) diag.Diagnostic {
	return diag.NewAttributeErrorDiagnostic(decided.forcing[0].at, alteringStage.summary, fmt.Sprintf(
		"What was tried: %s %s.\n\nWhat happened: it was planned to be altered, but would have to be replaced. %s\nNothing was changed.\n\n"+
			"What to do: plan again. The next plan says that the stage is replaced, and what that costs.", alteringStage.doing, stageWords(name), decided.reasons()))
}

// takenMeanwhile refuses to rename a stage that another resource has adopted in this run.
func takenMeanwhile(name identifier.Qualified) diag.Diagnostic {
	return diag.NewAttributeErrorDiagnostic(path.Root("name"), renamingStage.summary, fmt.Sprintf(
		"What was tried: %s %s.\n\nWhat happened: another resource has taken the stage over in this run, by create_mode = \"ifNotExists\". Nothing was changed.\n\n"+
			"What to do: take the other resource out of the state (terraform state rm), and let it depend on this one (depends_on).", renamingStage.doing, stageWords(name)))
}

func (a *alterer) alterFailure(ctx context.Context, step alterStep, err error) diag.Diagnostic {
	to, _ := a.plan.qualifiedName()
	isRename := a.name != to
	if isRename && errors.Is(err, client.ErrConflict) && !errors.Is(err, client.ErrUnclear) {
		return a.nameIsTaken(ctx, to, err)
	}
	told, about := a.writeFailure(ctx, step.attempt, a.name, err), "It was about "+step.words+". "
	if _, isGuards := errors.AsType[guardError](err); isRename && !isGuards {
		told, about = a.failure(ctx, step.attempt, stageWords(a.name)+" to "+to.String(), err), ""
	}
	return withMore(told, about+a.consequence(err))
}

func (a *alterer) nameIsTaken(ctx context.Context, to identifier.Qualified, err error) diag.Diagnostic {
	return diag.NewAttributeErrorDiagnostic(path.Root("name"), renamingStage.summary, fmt.Sprintf(
		"What was tried: %s %s to %s.\n\n%s\n\nNothing was changed.\n\nWhat to do: choose another name. If the stage that has this one is to be renamed or dropped too, apply again: that may be done by "+
			"now. Let the new owner of a name depend on the old one (depends_on), and one apply does both. To swap two names, give one of the stages a third name first.", renamingStage.doing, stageWords(a.name), to, answer(ctx, err)))
}

func (a *alterer) consequence(err error) string {
	var said []string
	if len(a.done) > 0 {
		said = append(said, "Before that, these were changed: "+strings.Join(a.done, ", ")+". The state says so, and the next plan shows what is left.")
	}
	if errors.Is(err, client.ErrUnclear) {
		said = append(said, "The state holds what Snowflake tells of the stage now. What it does not tell, like credentials, is sent again by the next apply.")
	}
	if len(said) == 0 {
		said = append(said, "Nothing was changed.")
	}
	if errors.Is(err, client.ErrNoSQL) {
		said = append(said, "Plan again: the next plan says what becomes of the stage without SQL.")
	}
	return strings.Join(said, " ")
}

// withMore adds a paragraph to a diagnostic.
func withMore(d diag.Diagnostic, paragraph string) diag.Diagnostic {
	more := diag.NewErrorDiagnostic(d.Summary(), d.Detail()+"\n\n"+paragraph)
	if located, ok := d.(diag.DiagnosticWithPath); ok {
		return diag.WithPath(located.Path(), more)
	}
	return more
}
