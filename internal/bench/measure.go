package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"time"
)

// phases are the runs of Terraform, each with a fresh process of the provider.
var phases = []struct{ name, command, argument string }{
	{"plan of new stages", "plan", "-out=new.tfplan"},
	{"apply", "apply", "new.tfplan"},
	{"plan without changes", "plan", "-detailed-exitcode"}, // Changes would end it with an error.
}

// measure builds the provider of a subject and runs the phases with it.
func measure(ctx context.Context, o options, folder string, s subject, a *account) ([]row, error) {
	if err := prepare(folder, o.stages, s); err != nil {
		return nil, err
	}
	binary := filepath.Join(folder, "provider")
	if err := command(ctx, "", os.Environ(), "go", "build", "-o", binary, s.module); err != nil {
		return nil, err
	}
	rows := make([]row, 0, len(phases))
	for _, phase := range phases {
		requests, connections := a.requests.Load(), a.connections.Load()
		provider, err := startProvider(ctx, binary, folder)
		if err != nil {
			return nil, err
		}
		started := time.Now()
		failed := command(ctx, folder, environment(folder, "TF_REATTACH_PROVIDERS="+provider.reattach), o.terraform,
			phase.command, "-input=false", "-no-color", "-parallelism="+strconv.Itoa(o.parallelism), phase.argument)
		wall := time.Since(started)
		used, err := provider.stop()
		if err := errors.Join(failed, err); err != nil {
			return nil, fmt.Errorf("%s: %w", phase.name, err)
		}
		rows = append(rows, row{
			phase: phase.name, subject: s.name, wall: wall, usage: used,
			requests: a.requests.Load() - requests, connections: a.connections.Load() - connections,
		})
	}
	return rows, nil
}

// prepare writes the configuration, and a CLI configuration that is empty.
func prepare(folder string, stages int, s subject) error {
	if err := os.MkdirAll(filepath.Join(folder, "home"), 0o700); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(folder, "terraform.rc"), nil, 0o600); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(folder, "main.tf"), fmt.Appendf(nil, `
terraform {
  required_providers {
    %s = { source = %q }
  }
}
%s
resource %q "many" {
  count    = %d
  database = "BENCH"
  schema   = "STAGES"
  name     = "STAGE_${count.index}"
  comment  = "stage ${count.index}"
}
`, s.name, s.source, s.config, s.resource, stages), 0o600)
}

// environment is all that Terraform and the provider see of the caller's: where commands are.
func environment(folder string, more ...string) []string {
	return append([]string{
		"PATH=" + os.Getenv("PATH"),
		"HOME=" + filepath.Join(folder, "home"),
		"TMPDIR=" + folder,
		"TF_CLI_CONFIG_FILE=" + filepath.Join(folder, "terraform.rc"),
		"TF_IN_AUTOMATION=1",
		"CHECKPOINT_DISABLE=1",
	}, more...)
}

// command runs a command and shows what it said only if it failed.
func command(ctx context.Context, folder string, environment []string, name string, arguments ...string) error {
	c := exec.CommandContext(ctx, name, arguments...)
	c.Dir, c.Env = folder, environment
	c.Cancel = func() error { return c.Process.Signal(os.Interrupt) } // Terraform cleans up.
	c.WaitDelay = 10 * time.Second
	if said, err := c.CombinedOutput(); err != nil {
		return fmt.Errorf("running %s %s: %w\n%s", name, arguments[0], errors.Join(err, ctx.Err()), last(said, 4000))
	}
	return nil
}

func last(text []byte, n int) []byte { return text[max(0, len(text)-n):] }
