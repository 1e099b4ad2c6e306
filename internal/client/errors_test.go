package client

import (
	"errors"
	"io"
	"net/http"
	"testing"
	"time"
)

func TestErrorText(t *testing.T) {
	t.Parallel()
	const create = "createStage POST " + stagesURI + ": "
	const id = "request id " + requestID
	const look = "fetchStage GET " + stagesURI + "/X: 403 003001: no (" + id + ")"
	refusedLook := fails(403, "003001", "no")
	tests := []struct {
		name   string
		script []step
		want   string
	}{
		{"conflict", []step{fails(409, "002002", "\nobject 'X'\nalready exists.")}, create + "409 002002: object 'X' already exists. (" + id + ")"},
		{"no code", []step{fails(400, "", "Invalid SQL Identifier")}, create + "400 Bad Request: Invalid SQL Identifier (" + id + ")"},
		{
			"unclear", []step{fails(429, "", "slow"), fails(500, "370001", "oops"), refusedLook},
			create + "500 370001: oops: looking what became of it: " + look + "; the request may have been carried out (" + id + ", 2 tries)",
		},
		{
			"page", []step{respond(403, "text/html", "<title>Blocked</title>")},
			create + "403 Forbidden: Blocked; the reply did not come from Snowflake's API (" + id + ")",
		},
		{
			"login page", []step{loginPage, refusedLook},
			create + `200 OK: the reply is not JSON: its content type is "text/html; charset=utf-8"; looking what became of it: ` + look + `; the reply did not come from Snowflake's API; the request may have been carried out (` + id + ")",
		},
		{
			"proxy", []step{respond(407, "", "")},
			create + "407 Proxy Authentication Required: " + proxySignIn + "; the reply did not come from Snowflake's API (" + id + ")",
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			account := newAccount(t, test.script...)
			c, _ := account.client()
			_, err := c.Stages.Create(t.Context(), landing(t).In(), Stage{Name: "X"}, "", nil)
			if got := err.Error(); got != test.want {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
		})
	}
	if got := (&Error{Operation: "fetchStage", Method: "GET", Path: "/x"}).Error(); got != "fetchStage GET /x: no reply" {
		t.Error(got)
	}
}

func TestErrorKeepsWhatWasAnswered(t *testing.T) {
	t.Parallel()
	account := newAccount(t, answerJSON(403, `{"error_code":"003001","message":"\nInsufficient privileges\nto operate. "}`))
	c, _ := account.client()
	_, err := c.Stages.Fetch(t.Context(), landing(t))
	got := failure(t, err)
	if got.Operation != "fetchStage" || got.Method != "GET" || got.Path != stagesURI+"/LANDING" || got.Status != 403 || got.Code != "003001" ||
		got.Message != "Insufficient privileges\nto operate." || got.RequestID != requestID || got.Tries != 1 || got.Cause != nil {
		t.Errorf("%+v", got)
	}
}

func TestRequestIDOfTheBody(t *testing.T) {
	t.Parallel()
	account := newAccount(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusBadRequest)
		_, _ = io.WriteString(w, `{"code":"1","message":"m","request_id":"from-the-body"}`)
	})
	c, _ := account.client()
	_, err := c.Stages.Fetch(t.Context(), landing(t))
	if got := failure(t, err).RequestID; got != "from-the-body" {
		t.Errorf("%q", got)
	}
}

// TestUnwrapSharesNothing shows that a caller who appends to one result does not change the next.
func TestUnwrapSharesNothing(t *testing.T) {
	t.Parallel()
	cause := errors.New("cause")
	err := &Error{kinds: append(make([]error, 0, 4), ErrUnclear), Cause: cause}
	_ = append(err.Unwrap()[:1], errors.New("other"))
	if got := err.Unwrap(); len(got) != 2 || !errors.Is(got[1], cause) {
		t.Errorf("%v", got)
	}
}

func TestServerTimeIsObserved(t *testing.T) {
	t.Parallel()
	const date = "Sun, 22 Nov 2026 11:00:00 GMT"
	credential := &fixedCredential{token: "t"}
	account := newAccount(t, fails(401, "390144", "", "Date", date), fails(429, "", "", "Date", "yesterday"), answerJSON(200, `{"name":"LANDING"}`, "Date", date))
	c, _ := account.client(func(config *Config) { config.Credential = credential })
	_, err := c.Stages.Fetch(t.Context(), landing(t))
	if !errors.Is(err, ErrUnauthorized) {
		t.Fatal(err)
	}
	if _, err := c.Stages.Fetch(t.Context(), landing(t)); err != nil {
		t.Fatal(err)
	}
	want := time.Date(2026, 11, 22, 11, 0, 0, 0, time.UTC)
	if len(credential.dates) != 2 || !credential.dates[0].Equal(want) || !credential.dates[1].Equal(want) {
		t.Errorf("%v", credential.dates)
	}
}
