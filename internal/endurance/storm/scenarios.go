package main

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/snowstage/terraform-provider-snowstage/internal/emulator"
	"github.com/snowstage/terraform-provider-snowstage/internal/sandbox"
)

// scenarios are what a storm is met with.
var scenarios = []struct {
	name string
	run  func(context.Context, options, uint64, *sandbox.Workspace) (row, error)
}{
	{"names free", createAll},
	{"names taken", importAll},
}

// createAll: every stage is created by one apply, once, and the next plan is empty.
func createAll(ctx context.Context, o options, seed uint64, w *sandbox.Workspace) (row, error) {
	account, err := serve(seed)
	if err != nil {
		return row{}, err
	}
	defer account.Close()
	stages := configured(o.stages)
	r, applied, err := applyInStorm(ctx, o, seed, w, account, stages)
	if err != nil {
		return row{}, err
	}
	if err := applied.Err(); err != nil {
		r.problems = append(r.problems, err.Error())
	}
	deeds := account.Deeds()
	for _, s := range stages {
		if n := deeds.Commits[s.Name]; n != 1 {
			r.problems = append(r.problems, fmt.Sprintf("%s was created %d times", s.Name, n))
		}
	}
	r.problems = append(r.problems, unharmed(deeds)...)
	return r, r.expectSettled(ctx, o, w, account, stages)
}

// importAll: somebody else has stages of all names, every second one with another comment. None is touched; each error carries a
// block that imports the stage.
func importAll(ctx context.Context, o options, seed uint64, w *sandbox.Workspace) (row, error) {
	account, err := serve(seed)
	if err != nil {
		return row{}, err
	}
	defer account.Close()
	stages := configured(o.stages)
	found := slices.Clone(stages)
	for i := range found {
		if i%2 == 1 {
			found[i].Comment = "somebody's " + strconv.Itoa(i)
		}
		if err := account.CreateBeside(ctx, found[i].Name, found[i].Comment); err != nil {
			return row{}, err
		}
	}
	before, err := account.Stages(ctx)
	if err != nil {
		return row{}, err
	}
	r, applied, err := applyInStorm(ctx, o, seed, w, account, stages)
	if err != nil {
		return row{}, err
	}
	blocks := sandbox.ImportBlocks(applied.Said)
	if r.errors != o.stages || len(blocks) != o.stages {
		r.problems = append(r.problems, fmt.Sprintf("%d errors with %d import blocks, of %d stages:\n%s", r.errors, len(blocks), o.stages, applied.Said[:min(4000, len(applied.Said))]))
	}
	recorded, err := w.State(ctx)
	if err != nil {
		return row{}, err
	}
	for _, adopted := range recorded {
		r.problems = append(r.problems, adopted.Address+" was adopted")
	}
	if err := w.Write("imports.tf", strings.Join(blocks, "\n")); err != nil {
		return row{}, err
	}
	if err := r.expectImports(ctx, o, w, account, stages, found); err != nil {
		return row{}, err
	}
	after, err := account.Stages(ctx)
	if err != nil {
		return row{}, err
	}
	for _, name := range sandbox.Replaced(before, after) {
		r.problems = append(r.problems, name+" was replaced")
	}
	return r, nil
}

// applyInStorm applies the configuration of the stages, in a storm that goes on afterwards.
func applyInStorm(ctx context.Context, o options, seed uint64, w *sandbox.Workspace, account *sandbox.Account, stages []sandbox.Stage) (row, sandbox.Outcome, error) {
	storm := newStorm(seed, o.share)
	account.InjectChosen(storm.choose)
	if err := write(w, account, stages); err != nil {
		return row{}, sandbox.Outcome{}, err
	}
	applied, err := w.Run(ctx, "apply", "-auto-approve", "-input=false", "-no-color", o.parallel())
	if err != nil {
		return row{}, sandbox.Outcome{}, err
	}
	deeds := account.Deeds()
	return row{
		seed: seed, stages: o.stages, creates: deeds.Creates, hits: storm.counts(), commits: deeds.Committed(),
		errors: strings.Count(applied.Said, "\nError: "),
	}, applied, nil
}

// expectImports plans and applies the pasted blocks. For a stage that is not as configured the plan has to show the difference and
// nothing else; then the configuration is changed to what was found, as the error advises.
func (r *row) expectImports(ctx context.Context, o options, w *sandbox.Workspace, account *sandbox.Account, stages, found []sandbox.Stage) error {
	outcome, err := w.Run(ctx, "plan", "-input=false", "-no-color", o.parallel(), "-out=imports.tfplan")
	if err != nil {
		return err
	}
	if outcome.Code != 0 {
		r.problems = append(r.problems, "the pasted blocks cannot be planned: "+outcome.Err().Error())
		return nil
	}
	planned, err := w.Plan(ctx, "imports.tfplan")
	if err != nil {
		return err
	}
	byAddress := map[string]sandbox.Planned{}
	for _, p := range planned {
		byAddress[p.Address] = p
	}
	for i, s := range stages {
		p := byAddress[s.Address()]
		var want []string
		if s.Comment != found[i].Comment {
			want = []string{"comment"}
		}
		if got := p.Differences(); p.Change.Importing == nil || !slices.Equal(got, want) {
			r.problems = append(r.problems, fmt.Sprintf("the plan for %s is %v, imports: %v, changes %q, want %q", s.Address(), p.Change.Actions, p.Change.Importing != nil, got, want))
		}
	}
	if err := write(w, account, found); err != nil {
		return err
	}
	applied, err := w.Run(ctx, "apply", "-auto-approve", "-input=false", "-no-color", o.parallel())
	if err != nil {
		return err
	}
	if err := applied.Err(); err != nil {
		r.problems = append(r.problems, err.Error())
	}
	recorded, err := w.State(ctx)
	if err != nil {
		return err
	}
	r.imported = len(recorded)
	deeds := account.Deeds()
	if deeds.Committed() > 0 {
		r.problems = append(r.problems, fmt.Sprintf("%d creates were carried out on names that were taken", deeds.Committed()))
	}
	r.problems = append(r.problems, unharmed(deeds)...)
	return r.expectSettled(ctx, o, w, account, found)
}

// expectSettled: account, state and configuration agree, and the next plan is empty.
func (r *row) expectSettled(ctx context.Context, o options, w *sandbox.Workspace, account *sandbox.Account, stages []sandbox.Stage) error {
	audit, err := w.Audit(ctx, account, stages)
	if err != nil {
		return err
	}
	r.problems = append(r.problems, audit.Problems()...)
	planned, err := w.Run(ctx, "plan", "-detailed-exitcode", "-input=false", "-no-color", o.parallel())
	if err != nil {
		return err
	}
	if err := planned.Err(); err != nil {
		r.problems = append(r.problems, "the next plan is not empty: "+err.Error())
	}
	return nil
}

// serve starts an account whose clock is five minutes ahead or behind with two seeds of three: what is older than a create is told
// by the server's clock alone.
func serve(seed uint64) (*sandbox.Account, error) {
	off := []time.Duration{0, 5 * time.Minute, -5 * time.Minute}[seed%3]
	return sandbox.ServeAccount(emulator.WithClock(func() time.Time { return time.Now().Add(off) }))
}

// unharmed finds what nobody asked for.
func unharmed(deeds sandbox.Deeds) []string {
	if deeds.Drops+deeds.Replaces+deeds.Alters == 0 {
		return nil
	}
	return []string{fmt.Sprintf("%d stages were dropped, %d altered, %d creates would have replaced one", deeds.Drops, deeds.Alters, deeds.Replaces)}
}

func configured(n int) []sandbox.Stage {
	stages := make([]sandbox.Stage, n)
	for i := range stages {
		stages[i] = sandbox.Stage{Name: fmt.Sprintf("STORM_%03d", i), Comment: "stage " + strconv.Itoa(i)}
	}
	return stages
}

func write(w *sandbox.Workspace, account *sandbox.Account, stages []sandbox.Stage) error {
	return w.Write("main.tf", sandbox.Requirements("snowstage", "snowstage/snowstage")+account.ProviderBlock(account.Address)+sandbox.Configuration(stages))
}

func (o options) parallel() string { return "-parallelism=" + strconv.Itoa(o.parallelism) }
