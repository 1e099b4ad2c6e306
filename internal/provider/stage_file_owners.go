package provider

import (
	"context"
	"fmt"
	"iter"
	"sync"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/snowstage/terraform-provider-snowstage/internal/client"
	"github.com/snowstage/terraform-provider-snowstage/internal/identifier"
)

// fileOwners are what a run knows of the objects of the state that have a file. There can be two of them: two resources have its path, or an
// interrupted create_before_destroy has left the old object as a deposed one. Then one object may go and the other one stay, in any order, and
// the file is to stay. An apply is another run of the provider than the plan; it plans once more what it changes, but not what it removes or
// leaves alone.
type fileOwners struct {
	mu      sync.Mutex
	kept    map[stagedFile]bool // by an object whose plan was asked for
	planned map[stagedFile]bool // to be removed
	removed map[stagedFile]bool // in this run, or just about to be
}

// plan notes that a file is planned to be removed, unless an object is to keep it.
func (o *fileOwners) plan(file stagedFile) (isKept bool) {
	return o.note(&o.planned, file)
}

// remove notes that a file is removed now, unless an object is to keep it.
func (o *fileOwners) remove(file stagedFile) (isKept bool) {
	return o.note(&o.removed, file)
}

func (o *fileOwners) note(files *map[stagedFile]bool, file stagedFile) (isKept bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.kept[file] {
		return true
	}
	if *files == nil {
		*files = map[stagedFile]bool{}
	}
	(*files)[file] = true
	return false
}

// keep notes that an object stays, and reports whether its file may be gone with another one.
func (o *fileOwners) keep(file stagedFile) (mayBeGone bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.kept == nil {
		o.kept = map[stagedFile]bool{}
	}
	o.kept[file] = true
	return o.planned[file] || o.removed[file]
}

// going are the paths on a stage of the files that a plan removes and no object keeps.
func (o *fileOwners) going(stage identifier.Qualified) map[string]bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	paths := map[string]bool{}
	for file := range o.planned {
		if file.stage == stage && !o.kept[file] {
			paths[file.path] = true
		}
	}
	return paths
}

// filesToStay lists the files of a stage without those that Terraform plans to remove, as it does before it plans to drop the stage that they
// depend on; at most some of them.
func (r *stageResource) filesToStay(ctx context.Context, stage identifier.Qualified, limit int) iter.Seq2[client.StageFile, error] {
	going := r.fileOwners.going(stage)
	return func(yield func(client.StageFile, error) bool) {
		for file, err := range r.client.Stages.ListFiles(ctx, stage, "", len(going)+limit) {
			paths := []string{""}
			if err == nil {
				paths, err = r.client.Stages.Paths(ctx, stage, []client.StageFile{file}) // of an internal stage: no request
			}
			if err == nil && going[paths[0]] {
				continue
			}
			if !yield(file, err) || err != nil {
				return
			}
		}
	}
}

// ownedKey marks in private state, from the plan of a removal to the removal, that the file belongs to another object that stays.
const ownedKey = "owned_by_another"

func markOwnedByAnother(ctx context.Context, private privateWriter) diag.Diagnostics {
	return private.SetKey(ctx, ownedKey, []byte("true"))
}

func isOwnedByAnother(ctx context.Context, private privateReader) (bool, diag.Diagnostics) {
	value, diags := private.GetKey(ctx, ownedKey)
	return string(value) == "true", diags
}

// fileOwnedTwice warns of the removal of one of two objects that have the same file.
func fileOwnedTwice(file stagedFile) diag.Diagnostic {
	return diag.NewWarningDiagnostic("File is not removed", fmt.Sprintf(
		"%s is in Terraform's state twice: two resources have its path, or an interrupted create_before_destroy has left an old object behind. One of them stays, and so does the file. "+
			"Terraform forgets the other one, and sends nothing for it.", capital(file.words())))
}

// fileReplacedTwice refuses to replace one of two objects that have the same file, since the removal could not be told to leave it alone.
func fileReplacedTwice(file stagedFile) diag.Diagnostic {
	return diag.NewErrorDiagnostic("One file is in the state twice", fmt.Sprintf(
		"What was tried: planning to put another file in place of %s.\n\nWhat happened: another resource has the same path and stays, so its file would be removed. Nothing was changed.\n\n"+
			"What to do: set keep_on_destroy = true for this one and apply that first.", file.words()))
}
