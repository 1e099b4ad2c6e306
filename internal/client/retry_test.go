package client

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestRetriesFollowTheSchedule(t *testing.T) {
	t.Parallel()
	account := newAccount(t, repeat(fails(503, "390503", "busy"), 8)...)
	c, clock := account.client()
	_, err := c.Stages.Fetch(t.Context(), landing(t))
	if got := failure(t, err); got.Tries != 8 || got.Status != 503 || got.Code != "390503" {
		t.Errorf("%+v", got)
	}
	// Half of 0.5 s, doubled up to half of 20 s.
	want := []time.Duration{
		250 * time.Millisecond, 500 * time.Millisecond, time.Second, 2 * time.Second, 4 * time.Second, 8 * time.Second, 10 * time.Second,
	}
	if !slices.Equal(clock.slept(), want) {
		t.Errorf("slept %v, not %v", clock.slept(), want)
	}
}

func TestMaxRetries(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ retries, requests int }{{-1, 1}, {1, 2}, {0, 8}} {
		account := newAccount(t, repeat(fails(429, "", "slow down"), test.requests)...)
		c, _ := account.client(func(config *Config) { config.MaxRetries = test.retries })
		_, err := c.Stages.Fetch(t.Context(), landing(t))
		if got := failure(t, err).Tries; got != test.requests {
			t.Errorf("%d retries: %d tries", test.retries, got)
		}
	}
}

func TestRetryAfter(t *testing.T) {
	t.Parallel()
	const date = "Sun, 22 Nov 2026 11:00:00 GMT" // an hour behind the client's clock
	tests := []struct {
		name    string
		headers []string
		want    time.Duration
	}{
		{"seconds", []string{"Retry-After", " 7 "}, 7 * time.Second},
		{"capped", []string{"Retry-After", "86400"}, time.Minute},
		{"more than fits a number", []string{"Retry-After", "99999999999999999999"}, time.Minute},
		{"date of a server with another clock", []string{"Retry-After", "Sun, 22 Nov 2026 11:00:09 GMT", "Date", date}, 9 * time.Second},
		{"date without a date to compare", []string{"Retry-After", "Sun, 22 Nov 2026 12:00:05 GMT", "Date", "?"}, 5 * time.Second},
		{"date gone by", []string{"Retry-After", "Sun, 22 Nov 2026 10:00:00 GMT", "Date", date}, 0},
		{"date capped", []string{"Retry-After", "Mon, 23 Nov 2026 11:00:00 GMT", "Date", date}, time.Minute},
		{"negative", []string{"Retry-After", "-5"}, 0},
		{"text", []string{"Retry-After", "soon"}, 0},
		{"none", nil, 0},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			account := newAccount(t, fails(429, "", "slow down", test.headers...), answerJSON(200, `{"name":"LANDING"}`))
			c, clock := account.client()
			if _, err := c.Stages.Fetch(t.Context(), landing(t)); err != nil {
				t.Fatal(err)
			}
			want := []time.Duration{test.want + 250*time.Millisecond}
			if got := clock.slept(); !slices.Equal(got, want) {
				t.Errorf("slept %v, not %v", got, want)
			}
		})
	}
}

// TestRetryBudget shows that retries of all requests together come at most five a second after the first twenty.
func TestRetryBudget(t *testing.T) {
	t.Parallel()
	const requests = 60
	var script []step
	for range requests {
		script = append(script, fails(429, "", "slow down"), answerJSON(200, `{"name":"LANDING"}`))
	}
	account := newAccount(t, script...)
	c, clock := account.client(func(config *Config) { config.Rand = func() float64 { return 0 } })
	start := clock.Now()
	for range requests {
		if _, err := c.Stages.Fetch(t.Context(), landing(t)); err != nil {
			t.Fatal(err)
		}
	}
	got := clock.Now().Sub(start).Round(time.Millisecond)
	if want := (requests - retryBurst) * time.Second / retriesPerSecond; got != want {
		t.Errorf("the retries took %v, not %v", got, want)
	}
}

func TestRefusedTokenIsRenewedOnce(t *testing.T) {
	t.Parallel()
	refused := fails(401, "390144", "JWT token is invalid. [7fb87e37]")
	tests := []struct {
		name     string
		spare    string
		script   []step
		want     error
		requests int
	}{
		{"another token", "second-token", []step{refused, answerJSON(200, `{"name":"LANDING"}`)}, nil, 2},
		{"another token, refused as well", "second-token", []step{refused, refused}, ErrUnauthorized, 2},
		{"no other token", "", []step{refused}, ErrUnauthorized, 1},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			credential := &fixedCredential{token: "first-token", spare: test.spare}
			account := newAccount(t, test.script...)
			c, clock := account.client(func(config *Config) { config.Credential = credential; config.MaxRetries = -1 })
			_, err := c.Stages.Fetch(t.Context(), landing(t))
			if !errors.Is(err, test.want) {
				t.Errorf("%v, not %v", err, test.want)
			}
			requests := account.requests()
			if len(requests) != test.requests || credential.renewals != 1 || len(clock.slept()) != 0 {
				t.Errorf("%d requests, %d renewals, %d pauses", len(requests), credential.renewals, len(clock.slept()))
			}
			if got := requests[len(requests)-1].header.Get("Authorization"); test.spare != "" && got != "Bearer second-token" {
				t.Errorf("sent %q", got)
			}
		})
	}
}

func TestCredentialFails(t *testing.T) {
	t.Parallel()
	broken := errors.New("the token endpoint is down")
	tests := []struct {
		name       string
		credential *fixedCredential
		script     []step
		also       error
	}{
		{"no token", &fixedCredential{err: broken}, nil, broken},
		{"empty token", &fixedCredential{}, nil, nil},
		{"token with a line break", &fixedCredential{token: "secret\n"}, nil, nil},
		{"no renewal", &fixedCredential{token: "t", renewErr: broken}, []step{fails(401, "390318", "expired")}, broken},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			account := newAccount(t, test.script...)
			c, clock := account.client(func(config *Config) { config.Credential = test.credential })
			err := c.Stages.Delete(t.Context(), landing(t), true, nil)
			if !errors.Is(err, ErrNoToken) || test.also != nil && !errors.Is(err, test.also) || errors.Is(err, ErrUnclear) {
				t.Errorf("%v", err)
			}
			if strings.Contains(err.Error(), "secret") || len(clock.slept()) != 0 {
				t.Errorf("%d pauses: %v", len(clock.slept()), err)
			}
		})
	}
}

func TestOneTryTakesTooLong(t *testing.T) {
	t.Parallel()
	headersOnly := func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write([]byte(`{`))
		_ = http.NewResponseController(w).Flush()
		<-r.Context().Done()
	}
	for name, slow := range map[string]step{"no reply": hang, "half a reply": headersOnly} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			account := newAccount(t, slow, slow)
			c, _ := account.client(func(config *Config) { config.RequestTimeout = 30 * time.Millisecond; config.MaxRetries = 1 })
			_, err := c.Stages.Fetch(t.Context(), landing(t))
			contains(t, failure(t, err).Error(), "no complete reply within 30ms", "2 tries")
			if errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("the end of one try looks like the end of the caller's time: %v", err)
			}
		})
	}
}

func TestCancellationEndsACallAtOnce(t *testing.T) {
	t.Parallel()
	first := map[string]func(end context.CancelFunc) step{
		"while the reply is awaited":    heldUntil,
		"while the next try is awaited": func(context.CancelFunc) step { return fails(408, "000604", "timed out", "Retry-After", "60") },
		"while the result is awaited": func(context.CancelFunc) step {
			return answerJSON(202, `{}`, "Location", "/api/v2/results/1", "Retry-After", "60")
		},
	}
	for moment, answer := range first {
		for _, op := range operations() {
			t.Run(moment+"/"+op.name, func(t *testing.T) {
				t.Parallel()
				ctx, cancel := context.WithCancel(t.Context())
				account := newAccount(t, answer(cancel), fails(503, "390503", "busy", "Retry-After", "60"))
				c, _ := account.client(func(config *Config) {
					config.Sleep = func(ctx context.Context, d time.Duration) error {
						time.AfterFunc(20*time.Millisecond, cancel)
						return sleep(ctx, d)
					}
				})
				err := op.call(ctx, t, c)
				if !errors.Is(err, context.Canceled) || strings.Contains(err.Error(), "after: context canceled") {
					t.Errorf("got %v", err)
				}
				if errors.Is(err, ErrUnclear) != op.isWrite() {
					t.Errorf("unclear should be %v: %v", op.isWrite(), err)
				}
			})
		}
	}
}

// TestCancellationAfterAReplyIsTold is cancelled between a reply and the wait for the next try.
func TestCancellationAfterAReplyIsTold(t *testing.T) {
	t.Parallel()
	for _, op := range operations() {
		t.Run(op.name, func(t *testing.T) {
			t.Parallel()
			ctx, cancel := context.WithCancel(t.Context())
			account := newAccount(t, repeat(fails(503, "390503", "busy", "Retry-After", "60"), 20)...)
			c, _ := account.client(func(config *Config) {
				config.Log = func(context.Context, Event) { cancel() }
			})
			if err := op.call(ctx, t, c); !errors.Is(err, context.Canceled) || !strings.Contains(err.Error(), "503 390503: busy") {
				t.Errorf("got %v", err)
			}
		})
	}
}

// TestInterruptTakesNoPlaceAmongTheRetries leaves the budget to the looks at what became of writes.
func TestInterruptTakesNoPlaceAmongTheRetries(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	c, clock := newAccount(t).client(func(config *Config) {
		config.Sleep = func(ctx context.Context, _ time.Duration) error { return ctx.Err() }
	})
	for range 2 * retryBurst {
		if err := c.errand(call{}).pause(ctx, answer{outcome: lost}); !errors.Is(err, context.Canceled) {
			t.Fatalf("got %v", err)
		}
	}
	if left := c.retryPacer.TokensAt(clock.Now()); left < retryBurst {
		t.Errorf("%v of %d places are left", left, retryBurst)
	}
}

func TestEndedContextSendsNothing(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, op := range operations() {
		account := newAccount(t)
		c, _ := account.client()
		if err := op.call(ctx, t, c); !errors.Is(err, context.Canceled) || errors.Is(err, ErrUnclear) || errors.Is(err, ErrNoToken) {
			t.Errorf("%s: %v", op.name, err)
		}
	}
}
