package client

import (
	"context"
	"errors"
	"fmt"
	"math"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// work sends requests, some at a time, and returns how long it took.
func work(t *testing.T, c *Client, requests, parallelism int) time.Duration {
	t.Helper()
	stage := landing(t)
	start := time.Now()
	var begun atomic.Int32
	var wait sync.WaitGroup
	for range parallelism {
		wait.Go(func() {
			for int(begun.Add(1)) <= requests {
				if _, err := c.Stages.Fetch(t.Context(), stage); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wait.Wait()
	return time.Since(start)
}

// TestPace sends more than an account allows, which is limited in one of the two usual ways. A bucket is made good use of; windows, which
// give back nothing of what a hold has wasted, a little less.
func TestPace(t *testing.T) {
	t.Parallel()
	for _, silent := range []bool{false, true} {
		t.Run(fmt.Sprintf("silent %v", silent), func(t *testing.T) {
			t.Parallel()
			testPace(t, silent)
		})
	}
}

func testPace(t *testing.T, silent bool) {
	const mostRefused = 0.05
	for name, newLimit := range limits() {
		longest, rates := 1.2, []int{5, 20, 100}
		if name == "a bucket" {
			longest = 1.1
		}
		if silent || name != "a bucket" && name != "windows" {
			rates = []int{20}
		}
		for _, perSecond := range rates {
			for _, latency := range []time.Duration{0, 50 * time.Millisecond, 300 * time.Millisecond} {
				for _, parallelism := range []int{10, 50} {
					t.Run(fmt.Sprintf("%s of %d, %v, %d at once", name, perSecond, latency, parallelism), func(t *testing.T) {
						t.Parallel()
						synctest.Test(t, func(t *testing.T) {
							// So many that what is sent before the first 429 can come is no large part of them.
							requests := max(1000, 50*perSecond, 200*parallelism/perSecond)
							account := &limited{limit: newLimit(perSecond), latency: latency, silent: silent}
							// A single repetition has to do: nobody is refused again and again.
							took := work(t, account.client(t, func(config *Config) { config.MaxRetries = 1 }), requests, parallelism)
							atBest := max(float64(requests-perSecond)/float64(perSecond), float64(requests/parallelism)*latency.Seconds())
							if ratio := took.Seconds() / atBest; ratio > longest {
								t.Errorf("it took %.2f of what is possible", ratio)
							}
							if share := float64(len(account.refused)) / float64(len(account.taken)+len(account.refused)); share > mostRefused {
								t.Errorf("%.1f %% were refused", 100*share)
							}
						})
					})
				}
			}
		}
	}
}

func TestNobodyIsDelayedWithoutRefusal(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		account := &limited{limit: none{}, latency: 50 * time.Millisecond}
		if took := work(t, account.client(t), 1000, 50); took != time.Second {
			t.Errorf("1,000 requests, 50 at a time, took %v", took)
		}
	})
}

// TestPaceIsForgotten slows down once, and measures what is possible some minutes later.
func TestPaceIsForgotten(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		account := &limited{limit: newBucket(20), latency: 50 * time.Millisecond}
		c := account.client(t)
		work(t, c, 100, 10)
		account.limit = none{}
		if took := work(t, c, 10_000, 10); took > 4*time.Minute {
			t.Errorf("10,000 requests took %v", took)
		}
		if took := work(t, c, 1000, 10); took != 5*time.Second {
			t.Errorf("1,000 requests took %v", took)
		}
	})
}

func TestRequestRateIsNeverExceeded(t *testing.T) {
	t.Parallel()
	for _, perSecond := range []int{1, 20, 250, 2000} {
		t.Run(fmt.Sprint(perSecond), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				account := &limited{limit: none{}, latency: 2 * time.Millisecond}
				c := account.client(t, func(config *Config) { config.RequestRate = perSecond })
				took := work(t, c, 3*perSecond, 50)
				for i, at := range account.taken {
					if later := i + perSecond; later < len(account.taken) && account.taken[later].Sub(at) < time.Second-time.Second/time.Duration(perSecond) {
						t.Fatalf("%d requests in %v", perSecond+1, account.taken[later].Sub(at))
					}
				}
				if took > 3*time.Second+100*time.Millisecond {
					t.Errorf("%d requests took %v", 3*perSecond, took)
				}
			})
		})
	}
}

// TestWaitingForATurnIsNoTry has a hold of a minute, of which a try may take a second.
func TestWaitingForATurnIsNoTry(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		account := &limited{limit: none{}, latency: 50 * time.Millisecond}
		c := account.client(t, func(config *Config) { config.RequestTimeout, config.MaxRetries = time.Second, -1 })
		c.pacer.held = time.Now().Add(time.Minute)
		if took := work(t, c, 20, 10); took != time.Minute+100*time.Millisecond {
			t.Errorf("it took %v", took)
		}
	})
}

func TestWaitingForATurnEndsWithTheContext(t *testing.T) {
	t.Parallel()
	for name, adjust := range map[string]func(*Config){
		"in a hold":          func(*Config) {},
		"at a rate":          func(config *Config) { config.RequestRate = 1 },
		"in a hold, at both": func(config *Config) { config.RequestRate = 2 },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				account := &limited{limit: none{}}
				c := account.client(t, adjust)
				if c.config.RequestRate != 1 {
					c.pacer.held = time.Now().Add(time.Minute)
				}
				ctx, cancel := context.WithTimeout(t.Context(), 1500*time.Millisecond)
				defer cancel()
				start := time.Now()
				var wait sync.WaitGroup
				for range 10 {
					wait.Go(func() {
						_, err := c.Stages.Fetch(ctx, landing(t))
						if err != nil && (!errors.Is(err, context.DeadlineExceeded) || failure(t, err).Tries != 0) {
							t.Errorf("%v", err)
						}
					})
				}
				wait.Wait()
				if sent := len(account.taken); time.Since(start) != 1500*time.Millisecond || sent > 2 {
					t.Errorf("%d sent, after %v", sent, time.Since(start))
				}
				if c.pacer.present != 0 {
					t.Errorf("%d are still counted", c.pacer.present)
				}
			})
		})
	}
}

// TestRefusalsTogetherAreOneEvent has five requests refused at three moments; then one that was sent later.
func TestRefusalsTogetherAreOneEvent(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := (&limited{}).client(t).pacer
		turns := make([]turn, 20)
		for i := range turns {
			turns[i] = wantTurn(t, p)
		}
		for i, turn := range turns {
			if i < 15 {
				turn.end(call{}, answer{})
				continue
			}
			time.Sleep(20 * time.Millisecond)
			if !turn.end(call{}, refusal()) {
				t.Error("not for the others' sake")
			}
		}
		if want := 15.0; math.Abs(p.pace.start-want) > 0.5 || p.pace.top != 0 {
			t.Errorf("%+v, want %v in a second", p.pace, want)
		}
		next := wantTurn(t, p)
		_ = wantTurn(t, p) // is under way meanwhile
		if held := next.at.Sub(turns[0].at); held != 1100*time.Millisecond {
			t.Errorf("held for %v", held)
		}
		first := p.pace
		next.end(call{}, refusal())
		if p.pace.top >= first.at(next.at) || p.pace.top < 0.9*first.start {
			t.Errorf("%+v after %+v", p.pace, first)
		}
	})
}

func wantTurn(t *testing.T, p *pacer) turn {
	t.Helper()
	given, err := p.await(t.Context(), inLine)
	if err != nil {
		t.Fatal(err)
	}
	return given
}

// TestRefusedWhileOthersAreServed gives up at last, since the limit is not one of them all.
func TestRefusedWhileOthersAreServed(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		open, closed := &limited{limit: none{}, latency: 50 * time.Millisecond}, &limited{limit: shut(time.Second), latency: 50 * time.Millisecond}
		c := open.client(t, func(config *Config) { config.MaxRetries = 2 })
		c.transport = byMethod{http.MethodGet: open, http.MethodDelete: closed}
		ctx, cancel := context.WithCancel(t.Context())
		var others sync.WaitGroup
		for range 9 {
			others.Go(func() {
				for ctx.Err() == nil {
					_, _ = c.Stages.Fetch(ctx, landing(t))
				}
			})
		}
		time.Sleep(time.Second)
		err := c.Stages.Delete(t.Context(), landing(t), true, nil)
		cancel()
		others.Wait()
		if got := failure(t, err); got.Status != http.StatusTooManyRequests || got.Tries != 5 {
			t.Errorf("%v", err)
		}
	})
}

type byMethod map[string]http.RoundTripper

func (m byMethod) RoundTrip(request *http.Request) (*http.Response, error) {
	return m[request.Method].RoundTrip(request)
}

// TestRefusedAltogether keeps to the schedule and the budget of all retries.
func TestRefusedAltogether(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		account := &limited{limit: shut(time.Second)}
		c := account.client(t)
		var wait sync.WaitGroup
		for range 50 {
			wait.Go(func() {
				_, err := c.Stages.Fetch(t.Context(), landing(t))
				if got := failure(t, err); got.Status != http.StatusTooManyRequests || got.Tries != 8 {
					t.Errorf("%v", err)
				}
			})
		}
		start := time.Now()
		wait.Wait()
		if least := time.Duration(7*50-retryBurst) * time.Second / retriesPerSecond; len(account.refused) != 8*50 || time.Since(start) < least {
			t.Errorf("%d requests in %v", len(account.refused), time.Since(start))
		}
	})
}

// TestLimitOfAPipeHoldsNobodyElse has Snowpipe refuse a scan of the history.
func TestLimitOfAPipeHoldsNobodyElse(t *testing.T) {
	t.Parallel()
	account := newAccount(t, fails(429, "390429", "too many scans", "Retry-After", "60"), answerJSON(200, `{"name":"LANDING"}`))
	c, clock := account.client(func(config *Config) { config.MaxRetries = -1 })
	if _, err := c.Pipes.Report(t.Context(), landing(t), ""); failure(t, err).Status != 429 {
		t.Errorf("%v", err)
	}
	if _, err := c.Stages.Fetch(t.Context(), landing(t)); err != nil || len(clock.slept()) != 0 {
		t.Errorf("%v after %v", err, clock.slept())
	}
}
