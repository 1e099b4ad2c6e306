package main

import (
	"testing"
	"time"
)

func TestOrphanIsNoticed(t *testing.T) {
	t.Parallel()
	parents := []int{7, 7, 1, 1}
	asked, orphaned := 0, 0
	ticks := make(chan time.Time, len(parents))
	for range cap(ticks) {
		ticks <- time.Time{}
	}
	awaitOrphaned(7, func() int { asked++; return parents[asked-1] }, ticks, func() { orphaned = asked })
	if orphaned != 3 || len(ticks) != 1 {
		t.Errorf("noticed at question %d, with %d ticks left", orphaned, len(ticks))
	}
}
