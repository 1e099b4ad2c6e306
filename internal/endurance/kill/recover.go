package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/snowstage/terraform-provider-snowstage/internal/emulator"
	"github.com/snowstage/terraform-provider-snowstage/internal/sandbox"
)

const stateFile = "terraform.tfstate"

// dieAndRecover goes through one death, from the first apply to the empty plan.
func (d death) dieAndRecover(ctx context.Context, o options, w *sandbox.Workspace) (row, error) {
	account, err := sandbox.ServeAccount(emulator.WithLatency(o.latency))
	if err != nil {
		return row{}, err
	}
	defer account.Close()
	head := sandbox.Requirements("snowstage", "snowstage/snowstage") + account.ProviderBlock(account.Address)
	stages := configured(o.stages, d.way)
	if err := w.Write("main.tf", head); err != nil {
		return row{}, err
	}
	if err := w.Write("stages.tf", sandbox.Configuration(stages)); err != nil {
		return row{}, err
	}
	if err := d.dies(ctx, o, w, account); err != nil {
		return row{}, err
	}
	if err := awaitQuiet(ctx, account); err != nil {
		return row{}, err
	}
	made, err := account.Stages(ctx)
	if err != nil {
		return row{}, err
	}
	r := row{death: d, made: len(made)}
	if err := r.losesState(ctx, w); err != nil {
		return row{}, err
	}

	switch d.way {
	case paste:
		err = r.byImportBlocks(ctx, o, w)
	case plain:
		err = r.must(w.Run(ctx, applies(o)...))
	case setBack:
		err = r.byAnotherMode(ctx, o, w, account, stages)
	case query:
		err = r.byQuery(ctx, o, w, stages)
	}
	if err != nil || len(r.problems) > 0 {
		return r, err
	}
	return r, r.expectAllRecovered(ctx, o, w, account, stages, made)
}

// losesState does to the state what its death says, and counts what is recorded then. A state that Terraform was killed while
// writing, and that cannot be read, is deleted as the guide says.
func (r *row) losesState(ctx context.Context, w *sandbox.Workspace) error {
	file := filepath.Join(w.Folder, stateFile)
	switch r.state {
	case emptied:
		return os.Truncate(file, 0)
	case deleted:
		return os.Remove(file)
	}
	written, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	if !json.Valid(written) {
		r.state = halfWritten
		return os.Remove(file)
	}
	stages, err := w.State(ctx)
	r.recorded = len(stages)
	return err
}

// byImportBlocks applies again, pastes the import blocks of all errors beside the configuration, and applies.
func (r *row) byImportBlocks(ctx context.Context, o options, w *sandbox.Workspace) error {
	refused, err := w.Run(ctx, applies(o)...)
	if err != nil {
		return err
	}
	blocks := sandbox.ImportBlocks(refused.Said)
	if r.blocks = len(blocks); r.blocks != r.made-r.recorded {
		r.problems = append(r.problems, fmt.Sprintf("%d import blocks, but %d stages are not in the state:\n%s", r.blocks, r.made-r.recorded, refused.Said))
	}
	if err := w.Write("imports.tf", strings.Join(blocks, "\n")); err != nil {
		return err
	}
	return r.must(w.Run(ctx, applies(o)...))
}

// byAnotherMode recovers with errorIfExists what was lost with orReplace, and sets that back. Neither may replace a stage.
func (r *row) byAnotherMode(ctx context.Context, o options, w *sandbox.Workspace, account *sandbox.Account, stages []sandbox.Stage) error {
	before := account.Deeds()
	if err := w.Write("stages.tf", sandbox.Configuration(configured(o.stages, paste))); err != nil {
		return err
	}
	if err := r.byImportBlocks(ctx, o, w); err != nil || len(r.problems) > 0 {
		return err
	}
	recovered := account.Deeds()
	if n := recovered.Replaces - before.Replaces; n > 0 {
		r.problems = append(r.problems, fmt.Sprintf("%d creates of the recovery would have replaced a stage", n))
	}
	if err := w.Write("stages.tf", sandbox.Configuration(stages)); err != nil {
		return err
	}
	if err := r.must(w.Run(ctx, applies(o)...)); err != nil {
		return err
	}
	after := account.Deeds()
	if creates, drops := after.Creates-recovered.Creates, after.Drops-recovered.Drops; creates+drops > 0 {
		r.problems = append(r.problems, fmt.Sprintf("setting create_mode back sent %d creates and dropped %d stages", creates, drops))
	}
	return nil
}

// byQuery recovers with neither state nor configuration, by what terraform query generates. Then the configuration is found again,
// and takes the stages over by moved blocks.
func (r *row) byQuery(ctx context.Context, o options, w *sandbox.Workspace, stages []sandbox.Stage) error {
	if err := os.Remove(filepath.Join(w.Folder, "stages.tf")); err != nil {
		return err
	}
	list := fmt.Sprintf("list \"snowstage_stage\" \"found\" {\n  provider = snowstage\n  limit    = %d\n\n  config {\n    database = %q\n    schema   = %q\n  }\n}\n",
		o.stages, sandbox.Database, sandbox.Schema)
	if err := w.Write("found.tfquery.hcl", list); err != nil {
		return err
	}
	if err := r.must(w.Run(ctx, "query", "-no-color", "-generate-config-out=found.tf")); err != nil || len(r.problems) > 0 {
		return err
	}
	if err := r.must(w.Run(ctx, applies(o)...)); err != nil || len(r.problems) > 0 {
		return err
	}
	if planned, err := w.Run(ctx, "plan", "-detailed-exitcode", "-input=false", "-no-color"); err != nil {
		return err
	} else if err := planned.Err(); err != nil {
		r.problems = append(r.problems, "what was generated does not plan empty: "+err.Error())
	}
	found, err := w.State(ctx)
	if err != nil {
		return err
	}
	var moves strings.Builder
	for _, f := range found {
		fmt.Fprintf(&moves, "moved {\n  from = %s\n  to   = %s\n}\n", f.Address, sandbox.Stage{Name: f.Values.Name}.Address())
	}
	if err := os.Remove(filepath.Join(w.Folder, "found.tf")); err != nil {
		return err
	}
	if err := w.Write("moved.tf", moves.String()); err != nil {
		return err
	}
	if err := w.Write("stages.tf", sandbox.Configuration(stages)); err != nil {
		return err
	}
	return r.must(w.Run(ctx, applies(o)...))
}

// must notes a run that failed as a problem.
func (r *row) must(outcome sandbox.Outcome, err error) error {
	if err != nil {
		return err
	}
	if err := outcome.Err(); err != nil {
		r.problems = append(r.problems, err.Error())
	}
	return nil
}

// expectAllRecovered: all stages are there, those that the dead run had made are the same ones, nothing was done twice.
func (r *row) expectAllRecovered(ctx context.Context, o options, w *sandbox.Workspace, account *sandbox.Account, stages []sandbox.Stage, made map[string]sandbox.Found) error {
	audit, err := w.Audit(ctx, account, stages)
	if err != nil {
		return err
	}
	r.problems = append(r.problems, audit.Problems()...)
	now, err := account.Stages(ctx)
	if err != nil {
		return err
	}
	for _, name := range sandbox.Replaced(made, now) {
		r.problems = append(r.problems, name+" was replaced")
	}
	deeds := account.Deeds()
	for _, s := range stages {
		if n := deeds.Commits[s.Name]; n != 1 {
			r.problems = append(r.problems, fmt.Sprintf("%s was created %d times", s.Name, n))
		}
	}
	replaces := deeds.Replaces
	if r.way == setBack {
		replaces = 0 // The dead run's creates; those of the recovery have been counted.
	}
	if deeds.Drops+replaces+deeds.Alters > 0 {
		r.problems = append(r.problems, fmt.Sprintf("%d stages were dropped, %d altered, %d creates would have replaced one", deeds.Drops, deeds.Alters, replaces))
	}
	planned, err := w.Run(ctx, "plan", "-detailed-exitcode", "-input=false", "-no-color", o.parallel())
	if err != nil {
		return err
	}
	if err := planned.Err(); err != nil {
		r.problems = append(r.problems, "the last plan is not empty: "+err.Error())
	}
	return nil
}

func configured(n int, way recovery) []sandbox.Stage {
	mode := map[recovery]string{plain: "ifNotExists", setBack: "orReplace"}[way]
	stages := make([]sandbox.Stage, n)
	for i := range stages {
		stages[i] = sandbox.Stage{Name: fmt.Sprintf("KILL_%03d", i), Comment: "stage " + strconv.Itoa(i), CreateMode: mode}
	}
	return stages
}

func applies(o options) []string {
	return []string{"apply", "-auto-approve", "-input=false", "-no-color", o.parallel()}
}

func (o options) parallel() string { return "-parallelism=" + strconv.Itoa(o.parallelism) }
