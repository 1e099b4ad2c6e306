package client

import (
	"context"
	"time"
)

// turn is the leave to send one request, to be ended with what became of it.
type turn struct {
	pacer  *pacer
	number int
	at     time.Time
}

// renew is for a request that has let others go before it: it is about to be sent only now, at the fixed rate if there is one. It does
// not wait for the end of a hold, because what was seen should be fresh.
func (t turn) renew(ctx context.Context) (turn, error) {
	p := t.pacer
	at, err := p.keepRate(ctx)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.sent.remove(t.at)
	if err != nil {
		p.present--
		return turn{}, err
	}
	return p.give(at), nil
}

// giveBack ends a turn in which nothing was sent.
func (t turn) giveBack(result answer) answer {
	t.end(call{}, result)
	return result
}

// end tells what became of the request. It reports whether the request was refused because others were faster, so that all it needs is
// another turn.
func (t turn) end(sent call, result answer) (crowdedOut bool) {
	p := t.pacer
	p.mu.Lock()
	defer p.mu.Unlock()
	p.present--
	switch result.outcome {
	case throttled:
		p.sent.remove(t.at)
		if sent.hasOwnLimit {
			return false
		}
		return p.refused(t, result.reply.retryAfter(p.now()))
	case unsent, hopeless, stopped:
		p.sent.remove(t.at)
	default:
		p.served++
		p.heard = p.now()
	}
	return false
}

// refused slows down after a 429. Who has to wait for longer than the others do waits by itself.
func (p *pacer) refused(t turn, hold time.Duration) (crowdedOut bool) {
	now := p.now()
	isNew := t.number > p.event.latest && !t.at.Before(p.held) // who did not wait for the end of a hold tells nothing new
	alone := isNew && p.present == 0 && p.served < fewServed
	p.served = 0
	if isNew {
		p.event = event{latest: p.given, pace: p.pace, before: p.pace.at(now)}
	}
	if hold == 0 && !alone {
		hold = usualHold
	}
	p.held = later(p.held, now.Add(min(hold, longestCommonHold)))
	p.event.over = later(p.event.over, t.at.Add(hold))
	measured := p.sent.rate(p.event.over)
	switch {
	case alone:
		return false
	case measured == 0: // nothing is taken, at whatever pace
		p.pace = p.event.pace
	default:
		p.pace = slower(p.event.before, measured, p.held)
	}
	othersAreServed := now.Sub(p.heard) < memory*tick
	return othersAreServed && hold <= longestCommonHold
}

// event is one or more answers of 429 to requests that were under way together.
type event struct {
	latest int       // turn that had been given when the first answer came
	over   time.Time // when the server takes requests again, by the time at which they were sent
	pace   pace      // when the first answer came
	before float64   // that pace in requests a second; 0 if there was none
}

const (
	// The hold after a 429 that names none: what is counted by the second is free again.
	usualHold = time.Second
	// The hold that all share, whatever one of them is told: a limit may be one of its operation alone, and if it is not, the next request
	// is told so again.
	longestCommonHold = 10 * time.Second
	// A request that is alone and gets no further than this between two refusals is not refused for its pace: its own pauses are enough.
	fewServed = 4
)
