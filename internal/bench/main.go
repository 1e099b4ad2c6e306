// Bench measures what plan and apply of many stages cost with snowstage, beside a provider that does nothing, and holds the bars that
// the provider has to reach. It runs the real Terraform CLI against the emulator, on loopback and in a temporary folder, and leaves
// nothing behind. It exits with 1 if a bar is missed.
//
//	go run ./internal/bench [-stages 100,1000,5000] [-write]
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"time"

	"github.com/snowstage/terraform-provider-snowstage/internal/sandbox"
)

type options struct {
	scale
	parallelism int
	terraform   string
}

func main() {
	stages := list[int]{values: usualStages(), parse: parseCount}
	latencies := list[time.Duration]{parse: parseLatency}
	var o options
	var rounds int
	var timeout time.Duration
	var write bool
	flag.Var(&stages, "stages", "numbers of stages, by commas")
	flag.Var(&latencies, "latencies", "times that the emulator takes for each reply, by commas (default 0s,50ms,300ms, or 0s,50ms with few stages)")
	flag.IntVar(&rounds, "rounds", 0, "runs of which the median counts for a bar (default 5, or 1 with few stages)")
	flag.IntVar(&o.parallelism, "parallelism", 10, "terraform's -parallelism")
	flag.DurationVar(&timeout, "timeout", 40*time.Minute, "give up after this time")
	flag.StringVar(&o.terraform, "terraform", sandbox.DefaultTerraform(), "the command to run")
	flag.BoolVar(&write, "write", false, "write the guide and its plot, if everything is measured that is in them")
	flag.Parse()
	o.scale = newScale(stages.values, latencies.values, rounds)

	sandbox.Main("bench", timeout, func(ctx context.Context, folder string) (string, error) {
		r, err := run(ctx, o, folder, func(line string) { fmt.Fprintln(os.Stderr, line) })
		if err != nil {
			return "", err
		}
		switch {
		case write && r.isPublishable():
			err = writeGuide(ctx, r)
		case write:
			fmt.Fprintln(os.Stderr, "the guide stays as it is: not everything that is in it was measured")
		}
		return r.text(), errors.Join(err, r.verdict())
	})
}

func run(ctx context.Context, o options, folder string, progress func(line string)) (*report, error) {
	started := time.Now()
	b, err := newBench(ctx, o, folder, progress)
	if err != nil {
		return nil, err
	}
	defer b.close()
	if err := b.play(ctx, scenarios); err != nil {
		return nil, err
	}
	b.report.took = time.Since(started)
	return &b.report, nil
}

type scenario struct {
	name string
	play func(ctx context.Context, b *bench) error
}

// play goes on after a scenario that fails, which is a bar that is missed; only what stops all of them is an error.
func (b *bench) play(ctx context.Context, all []scenario) error {
	for _, s := range all {
		b.progress("== " + s.name)
		if err := s.play(ctx, b); err != nil {
			if ctx.Err() != nil {
				return fmt.Errorf("%s: %w", s.name, err)
			}
			b.progress(err.Error())
			b.report.fail(s.name, err)
		}
	}
	return nil
}

var scenarios = []scenario{
	{"plans of stages that have not changed", playRefreshes},
	{"applies of new stages", playApplies},
	{"an account with a limit on requests", playPace},
	{"stages of many files", playFiles},
	{"tokens of a run", playTokens},
	{"reads at once", playReads},
}
