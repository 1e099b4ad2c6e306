package client

import (
	"sync"
	"time"
)

const (
	// A Date further off than this from our own clock is a cache's, or nobody's.
	farthestDate = 24 * time.Hour

	// Servers of one account may differ by this much; by more, and none of their Dates is believed.
	widestDisagreement = 2 * time.Second
)

// serverClock knows the account's clock within bounds, from the Date headers of its replies. A Date has whole seconds, so one reply
// bounds the clock to a second and the time that the reply took; many together bound it more closely.
type serverClock struct {
	start time.Time // ours; all our times count from it, so that setting our clock moves nothing

	mu              sync.Mutex
	earliest, after time.Time // what the account's clock showed at start: at least earliest, less than after; zero if not known
	disagrees       bool      // the clock was set, or there are several
}

func newServerClock(start time.Time) *serverClock { return &serverClock{start: start} }

// observe learns from a reply's Date, which was stamped between sending the request and receiving the reply.
func (c *serverClock) observe(date, sent, received time.Time) {
	if date.Sub(received).Abs() > farthestDate {
		return
	}
	earliest, after := date.Add(-received.Sub(c.start)), date.Add(time.Second-sent.Sub(c.start))
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case c.earliest.IsZero():
		c.earliest, c.after = earliest, after
	case earliest.Before(c.after) && c.earliest.Before(after):
		c.earliest, c.after = latest(earliest, c.earliest), soonest(after, c.after)
	default:
		c.disagrees = c.disagrees || max(earliest.Sub(c.after), c.earliest.Sub(after)) > widestDisagreement
		c.earliest, c.after = soonest(earliest, c.earliest), latest(after, c.after)
	}
}

// at bounds what the account's clock showed at one of our times. ok is false if nothing is known of it for certain.
func (c *serverClock) at(ours time.Time) (earliest, after time.Time, ok bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	passed := ours.Sub(c.start)
	return c.earliest.Add(passed), c.after.Add(passed), !c.earliest.IsZero() && !c.disagrees
}

// untilTelling is how long to wait from one of our times until the Date of a reply halves what is not known of the clock: in the
// middle of the bounds a second begins then.
func (c *serverClock) untilTelling(ours time.Time) time.Duration {
	earliest, after, _ := c.at(ours)
	middle := earliest.Add(after.Sub(earliest) / 2)
	return middle.Truncate(time.Second).Add(time.Second).Sub(middle)
}

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

func soonest(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}
