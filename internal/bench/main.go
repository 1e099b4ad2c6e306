// Bench measures what plan and apply of many stages cost with snowstage, beside a provider that does nothing. It runs the real
// Terraform CLI against the emulator, on loopback and in a temporary folder, and leaves nothing behind.
//
//	go run ./internal/bench [-n 1000] [-latency 50ms] [-parallelism 10]
package main

import (
	"context"
	"flag"
	"fmt"
	"path/filepath"
	"time"

	"github.com/snowstage/terraform-provider-snowstage/internal/emulator"
	"github.com/snowstage/terraform-provider-snowstage/internal/sandbox"
)

type options struct {
	stages      int
	latency     time.Duration
	parallelism int
	timeout     time.Duration
	terraform   string
}

func main() {
	var o options
	flag.IntVar(&o.stages, "n", 1000, "number of stages")
	flag.DurationVar(&o.latency, "latency", 50*time.Millisecond, "time that the emulator takes for each reply")
	flag.IntVar(&o.parallelism, "parallelism", 10, "terraform's -parallelism")
	flag.DurationVar(&o.timeout, "timeout", 20*time.Minute, "give up after this time")
	flag.StringVar(&o.terraform, "terraform", sandbox.DefaultTerraform(), "the command to run")
	flag.Parse()

	sandbox.Main("bench", o.timeout, func(ctx context.Context, folder string) (string, error) {
		rows, err := run(ctx, o, folder)
		if err != nil {
			return "", err
		}
		return fmt.Sprintf("%d stages, %s a reply, parallelism %d\n\n%s", o.stages, o.latency, o.parallelism, table(rows)), nil
	})
}

// subject is a provider to measure, and the resource that it is measured with.
type subject struct {
	name, source, module, resource, config string
}

// run measures both providers, each in a folder of its own.
func run(ctx context.Context, o options, folder string) (rows []row, err error) {
	account, err := sandbox.ServeAccount(emulator.WithLatency(o.latency))
	if err != nil {
		return nil, err
	}
	defer account.Close()

	for _, s := range []subject{
		{"snowstage", "registry.terraform.io/snowstage/snowstage", ".", "snowstage_stage", account.ProviderBlock(account.Address)},
		{"idle", "registry.terraform.io/snowstage/idle", "./internal/bench/idle", "idle_stage", ""},
	} {
		measured, err := measure(ctx, o, filepath.Join(folder, s.name), s, account)
		if err != nil {
			return nil, fmt.Errorf("measuring %s: %w", s.name, err)
		}
		rows = append(rows, measured...)
	}
	return rows, nil
}
