package client

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"time"
)

const (
	firstPoll   = 100 * time.Millisecond
	longestPoll = 5 * time.Second
	pollGrowth  = 1.5
)

// await polls the result of an accepted request until it is there. Polls are reads and are repeated as such, each with tries
// of its own, so that a long wait survives many short failures. The API documents no interval.
func (e *errand) await(ctx context.Context, accepted *reply) answer {
	c := e.client
	pauses := intervals(firstPoll, longestPoll, pollGrowth)
	target, err := c.resultAddress(accepted)
	if err != nil {
		return e.uncertain(answer{outcome: opaque, reply: accepted, cause: err})
	}
	for {
		wait := time.Duration((1 + c.config.Rand()) / 2 * float64(pauses.NextBackOff()))
		if err := c.config.Sleep(ctx, max(wait, accepted.retryAfter(c.config.Now()))); err != nil {
			return e.giveUp(ctx, accepted, answer{outcome: lost, reply: accepted, cause: fmt.Errorf("%w while waiting for the result", err)})
		}
		poll := c.errand(e.result(target))
		last := poll.send(ctx)
		switch {
		case ctx.Err() != nil && last.outcome != answered && last.outcome != refused:
			return e.giveUp(ctx, accepted, last)
		case !last.accepted():
			return e.uncertain(last)
		}
		accepted = last.reply
		if accepted.header.Get("Location") != "" {
			if target, err = c.resultAddress(accepted); err != nil {
				return e.uncertain(answer{outcome: opaque, reply: accepted, cause: err})
			}
		}
	}
}

// giveUp ends the waiting because the context has ended.
func (e *errand) giveUp(ctx context.Context, accepted *reply, last answer) answer {
	if e.abandon(ctx, accepted) {
		return answer{outcome: refused, cause: fmt.Errorf("%w; Snowflake has canceled the statement", ctx.Err())}
	}
	return e.uncertain(last)
}

// uncertain notes that accepted work is in doubt unless its own final answer has come: the API answers for a result with the status and
// the body of the work itself.
func (e *errand) uncertain(last answer) answer {
	if last.outcome != answered && (last.outcome != refused || !last.reply.fault.ours) {
		e.doubt = true
	}
	return last
}

var errNoResult = errors.New("the reply names no result to wait for")

// resultAddress prefers Location; without it the body names the result, in one of the ways seen.
func (c *Client) resultAddress(accepted *reply) (*url.URL, error) {
	if location := accepted.header.Get("Location"); location != "" {
		return c.resolve(accepted, location)
	}
	if handle := accepted.resultHandle(); handle != "" {
		return c.endpoint("results", handle)
	}
	return c.statementAddress(accepted)
}

func (r *reply) resultHandle() string {
	var wire struct {
		Snake string `json:"result_handler"`
		Camel string `json:"resultHandler"`
	}
	if !r.isJSON() || json.Unmarshal(r.body, &wire) != nil {
		return ""
	}
	if wire.Snake != "" {
		return wire.Snake
	}
	return wire.Camel
}
