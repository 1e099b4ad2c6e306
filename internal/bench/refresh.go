package main

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/snowstage/terraform-provider-snowstage/internal/sandbox"
)

// cell is a combination of what a refresh depends on, and its runs.
type cell struct {
	subject     string
	protocol    sandbox.Protocol // empty for the floor, which sends nothing
	latency     time.Duration
	stages      int
	parallelism int
	samples     []sample
}

// crowded is a -parallelism far above the default.
const crowded = 50

func playRefreshes(ctx context.Context, b *bench) (err error) {
	if b.state, err = b.newUnchanged(ctx, b.largest()); err != nil {
		return err
	}
	for _, n := range b.stages {
		for _, latency := range b.latencies {
			if err := b.refreshAlternately(ctx, n, latency); err != nil {
				return err
			}
			if err := b.refreshOneByOne(ctx, n, latency); err != nil {
				return err
			}
		}
	}
	for _, c := range []cell{
		{protocol: sandbox.HTTP2, parallelism: b.parallelism},
		{protocol: sandbox.HTTP1, parallelism: crowded},
		{protocol: sandbox.HTTP2, parallelism: crowded},
	} {
		c.stages, c.latency = b.judged(), b.typicalLatency()
		if err := b.refresh(ctx, fetching, c); err != nil {
			return err
		}
	}
	b.judgeRefreshes()
	return nil
}

// refreshAlternately runs both protocols and the floor in turn, so that what else the machine does meets all of them. What is not
// judged is run once, and the floor, which does not know of any latency, once for all of them.
func (b *bench) refreshAlternately(ctx context.Context, n int, latency time.Duration) error {
	isJudged := n == b.judged() && latency == b.longestLatency()
	rounds := 1
	if isJudged {
		rounds = b.rounds
	}
	for range rounds {
		for _, protocol := range []sandbox.Protocol{sandbox.HTTP1, sandbox.HTTP2} {
			if err := b.refresh(ctx, ours, cell{protocol: protocol, latency: latency, stages: n, parallelism: b.parallelism}); err != nil {
				return err
			}
		}
		if isJudged || latency == b.typicalLatency() && n != b.judged() {
			if err := b.refresh(ctx, floor, cell{stages: n, parallelism: b.parallelism}); err != nil {
				return err
			}
		}
	}
	return nil
}

// refreshOneByOne leaves out what takes minutes and shows no more than the rest.
func (b *bench) refreshOneByOne(ctx context.Context, n int, latency time.Duration) error {
	c := cell{protocol: sandbox.HTTP1, latency: latency, stages: n, parallelism: b.parallelism}
	if n > fullSize && latency != b.typicalLatency() {
		waiting := time.Duration(n/b.parallelism) * latency
		b.report.leftOut = append(b.report.leftOut, fmt.Sprintf("%s, %d stages, %s a reply: %s of waiting for replies, and the plot needs it only at %s",
			fetching.title, n, latency, waiting, b.typicalLatency()))
		return nil
	}
	return b.refresh(ctx, fetching, c)
}

// refresh runs a plan that finds no changes and adds it to the cell.
func (b *bench) refresh(ctx context.Context, s subject, c cell) error {
	w, err := b.state.expect(s, c.protocol, c.stages)
	if err != nil {
		return err
	}
	c.subject = s.title
	b.state.SetLatency(c.latency)
	defer b.state.SetLatency(0)
	measured, err := b.measure(ctx, w, s.program, b.state.Account, c.parallelism, "plan", "-detailed-exitcode") // Changes would end it with an error.
	if err != nil {
		return fmt.Errorf("%s, %d stages: %w", s.title, c.stages, err)
	}
	b.progress(fmt.Sprintf("%s %s, %d stages, %s a reply, parallelism %d: %s", s.title, c.protocol, c.stages, c.latency, c.parallelism, measured))
	c.samples = []sample{measured}
	b.report.add(c)
	return nil
}

// add joins the runs of the same cell.
func (r *report) add(c cell) {
	same := slices.IndexFunc(r.cells, func(other cell) bool {
		return other.subject == c.subject && other.protocol == c.protocol && other.latency == c.latency && other.stages == c.stages && other.parallelism == c.parallelism
	})
	if same < 0 {
		r.cells = append(r.cells, c)
		return
	}
	r.cells[same].samples = append(r.cells[same].samples, c.samples...)
}

// where are the runs of the cells that a condition chooses.
func (r *report) where(chosen func(c cell) bool) []sample {
	var samples []sample
	for _, c := range r.cells {
		if chosen(c) {
			samples = append(samples, c.samples...)
		}
	}
	return samples
}
