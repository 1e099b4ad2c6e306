package client

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"
)

// operation calls one operation and discards its result.
type operation struct {
	name    string
	success string
	call    func(ctx context.Context, t *testing.T, c *Client) error
}

func (o operation) isWrite() bool {
	return slices.Contains([]string{"delete", "create", "replace", "ensure"}, o.name)
}

// notDone is what a look sees of a write that was not done.
func (o operation) notDone() step {
	if o.name == "delete" {
		return answerJSON(200, `{"name":"LANDING"}`)
	}
	return fails(404, "002003", "stage 'LANDING' does not exist or not authorized.")
}

func operations() []operation {
	create := func(mode CreateMode) func(context.Context, *testing.T, *Client) error {
		return func(ctx context.Context, t *testing.T, c *Client) error {
			_, err := c.Stages.Create(ctx, landing(t).In(), Stage{Name: "LANDING"}, mode, nil)
			return err
		}
	}
	done := `{"status":"Request successfully completed"}`
	return []operation{
		{"fetch", `{"name":"LANDING"}`, func(ctx context.Context, t *testing.T, c *Client) error {
			_, err := c.Stages.Fetch(ctx, landing(t))
			return err
		}},
		{"list", `[{"name":"LANDING"}]`, func(ctx context.Context, t *testing.T, c *Client) error {
			_, err := collect(c.Stages.List(ctx, landing(t).In(), ""))
			return err
		}},
		{"files", `[{"name":"landing/a.csv"}]`, func(ctx context.Context, t *testing.T, c *Client) error {
			_, err := collect(c.Stages.ListFiles(ctx, landing(t), "", 0))
			return err
		}},
		{"presign", `{"presigned_url":"https://store.example/a?sig=1"}`, func(ctx context.Context, t *testing.T, c *Client) error {
			_, err := c.Stages.PresignURL(ctx, landing(t), "a.csv", PresignedURLRequest{})
			return err
		}},
		{"delete", done, func(ctx context.Context, t *testing.T, c *Client) error {
			return c.Stages.Delete(ctx, landing(t), false, nil)
		}},
		{"create", done, create(ErrorIfExists)},
		{"replace", done, create(OrReplace)},
		{"ensure", done, create(IfNotExists)},
	}
}

// What becomes of an operation whose first request has an outcome and whose next would succeed.
const (
	again  = "again"  // a second request, and success
	looks  = "looks"  // a look what became of it, which shows that it was not done; then a second request, and success
	failed = "failed" // an error at once
)

// TestOutcomes holds the table "Outcomes": what each reply means to each kind of request.
func TestOutcomes(t *testing.T) {
	t.Parallel()
	html := func(status int) step { return respond(status, "text/html", "<title>Gateway</title>") }
	type row struct {
		name        string
		first       step
		read, write string
		kind        error // of the error, if there is one
	}
	rows := []row{
		{"429", fails(429, "390429", "slow down"), again, again, nil},
		{"429 html", html(429), again, again, nil},
		{"408", fails(408, "000604", "timed out"), again, looks, nil},
		{"500", fails(500, "370001", "internal"), again, looks, nil},
		{"502 html", html(502), again, looks, nil},
		{"503", fails(503, "390503", "busy"), again, looks, nil},
		{"504 html", html(504), again, looks, nil},
		{"501", html(501), failed, looks, ErrNotSnowflake},
		{"reset", reset, again, looks, nil},
		{"hang up", hangUp, again, looks, nil},
		{"cut off", cutOff, again, looks, nil},
		{"cut off 409", cutOffWith(409), again, looks, nil},
		{"cut off json", answerJSON(200, `{"name":"LAND`), again, looks, nil},
		{"401", fails(401, "390144", "JWT token is invalid."), again, again, nil},
		{"400", fails(400, "001003", "syntax error"), failed, failed, nil},
		{"400 empty", respond(400, "", ""), failed, failed, ErrNotSnowflake},
		{"403", fails(403, "003001", "insufficient privileges"), failed, failed, ErrForbidden},
		{"403 html", html(403), failed, failed, ErrNotSnowflake},
		{"404", fails(404, "002003", "does not exist or not authorized."), failed, failed, ErrNotFound},
		{"404 empty", respond(404, "", ""), failed, failed, ErrNotSnowflake},
		{"404 html", html(404), failed, failed, ErrNotSnowflake},
		{"404 without a code", fails(404, "", "no such thing"), failed, failed, ErrNotSnowflake},
		{"405", html(405), failed, failed, ErrNotSnowflake},
		{"407", html(407), failed, failed, ErrNotSnowflake},
		{"409", fails(409, "002002", "already exists."), failed, failed, ErrConflict},
		{"410", fails(410, "390410", "gone"), failed, failed, nil},
		{"415", respond(415, "", ""), failed, failed, ErrNotSnowflake},
		{"login page", loginPage, failed, looks, ErrNotSnowflake},
		{"200 empty", answerJSON(200, ""), failed, looks, ErrNotSnowflake},
		{"200 text as json", answerJSON(200, "OK"), failed, looks, ErrNotSnowflake},
		{"204", respond(204, "", ""), failed, looks, ErrNotSnowflake},
		{"206", answerJSON(206, `[]`), failed, looks, nil},
		{"202 without result", answerJSON(202, `{}`), failed, looks, nil},
	}
	for _, row := range rows {
		for _, op := range operations() {
			want := row.read
			if op.isWrite() {
				want = row.write
			}
			t.Run(row.name+"/"+op.name, func(t *testing.T) {
				t.Parallel()
				script := []step{row.first, answerJSON(200, op.success)}
				if want == looks {
					script = []step{row.first, op.notDone(), answerJSON(200, op.success)}
				}
				account := newAccount(t, script...)
				c, _ := account.client(withSpareToken)
				err := op.call(t.Context(), t, c)
				requests := account.uris()
				if want != failed {
					if err != nil || len(requests) != len(script) || requests[0] != requests[len(requests)-1] {
						t.Fatalf("%v, %v", requests, err)
					}
					return
				}
				if len(requests) != 1 {
					t.Errorf("%v", requests)
				}
				if got := failure(t, err); errors.Is(got, ErrUnclear) {
					t.Errorf("unclear: %v", got)
				}
				if row.kind != nil && !errors.Is(err, row.kind) {
					t.Errorf("not %v: %v", row.kind, err)
				}
				for status, kind := range map[string]error{"404": ErrNotFound, "409": ErrConflict, "403": ErrForbidden} {
					if errors.Is(err, kind) && !strings.Contains(row.name, status) {
						t.Errorf("%v: %v", kind, err)
					}
				}
				if errors.Is(err, ErrNotFound) && errors.Is(err, ErrNotSnowflake) {
					t.Errorf("somebody else's 404: %v", err)
				}
			})
		}
	}
}

func withSpareToken(config *Config) {
	config.Credential = &fixedCredential{token: "first-token", spare: "second-token"}
}

// TestNeverSent shows that what did not leave is repeated whatever it was.
func TestNeverSent(t *testing.T) {
	t.Parallel()
	for _, op := range operations() {
		t.Run(op.name, func(t *testing.T) {
			t.Parallel()
			account := newAccount(t, answerJSON(200, op.success))
			c, clock := account.client()
			c.transport = &failingDials{RoundTripper: c.transport, left: 2}
			if err := op.call(t.Context(), t, c); err != nil {
				t.Fatal(err)
			}
			if len(clock.slept()) != 2 || len(account.requests()) != 1 {
				t.Errorf("%d pauses, %d requests", len(clock.slept()), len(account.requests()))
			}
		})
	}
}

type failingDials struct {
	http.RoundTripper
	left int
}

func (f *failingDials) RoundTrip(request *http.Request) (*http.Response, error) {
	if f.left > 0 {
		f.left--
		return nil, errors.New("dial tcp: connection refused")
	}
	return f.RoundTripper.RoundTrip(request)
}
