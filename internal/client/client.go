// Package client speaks Snowflake's REST API: requests, retries, polling, paging and typed errors.
// It knows no Terraform, reads no environment and opens no file.
package client

import (
	"context"
	"net/http"
	"net/url"

	"golang.org/x/time/rate"
)

// Client is safe for concurrent use.
type Client struct {
	Stages *Stages
	Files  *Files
	Pipes  *Pipes

	base       *url.URL
	config     Config
	transport  http.RoundTripper
	stores     http.RoundTripper // to object stores
	crowd      *crowd
	pacer      *pacer
	retryPacer *rate.Limiter
	clock      *serverClock
	bounds     bounds
}

// New checks the configuration and returns a client; it sends nothing.
func New(config Config) (*Client, error) {
	base, err := checkConfig(config)
	if err != nil {
		return nil, err
	}
	crowd := newCrowd(base.Scheme)
	config = config.withDefaults()
	c := &Client{
		base:       base,
		config:     config,
		transport:  newTransport(config, crowd),
		stores:     newStoreTransport(config),
		crowd:      crowd,
		pacer:      newPacer(config),
		retryPacer: rate.NewLimiter(retriesPerSecond, retryBurst),
		clock:      newServerClock(config.Now()),
		bounds:     listBounds,
	}
	c.Stages, c.Files, c.Pipes = newStages(c), &Files{client: c}, &Pipes{client: c}
	return c, nil
}

// Host is the account's, with the port if it is not that of https, as in a file URL.
func (c *Client) Host() string { return c.base.Host }

// do sends a call until its outcome is final, waits for the result of an accepted one, and returns the reply of a success;
// nil if a look showed the success of a write whose own reply is lost.
func (c *Client) do(ctx context.Context, call call) (*reply, error) {
	e := c.errand(call)
	if call.flaw != nil {
		return nil, e.fail(answer{outcome: hopeless, cause: call.flaw})
	}
	for {
		last := e.send(ctx)
		if last.accepted() {
			last = e.await(ctx, last.reply)
		}
		last = e.checkResult(last)
		switch {
		case last.outcome == answered, e.alreadyGone(last):
			return last.reply, nil
		case e.inDoubt():
			if done, err := e.clearUp(ctx, last); done || err != nil {
				return nil, err
			}
		case e.mayStartOver(last):
			if err := e.pause(ctx, last); err != nil {
				last.cause = err
				return nil, e.fail(last)
			}
		case last.outcome == stopped && !e.doubt:
			return nil, last.cause
		default:
			return nil, e.fail(last)
		}
	}
}

// errand gets a call under way.
func (c *Client) errand(call call) *errand {
	return &errand{client: c, call: call, intervals: retryIntervals()}
}
