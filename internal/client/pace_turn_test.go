package client

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"golang.org/x/time/rate"
)

// refusal is a 429 that asks for a second.
func refusal() answer {
	return answer{outcome: throttled, reply: &reply{header: http.Header{"Retry-After": {"1"}}}}
}

// TestLimitOfOneOperationHoldsTheOthersBriefly has one request refused for a minute, again and again, and the others served.
func TestLimitOfOneOperationHoldsTheOthersBriefly(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		open, closed := &limited{limit: none{}, latency: 50 * time.Millisecond}, &limited{limit: shut(time.Minute), latency: 50 * time.Millisecond}
		c := open.client(t)
		c.transport = byMethod{http.MethodGet: open, http.MethodDelete: closed}
		deleted := make(chan error)
		go func() { deleted <- c.Stages.Delete(t.Context(), landing(t), true, nil) }()
		if took := work(t, c, 200, 10); took > 2*time.Minute {
			t.Errorf("the others took %v", took)
		}
		if got := failure(t, <-deleted); got.Status != http.StatusTooManyRequests || len(closed.refused) != c.config.MaxRetries+1 {
			t.Errorf("%d requests: %v", len(closed.refused), got)
		}
		for i := range len(closed.refused) - 1 {
			if apart := closed.refused[i+1].Sub(closed.refused[i]); apart < time.Minute {
				t.Errorf("sent again after %v", apart)
			}
		}
	})
}

// TestTurnGivenBackIsNotMeasured has many turns that were not used, and ten in a second that were.
func TestTurnGivenBackIsNotMeasured(t *testing.T) {
	t.Parallel()
	for _, outcome := range []outcome{unsent, hopeless, stopped} {
		t.Run(fmt.Sprint(outcome), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				p := (&limited{}).client(t).pacer
				for range 100 {
					wantTurn(t, p).giveBack(answer{outcome: outcome})
				}
				for range 10 {
					wantTurn(t, p).end(call{}, answer{outcome: answered})
					time.Sleep(100 * time.Millisecond)
				}
				wantTurn(t, p).end(call{}, refusal())
				if got := p.pace.start; got < 4 || got > 10 {
					t.Errorf("%v in a second", got)
				}
			})
		})
	}
}

// TestPaceStaysIfNothingIsTaken has all requests of an event refused, which says nothing about what the account would take.
func TestPaceStaysIfNothingIsTaken(t *testing.T) {
	t.Parallel()
	for _, perSecond := range []float64{0, 20} {
		t.Run(fmt.Sprint(perSecond), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				p := (&limited{}).client(t).pacer
				before := pace{start: perSecond, since: time.Now()}
				p.pace = before
				first, second := wantTurn(t, p), wantTurn(t, p)
				first.end(call{}, refusal())
				if p.pace == before {
					t.Error("the pace stays while one may still be taken")
				}
				second.end(call{}, refusal())
				if p.pace != before {
					t.Errorf("%+v after %+v", p.pace, before)
				}
			})
		})
	}
}

// TestPlaceOfOneWhoGaveUpGoesToTheNext has a request that gives up while it waits for its turn at the highest rate.
func TestPlaceOfOneWhoGaveUpGoesToTheNext(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := newPacer(Config{Now: time.Now, Sleep: sleep, RequestRate: 1})
		began := time.Now()
		wantTurn(t, p).end(call{}, answer{outcome: answered})
		impatient, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
		defer cancel()
		if _, err := p.await(impatient, inLine); !errors.Is(err, context.DeadlineExceeded) {
			t.Fatalf("got %v", err)
		}
		wantTurn(t, p).end(call{}, answer{outcome: answered})
		if took := time.Since(began); took > 1100*time.Millisecond {
			t.Errorf("the second turn came after %v", took)
		}
	})
}

// TestGuardedRequestsKeepTheRate has each delete looked after by two requests, which come at their own time.
func TestGuardedRequestsKeepTheRate(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		const perSecond, deletes = 10, 30
		account := &limited{limit: none{}, latency: 20 * time.Millisecond}
		c := account.client(t, func(config *Config) { config.RequestRate = perSecond })
		guard := func(ctx context.Context) error {
			_, first := c.Stages.Fetch(ctx, landing(t))
			_, second := c.Stages.Fetch(ctx, landing(t))
			return errors.Join(first, second)
		}
		start := time.Now()
		var wait sync.WaitGroup
		for range deletes {
			wait.Go(func() {
				if err := c.Stages.Delete(t.Context(), landing(t), true, guard); err != nil {
					t.Error(err)
				}
			})
		}
		wait.Wait()
		for i := range len(account.taken) - perSecond {
			if within := account.taken[i+perSecond].Sub(account.taken[i]); within < time.Second-time.Second/perSecond {
				t.Fatalf("%d requests in %v", perSecond+1, within)
			}
		}
		if took := time.Since(start); len(account.taken) != 3*deletes || took > 9100*time.Millisecond {
			t.Errorf("%d requests took %v", len(account.taken), took)
		}
	})
}

// TestLookInTheGraceDoesNotQueue interrupts a create that was carried out, while all requests are held or at a low rate.
func TestLookInTheGraceDoesNotQueue(t *testing.T) {
	t.Parallel()
	for name, limit := range map[string]func(c *Client){
		"in a hold": func(c *Client) { c.pacer.held = time.Now().Add(5 * time.Second) },
		"at a low pace": func(c *Client) {
			c.pacer.pace, c.pacer.next = pace{start: 1, since: time.Now()}, time.Now().Add(time.Second)
		},
		"at a low rate": func(c *Client) { c.pacer.fixed = rate.NewLimiter(1, 1); c.pacer.fixed.ReserveN(time.Now(), 1) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				account := &limited{limit: none{}, latency: 50 * time.Millisecond}
				c := account.client(t)
				ctx, interrupt := context.WithCancel(t.Context())
				c.transport = byMethod{http.MethodGet: account, http.MethodPost: roundTrip(func(w http.ResponseWriter, r *http.Request) {
					limit(c)
					interrupt()
					lostReply(w, r)
				})}
				if _, err := c.Stages.Create(ctx, landing(t).In(), Stage{Name: "LANDING"}, IfNotExists, nil); err != nil {
					t.Error(err)
				}
			})
		})
	}
}

// TestRefusalWithinAHoldIsNoNewEvent has a guarded request sent while all others are held.
func TestRefusalWithinAHoldIsNoNewEvent(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := (&limited{}).client(t).pacer
		guarded := wantTurn(t, p)
		for range 20 {
			wantTurn(t, p).end(call{}, answer{outcome: answered})
		}
		wantTurn(t, p).end(call{}, refusal())
		sent, err := guarded.renew(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		sent.end(call{}, refusal())
		if p.pace.top != 0 {
			t.Errorf("the pace was cut twice: %+v", p.pace)
		}
	})
}

// TestRefusalThatComesLate has a request refused after others were served for longer than the hold that follows it.
func TestRefusalThatComesLate(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := (&limited{}).client(t).pacer
		late := wantTurn(t, p)
		for range 45 {
			wantTurn(t, p).end(call{}, answer{outcome: answered})
			time.Sleep(time.Second / 30)
		}
		late.end(call{}, refusal())
		if got := p.pace.start; got < 20 || got > 45 {
			t.Errorf("%v in a second, of which 30 were served", got)
		}
	})
}
