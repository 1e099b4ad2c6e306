package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/snowstage/terraform-provider-snowstage/internal/sandbox"
)

// sample is what one run of Terraform needed.
type sample struct {
	wall                  time.Duration
	requests, connections int64
	usage                 // of the provider
}

func (s sample) String() string {
	return fmt.Sprintf("%s, %d requests, %d connections, CPU %s, %s", seconds(s.wall), s.requests, s.connections, seconds(s.cpu), memory(s.peakMemory))
}

// measure runs a command of Terraform with a fresh process of the provider.
func (b *bench) measure(ctx context.Context, w *sandbox.Workspace, p program, a *sandbox.Account, parallelism int, command string, arguments ...string) (sample, error) {
	provider, err := startProvider(ctx, b.binaries[p], w)
	if err != nil {
		return sample{}, err
	}
	attached := *w
	attached.Variables = append(slices.Clone(w.Variables), "TF_REATTACH_PROVIDERS="+provider.reattach)
	requests, connections := a.Requests(), a.Connections()
	started := time.Now()
	_, failed := attached.Must(ctx, append([]string{command, "-input=false", "-no-color", "-parallelism=" + strconv.Itoa(parallelism)}, arguments...)...)
	wall := time.Since(started)
	used, err := provider.stop()
	if err := errors.Join(failed, err); err != nil {
		return sample{}, fmt.Errorf("%s with %s: %w", command, p.name, err)
	}
	return sample{wall, a.Requests() - requests, a.Connections() - connections, used}, nil
}

// median takes each quantity by itself.
func median(samples []sample) sample {
	return sample{
		wall:        middle(samples, func(s sample) time.Duration { return s.wall }),
		requests:    middle(samples, func(s sample) int64 { return s.requests }),
		connections: middle(samples, func(s sample) int64 { return s.connections }),
		usage: usage{
			cpu:        middle(samples, func(s sample) time.Duration { return s.cpu }),
			peakMemory: middle(samples, func(s sample) int64 { return s.peakMemory }),
		},
	}
}

// middle is the lower of the two in the middle if there are two.
func middle[T cmp.Ordered](samples []sample, part func(sample) T) T {
	return slices.Sorted(parts(samples, part))[(len(samples)-1)/2]
}

func highest[T cmp.Ordered](samples []sample, part func(sample) T) T {
	return slices.MaxFunc(slices.Collect(parts(samples, part)), cmp.Compare[T])
}

func parts[T any](samples []sample, part func(sample) T) func(yield func(T) bool) {
	return func(yield func(T) bool) {
		for _, s := range samples {
			if !yield(part(s)) {
				return
			}
		}
	}
}
