package sandbox

import (
	"context"
	"fmt"
	"slices"
	"time"
)

// Audit is what a state, an account and a configuration do not agree about; each entry names a stage or a resource.
type Audit struct {
	Orphans []string // in the account, and in no resource of the state
	Missing []string // configured, and not in the account
	Untrue  []string // the state's resource is tainted, a second one, or of another stage than the account's; or the comment is another
}

// Problems are the entries in words; none if all agree.
func (a Audit) Problems() []string {
	return slices.Concat(named("an orphan", a.Orphans), named("missing", a.Missing), named("untrue in the state", a.Untrue))
}

func named(what string, names []string) []string {
	problems := make([]string, 0, len(names))
	for _, name := range names {
		problems = append(problems, name+" is "+what)
	}
	return problems
}

// Audit reads the account and the workspace's state, and compares them with the stages that are configured.
func (w *Workspace) Audit(ctx context.Context, a *Account, configured []Stage) (Audit, error) {
	found, err := a.Stages(ctx)
	if err != nil {
		return Audit{}, err
	}
	recorded, err := w.State(ctx)
	if err != nil {
		return Audit{}, err
	}
	return audit(found, recorded, configured), nil
}

func audit(found map[string]Found, recorded []Recorded, configured []Stage) (result Audit) {
	inState := map[string]bool{}
	for _, r := range recorded {
		stage, exists := found[r.Values.Name]
		if r.Tainted || inState[r.Values.Name] || !exists || !sameTime(stage.CreatedOn, r.Values.CreatedOn) {
			result.Untrue = append(result.Untrue, r.Address)
		}
		inState[r.Values.Name] = true
	}
	for name := range found {
		if !inState[name] {
			result.Orphans = append(result.Orphans, name)
		}
	}
	slices.Sort(result.Orphans)
	for _, s := range configured {
		stage, exists := found[s.Name]
		switch {
		case !exists:
			result.Missing = append(result.Missing, s.Name)
		case stage.Comment != s.Comment:
			result.Untrue = append(result.Untrue, fmt.Sprintf("the comment of %s, %q,", s.Name, stage.Comment))
		}
	}
	return result
}

func sameTime(a, b string) bool {
	first, errA := time.Parse(time.RFC3339Nano, a)
	second, errB := time.Parse(time.RFC3339Nano, b)
	return errA == nil && errB == nil && first.Equal(second)
}

// Replaced names the stages that were there before and are now dropped or created anew.
func Replaced(before, after map[string]Found) []string {
	var names []string
	for name, stage := range before {
		if after[name].CreatedOn != stage.CreatedOn {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}
