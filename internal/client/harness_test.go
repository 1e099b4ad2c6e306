package client

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/snowstage/terraform-provider-snowstage/internal/identifier"
)

// step answers one request.
type step func(w http.ResponseWriter, r *http.Request)

// seen is what a request looked like.
type seen struct {
	method, uri, body string
	header            http.Header
}

// account is a server that answers requests in the order of a script.
type account struct {
	*httptest.Server
	t    *testing.T
	mu   sync.Mutex
	next []step
	seen []seen
}

func newAccount(t *testing.T, script ...step) *account {
	t.Helper()
	a := &account{t: t, next: script}
	a.Server = httptest.NewServer(http.HandlerFunc(a.answer))
	t.Cleanup(a.Close)
	return a
}

func (a *account) answer(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	a.mu.Lock()
	a.seen = append(a.seen, seen{r.Method, r.RequestURI, string(body), maps.Clone(r.Header)})
	var next step
	if len(a.next) > 0 {
		next, a.next = a.next[0], a.next[1:]
	}
	a.mu.Unlock()
	if next == nil {
		a.t.Errorf("request beyond the script: %s %s", r.Method, r.RequestURI)
		w.WriteHeader(http.StatusTeapot)
		return
	}
	next(w, r)
}

func (a *account) requests() []seen {
	a.mu.Lock()
	defer a.mu.Unlock()
	return slices.Clone(a.seen)
}

func (a *account) uris() []string {
	var uris []string
	for _, request := range a.requests() {
		uris = append(uris, request.method+" "+request.uri)
	}
	return uris
}

func (a *account) address() *url.URL {
	address, err := url.Parse(a.URL)
	if err != nil {
		a.t.Fatal(err)
	}
	return address
}

// client talks to the account with a clock that sleeping moves and with half of every jitter.
func (a *account) client(adjust ...func(*Config)) (*Client, *clock) {
	a.t.Helper()
	clock := &clock{now: time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)}
	config := Config{
		BaseURL: a.address(), Credential: &fixedCredential{token: "first-token"}, UserAgent: "snowstage-test/1",
		Now: clock.Now, Sleep: clock.Sleep, Rand: func() float64 { return 0.5 },
	}
	for _, adjust := range adjust {
		adjust(&config)
	}
	c, err := New(config)
	if err != nil {
		a.t.Fatal(err)
	}
	return c, clock
}

// clock stands still except for sleepers.
type clock struct {
	mu     sync.Mutex
	now    time.Time
	sleeps []time.Duration
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) Sleep(ctx context.Context, d time.Duration) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
	c.sleeps = append(c.sleeps, d)
	return ctx.Err()
}

func (c *clock) slept() []time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.sleeps)
}

// fixedCredential renews to another token if it has one.
type fixedCredential struct {
	mu            sync.Mutex
	token, spare  string
	err, renewErr error
	dates         []time.Time
	renewals      int
}

func (*fixedCredential) TokenType() string { return "KEYPAIR_JWT" }

func (c *fixedCredential) Token(context.Context) (string, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.token, c.err
}

func (c *fixedCredential) Renew(_ context.Context, refused string) (string, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.renewals++
	if c.spare != "" && refused == c.token {
		c.token = c.spare
	}
	return c.token, c.renewErr
}

func (c *fixedCredential) ObserveDate(server time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.dates = append(c.dates, server)
}

const requestID = "01afef9d-0607-0550-0001-dd270c3902d7"

func respond(status int, contentType, body string, headers ...string) step {
	return func(w http.ResponseWriter, _ *http.Request) {
		if contentType != "" {
			w.Header().Set("Content-Type", contentType)
		}
		w.Header().Set("X-Snowflake-Request-ID", requestID)
		for i := 0; i < len(headers); i += 2 {
			w.Header().Add(headers[i], headers[i+1])
		}
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

func answerJSON(status int, body string, headers ...string) step {
	return respond(status, "application/json", body, headers...)
}

// fails answers like Snowflake.
func fails(status int, code, message string, headers ...string) step {
	return answerJSON(status, fmt.Sprintf(`{"code":%q,"error_code":%q,"message":%q,"request_id":%q}`, code, code, message, requestID), headers...)
}

func accepts(location string) step {
	return answerJSON(http.StatusAccepted, `{"code":"392604","message":"Request execution in progress."}`, "Location", location)
}

var loginPage = respond(http.StatusOK, "text/html; charset=utf-8", "<html><title>Corporate sign-in</title>")

// cutOffWith promises more than it sends.
func cutOffWith(status int, headers ...string) step {
	return answerJSON(status, `{"name":"X"`, append(headers, "Content-Length", "1000")...)
}

func cutOff(w http.ResponseWriter, r *http.Request) { cutOffWith(http.StatusOK)(w, r) }

// hangUp closes the connection instead of answering.
func hangUp(w http.ResponseWriter, _ *http.Request) { hijack(w, false) }

// reset aborts the connection instead of answering.
func reset(w http.ResponseWriter, _ *http.Request) { hijack(w, true) }

func hijack(w http.ResponseWriter, abort bool) {
	connection, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(err)
	}
	if tcp, ok := connection.(*net.TCPConn); ok && abort {
		_ = tcp.SetLinger(0)
	}
	_ = connection.Close()
}

// hang answers when the client has given up.
func hang(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }

func repeat(one step, times int) []step { return slices.Repeat([]step{one}, times) }

// roundTrip answers without a connection.
type roundTrip step

func (r roundTrip) RoundTrip(request *http.Request) (*http.Response, error) {
	recorder := httptest.NewRecorder()
	r(recorder, request)
	return recorder.Result(), nil
}

func name(t *testing.T, spelling string) identifier.Name {
	t.Helper()
	parsed, err := identifier.Parse(spelling)
	if err != nil {
		t.Fatal(err)
	}
	return parsed
}

func landing(t *testing.T) identifier.Qualified {
	t.Helper()
	return identifier.Qualified{Database: name(t, "analytics"), Schema: name(t, "raw"), Name: name(t, "landing")}
}

func collect[T any](rows func(func(T, error) bool)) ([]T, error) {
	var all []T
	for row, err := range rows {
		if err != nil {
			return all, err
		}
		all = append(all, row)
	}
	return all, nil
}

func failure(t *testing.T, err error) *Error {
	t.Helper()
	var failure *Error
	if err == nil || !errors.As(err, &failure) {
		t.Fatalf("not an *Error: %v", err)
	}
	return failure
}

func contains(t *testing.T, text string, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if !strings.Contains(text, part) {
			t.Errorf("%q does not hold %q", text, part)
		}
	}
}
