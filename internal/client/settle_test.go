package client

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"
)

// TestContextThatEndsDuringTheLook shows that a look which is cut short is made up for in the grace.
func TestContextThatEndsDuringTheLook(t *testing.T) {
	t.Parallel()
	for _, ending := range []string{"interrupt", "time limit"} {
		t.Run(ending, func(t *testing.T) {
			t.Parallel()
			ctx, cancel := context.WithCancel(t.Context())
			if ending == "time limit" {
				ctx, cancel = context.WithTimeout(t.Context(), 100*time.Millisecond)
			}
			defer cancel()
			var clock *clock
			account := newAccount(t, serverAt(&clock, 0, lostReply), heldUntil(ending, cancel), serverAt(&clock, 0, stageCreated("2026-11-22T12:00:02.000Z")))
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

// heldUntil answers nothing before the context of the request ends, which an interrupt does at once.
func heldUntil(ending string, cancel context.CancelFunc) step {
	return func(w http.ResponseWriter, r *http.Request) {
		if ending == "interrupt" {
			cancel()
		}
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
