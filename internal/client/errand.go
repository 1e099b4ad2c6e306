package client

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/cenkalti/backoff/v5"

	"github.com/snowstage/terraform-provider-snowstage/internal/redact"
)

// errand is a call under way.
type errand struct {
	client *Client
	call
	tries      int
	failures   int       // tries that count against MaxRetries
	crowdedOut int       // tries that do not
	began      time.Time // when the first try was sent that may have been carried out
	doubt      bool      // a try may have been carried out without our knowing
	absent     bool      // a look since the first try found nothing
	looked     bool      // the guard has just looked, so the next try need not
	hurried    bool      // the user interrupts, so that there is time for one look only
	renewed    bool      // the token was refused once and replaced
	token      string    // sent last, or to be sent next if fresh
	fresh      bool      // the token is the answer to a 401 and has not been sent yet
	intervals  *backoff.ExponentialBackOff
}

// send tries until the outcome is final.
func (e *errand) send(ctx context.Context) answer {
	last := answer{outcome: unsent}
	for {
		turn, err := e.client.pacer.await(ctx, e.order(ctx)) // before the guard looks: what it sees should be fresh
		if err != nil {
			last.cause = interrupted(err, last)
			return last
		}
		last = e.try(ctx, turn)
		if last.outcome == unauthorized && !e.renewed {
			another, err := e.renew(ctx)
			if another {
				continue
			}
			last.cause = err
		}
		if !e.mayRepeat(last) {
			return last
		}
		if err := e.pause(ctx, last); err != nil {
			last.cause = err
			return last
		}
	}
}

// order is how the next try waits for its turn. Only a first one goes at once, since a refusal is answered by waiting for another turn.
func (e *errand) order(ctx context.Context) order {
	switch {
	case e.tries == 0 && ctx.Value(isGrace{}) != nil:
		return atOnce
	case e.guard != nil:
		return beforeLook
	}
	return inLine
}

// mayRepeat reports whether the call may be sent again after the answer, and remembers what the answer leaves open.
func (e *errand) mayRepeat(last answer) bool {
	e.doubt = e.doubt || last.outcome.mayHaveBeenDone()
	return last.outcome.repeats(e.effect) && (e.isSpared(last) || e.hasTryLeft())
}

// mayStartOver reports whether the call may be sent again because the result of its acceptance is lost.
func (e *errand) mayStartOver(last answer) bool {
	return last.outcome == expired && !e.ofResult && e.effect.isRepeatable() && e.hasTryLeft()
}

// isSpared reports whether a try does not count because others were faster. It does after all when that has happened too often: then the
// limit is one of this request, and not of them all.
func (e *errand) isSpared(last answer) bool {
	if !last.crowdedOut || e.crowdedOut >= e.client.config.MaxRetries {
		return false
	}
	e.crowdedOut++
	return true
}

func (e *errand) hasTryLeft() bool {
	e.failures++
	return e.failures <= e.client.config.MaxRetries
}

// renew exchanges the refused token, once, and reports whether there is another one.
func (e *errand) renew(ctx context.Context) (bool, error) {
	e.renewed = true
	token, err := e.client.config.Credential.Renew(ctx, e.token)
	if err = checkToken(ctx, token, err); err != nil {
		return false, err
	}
	e.fresh = token != e.token
	e.token = token
	return e.fresh, nil
}

func (e *errand) nextToken(ctx context.Context) (string, error) {
	if e.fresh {
		e.fresh = false
		return e.token, nil
	}
	token, err := e.client.config.Credential.Token(ctx)
	if err = checkToken(ctx, token, err); err != nil {
		return "", err
	}
	e.token = token
	return token, nil
}

// remember adds a token to what no error may repeat.
func (e *errand) remember(token string) {
	if !slices.Contains(e.secrets, token) {
		e.secrets = append(slices.Clip(e.secrets), token)
	}
}

func checkToken(ctx context.Context, token string, err error) error {
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case err != nil:
		return fmt.Errorf("%w: %w", ErrNoToken, err)
	case token == "":
		return fmt.Errorf("%w: it is empty", ErrNoToken)
	case !fitsHeader(token):
		return fmt.Errorf("%w: it holds a line break or another control character", ErrNoToken)
	}
	return nil
}

// try sends the call once.
func (e *errand) try(ctx context.Context, turn turn) answer {
	if err := e.look(ctx); err != nil {
		return turn.giveBack(answer{outcome: stopped, cause: err})
	}
	if e.guard != nil {
		var err error
		if turn, err = turn.renew(ctx); err != nil {
			return answer{outcome: unsent, cause: err}
		}
	}
	e.tries++
	if e.doubt && e.isStatement && !e.ofResult {
		e.call = e.with("retry", "true") // with the same request id: not executed twice
	}
	token, err := e.nextToken(ctx)
	if err != nil {
		return turn.giveBack(answer{outcome: hopeless, cause: err})
	}
	e.remember(token)
	start := e.client.config.Now()
	result := e.client.exchange(ctx, e.call, token, turn)
	if !e.doubt {
		e.began = result.sent
	}
	result.cause = redact.Error(result.cause, e.secrets...) // net/http quotes what it cannot read
	event := Event{
		Operation: e.operation, Method: e.method, Path: e.path(), Try: e.tries,
		Duration: e.client.config.Now().Sub(start), Err: result.cause,
	}
	if r := result.reply; r != nil {
		event.Status, event.Code, event.RequestID = r.status, r.fault.code, r.requestID
	}
	e.client.config.Log(ctx, event)
	return result
}

// look asks the guard, unless it has just been asked.
func (e *errand) look(ctx context.Context) error {
	looked := e.looked
	e.looked = false
	if e.guard == nil || looked {
		return nil
	}
	return e.guard(ctx)
}

// alreadyGone reports whether an answer that there is no such object is what the call wanted.
func (e *errand) alreadyGone(last answer) bool {
	return e.effect == drops && isNotFound(last) && (e.absenceIsFine || e.doubt)
}

func isNotFound(a answer) bool {
	return a.outcome == refused && a.reply != nil && a.reply.status == http.StatusNotFound && a.reply.fault.code != ""
}
