// Kill ends Terraform by SIGKILL at random moments of an apply, and once the provider, then recovers by each way that the guide
// "Recover after an interruption" describes. It fails unless every stage is recovered, none replaced, none created twice, and the
// last plan is empty.
//
//	go run ./internal/endurance/kill [-n 100] [-moments 20] [-seed 1]
package main

import (
	"context"
	"flag"
	"fmt"
	"path/filepath"
	"time"

	"github.com/snowstage/terraform-provider-snowstage/internal/sandbox"
)

type options struct {
	stages      int
	moments     int
	seed        uint64
	latency     time.Duration
	parallelism int
	timeout     time.Duration
	terraform   string
}

func main() {
	var o options
	flag.IntVar(&o.stages, "n", 100, "number of stages")
	flag.IntVar(&o.moments, "moments", 20, "how often Terraform is killed")
	flag.Uint64Var(&o.seed, "seed", 1, "when, and what becomes of the state")
	flag.DurationVar(&o.latency, "latency", 150*time.Millisecond, "time that the emulator takes for each reply")
	flag.IntVar(&o.parallelism, "parallelism", 10, "terraform's -parallelism")
	flag.DurationVar(&o.timeout, "timeout", 30*time.Minute, "give up after this time")
	flag.StringVar(&o.terraform, "terraform", sandbox.DefaultTerraform(), "the command to run; terraform query is tried from 1.14 on")
	flag.Parse()

	sandbox.Main("kill", o.timeout, func(ctx context.Context, folder string) (string, error) {
		rows, err := run(ctx, o, folder)
		return table(rows), err
	})
}

// run kills and recovers in a folder and an account of its own for each moment, and returns the rows of those that came to their
// end, also with an error.
func run(ctx context.Context, o options, folder string) (rows []row, err error) {
	provider := filepath.Join(folder, "provider")
	if err := buildTraceable(ctx, provider); err != nil {
		return nil, err
	}
	workspace := func(name string) (*sandbox.Workspace, error) {
		return sandbox.NewWorkspace(filepath.Join(folder, name), o.terraform, map[string]string{"snowstage/snowstage": provider})
	}
	w, err := workspace("version")
	if err != nil {
		return nil, err
	}
	queries, err := canQuery(ctx, w)
	if err != nil {
		return nil, err
	}
	for i, d := range deaths(o, queries) {
		w, err := workspace(fmt.Sprint(i))
		if err != nil {
			return rows, err
		}
		row, err := d.dieAndRecover(ctx, o, w)
		if err != nil {
			return rows, fmt.Errorf("%s: %w", d, err)
		}
		rows = append(rows, row)
	}
	var verdict sandbox.Verdict
	for _, r := range rows {
		verdict.Add(r.String(), r.problems)
	}
	return rows, verdict.Err()
}
