package client

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
)

// TestContextThatEndsDuringTheLook shows that a look which is cut short is made up for in the grace.
func TestContextThatEndsDuringTheLook(t *testing.T) {
	t.Parallel()
	for ending, begin := range endings {
		t.Run(ending, func(t *testing.T) {
			t.Parallel()
			ctx, end := begin(t.Context())
			defer end()
			var clock *clock
			account := newAccount(t, serverAt(&clock, 0, lostReply), heldUntil(end), serverAt(&clock, 0, stageCreated("2026-11-22T12:00:02.000Z")))
			c, fake := account.client()
			clock = fake
			found, err := c.Stages.Create(ctx, landing(t).In(), Stage{Name: "LANDING"}, ErrorIfExists, nil)
			if err != nil || found == nil {
				t.Errorf("%v, %v", found, err)
			}
			if got := len(account.requests()); got != 3 {
				t.Errorf("%v", account.uris())
			}
		})
	}
}

// TestOnlyATimeLimitLeavesTimeToAskMore finds a stage of which one reply does not tell whether it is older than the create.
func TestOnlyATimeLimitLeavesTimeToAskMore(t *testing.T) {
	t.Parallel()
	for ending, begin := range endings {
		t.Run(ending, func(t *testing.T) {
			t.Parallel()
			ctx, end := begin(t.Context())
			defer end()
			account, c := scriptedAt(t, 0, append([]step{heldUntil(end)}, repeat(stageCreated("2026-11-22T12:00:00.100Z"), moreDates+1)...)...)
			if _, err := c.Stages.Create(ctx, landing(t).In(), Stage{Name: "LANDING"}, ErrorIfExists, nil); err != nil {
				t.Error(err)
			}
			if asked := len(account.requests()); (asked > 2) != (ending == "time limit") {
				t.Errorf("%d requests: %v", asked, account.uris())
			}
		})
	}
}

// endings are how a context ends, each with the function that ends it.
var endings = map[string]func(context.Context) (ctx context.Context, end context.CancelFunc){
	"interrupt":  context.WithCancel,
	"time limit": timeLimit,
}

// timeLimit is a context whose time is over when end is called, however slow the machine is.
func timeLimit(parent context.Context) (ctx context.Context, end context.CancelFunc) {
	inner, end := context.WithCancel(parent)
	return overdue{inner}, end
}

type overdue struct{ context.Context }

func (o overdue) Err() error {
	if o.Context.Err() != nil {
		return context.DeadlineExceeded
	}
	return nil
}

// Value hides the context inside, which would tell those derived from it of an interrupt.
func (overdue) Value(any) any { return nil }

// heldUntil ends the caller's context once the request has arrived, and answers nothing.
func heldUntil(end context.CancelFunc) step {
	return func(w http.ResponseWriter, r *http.Request) {
		end()
		hang(w, r)
	}
}

// TestAnswerToTheLookIsNoAnswerToTheWrite shows that an error is of the kinds of the write alone.
func TestAnswerToTheLookIsNoAnswerToTheWrite(t *testing.T) {
	t.Parallel()
	looks := map[string]struct {
		look step
		says string
	}{
		"refused":       {noLook, "the look is refused"},
		"a proxy's":     {respond(404, "text/html", "<title>Nobody home</title>"), "Nobody home"},
		"not signed in": {fails(401, "390144", "JWT token is invalid."), "JWT token is invalid."},
	}
	for name, test := range looks {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			account := newAccount(t, lostReply, test.look)
			c, _ := account.client()
			_, err := c.Stages.Create(t.Context(), landing(t).In(), Stage{Name: "LANDING"}, ErrorIfExists, nil)
			for _, kind := range []error{ErrForbidden, ErrNotSnowflake, ErrUnauthorized, ErrNotFound} {
				if errors.Is(err, kind) {
					t.Errorf("%v: %v", kind, err)
				}
			}
			if got := failure(t, err); !errors.Is(err, ErrUnclear) || got.Message != "busy" || !strings.Contains(got.Cause.Error(), "looking what became of it: ") || !strings.Contains(got.Cause.Error(), test.says) {
				t.Errorf("%v", err)
			}
		})
	}
}

// TestLookRepeatsNoSecret lets a server tell in the look what the create had sent.
func TestLookRepeatsNoSecret(t *testing.T) {
	t.Parallel()
	const secret = "a-sas-token-of-a-certain-length"
	account := newAccount(t, lostReply, fails(403, "003001", "no: "+secret))
	c, _ := account.client()
	_, err := c.Stages.Create(t.Context(), landing(t).In(), Stage{Name: "LANDING", Credentials: &Credentials{AzureSASToken: new(Secret(secret))}}, ErrorIfExists, nil)
	if !errors.Is(err, ErrUnclear) || strings.Contains(err.Error(), secret) {
		t.Errorf("%v", err)
	}
}
