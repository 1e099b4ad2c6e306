package client

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// hostile is a server in the account's place. It plays a script, and its last step for ever after.
type hostile struct {
	*httptest.Server
	mu     sync.Mutex
	script []step
	asked  []string // host and path of each request
}

func newHostile(t *testing.T) *hostile {
	t.Helper()
	h := &hostile{}
	h.Server = httptest.NewServer(h)
	t.Cleanup(h.Close)
	return h
}

func (h *hostile) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h.mu.Lock()
	h.asked = append(h.asked, r.Host+r.URL.Path)
	next := h.script[0]
	if len(h.script) > 1 {
		h.script = h.script[1:]
	}
	h.mu.Unlock()
	next(w, r)
}

func (h *hostile) play(script []step) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.script, h.asked = script, nil
}

func (h *hostile) wasAsked() []string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return slices.Clone(h.asked)
}

// client repeats nothing, and waits for nothing.
func (h *hostile) client(t *testing.T, adjust ...func(*Config)) *Client {
	t.Helper()
	base, err := url.Parse(h.URL)
	if err != nil {
		t.Fatal(err)
	}
	clock := &clock{now: time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)}
	config := Config{
		BaseURL: base, Credential: &untiring{}, UserAgent: "snowstage-test/1", MaxRetries: -1,
		Now: clock.Now, Sleep: clock.Sleep, Rand: func() float64 { return 0.5 },
	}
	for _, adjust := range adjust {
		adjust(&config)
	}
	c, err := New(config)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// untiring has another token for each that is refused.
type untiring struct{ renewals atomic.Int32 }

func (*untiring) TokenType() string { return "KEYPAIR_JWT" }

func (u *untiring) Token(context.Context) (string, error) {
	return fmt.Sprintf("token-%d", u.renewals.Load()), nil
}

func (u *untiring) Renew(ctx context.Context, _ string) (string, error) {
	u.renewals.Add(1)
	return u.Token(ctx)
}
