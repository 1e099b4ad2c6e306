package client

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

const (
	executed  = `{"code":"090001","sqlState":"00000","message":"Statement executed successfully.","statementHandle":"e4ce","resultSetMetaData":{"rowType":[{"name":"status"}]},"data":[["done"]]}`
	executing = `{"code":"333334","message":"in progress","statementHandle":"e4ce","statementStatusUrl":"/api/v2/statements/e4ce?requestId=r"}`
)

func failsToExecute(status int, code, state, message string) step {
	body, err := json.Marshal(map[string]any{"code": code, "sqlState": state, "message": message, "statementHandle": "e4ce"})
	if err != nil {
		panic(err)
	}
	return answerJSON(status, string(body))
}

// alter gives a stage a comment.
func alter(ctx context.Context, t *testing.T, c *Client) error {
	t.Helper()
	return c.Stages.Alter(ctx, landing(t), StageSettings{Comment: new("it's")}, nil)
}

func submitted(t *testing.T, request seen) (query url.Values, body map[string]any) {
	t.Helper()
	target, err := url.Parse(request.uri)
	if err != nil || request.method != http.MethodPost || target.Path != "/api/v2/statements" {
		t.Fatalf("not submitted: %s %s", request.method, request.uri)
	}
	if err := json.Unmarshal([]byte(request.body), &body); err != nil {
		t.Fatal(err)
	}
	return target.Query(), body
}

func TestStatementIsSubmitted(t *testing.T) {
	t.Parallel()
	account := newAccount(t, answerJSON(200, executed), answerJSON(200, executed))
	c, clock := account.client(func(config *Config) { config.Role, config.Warehouse = "loader", `"Small"` })
	ctx, cancel := context.WithDeadline(t.Context(), clock.Now().AddDate(100, 0, 0))
	defer cancel()
	if err := errors.Join(alter(ctx, t, c), alter(t.Context(), t, c)); err != nil {
		t.Fatal(err)
	}
	query, body := submitted(t, account.requests()[0])
	if !regexp.MustCompile(`^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`).MatchString(query.Get("requestId")) || query.Get("nullable") != "true" || len(query) != 2 {
		t.Errorf("asked for %v", query)
	}
	if body["statement"] != `ALTER STAGE "ANALYTICS"."RAW"."LANDING" SET COMMENT = 'it''s'` || body["role"] != "LOADER" || body["warehouse"] != "Small" {
		t.Errorf("sent %v", body)
	}
	other, body := submitted(t, account.requests()[1])
	if _, given := body["timeout"]; given || other.Get("requestId") == query.Get("requestId") {
		t.Errorf("sent %v, asked for %v", body, other)
	}
}

func TestStatementIsGivenTheTimeThatIsLeft(t *testing.T) {
	t.Parallel()
	now := noon
	ctx, cancel := context.WithDeadline(t.Context(), now.Add(90*time.Second+time.Nanosecond))
	defer cancel()
	if got := secondsLeft(ctx, now); got != 91 {
		t.Errorf("%d seconds", got)
	}
	if got := secondsLeft(ctx, now.Add(time.Hour)); got != 1 {
		t.Errorf("%d seconds, of which 0 would mean a week", got)
	}
}

func TestAcceptedStatementIsPolled(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ accepted, uri string }{
		"by its status url": {executing, "/api/v2/statements/e4ce?requestId=r"},
		"by its handle":     {`{"statementHandle":"e4ce"}`, "/api/v2/statements/e4ce"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			account := newAccount(t, answerJSON(202, test.accepted), answerJSON(202, test.accepted), fails(503, "", "busy"), answerJSON(200, executed))
			c, _ := account.client()
			if err := alter(t.Context(), t, c); err != nil {
				t.Fatal(err)
			}
			if got := account.uris()[1:]; !slices.Equal(got, slices.Repeat([]string{"GET " + test.uri}, 3)) {
				t.Errorf("polled %v", got)
			}
		})
	}
}

func TestStatusURLOfAnotherHostIsNotFollowed(t *testing.T) {
	t.Parallel()
	account := newAccount(t, answerJSON(202, `{"statementHandle":"e4ce","statementStatusUrl":"https://elsewhere.example.com/api/v2/statements/e4ce"}`))
	c, _ := account.client()
	if err := alter(t.Context(), t, c); !errors.Is(err, errElsewhere) || !errors.Is(err, ErrUnclear) {
		t.Errorf("%v", err)
	}
}

func TestRepeatedStatementKeepsItsRequestID(t *testing.T) {
	t.Parallel()
	for name, lost := range map[string]step{"503": fails(503, "", "busy"), "reset": reset, "cut off": cutOff, "a proxy's 408": respond(408, "text/html", "")} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			account := newAccount(t, fails(429, "", "slow down"), lost, lost, answerJSON(200, executed))
			c, _ := account.client()
			if err := alter(t.Context(), t, c); err != nil {
				t.Fatal(err)
			}
			var ids, retries []string
			for _, request := range account.requests() {
				query, _ := submitted(t, request)
				ids, retries = append(ids, query.Get("requestId")), append(retries, query.Get("retry"))
			}
			if len(slices.Compact(ids)) != 1 || !slices.Equal(retries, []string{"", "", "true", "true"}) {
				t.Errorf("ids %v, retries %q", ids, retries)
			}
		})
	}
}

func TestForgottenStatementIsSubmittedAgain(t *testing.T) {
	t.Parallel()
	account := newAccount(t, answerJSON(202, executing), fails(404, unknownHandle, "unknown"), answerJSON(200, executed))
	c, _ := account.client()
	if err := alter(t.Context(), t, c); err != nil {
		t.Fatal(err)
	}
	if query, _ := submitted(t, account.requests()[2]); query.Get("retry") != "true" {
		t.Errorf("%v", account.uris())
	}
}

// That the result of an accepted statement is not found, or not shown, says nothing of whether statements are accepted.
func TestLostResultIsNoRefusalOfSQL(t *testing.T) {
	t.Parallel()
	for name, lost := range map[string]step{"unknown": fails(404, unknownHandle, "unknown"), "not shown": fails(403, "390300", "no")} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			steps := slices.Repeat([]step{answerJSON(202, executing), lost}, 10)
			account := newAccount(t, steps...)
			c, _ := account.client()
			if err := alter(t.Context(), t, c); errors.Is(err, ErrNoSQL) || failure(t, err).Status == 0 {
				t.Errorf("%v", err)
			}
		})
	}
}

func TestFailedStatementIsToldByItsCode(t *testing.T) {
	t.Parallel()
	kinds := []error{ErrNotFound, ErrConflict, ErrForbidden, ErrUnauthorized, ErrNoRole, ErrNoSQL, ErrNotSnowflake, ErrUnclear}
	tests := []struct {
		name   string
		answer step
		want   []error
	}{
		{"syntax", failsToExecute(422, "001003", "42000", "SQL compilation error:\nsyntax error"), nil},
		{"nothing there", failsToExecute(422, "002003", "02000", "does not exist or not authorized"), []error{ErrNotFound}},
		{"cannot be done", failsToExecute(422, "002043", "02000", "does not exist, or operation cannot be performed"), []error{ErrNotFound}},
		{"taken", failsToExecute(422, "002002", "42710", "already exists"), []error{ErrConflict}},
		{"not allowed", failsToExecute(422, "003001", "42501", "insufficient privileges"), []error{ErrForbidden}},
		{"out of its time", failsToExecute(408, "000630", "57014", "timeout"), nil},
		{"not enabled", fails(403, "390300", "the SQL API is not enabled"), []error{ErrForbidden, ErrNoSQL}},
		{"role not granted", fails(403, "390189", "Role 'X' specified in the connect string is not granted"), []error{ErrForbidden, ErrNoRole}},
		{"no such endpoint", fails(404, "390404", "not found"), []error{ErrNoSQL}},
		{"no such method", fails(405, "390405", "not allowed"), []error{ErrNoSQL}},
		{"a proxy's refusal", respond(403, "text/html", "<title>No</title>"), []error{ErrForbidden, ErrNotSnowflake}},
		{"a proxy's 404", respond(404, "text/html", ""), []error{ErrNotSnowflake}},
		{"bad request", fails(400, "390142", "the statement is missing"), nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			account := newAccount(t, test.answer)
			c, _ := account.client()
			err := alter(t.Context(), t, c)
			for _, kind := range kinds {
				if errors.Is(err, kind) != slices.Contains(test.want, kind) {
					t.Errorf("%v: %v", kind, err)
				}
			}
			if got := failure(t, err); got.Operation != "SubmitStatement" || got.Tries != 1 {
				t.Errorf("%+v", got)
			}
		})
	}
}

func TestAcceptedStatementThatFails(t *testing.T) {
	t.Parallel()
	account := newAccount(t, answerJSON(202, executing), failsToExecute(422, "002002", "42710", "already exists"))
	c, _ := account.client()
	err := alter(t.Context(), t, c)
	if got := failure(t, err); !errors.Is(err, ErrConflict) || errors.Is(err, ErrUnclear) || got.SQLState != "42710" {
		t.Errorf("%v", err)
	}
}

// TestSecretsOfAStatement lets the server repeat a statement as it was written.
func TestSecretsOfAStatement(t *testing.T) {
	t.Parallel()
	const secret = `a'secret\key of some length`
	echo := func(w http.ResponseWriter, r *http.Request) {
		failsToExecute(422, "001003", "42000", "unexpected: CREDENTIALS = (AZURE_SAS_TOKEN = 'a''secret\\key of some length') or "+secret)(w, r)
	}
	account := newAccount(t, echo)
	c, _ := account.client()
	err := c.Stages.Alter(t.Context(), landing(t), StageSettings{Credentials: &Credentials{CredentialType: "AZURE", AzureSASToken: new(Secret(secret))}}, nil)
	if got := failure(t, err); strings.Contains(err.Error()+got.Message, "secret") || !strings.Contains(got.Message, "AZURE_SAS_TOKEN") {
		t.Errorf("%v", err)
	}
	if _, body := submitted(t, account.requests()[0]); body["statement"] != `ALTER STAGE "ANALYTICS"."RAW"."LANDING" SET CREDENTIALS = (AZURE_SAS_TOKEN = 'a''secret\\key of some length')` {
		t.Errorf("sent %v", body)
	}
}

func TestStatementIsCanceledWhenNobodyWaits(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		answer  step
		unclear bool
	}{
		"canceled":      {answerJSON(200, `{"code":"000604","message":"canceled","statementHandle":"e4ce"}`), false},
		"done already":  {failsToExecute(422, "000709", "02000", "Statement e4ce not found"), true},
		"no more heard": {hangUp, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ctx, interrupt := context.WithCancel(t.Context())
			defer interrupt()
			account := newAccount(t, answerJSON(202, executing), heldUntil(interrupt), test.answer)
			c, _ := account.client(func(config *Config) { config.MaxRetries = -1 })
			err := alter(ctx, t, c)
			if !errors.Is(err, context.Canceled) || errors.Is(err, ErrUnclear) != test.unclear {
				t.Errorf("%v", err)
			}
			if got := account.uris(); len(got) != 3 || got[2] != "POST /api/v2/statements/e4ce/cancel" {
				t.Errorf("%v", got)
			}
		})
	}
}

// TestGuardThatStopsARepetition leaves open what became of the first try.
func TestGuardThatStopsARepetition(t *testing.T) {
	t.Parallel()
	account := newAccount(t, fails(503, "", "busy"))
	c, _ := account.client()
	looks := 0
	guard := func(context.Context) error {
		if looks++; looks > 1 {
			return ErrReplaced
		}
		return nil
	}
	err := c.Stages.SetDirectory(t.Context(), landing(t), true, guard)
	if !errors.Is(err, ErrUnclear) || !errors.Is(err, ErrReplaced) {
		t.Errorf("%v", err)
	}
}
