// Soak takes stages through a life (create, refresh, alter, replace, destroy) by the real Terraform CLI, with toxiproxy between the provider
// and the emulator: latency with jitter, resets, sliced and cut data come and go by a seed. It fails unless each step works at the
// first try and leaves what was asked for, and unless the life needs at most 1.5 times the requests that it needs without faults.
//
//	cd internal/endurance/soak && go run . [-n 300] [-seeds 1,2,3]
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
	seeds       sandbox.Seeds
	most        float64
	parallelism int
	timeout     time.Duration
	terraform   string
}

func main() {
	o := options{seeds: sandbox.Seeds{1, 2, 3}}
	flag.IntVar(&o.stages, "n", 300, "number of stages")
	flag.Var(&o.seeds, "seeds", "what the network does when; several by commas")
	flag.Float64Var(&o.most, "most", 1.5, "times the requests of the life without faults that one with faults may need")
	flag.IntVar(&o.parallelism, "parallelism", 10, "terraform's -parallelism")
	flag.DurationVar(&o.timeout, "timeout", 45*time.Minute, "give up after this time")
	flag.StringVar(&o.terraform, "terraform", sandbox.DefaultTerraform(), "the command to run")
	flag.Parse()

	sandbox.Main("soak", o.timeout, func(ctx context.Context, folder string) (string, error) {
		lives, err := run(ctx, o, folder)
		return table(lives), err
	})
}

// run lives once without faults, then once for each seed, and returns the lives that came to their end, also with an error.
func run(ctx context.Context, o options, folder string) (lives []life, err error) {
	provider := filepath.Join(folder, "provider")
	if _, err := sandbox.BuildProvider(ctx, provider); err != nil {
		return nil, err
	}
	for i, seed := range append(sandbox.Seeds{calm}, o.seeds...) {
		w, err := sandbox.NewWorkspace(filepath.Join(folder, fmt.Sprint(i)), o.terraform, map[string]string{"snowstage/snowstage": provider})
		if err != nil {
			return lives, err
		}
		l, err := live(ctx, o, seed, w)
		if err != nil {
			return lives, fmt.Errorf("seed %d: %w", seed, err)
		}
		if lives = append(lives, l); len(lives[0].problems) > 0 {
			break // Nothing to compare with.
		}
	}
	var verdict sandbox.Verdict
	for _, l := range lives {
		if needed := ratio(l.requests(), lives[0].requests()); needed > o.most {
			l.problems = append(l.problems, fmt.Sprintf("it needed %.2f times the requests of the life without faults, more than %.2f", needed, o.most))
		}
		if l.seed != calm && len(l.toxics) == 0 {
			l.problems = append(l.problems, "no connection had a toxic, so nothing is proved")
		}
		verdict.Add("seed "+l.name(), l.problems)
	}
	return lives, verdict.Err()
}
