package client

import (
	"errors"
	"slices"
	"testing"
	"time"
)

func TestAcceptedRequestIsPolled(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name     string
		accepted step
		uri      string
	}{
		{"location", accepts("/api/v2/results/abc1?x=%2F"), "/api/v2/results/abc1?x=%2F"},
		{"location of the same host", nil, "/api/v2/results/abc1"},
		{"location and half a body", cutOffWith(202, "Location", "/api/v2/results/abc1"), "/api/v2/results/abc1"},
		{"result_handler", answerJSON(202, `{"result_handler":"abc/1"}`), "/api/v2/results/abc%2F1"},
		{"resultHandler", answerJSON(202, `{"resultHandler":"abc1"}`), "/api/v2/results/abc1"},
		{"location before handler", answerJSON(202, `{"resultHandler":"abc2"}`, "Location", "/api/v2/results/abc1"), "/api/v2/results/abc1"},
	}
	for _, test := range tests {
		for _, op := range operations() {
			t.Run(test.name+"/"+op.name, func(t *testing.T) {
				t.Parallel()
				account := newAccount(t)
				accepted := test.accepted
				if accepted == nil {
					accepted = accepts(account.URL + test.uri)
				}
				account.next = []step{accepted, accepts(""), accepts(""), answerJSON(200, op.success)}
				c, _ := account.client()
				if err := op.call(t.Context(), t, c); err != nil {
					t.Fatal(err)
				}
				if got := account.uris()[1:]; !slices.Equal(got, slices.Repeat([]string{"GET " + test.uri}, 3)) {
					t.Errorf("polled %v", got)
				}
			})
		}
	}
}

func TestPollsComeLessAndLessOften(t *testing.T) {
	t.Parallel()
	script := repeat(accepts("/api/v2/results/1"), 14)
	account := newAccount(t, append(script, answerJSON(200, `{"name":"LANDING"}`))...)
	c, clock := account.client(func(config *Config) { config.Rand = func() float64 { return 0 } })
	if _, err := c.Stages.Fetch(t.Context(), landing(t)); err != nil {
		t.Fatal(err)
	}
	sleeps := clock.slept()
	if len(sleeps) != 14 || sleeps[0] != 50*time.Millisecond || sleeps[1] != 75*time.Millisecond || sleeps[13] != 2500*time.Millisecond || !slices.IsSorted(sleeps) {
		t.Errorf("slept %v", sleeps)
	}
}

func TestPollHonoursRetryAfter(t *testing.T) {
	t.Parallel()
	account := newAccount(t, answerJSON(202, `{}`, "Location", "/api/v2/results/1", "Retry-After", "3"), answerJSON(200, `{"name":"LANDING"}`))
	c, clock := account.client()
	if _, err := c.Stages.Fetch(t.Context(), landing(t)); err != nil {
		t.Fatal(err)
	}
	if got := clock.slept(); !slices.Equal(got, []time.Duration{3 * time.Second}) {
		t.Errorf("slept %v", got)
	}
}

// TestPollsAreReads shows that a poll of a write is repeated and renews its token like any read.
func TestPollsAreReads(t *testing.T) {
	t.Parallel()
	done := answerJSON(200, `{"status":"done"}`)
	account := newAccount(t, accepts("/api/v2/results/1"), hangUp, fails(503, "", ""), cutOff, fails(401, "390144", ""), accepts("/api/v2/results/2"), done)
	c, _ := account.client(withSpareToken)
	if _, err := c.Stages.Create(t.Context(), landing(t).In(), Stage{Name: "X"}, ErrorIfExists, nil); err != nil {
		t.Fatal(err)
	}
	uris := account.uris()
	if len(uris) != 7 || uris[6] != "GET /api/v2/results/2" {
		t.Errorf("%v", uris)
	}
}

// TestResultOfAcceptedRequest shows what the end of the polls means for the operation that was accepted.
func TestResultOfAcceptedRequest(t *testing.T) {
	t.Parallel()
	unknown := fails(404, "390404", "Specified object does not exist or not authorized.")
	gone := fails(404, "002003", "stage 'X' does not exist or not authorized.")
	busy := fails(403, "003001", "the look is refused")
	tests := []struct {
		name   string
		result []step
		op     string
		fails  bool
		is     error
		not    error
	}{
		{"conflict", []step{fails(409, "002002", "exists")}, "create", true, ErrConflict, ErrUnclear},
		{"forbidden", []step{fails(403, "003001", "no")}, "create", true, ErrForbidden, ErrUnclear},
		{"forbidden read", []step{fails(403, "003001", "no")}, "fetch", true, ErrForbidden, ErrUnclear},
		{"not found, of a create", []step{gone}, "create", true, ErrNotFound, ErrUnclear},
		{"forbidden by somebody else", []step{respond(403, "text/html", "<title>no</title>"), busy}, "create", true, ErrUnclear, nil},
		{"gone result", []step{fails(410, "390410", "gone"), busy}, "create", true, ErrUnclear, nil},
		{"bad request", []step{fails(400, "001003", "syntax error")}, "create", true, nil, ErrUnclear},
		{"not found", []step{gone}, "fetch", true, ErrNotFound, nil},
		{"gone", []step{gone}, "delete", true, ErrNotFound, ErrUnclear},
		{"lost poll", append(repeat(fails(503, "", ""), 8), busy), "create", true, ErrUnclear, nil},
		{"lost poll, absent", append(repeat(fails(503, "", ""), 8), gone, answerJSON(200, `{}`)), "create", false, nil, nil},
		{"lost poll, dropped", append(repeat(fails(503, "", ""), 8), gone), "delete", false, nil, nil},
		{"lost poll of a read", repeat(fails(504, "", ""), 8), "fetch", true, nil, ErrNotFound},
		{"unknown handle, absent", []step{unknown, gone, answerJSON(200, `{}`)}, "create", false, nil, nil},
		{"unknown handle of a read", []step{unknown, answerJSON(200, `{"name":"LANDING"}`)}, "fetch", false, nil, nil},
		{"unknown handle of a delete, then gone", []step{unknown, gone}, "delete", false, nil, nil},
		{"unknown handle of a replacement, absent", []step{unknown, gone, answerJSON(200, `{}`)}, "replace", false, nil, nil},
		{"unknown handle for ever", slices.Concat(slices.Repeat([]step{unknown, accepts("/api/v2/results/1")}, 7), []step{unknown}), "fetch", true, nil, ErrNotFound},
		{"bare 404", []step{respond(404, "", ""), busy}, "create", true, ErrUnclear, ErrNotFound},
		{"bare 404 of a delete", []step{respond(404, "", ""), busy}, "delete", true, ErrUnclear, ErrNotFound},
		{"login page", []step{loginPage, loginPage}, "replace", true, ErrUnclear, nil},
		{"login page of a read", []step{loginPage}, "fetch", true, ErrNotSnowflake, nil},
		{"token refused", []step{fails(401, "390144", ""), busy}, "create", true, ErrUnclear, nil},
		{"other host", []step{accepts("https://evil.example/api/v2/results/1"), busy}, "create", true, errElsewhere, nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			account := newAccount(t, slices.Concat([]step{accepts("/api/v2/results/1")}, test.result)...)
			c, _ := account.client()
			i := slices.IndexFunc(operations(), func(op operation) bool { return op.name == test.op })
			err := operations()[i].call(t.Context(), t, c)
			switch {
			case test.fails != (err != nil), test.is != nil && !errors.Is(err, test.is):
				t.Errorf("%v, not %v", err, test.is)
			case test.not != nil && errors.Is(err, test.not):
				t.Errorf("%v: %v", test.not, err)
			}
			if got := len(account.requests()); got != len(test.result)+1 {
				t.Errorf("%d requests: %v", got, err)
			}
		})
	}
}

func TestErrorOfAResultNamesTheOperation(t *testing.T) {
	t.Parallel()
	account := newAccount(t, accepts("/api/v2/results/1"), fails(409, "002002", "exists"))
	c, _ := account.client()
	_, err := c.Stages.Create(t.Context(), landing(t).In(), Stage{Name: "X"}, ErrorIfExists, nil)
	if got := failure(t, err); got.Operation != "createStage" || got.Method != "POST" || got.Path != "/api/v2/databases/ANALYTICS/schemas/RAW/stages" {
		t.Errorf("%+v", got)
	}
}
