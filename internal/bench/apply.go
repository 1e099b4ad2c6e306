package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/snowstage/terraform-provider-snowstage/internal/sandbox"
)

const applyLatency = 50 * time.Millisecond

// playApplies creates stages by Terraform, in turn with a provider that sends the same two requests per create and does nothing else.
func playApplies(ctx context.Context, b *bench) error {
	samples, last := map[string][]sample{}, map[string]creation{}
	for round := range b.rounds {
		for _, s := range []subject{ours, sameRequests} {
			p, err := b.newPlace()
			if err != nil {
				return err
			}
			p.SetLatency(applyLatency)
			made, err := b.create(ctx, p, fmt.Sprintf("apply-%s-%d", s.name, round), s, b.created)
			p.Close()
			if err == nil && made.created != b.created {
				err = fmt.Errorf("%s made %d stages of %d", s.title, made.created, b.created)
			}
			if err != nil {
				return err
			}
			samples[s.title], last[s.title] = append(samples[s.title], made.sample), made
		}
	}
	for _, s := range []subject{ours, sameRequests} {
		b.note(fmt.Sprintf("apply of %d new stages at %s a reply, %s", b.created, applyLatency, s.title), samples[s.title]...)
	}
	wall := func(s sample) time.Duration { return s.wall }
	requests := highest(samples[ours.title], func(s sample) int64 { return s.requests })
	b.report.bars = append(b.report.bars,
		atMost(fmt.Sprintf("requests per create, of %d", b.created), float64(requests)/float64(b.created), 2, rate),
		atMost(fmt.Sprintf("wall time of their apply at %s a reply, against the floor and the same requests", applyLatency),
			ratio(middle(samples[ours.title], wall), middle(samples[sameRequests.title], wall)), 1.10, times).onlyIf(b.isFull(), tooFew),
		b.stateBar(last[ours.title], last[sameRequests.title]),
	)
	return nil
}

// stateBar judges what the provider puts into the state. Terraform indents each line of it, which no provider can change.
func (b *bench) stateBar(ours, floor creation) bar {
	each := func(size int) float64 { return float64(size) / float64(b.created) }
	judged := atMost("state per stage, without Terraform's indentation", each(ours.compactBytes), 900, octets)
	judged.remark = fmt.Sprintf("%s with it; the floor's has %s with it", octets(each(ours.stateBytes)), octets(each(floor.stateBytes)))
	return judged.onlyIf(b.isFull(), tooFew)
}

// creation is the apply of a saved plan of new stages.
type creation struct {
	sample
	created                  int // stages, by the account's journal
	stateBytes, compactBytes int // of the state's file, and of what is in it without indentation
}

func (b *bench) create(ctx context.Context, p *place, name string, s subject, n int) (creation, error) {
	w, err := b.workspace(name)
	if err != nil {
		return creation{}, err
	}
	if err := w.Write("main.tf", s.providerBlock(p.Account, p.doors[sandbox.HTTP1])+s.manyStages(n)); err != nil {
		return creation{}, fmt.Errorf("writing the configuration: %w", err)
	}
	if _, err := b.measure(ctx, w, s.program, p.Account, b.parallelism, "plan", "-out=new.tfplan"); err != nil {
		return creation{}, err
	}
	var made creation
	if made.sample, err = b.measure(ctx, w, s.program, p.Account, b.parallelism, "apply", "new.tfplan"); err != nil {
		return creation{}, err
	}
	for _, request := range p.Journal() {
		if sandbox.IsCreate(request) && request.Done {
			made.created++
		}
	}
	state, err := os.ReadFile(filepath.Join(w.Folder, stateFile))
	if err != nil {
		return creation{}, fmt.Errorf("looking at the state: %w", err)
	}
	var compact bytes.Buffer
	if err := json.Compact(&compact, state); err != nil {
		return creation{}, fmt.Errorf("looking at the state: %w", err)
	}
	made.stateBytes, made.compactBytes = len(state), compact.Len()
	return made, nil
}
