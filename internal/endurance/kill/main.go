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
		r, err := run(ctx, o, folder)
		return r.String(), err
	})
}

// run kills and recovers in a folder and an account of its own for each moment, and reports those that came to their end, also with
// an error.
func run(ctx context.Context, o options, folder string) (r report, err error) {
	provider := filepath.Join(folder, "provider")
	if err := buildTraceable(ctx, provider); err != nil {
		return r, err
	}
	workspace := func(name string) (*sandbox.Workspace, error) {
		return sandbox.NewWorkspace(filepath.Join(folder, name), o.terraform, map[string]string{"snowstage/snowstage": provider})
	}
	w, err := workspace("version")
	if err != nil {
		return r, err
	}
	if r.untried, err = whyNoQuery(ctx, w); err != nil {
		return r, err
	}
	for i, d := range deaths(o, r.untried == "") {
		w, err := workspace(fmt.Sprint(i))
		if err != nil {
			return r, err
		}
		row, err := d.dieAndRecover(ctx, o, w)
		if err != nil {
			return r, fmt.Errorf("%s: %w", d, err)
		}
		r.rows = append(r.rows, row)
	}
	var verdict sandbox.Verdict
	for _, row := range r.rows {
		verdict.Add(row.String(), row.problems)
	}
	return r, verdict.Err()
}
