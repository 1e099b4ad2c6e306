package client

import (
	"math/rand/v2"
	"testing"
	"time"
)

// TestServerClockStaysInItsBounds lets replies of all ages bound a clock whose true difference is known.
func TestServerClockStaysInItsBounds(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 2)) // the same numbers each time
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

func TestDatesThatDisagree(t *testing.T) {
	t.Parallel()
	second := noon.Add(time.Second)
	tests := []struct {
		name            string
		dates           []time.Time // one a second
		earliest, after time.Time   // at the last one; zero if the clock is not known
	}{
		{"a little", []time.Time{noon, noon.Add(2500 * time.Millisecond).Truncate(time.Second).Add(time.Second)}, second, noon.Add(4 * time.Second)},
		{"by an hour", []time.Time{noon, noon.Add(-time.Hour)}, time.Time{}, time.Time{}},
		{"by an hour, and then no more", []time.Time{noon.Add(-time.Hour), second}, time.Time{}, time.Time{}},
		{"with our own clock, by years", []time.Time{time.Unix(0, 0)}, time.Time{}, time.Time{}},
		{"one by years", []time.Time{time.Unix(0, 0), second}, second, second.Add(time.Second)},
	}
	for _, test := range tests {
		clock := newServerClock(noon)
		for i, date := range test.dates {
			at := noon.Add(time.Duration(i) * time.Second)
			clock.observe(date, at, at)
		}
		earliest, after, ok := clock.at(second)
		if ok == test.earliest.IsZero() || ok && (!earliest.Equal(test.earliest) || !after.Equal(test.after)) {
			t.Errorf("%s: from %s to %s, %v", test.name, earliest, after, ok)
		}
	}
}
