package client

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/cenkalti/backoff/v5"
)

const (
	shortestInterval = 500 * time.Millisecond
	longestInterval  = 20 * time.Second
	maxRetryAfter    = 60 * time.Second

	// One budget for all requests of a client: a thousand stages that all fail come back as a trickle, not as a storm.
	retriesPerSecond = 5
	retryBurst       = 20
)

// retryIntervals are the upper bounds of full jitter. The library's own jitter cannot be given a source of randomness.
func retryIntervals() *backoff.ExponentialBackOff {
	return intervals(shortestInterval, longestInterval, 2)
}

func intervals(first, longest time.Duration, multiplier float64) *backoff.ExponentialBackOff {
	b := &backoff.ExponentialBackOff{InitialInterval: first, MaxInterval: longest, Multiplier: multiplier}
	b.Reset()
	return b
}

// pause waits before a repetition: the time the reply asks for, a random part of the next interval, and a turn in the budget. Who was
// crowded out waits for the same time, and for a turn among all requests, at the pacer: jitter and budget would only leave its turn unused.
func (e *errand) pause(ctx context.Context, last answer) error {
	if last.crowdedOut {
		return nil
	}
	c := e.client
	wait := time.Duration(c.config.Rand() * float64(e.intervals.NextBackOff()))
	wait += last.reply.retryAfter(c.config.Now())
	if now := c.config.Now(); ctx.Err() == nil {
		wait = max(wait, c.retryPacer.ReserveN(now, 1).DelayFrom(now))
	}
	if err := c.config.Sleep(ctx, wait); err != nil {
		return interrupted(err, last)
	}
	return nil
}

// interrupted is why a call ends before its next try.
func interrupted(err error, last answer) error {
	switch {
	case errors.Is(last.cause, err): // it ended during the try
		return last.cause
	case last.cause != nil:
		return fmt.Errorf("%w while waiting to try again after: %w", err, last.cause)
	case last.reply != nil:
		return fmt.Errorf("%w while waiting to try again", err)
	}
	return err
}

// retryAfter reads the header of the same name, RFC 9110 section 10.2.3. A date is compared with the reply's own, since
// the local clock may be wrong.
func (r *reply) retryAfter(now time.Time) time.Duration {
	if r == nil {
		return 0
	}
	value := strings.TrimSpace(r.header.Get("Retry-After"))
	switch seconds, err := strconv.ParseUint(value, 10, 31); {
	case err == nil:
		return min(time.Duration(seconds)*time.Second, maxRetryAfter)
	case errors.Is(err, strconv.ErrRange):
		return maxRetryAfter
	}
	date, err := http.ParseTime(value)
	if err != nil {
		return 0
	}
	if sent, err := http.ParseTime(r.header.Get("Date")); err == nil {
		now = sent
	}
	return min(max(date.Sub(now), 0), maxRetryAfter)
}
