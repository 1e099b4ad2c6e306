package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/snowstage/terraform-provider-snowstage/internal/sandbox"
)

// unchanged is an account with many stages, and a folder for each program in which Terraform finds nothing to change.
//
// Terraform creates one stage only, since to apply thousands takes minutes; the others are created beside it, and their states made of
// that of the first. Whether Terraform and the provider take them for their own is tried before anything is measured.
type unchanged struct {
	*place
	workspaces map[program]*sandbox.Workspace
	first      map[program][]byte // states of one stage
	found      map[string]sandbox.Found
}

func (b *bench) newUnchanged(ctx context.Context, stages int) (*unchanged, error) {
	p, err := b.newPlace()
	if err != nil {
		return nil, err
	}
	u := &unchanged{place: p, workspaces: map[program]*sandbox.Workspace{}, first: map[program][]byte{}}
	if err := u.fill(ctx, b, stages); err != nil {
		u.Close()
		return nil, err
	}
	return u, nil
}

func (u *unchanged) fill(ctx context.Context, b *bench, stages int) error {
	for _, s := range []subject{ours, floor} {
		if err := u.applyFirst(ctx, b, s); err != nil {
			return err
		}
	}
	for i := 1; i < stages; i++ {
		if err := u.CreateBeside(ctx, stageName(i), stageComment(i)); err != nil {
			return err
		}
	}
	var err error
	if u.found, err = u.Stages(ctx); err != nil {
		return err
	}
	w, err := u.expect(ours, sandbox.HTTP1, min(stages, 20))
	if err == nil {
		_, err = b.measure(ctx, w, snowstage, u.Account, b.parallelism, "plan", "-refresh-only", "-detailed-exitcode")
	}
	if err != nil {
		return fmt.Errorf("trying the states that were made: %w", err)
	}
	return nil
}

func (u *unchanged) applyFirst(ctx context.Context, b *bench, s subject) error {
	w, err := b.workspace("unchanged-" + s.name)
	if err != nil {
		return err
	}
	u.workspaces[s.program] = w
	if err := w.Write("main.tf", s.providerBlock(u.Account, u.doors[sandbox.HTTP1])+s.manyStages(1)); err != nil {
		return err
	}
	if _, err := b.measure(ctx, w, s.program, u.Account, b.parallelism, "apply", "-auto-approve"); err != nil {
		return err
	}
	if u.first[s.program], err = os.ReadFile(filepath.Join(w.Folder, stateFile)); err != nil {
		return fmt.Errorf("reading the state of one stage: %w", err)
	}
	return nil
}

// expect makes the subject's folder one of n stages, which it has in its state.
func (u *unchanged) expect(s subject, door sandbox.Protocol, n int) (*sandbox.Workspace, error) {
	w := u.workspaces[s.program]
	if err := w.Write("main.tf", s.providerBlock(u.Account, u.doors[door])+s.manyStages(n)); err != nil {
		return nil, fmt.Errorf("writing the configuration: %w", err)
	}
	state, err := manifold(u.first[s.program], n, u.found)
	if err != nil {
		return nil, err
	}
	return w, w.Write(stateFile, state)
}
