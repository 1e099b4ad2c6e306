package emulator

import (
	"fmt"
	"testing"
	"time"
)

func TestAPipeForgetsItsOldestLoads(t *testing.T) {
	t.Parallel()
	p, err := readPipe("db.raw.p=@landing")
	if err != nil {
		t.Fatal(err)
	}
	load := func(*pipe, *pipedFile) *loaded { return &loaded{tally: tally{good: 2}} }
	now := time.Date(2026, time.September, 5, 0, 0, 0, 0, time.UTC)
	want := func(events, queued, newest, forgotten int) {
		t.Helper()
		if len(p.events) != events || len(p.received) != events+queued || len(p.queue) != queued || p.newest != newest || p.forgotten != forgotten {
			t.Errorf("%d events, %d received, %d queued, newest %d, forgotten until %d", len(p.events), len(p.received), len(p.queue), p.newest, p.forgotten)
		}
	}
	p.enqueue([]*pipedFile{{path: "slow"}}, now, time.Hour)
	p.settle(now.Add(30*time.Minute), load) // It is half there.
	files := make([]*pipedFile, mostLoads)
	for i := range files {
		files[i] = &pipedFile{path: fmt.Sprint(i)}
	}
	p.enqueue(files, now.Add(30*time.Minute), 0)
	p.settle(now.Add(30*time.Minute), load)
	want(mostLoads, 1, mostLoads, 0)
	p.settle(now.Add(time.Hour), load)
	want(mostLoads, 0, mostLoads+1, 1)
	if p.received["slow"] == nil || p.received["0"] != nil || p.received["1"] == nil {
		t.Error("the slow one is forgotten, or another than the oldest")
	}
	for i := 1; i < len(p.events); i++ {
		if a, b := p.events[i-1], p.events[i]; a.number >= b.number || !a.at.Before(b.at) {
			t.Fatalf("event %d at %s is followed by %d at %s", a.number, a.at, b.number, b.at)
		}
	}
}
