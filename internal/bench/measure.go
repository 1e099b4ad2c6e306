package main

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/snowstage/terraform-provider-snowstage/internal/sandbox"
)

// phases are the runs of Terraform, each with a fresh process of the provider.
var phases = []struct{ name, command, argument string }{
	{"plan of new stages", "plan", "-out=new.tfplan"},
	{"apply", "apply", "new.tfplan"},
	{"plan without changes", "plan", "-detailed-exitcode"}, // Changes would end it with an error.
}

// measure builds the provider of a subject and runs the phases with it.
func measure(ctx context.Context, o options, folder string, s subject, a *sandbox.Account) ([]row, error) {
	workspace, err := sandbox.NewWorkspace(folder, o.terraform, nil)
	if err != nil {
		return nil, err
	}
	if err := workspace.Write("main.tf", configuration(o.stages, s)); err != nil {
		return nil, err
	}
	binary, err := sandbox.Build(ctx, s.module, folder, "provider")
	if err != nil {
		return nil, err
	}
	rows := make([]row, 0, len(phases))
	for _, phase := range phases {
		requests, connections := a.Requests(), a.Connections()
		provider, err := startProvider(ctx, binary, workspace)
		if err != nil {
			return nil, err
		}
		workspace.Variables = []string{"TF_REATTACH_PROVIDERS=" + provider.reattach}
		started := time.Now()
		_, failed := workspace.Must(ctx, phase.command, "-input=false", "-no-color", "-parallelism="+strconv.Itoa(o.parallelism), phase.argument)
		wall := time.Since(started)
		used, err := provider.stop()
		if err := errors.Join(failed, err); err != nil {
			return nil, fmt.Errorf("%s: %w", phase.name, err)
		}
		rows = append(rows, row{
			phase: phase.name, subject: s.name, wall: wall, usage: used,
			requests: a.Requests() - requests, connections: a.Connections() - connections,
		})
	}
	return rows, nil
}

func configuration(stages int, s subject) string {
	return sandbox.Requirements(s.name, s.source) + s.config + fmt.Sprintf(`
resource %q "many" {
  count    = %d
  database = %q
  schema   = %q
  name     = "STAGE_${count.index}"
  comment  = "stage ${count.index}"
}
`, s.resource, stages, sandbox.Database, sandbox.Schema)
}
