package client

import (
	"testing"
	"time"
)

func TestAccountTimeIsTheAccountsIfItIsKnown(t *testing.T) {
	t.Parallel()
	ours := time.Date(2026, time.October, 5, 12, 0, 0, 0, time.UTC)
	c := &Client{config: Config{Now: func() time.Time { return ours }}, clock: newServerClock(ours)}
	if got := c.AccountTime(); !got.Equal(ours) {
		t.Errorf("before any reply it is %s", got)
	}
	ahead := ours.Add(5 * time.Minute)
	c.clock.observe(ahead, ours, ours.Add(300*time.Millisecond))
	if got, want := c.AccountTime(), ahead.Add(-300*time.Millisecond); !got.Equal(want) {
		t.Errorf("it is %s, want %s", got, want)
	}
}
