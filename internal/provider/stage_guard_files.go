package provider

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/snowstage/terraform-provider-snowstage/internal/client"
	"github.com/snowstage/terraform-provider-snowstage/internal/identifier"
)

// holdsFilesError is an internal stage whose files would be lost, without anybody having allowed that.
type holdsFilesError struct {
	stage identifier.Qualified
	held  fileCount
	taken bool   // by a stage outside of the state, for which the configuration counts
	allow string // how to allow it; empty: allowFirst
	where string // force_destroy is false; empty: Terraform's state
}

const (
	keepFiles       = "move the files away and remove them (REMOVE @stage in SQL), or give them up: "
	allowFirst      = "set force_destroy = true, apply that alone, and then drop or replace the stage"
	allowDrop       = allowFirst + ". If its block is gone from the configuration, put it back for that. Files that are resources (snowstage_stage_file) go first: apply their removal alone, or use terraform destroy. To keep the stage and only forget it, use a removed block or terraform state rm"
	allowKept       = "leave force_destroy true for this change, or apply force_destroy = false alone first"
	allowConfigured = "force_destroy = true is in the configuration, but not in the state yet, which is what counts: apply that alone first, and then the rest"
	allowRecreation = "set force_destroy = true, apply that without -replace (and after terraform untaint if the resource is tainted), and then replace the stage"
	allowTaken      = "set force_destroy = true"
)

// advised is the error of a look, of which the caller knows more.
func advised(err error, allow string) error {
	if holds, ok := errors.AsType[*holdsFilesError](err); ok {
		holds.allow = allow
	}
	return err
}

// advisedOn is the error of a look before the replacement of a stage: if its state allows that, the configuration does not.
func advisedOn(inState seenStage, err error, allow string) error {
	if holds, ok := errors.AsType[*holdsFilesError](err); ok && inState.forceDestroy {
		holds.where, allow = "the configuration", allowKept
	}
	return advised(err, allow)
}

func (e *holdsFilesError) Error() string {
	return fmt.Sprintf("the internal %s holds %s, and force_destroy is false", stageWords(e.stage), e.held)
}

// unlistedError is an internal stage whose files could not be counted. It does not unwrap to the error of the listing, whose
// "does not exist" is only about the files.
type unlistedError struct{ listing error }

func (e *unlistedError) Error() string { return "looking for files: " + e.listing.Error() }

// guardFiles looks whether files would be lost with the stage as Snowflake describes it. Those of an external stage stay.
func (r *stageResource) guardFiles(ctx context.Context, name identifier.Qualified, found client.Stage, taken bool) error {
	if !textOrNull(found.URL).IsNull() {
		return nil
	}
	held, err := countFiles(r.filesToStay(ctx, name, countedFiles+1))
	if errors.Is(err, client.ErrNotFound) {
		if _, gone := r.client.Stages.Fetch(ctx, name); errors.Is(gone, client.ErrNotFound) {
			return gone // dropped since it was found
		}
	}
	switch {
	case err != nil:
		return &unlistedError{err}
	case held.files == 0:
		return nil
	}
	return &holdsFilesError{stage: name, held: held, taken: taken}
}

func (e *holdsFilesError) remedy() string { return keepFiles + cmp.Or(e.allow, allowFirst) + "." }

func (r *stageResource) holdsFilesFailure(a attempt, e *holdsFilesError) diag.Diagnostic {
	found := fmt.Sprintf("it is an internal stage that holds %s, which would be lost, and force_destroy is false in %s", e.held, cmp.Or(e.where, "Terraform's state"))
	remedy := e.remedy()
	if e.taken {
		found = fmt.Sprintf("the name is taken by an internal stage that holds %s, which would be lost, and force_destroy is false", e.held)
		remedy = "choose another name; or " + keepFiles + allowTaken + "; or import the stage if it is to be Terraform's:\n\n" + r.importBlock(e.stage)
	}
	return diag.NewAttributeErrorDiagnostic(path.Root("force_destroy"), a.summary, fmt.Sprintf(
		"What was tried: %s %s.\n\nWhat happened: %s. Nothing was changed.\n\nWhat to do: %s", a.doing, stageWords(e.stage), found, remedy))
}

// unlistedFailure names the grant that a listing takes, which neither dropping nor replacing a stage does.
func (r *stageResource) unlistedFailure(ctx context.Context, a attempt, name identifier.Qualified, e *unlistedError) diag.Diagnostic {
	listing := attempt{summary: a.summary, doing: a.doing, grants: parentGrants + ", and READ on the internal stage"}
	told := r.failure(ctx, listing, stageWords(name)+", whose files are counted first, since force_destroy is false", e.listing)
	return diag.NewAttributeErrorDiagnostic(path.Root("force_destroy"), told.Summary(), told.Detail()+
		" With force_destroy = true, applied before, the stage would be dropped or replaced without a look at its files.\n\nNothing was changed.")
}
