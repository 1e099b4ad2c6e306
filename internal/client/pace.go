package client

import (
	"context"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// pacer lets the requests to the account through. It delays none until the account answers 429. Then all hold for the time that the answer
// asks for, up to longestCommonHold, and go on one by one, as fast as the account has been seen to take them.
type pacer struct {
	now   func() time.Time
	sleep func(ctx context.Context, d time.Duration) error
	fixed *rate.Limiter // of Config.RequestRate; nil if there is none
	front chan struct{} // taken by the request whose moment is next; the others queue behind it

	mu      sync.Mutex
	given   int       // turns
	present int       // requests that wait or are under way
	served  int       // requests since the last refusal
	heard   time.Time // when a request was last answered otherwise
	held    time.Time // nobody goes before
	next    time.Time // the moment of the next request, at the pace
	pace    pace
	sent    meter
	event   event
}

func newPacer(config Config) *pacer {
	p := &pacer{now: config.Now, sleep: config.Sleep, front: make(chan struct{}, 1)}
	if most := config.RequestRate; most > 0 {
		// A timer is not more exact than some milliseconds; what they cost may be made up for, within the cap.
		spare := most / 100
		p.fixed = rate.NewLimiter(rate.Limit(most-spare), 1+spare)
	}
	return p
}

// order is how a request waits for its turn.
type order int

const (
	inLine     order = iota
	beforeLook       // the turn is that of a look and of the request after it, which is held to the fixed rate by renew
	atOnce           // there is no time to wait; what the fixed rate has lost by it, the others make up for
)

// await returns when a request may be sent, in the order in which they come.
func (p *pacer) await(ctx context.Context, order order) (turn, error) {
	if given, free := p.enter(order); free {
		return given, nil
	}
	given, err := p.queue(ctx, order)
	if err != nil {
		p.leave()
	}
	return given, err
}

// enter counts a request, and lets it through if nothing limits the pace.
func (p *pacer) enter(order order) (given turn, free bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.present++
	now := p.now()
	isHeld := now.Before(p.held) || p.pace.at(now) > 0
	switch {
	case order == atOnce && p.fixed != nil:
		p.fixed.ReserveN(now, 1)
	case order != atOnce && isHeld, order == inLine && p.fixed != nil:
		return turn{}, false
	}
	return p.give(now), true
}

func (p *pacer) leave() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.present--
}

func (p *pacer) give(now time.Time) turn {
	p.given++
	p.sent.add(now)
	return turn{p, p.given, now}
}

func (p *pacer) queue(ctx context.Context, order order) (turn, error) {
	select {
	case p.front <- struct{}{}:
		defer func() { <-p.front }()
	case <-ctx.Done():
		return turn{}, ctx.Err()
	}
	if ctx.Err() != nil {
		return turn{}, ctx.Err()
	}
	at := p.now()
	if order == inLine {
		var err error
		if at, err = p.keepRate(ctx); err != nil {
			return turn{}, err
		}
	}
	for {
		given, moment := p.step(at)
		if moment.IsZero() {
			return given, nil
		}
		if err := p.waitUntil(ctx, moment); err != nil {
			return turn{}, err
		}
		at = moment
	}
}

// keepRate returns at the next moment of the fixed rate.
func (p *pacer) keepRate(ctx context.Context) (time.Time, error) {
	now := p.now()
	if p.fixed == nil {
		return now, nil
	}
	place := p.fixed.ReserveN(now, 1)
	at := now.Add(place.DelayFrom(now))
	err := p.waitUntil(ctx, at)
	if err != nil {
		place.CancelAt(p.now())
	}
	return at, err
}

func (p *pacer) waitUntil(ctx context.Context, at time.Time) error {
	if wait := at.Sub(p.now()); wait > 0 {
		return p.sleep(ctx, wait)
	}
	return ctx.Err()
}

// step lets the foremost request through, which has waited until a time, or tells until when it has to wait: another 429 may come meanwhile.
func (p *pacer) step(waited time.Time) (given turn, moment time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := later(p.now(), waited)
	if moment = later(p.held, p.next); moment.After(now) {
		return turn{}, moment
	}
	if pace := p.pace.at(now); pace > 0 {
		interval := time.Duration(float64(time.Second) / pace)
		p.next = later(moment, now.Add(-interval)).Add(interval) // who is woken late costs the others no time
	}
	return p.give(now), time.Time{}
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
