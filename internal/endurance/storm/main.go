// Storm creates many stages by the real Terraform CLI while a share of the creates is carried out and then answered by 503, by an
// HTML page with 504, by a reset or by half a reply. It fails unless every stage is created once and recorded, and unless stages
// of somebody else that have the names already are neither adopted nor overwritten, and can be imported by the blocks in the errors.
//
//	go run ./internal/endurance/storm [-n 500] [-seeds 1,2,3] [-share 0.2]
package main

import (
	"context"
	"flag"
	"fmt"
	"path/filepath"
	"slices"
	"time"

	"github.com/snowstage/terraform-provider-snowstage/internal/sandbox"
)

type options struct {
	stages      int
	seeds       sandbox.Seeds
	share       float64
	parallelism int
	timeout     time.Duration
	terraform   string
}

func main() {
	o := options{seeds: sandbox.Seeds{1, 2, 3}}
	flag.IntVar(&o.stages, "n", 500, "number of stages")
	flag.Var(&o.seeds, "seeds", "which creates go wrong, and how; several by commas")
	flag.Float64Var(&o.share, "share", 0.2, "share of the creates that go wrong")
	flag.IntVar(&o.parallelism, "parallelism", 10, "terraform's -parallelism")
	flag.DurationVar(&o.timeout, "timeout", 30*time.Minute, "give up after this time")
	flag.StringVar(&o.terraform, "terraform", sandbox.DefaultTerraform(), "the command to run")
	flag.Parse()

	sandbox.Main("storm", o.timeout, func(ctx context.Context, folder string) (string, error) {
		rows, err := run(ctx, o, folder)
		return table(rows), err
	})
}

// run weathers both storms of every seed, and returns the rows of those that came to their end, also with an error.
func run(ctx context.Context, o options, folder string) (rows []row, err error) {
	provider := filepath.Join(folder, "provider")
	if _, err := sandbox.BuildProvider(ctx, provider); err != nil {
		return nil, err
	}
	for _, seed := range o.seeds {
		for _, scenario := range scenarios {
			at := filepath.Join(folder, fmt.Sprint(scenario.name, seed))
			workspace, err := sandbox.NewWorkspace(at, o.terraform, map[string]string{"snowstage/snowstage": provider})
			if err != nil {
				return rows, err
			}
			row, err := scenario.run(ctx, o, seed, workspace)
			if err != nil {
				return rows, fmt.Errorf("%s with seed %d: %w", scenario.name, seed, err)
			}
			row.scenario = scenario.name
			rows = append(rows, row)
		}
	}
	var verdict sandbox.Verdict
	for _, r := range rows {
		if slices.Max(r.hits) == 0 {
			r.problems = append(r.problems, "no create went wrong, so nothing is proved")
		}
		verdict.Add(fmt.Sprintf("%s with seed %d", r.scenario, r.seed), r.problems)
	}
	return rows, verdict.Err()
}
