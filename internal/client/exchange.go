package client

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"time"
)

const maxRedirects = 5

var errRedirect = errors.New("the redirect is not followed")

// exchange sends a call once, follows what it may follow, and judges the reply.
func (c *Client) exchange(ctx context.Context, call call, token string, turn turn) answer {
	complaint := noReply
	if call.rows != nil {
		complaint = noRows
	}
	tryContext, patience := newPatience(ctx, c.config.RequestTimeout, complaint)
	defer patience.end()
	target := call.target
	for redirects := 0; ; redirects++ {
		result := c.roundTrip(tryContext, patience, call, target, token)
		result.cause = patience.explain(result.cause)
		result.crowdedOut = turn.end(call, result)
		if result.reply == nil || !result.reply.redirects() {
			return result
		}
		if call.ofFile && c.leadsToStore(result.reply) {
			return answer{outcome: answered, sent: result.sent, reply: result.reply}
		}
		next, err := c.follow(result.reply, redirects)
		if err != nil {
			result.cause = fmt.Errorf("%w: %w", errRedirect, err)
			return result
		}
		target = next
		patience.timer.Stop() // a turn is awaited outside the time of the try
		turn, err = c.pacer.await(ctx, inLine)
		patience.timer.Reset(c.config.RequestTimeout)
		if err != nil {
			return answer{outcome: unsent, cause: err}
		}
	}
}

// roundTrip sends one request and reads its reply.
func (c *Client) roundTrip(ctx context.Context, patience *patience, call call, target *url.URL, token string) answer {
	ctx, visitor := c.crowd.enter(ctx, c.config.Now)
	defer visitor.leave()
	request, err := c.newRequest(ctx, call, target, token)
	if err != nil {
		return answer{outcome: hopeless, cause: err}
	}
	response, err := c.transport.RoundTrip(request)
	sent := visitor.sent()
	switch {
	case err == nil:
		received := c.config.Now()
		reply := readReply(call, target, response, patience)
		c.observeDate(reply, sent, received)
		judged := reply.judge(call)
		judged.sent = sent
		return judged
	case !sent.IsZero():
		return answer{outcome: lost, sent: sent, cause: fmt.Errorf("the connection failed before the reply: %w", err)}
	}
	if explained := explainHopeless(err, target.Host); explained != nil {
		return answer{outcome: hopeless, cause: explained}
	}
	return answer{outcome: unsent, cause: err}
}

func (r *reply) redirects() bool {
	return slices.Contains([]int{
		http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther, http.StatusTemporaryRedirect, http.StatusPermanentRedirect,
	}, r.status)
}

// follow returns where a redirect leads. A request other than GET is not led anywhere: at another path or with another query,
// like that of orReplace, it would destroy what it was to leave alone.
func (c *Client) follow(r *reply, followed int) (*url.URL, error) {
	switch {
	case r.call.method != http.MethodGet:
		return nil, fmt.Errorf("a %s is sent to its own address only", r.call.method)
	case followed == maxRedirects:
		return nil, fmt.Errorf("%d have been followed", maxRedirects)
	}
	return c.resolve(r, r.header.Get("Location"))
}

// observeDate tells the Date of a reply to who keeps the server's time. A proxy has a clock of its own, which may be right enough
// for a token, but orders no events.
func (c *Client) observeDate(r *reply, sent, received time.Time) {
	date, err := http.ParseTime(r.header.Get("Date"))
	if err != nil {
		return
	}
	if !r.isForeign() && !errors.Is(r.flaw, errBrokeOff) {
		c.clock.observe(date, sent, received)
	}
	if observer, ok := c.config.Credential.(DateObserver); ok {
		observer.ObserveDate(date)
	}
}
