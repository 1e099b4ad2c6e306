package provider

import (
	"context"
	"iter"
	"sync"

	"github.com/snowstage/terraform-provider-snowstage/internal/client"
	"github.com/snowstage/terraform-provider-snowstage/internal/identifier"
)

// plannedRemovals are the files that a run is going to remove. Terraform removes a file before the stage that it depends on, and plans it
// first too, so these are none that would be lost with the stage. In an apply, which is another run of the provider, there are none: the stage
// is looked at when the files are gone.
type plannedRemovals struct {
	mu    sync.Mutex
	files map[stagedFile]bool
}

func (p *plannedRemovals) add(file stagedFile) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.files == nil {
		p.files = map[stagedFile]bool{}
	}
	p.files[file] = true
}

func (p *plannedRemovals) has(file stagedFile) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.files[file]
}

// filesToStay lists the files of a stage without those that are going to be removed before the stage is dropped.
func (r *stageResource) filesToStay(ctx context.Context, stage identifier.Qualified) iter.Seq2[client.StageFile, error] {
	return func(yield func(client.StageFile, error) bool) {
		for file, err := range r.client.Stages.ListFiles(ctx, stage, "") {
			paths := []string{""}
			if err == nil {
				paths, err = r.client.Stages.Paths(ctx, stage, []client.StageFile{file}) // of an internal stage: no request
			}
			if err == nil && r.removals.has(stagedFile{stage, paths[0]}) {
				continue
			}
			if !yield(file, err) || err != nil {
				return
			}
		}
	}
}
