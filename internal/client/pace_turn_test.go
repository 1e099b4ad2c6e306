package client

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"testing"
	"testing/synctest"
	"time"
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
		if _, err := p.await(impatient); !errors.Is(err, context.DeadlineExceeded) {
			t.Fatalf("got %v", err)
		}
		wantTurn(t, p).end(call{}, answer{outcome: answered})
		if took := time.Since(began); took > 1100*time.Millisecond {
			t.Errorf("the second turn came after %v", took)
		}
	})
}
