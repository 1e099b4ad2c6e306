// Bench measures what plan and apply of many stages cost with snowstage, beside a provider that does nothing. It runs the real
// Terraform CLI against the emulator, on loopback and in a temporary folder, and leaves nothing behind.
//
//	go run ./internal/bench [-n 1000] [-latency 50ms] [-parallelism 10]
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"
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
	flag.StringVar(&o.terraform, "terraform", "terraform", "the command to run")
	flag.Parse()

	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	rows, err := run(ctx, o)
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		stop()
		os.Exit(1)
	}
	fmt.Printf("%d stages, %s a reply, parallelism %d\n\n%s", o.stages, o.latency, o.parallelism, table(rows))
}

// subject is a provider to measure, and the resource that it is measured with.
type subject struct {
	name, source, module, resource, config string
}

// run measures both providers, each in a folder of its own.
func run(ctx context.Context, o options) (rows []row, err error) {
	ctx, cancel := context.WithTimeout(ctx, o.timeout)
	defer cancel()
	folder, err := os.MkdirTemp("", "snowstage-bench-")
	if err != nil {
		return nil, fmt.Errorf("making a temporary folder: %w", err)
	}
	defer func() {
		if removed := os.RemoveAll(folder); err == nil {
			err = removed
		}
	}()
	account, err := serveAccount(o.latency)
	if err != nil {
		return nil, fmt.Errorf("starting the emulator: %w", err)
	}
	defer account.close()

	for _, s := range []subject{
		{"snowstage", "snowstage/snowstage", ".", "snowstage_stage", account.providerConfig()},
		{"idle", "snowstage/idle", "./internal/bench/idle", "idle_stage", ""},
	} {
		measured, err := measure(ctx, o, filepath.Join(folder, s.name), s, account)
		if err != nil {
			return nil, fmt.Errorf("measuring %s: %w", s.name, err)
		}
		rows = append(rows, measured...)
	}
	return rows, nil
}
