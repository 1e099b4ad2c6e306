package client

import (
	"math/rand/v2"
	"testing"
	"time"
)

// TestServerClockStaysInItsBounds lets replies of all ages bound a clock whose true difference is known.
func TestServerClockStaysInItsBounds(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // The same numbers each time.
	for range 200 {
		ahead := time.Duration(random.Int64N(int64(20*time.Minute))) - 10*time.Minute
		clock, now := newServerClock(noon), noon
		if _, _, ok := clock.at(now); ok {
			t.Fatal("known before the first reply")
		}
		width := time.Hour
		for range 30 {
			sent := now
			stamped := sent.Add(time.Duration(random.Int64N(int64(80 * time.Millisecond))))
			received := stamped.Add(time.Duration(random.Int64N(int64(80 * time.Millisecond))))
			clock.observe(stamped.Add(ahead).Truncate(time.Second), sent, received)
			earliest, after, ok := clock.at(received)
			if truth := received.Add(ahead); !ok || truth.Before(earliest) || !truth.Before(after) {
				t.Fatalf("%s is not from %s to %s", truth, earliest, after)
			}
			if after.Sub(earliest) > width {
				t.Fatalf("wider than before: %s", after.Sub(earliest))
			}
			width = after.Sub(earliest)
			now = received.Add(time.Duration(random.Int64N(int64(3 * time.Second))))
		}
		if width > 400*time.Millisecond {
			t.Errorf("still %s wide", width)
		}
	}
}

func TestServerClockThatWasSet(t *testing.T) {
	t.Parallel()
	clock := newServerClock(noon)
	clock.observe(noon, noon, noon)
	clock.observe(noon.Add(-time.Hour), noon.Add(time.Second), noon.Add(time.Second))
	earliest, after, ok := clock.at(noon.Add(time.Second))
	if want := noon.Add(-time.Hour); !ok || !earliest.Equal(want) || !after.Equal(want.Add(time.Second)) {
		t.Errorf("from %s to %s", earliest, after)
	}
}
