package sandbox

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os/exec"
	"reflect"
	"slices"
)

// Recorded is a stage as Terraform's state has it.
type Recorded struct {
	Address string `json:"address"`
	Tainted bool   `json:"tainted"`
	Values  struct {
		Name      string `json:"name"`
		CreatedOn string `json:"created_on"`
	} `json:"values"`
}

// State lists the stages of the state, in Terraform's order.
func (w *Workspace) State(ctx context.Context) ([]Recorded, error) {
	var shown struct {
		Values struct {
			Root struct {
				Resources []Recorded `json:"resources"`
			} `json:"root_module"`
		} `json:"values"`
	}
	if err := w.show(ctx, &shown); err != nil {
		return nil, fmt.Errorf("reading the state: %w", err)
	}
	return shown.Values.Root.Resources, nil
}

// Planned is what a plan means to do with one resource.
type Planned struct {
	Address string `json:"address"`
	Change  struct {
		Actions   []string         `json:"actions"` // like delete, create
		Before    map[string]any   `json:"before"`
		After     map[string]any   `json:"after"`
		Importing *json.RawMessage `json:"importing"`
	} `json:"change"`
}

// Plan reads a saved plan.
func (w *Workspace) Plan(ctx context.Context, file string) ([]Planned, error) {
	var shown struct {
		Changes []Planned `json:"resource_changes"`
	}
	if err := w.show(ctx, &shown, file); err != nil {
		return nil, fmt.Errorf("reading the plan: %w", err)
	}
	return shown.Changes, nil
}

func (w *Workspace) show(ctx context.Context, into any, file ...string) error {
	said, err := w.Command(ctx, append([]string{"show", "-json"}, file...)...).Output()
	if failed, ok := errors.AsType[*exec.ExitError](err); ok {
		return fmt.Errorf("terraform show: %w\n%s", err, failed.Stderr)
	}
	if err != nil {
		return fmt.Errorf("terraform show: %w", err)
	}
	return json.Unmarshal(said, into)
}

// Differences are the settings that a plan changes, sorted. Of a value that is known only after the apply it does not tell.
func (p Planned) Differences() []string {
	var names []string
	for name, after := range p.Change.After {
		if !reflect.DeepEqual(after, p.Change.Before[name]) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}
