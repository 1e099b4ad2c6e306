package provider

import (
	"context"
	"errors"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/snowstage/terraform-provider-snowstage/internal/client"
)

// remove removes the file in state, and no other one that has come to its path.
func (r *stageFileResource) remove(ctx context.Context, file stagedFile, state stagedFileModel) diag.Diagnostics {
	found, err := r.look(ctx, file, state)
	switch {
	case errors.Is(err, client.ErrNoFile):
		return nil
	case errors.Is(err, client.ErrNotFound):
		return r.confirmGone(ctx, findingFile, file.stage, err)
	case err == nil:
		err = r.removeFound(ctx, file, state, found)
	}
	switch {
	case err == nil:
		return nil
	case errors.Is(err, client.ErrNoSQL):
		return diag.Diagnostics{fileStays(file, refusalWords(err))}
	}
	return diag.Diagnostics{r.removeFailure(ctx, file, err)}
}

func (r *stageFileResource) removeFound(ctx context.Context, file stagedFile, state stagedFileModel, found client.StageFile) error {
	isFirst := true
	guard := func(ctx context.Context) error {
		if isFirst { // so it was found just now
			isFirst = false
			return nil
		}
		_, err := r.look(ctx, file, state)
		return err
	}
	err := r.client.Files.Remove(ctx, file.stage, file.path, found, guard)
	r.sql.learn(err)
	if !errors.Is(err, client.ErrUnclear) && !errors.Is(err, client.ErrNoFile) {
		return err
	}
	_, now := r.look(ctx, file, state)
	switch {
	case errors.Is(now, client.ErrNoFile):
		return nil
	case now == nil && !errors.Is(err, client.ErrUnclear):
		return errors.New("REMOVE found no such file, but the stage still lists it")
	}
	return err
}

// anotherFileError is a file that is not the one in state.
type anotherFileError struct{ inState, found listing }

func (e *anotherFileError) Error() string {
	return fmt.Sprintf("it is not the file that Terraform's state knows: that has %s, this one %s", e.inState.words(), e.found.words())
}

// look finds the file in state.
func (r *stageFileResource) look(ctx context.Context, file stagedFile, state stagedFileModel) (client.StageFile, error) {
	found, err := r.client.Files.Find(ctx, file.stage, file.path)
	if there := newListing(found); err == nil && there.isOther(state.listing) {
		err = &anotherFileError{state.listing, there.hiding(state.MD5.IsNull())}
	}
	return found, err
}
