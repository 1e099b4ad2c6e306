package client

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"
)

// noon is when the clock of the tests starts; the server's clock shows the same, but for the fraction of a second.
var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

// serverAt answers with the Date of a server whose clock is ahead of the client's.
func serverAt(clock **clock, ahead time.Duration, answer step) step {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Date", (*clock).Now().Add(ahead).UTC().Format(http.TimeFormat))
		answer(w, r)
	}
}

// scriptedAt is an account whose answers tell the time of such a server, and a client of it.
func scriptedAt(t *testing.T, ahead time.Duration, script ...step) (*account, *Client) {
	t.Helper()
	var clock *clock
	dated := make([]step, len(script))
	for i, answer := range script {
		dated[i] = serverAt(&clock, ahead, answer)
	}
	account := newAccount(t, dated...)
	c, fake := account.client()
	clock = fake
	return account, c
}

func stageCreated(on string, settings ...string) step {
	return answerJSON(200, fmt.Sprintf(`{"name":"LANDING","created_on":%q%s}`, on, strings.Join(settings, "")))
}

var (
	lostReply = fails(503, "390503", "busy", "Retry-After", "5") // time enough to tell what was made meanwhile
	notThere  = fails(404, "002003", "stage 'LANDING' does not exist or not authorized.")
	created   = answerJSON(200, `{"status":"done"}`)
	conflict  = fails(409, "002002", "object 'LANDING' already exists.")
	noLook    = fails(403, "003001", "the look is refused")
)

func TestCreateInDoubtIsSettled(t *testing.T) {
	t.Parallel()
	after := stageCreated("2026-11-22T12:00:02.000Z")
	before := stageCreated("2026-11-22T11:59:58.900Z")
	equal := stageCreated("2020-01-01T00:00:00Z", `,"kind":"PERMANENT","comment":"","url":null,"has_credentials":false,"directory_table":{"enable":false}`)
	different := stageCreated("2026-11-22T12:00:02.000Z", `,"comment":"other"`)
	untold := answerJSON(200, `{"name":"LANDING"}`)
	tests := []struct {
		name   string
		mode   CreateMode
		script []step
		want   error // nil if it ends well
		finds  bool  // the stage is returned
	}{
		{"ours", ErrorIfExists, []step{lostReply, after}, nil, true},
		{"ours, after a conflict with itself", ErrorIfExists, []step{fails(408, "", ""), notThere, conflict, after}, nil, true},
		{"an older one", ErrorIfExists, []step{lostReply, before}, ErrUnclear, false},
		{"an older one, equal", ErrorIfExists, []step{lostReply, equal}, ErrUnclear, false},
		{"another one", ErrorIfExists, []step{lostReply, different}, ErrUnclear, false},
		{"one of unknown age", ErrorIfExists, []step{lostReply, untold}, ErrUnclear, false},
		{"one of unknown age, after none", ErrorIfExists, []step{lostReply, notThere, lostReply, untold}, nil, true},
		{"none, then done", ErrorIfExists, []step{lostReply, notThere, created}, nil, false},
		{"none, then a conflict with somebody's", ErrorIfExists, []step{lostReply, notThere, conflict, different}, ErrConflict, false},
		{"a conflict with what cannot be seen", ErrorIfExists, []step{lostReply, notThere, conflict, notThere}, ErrConflict, false},
		{"the look fails", ErrorIfExists, []step{lostReply, noLook}, ErrUnclear, false},
		{"one from the future", ErrorIfExists, []step{lostReply, stageCreated("2099-01-01T00:00:00Z")}, ErrUnclear, false},
		{"the look is no proof", ErrorIfExists, []step{lostReply, respond(404, "", "")}, ErrUnclear, false},
		{"never there", ErrorIfExists, append(slices.Repeat([]step{lostReply, notThere}, 7), lostReply, notThere), ErrUnclear, false},
		{"then refused", ErrorIfExists, []step{lostReply, notThere, noLook, notThere}, ErrForbidden, false},
		{"one made while the first try that may have been done was waited for", ErrorIfExists, []step{fails(429, "", "", "Retry-After", "30"), lostReply, after}, ErrUnclear, false},
		{"any, with ifNotExists", IfNotExists, []step{lostReply, different}, nil, true},
		{"none, with ifNotExists", IfNotExists, []step{lostReply, notThere, created}, nil, false},
		{"ours, with orReplace", OrReplace, []step{lostReply, after}, nil, true},
		{"an older one, with orReplace", OrReplace, []step{lostReply, before, created}, nil, false},
		{"another one, with orReplace", OrReplace, []step{lostReply, different, created}, nil, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			account, c := scriptedAt(t, 0, test.script...)
			found, err := c.Stages.Create(t.Context(), landing(t).In(), Stage{Name: "LANDING"}, test.mode, nil)
			if !errors.Is(err, test.want) || test.want == nil && err != nil {
				t.Errorf("%v, not %v", err, test.want)
			}
			if (found != nil) != test.finds {
				t.Errorf("found %v", found)
			}
			if got := len(account.requests()); got < len(test.script) {
				t.Errorf("%d requests: %v", got, account.uris())
			}
		})
	}
}

// TestClockTellsWhoWasFirst holds that a stage made shortly before the first try is told from one made by it, whatever fraction of a
// second the server's clock differs from ours.
func TestClockTellsWhoWasFirst(t *testing.T) {
	t.Parallel()
	for ahead := -5 * time.Minute; ahead <= -5*time.Minute+time.Second; ahead += 130 * time.Millisecond {
		for _, age := range []time.Duration{400 * time.Millisecond, 30 * time.Millisecond, -2 * time.Millisecond} {
			t.Run(fmt.Sprintf("%s ahead, %s old", ahead, age), func(t *testing.T) {
				t.Parallel()
				found := stageCreated(noon.Add(ahead).Add(-age).Format("2006-01-02T15:04:05.000Z07:00"))
				account, c := scriptedAt(t, ahead, append([]step{lostReply}, slices.Repeat([]step{found}, moreDates+1)...)...)
				_, err := c.Stages.Create(t.Context(), landing(t).In(), Stage{Name: "LANDING"}, ErrorIfExists, nil)
				if isOurs := err == nil; isOurs != (age < 0) {
					t.Errorf("%v, after %d requests", err, len(account.requests()))
				}
			})
		}
	}
}

func TestStageOfAnotherIsDescribed(t *testing.T) {
	t.Parallel()
	account := newAccount(t, lostReply, stageCreated("2026-11-22T12:00:00Z", `,"comment":"other","storage_integration":"\"my int\""`))
	c, _ := account.client()
	_, err := c.Stages.Create(t.Context(), landing(t).In(), Stage{Name: "LANDING", Comment: new("mine"), StorageIntegration: new("ACME")}, "", nil)
	notOurs, ok := errors.AsType[*NotOursError](err)
	want := []Difference{{"storage_integration", "ACME", `"my int"`}, {"comment", `"mine"`, `"other"`}}
	if !ok || !slices.Equal(notOurs.Differences, want) || !errors.Is(err, ErrUnclear) || errors.Is(err, ErrConflict) {
		t.Errorf("%v", err)
	}
	contains(t, err.Error(), `comment: wanted "mine", found "other"`, "503 390503: busy")
}

func TestDropInDoubtIsSettled(t *testing.T) {
	t.Parallel()
	there := answerJSON(200, `{"name":"LANDING"}`)
	files := errors.New("it holds files")
	guards := func(answers ...error) func() error {
		return func() error {
			if len(answers) == 0 {
				return errors.New("the guard was asked too often")
			}
			next := answers[0]
			answers = answers[1:]
			return next
		}
	}
	tests := []struct {
		name     string
		ifExists bool
		guard    func() error
		script   []step
		want     error
	}{
		{"gone", false, nil, []step{notThere}, ErrNotFound},
		{"gone, if exists", true, nil, []step{notThere}, nil},
		{"gone after a lost reply", false, nil, []step{hangUp, notThere}, nil},
		{"gone after 429", false, nil, []step{fails(429, "", ""), notThere}, ErrNotFound},
		{"still there after a lost reply", false, nil, []step{hangUp, there, created}, nil},
		{"gone between the look and the next try", false, nil, []step{hangUp, there, notThere}, nil},
		{"bare 404, if exists", true, nil, []step{respond(404, "", "")}, ErrNotSnowflake},
		{"bare 404 for the look", false, nil, []step{hangUp, respond(404, "", "")}, ErrUnclear},
		{"lost to the end", true, nil, append(slices.Repeat([]step{hangUp, there}, 7), hangUp, there), ErrUnclear},
		{"allowed", false, guards(nil), []step{created}, nil},
		{"gone though the guard has seen it", true, guards(nil), []step{notThere}, ErrNotFound},
		{"stopped", false, guards(files), nil, files},
		{"gone, says the guard", true, guards(ErrNotFound), nil, ErrNotFound},
		{"another, says the guard", true, guards(ErrReplaced), nil, ErrReplaced},
		{"asked again before each try", false, guards(nil, nil), []step{fails(429, "", ""), created}, nil},
		{"stopped before the second try", false, guards(nil, files), []step{fails(429, "", "")}, files},
		{"asked once between two tries", false, guards(nil, nil), []step{lostReply, created}, nil},
		{"gone after a lost reply, says the guard", false, guards(nil, ErrNotFound), []step{lostReply}, nil},
		{"another after a lost reply, says the guard", false, guards(nil, ErrReplaced), []step{lostReply}, nil},
		{"files after a lost reply", false, guards(nil, files), []step{lostReply}, files},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			account := newAccount(t, test.script...)
			c, _ := account.client()
			var guard Guard
			if test.guard != nil {
				guard = func(context.Context) error { return test.guard() }
			}
			if err := c.Stages.Delete(t.Context(), landing(t), test.ifExists, guard); !errors.Is(err, test.want) {
				t.Errorf("%v, not %v", err, test.want)
			}
			if got := len(account.requests()); got != len(test.script) {
				t.Errorf("%v", account.uris())
			}
		})
	}
}

// TestGuardOfReplacementInDoubt shows that what the first try made is not taken for somebody else's, nor replaced again.
func TestGuardOfReplacementInDoubt(t *testing.T) {
	t.Parallel()
	another := errors.New("another stage")
	tests := []struct {
		name   string
		guards []error
		script []step
		want   error
	}{
		{"done", []error{nil}, []step{lostReply, stageCreated("2026-11-22T12:00:02.000Z")}, nil},
		{"not done", []error{nil, nil}, []step{lostReply, stageCreated("2020-01-01T00:00:00Z"), created}, nil},
		{"somebody's", []error{nil, another}, []step{lostReply, stageCreated("2026-11-22T12:00:02.000Z", `,"comment":"x"`), stageCreated("2026-11-22T12:00:00.100Z", `,"comment":"x"`)}, another},
		{"stopped at once", []error{another}, nil, another},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			account, c := scriptedAt(t, 0, test.script...)
			asked := 0
			guard := func(context.Context) error { asked++; return test.guards[asked-1] }
			_, err := c.Stages.Create(t.Context(), landing(t).In(), Stage{Name: "LANDING"}, OrReplace, guard)
			if !errors.Is(err, test.want) || errors.Is(err, ErrUnclear) != (test.name == "somebody's") {
				t.Errorf("%v, not %v", err, test.want)
			}
			if asked != len(test.guards) || len(account.requests()) != len(test.script) {
				t.Errorf("the guard was asked %d times: %v", asked, account.uris())
			}
		})
	}
}

// TestInterruptedWriteIsStillSettled shows that a write whose context ends is looked after.
func TestInterruptedWriteIsStillSettled(t *testing.T) {
	t.Parallel()
	for ending, begin := range endings {
		for _, op := range operations() {
			if !op.isWrite() {
				continue
			}
			t.Run(ending+"/"+op.name, func(t *testing.T) {
				t.Parallel()
				ctx, end := begin(t.Context())
				defer end()
				var clock *clock
				settled := stageCreated("2026-11-22T12:00:01.000Z")
				if ending == "interrupt" { // too close for the clock to tell, and no time to ask more
					settled = stageCreated("2026-11-22T12:00:00.100Z")
				}
				if op.name == "delete" {
					settled = notThere
				}
				account := newAccount(t, heldUntil(end), serverAt(&clock, 0, settled))
				c, fake := account.client()
				clock = fake
				if err := op.call(ctx, t, c); err != nil {
					t.Error(err)
				}
				if got := account.requests(); len(got) != 2 || got[1].method != http.MethodGet {
					t.Errorf("%v", account.uris())
				}
			})
		}
	}
}
