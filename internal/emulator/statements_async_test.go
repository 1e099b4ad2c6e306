package emulator_test

import (
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/snowstage/terraform-provider-snowstage/internal/emulator"
)

// wantRunning checks a 202 and returns where the statement can be asked for.
func (a answer) wantRunning() (statusURL string) {
	a.Helper()
	got := a.want(202).statement()
	if got.Code != "333334" || got.SQLState != "00000" || got.Message == "" || got.CreatedOn == 0 || got.ResultSetMetaData.Format != "" ||
		!strings.HasPrefix(got.StatementStatusURL, statementsPath+"/"+got.StatementHandle+"?requestId=") {
		a.Errorf("body %s", a.body)
	}
	return got.StatementStatusURL
}

func (f *fixture) cancel(statusURL string) answer {
	f.Helper()
	path, _, _ := strings.Cut(statusURL, "?")
	return f.do("POST", path+"/cancel", "")
}

func (a answer) wantCanceled() {
	a.Helper()
	got := a.want(200).statement()
	if got.Code != "000604" || got.SQLState != "57014" || got.Message == "" || got.StatementHandle == "" || got.StatementStatusURL == "" || strings.Contains(a.body, "createdOn") {
		a.Errorf("body %s", a.body)
	}
}

func (a answer) wantTooLateToCancel() {
	a.Helper()
	if got := a.want(422).statement(); got.Code != "000605" || got.SQLState != "02000" || got.StatementHandle == "" {
		a.Errorf("body %s", a.body)
	}
}

func TestStatementIsPolled(t *testing.T) {
	t.Parallel()
	f := start(t, emulator.WithAsync(2, 2))
	f.do("POST", stagesPath, `{"name":"s"}`).want(200) // the first write
	f.execute("SHOW STAGES", "").want(200)
	statusURL := f.execute("ALTER STAGE s SET COMMENT = 'new'", "").wantRunning()
	if f.fetch("s")["comment"] != "new" {
		t.Error("the statement was not executed at once")
	}
	for range 2 {
		if again := f.do("GET", statusURL, "").wantRunning(); again != statusURL {
			t.Errorf("status at %q, then at %q", statusURL, again)
		}
	}
	for range 2 {
		f.do("GET", statusURL, "").rows("status")
	}
	f.execute("REMOVE @s", "").want(200)
	f.execute("ALTER STAGE none REFRESH", "").wantRunning()
	f.execute("DESC STAGE s", "").want(200)
	f.execute("DROP STAGE s", "").wantFailure("001003", "42000") // nobody knows whether it writes
}

func TestStatementIsAnsweredLaterWhenAskedTo(t *testing.T) {
	t.Parallel()
	f := start(t, emulator.WithPageSize(1))
	f.createMany(2)
	statusURL := f.execute("SHOW STAGES", "?nullable=false&async=true&requestId="+oneRequest).wantRunning()
	if !strings.HasSuffix(statusURL, "?requestId="+oneRequest) {
		t.Errorf("status at %s", statusURL)
	}
	if got := f.do("GET", statusURL+"&partition=1", "").want(200).statement().Data; *got[0][1] != "S1" || *got[0][11] != "null" {
		t.Errorf("%v", got)
	}
	failing := f.execute("ALTER STAGE none REFRESH", "?async=true").wantRunning()
	f.do("GET", failing, "").wantFailure("002003", "02000")
	syntax := f.execute("ALTER", "?async=true").wantRunning()
	f.do("GET", syntax, "").wantFailure("001003", "42000", "<EOF>")
}

func TestReadingStatementsMayBeAnsweredLaterToo(t *testing.T) {
	t.Parallel()
	f := start(t, emulator.WithAsyncReads(), emulator.WithAsync(0, 1))
	for _, statement := range []string{"SHOW STAGES", "DESCRIBE STAGE s"} {
		f.execute(statement, "").wantRunning()
	}
	f.execute("REMOVE @s", "").wantFailure("002003", "02000")
}

func TestSlowStatementIsExecutedWithItsLastPoll(t *testing.T) {
	t.Parallel()
	f := start(t, emulator.WithAsync(1, 1), emulator.WithSlowStatements())
	f.do("POST", stagesPath, `{"name":"s"}`)
	statusURL := f.execute("ALTER STAGE s RENAME TO t", "").wantRunning()
	f.do("GET", statusURL, "").wantRunning()
	f.fetch("s")
	f.do("GET", statusURL, "").want(200)
	f.fetch("t")
	f.do("GET", statusURL, "").want(200)
	var done []bool
	for _, r := range f.Journal() {
		if strings.HasPrefix(r.Path, statementsPath) {
			done = append(done, r.Done)
		}
	}
	if len(done) != 4 || done[0] || done[1] || !done[2] || done[3] {
		t.Errorf("what changed something: %v", done)
	}
	f.cancel(statusURL).wantTooLateToCancel()
}

func TestCanceledStatementIsNeverExecuted(t *testing.T) {
	t.Parallel()
	f := start(t, emulator.WithAsync(1, 0), emulator.WithSlowStatements())
	f.do("POST", stagesPath, `{"name":"s"}`)
	statusURL := f.execute("ALTER STAGE s RENAME TO t", "?requestId="+oneRequest).wantRunning()
	f.cancel(statusURL).wantCanceled()
	f.cancel(statusURL).wantTooLateToCancel()
	for range 2 {
		f.do("GET", statusURL, "").wantFailure("000604", "57014", "canceled")
	}
	f.execute("ALTER STAGE s RENAME TO t", "?retry=true&requestId="+oneRequest).wantFailure("000604", "57014")
	f.fetch("s")
}

func TestCancelThatComesTooLate(t *testing.T) {
	t.Parallel()
	f := start(t, emulator.WithAsync(1, 5))
	f.do("POST", stagesPath, `{"name":"s"}`)
	statusURL := f.execute("ALTER STAGE s SET COMMENT = 'x'", "").wantRunning()
	f.cancel(statusURL).wantTooLateToCancel()
	f.do("GET", statusURL, "").want(200) // nothing is said to be running that was said to be over
	if f.fetch("s")["comment"] != "x" {
		t.Error("it was said to be over, and is not")
	}
}

func TestRepeatedRequestIsNotExecutedAgain(t *testing.T) {
	t.Parallel()
	f := start(t, emulator.WithToken("OAUTH", "stranger"))
	f.create(`{"name":"s"}`)
	const rename, again = "ALTER STAGE s RENAME TO t", "?retry=true&requestId=" + oneRequest
	remove := f.Inject(emulator.Fault{Path: "/statements", Times: 1, Status: 503})
	f.execute(rename, "?requestId="+oneRequest).want(503)
	remove()
	remove = f.Inject(emulator.Fault{Path: "/statements", Times: 1, HangUp: true, AfterWork: true})
	if _, err := f.client.Do(f.request("POST", statementsPath+again, statementBody(rename, `"database":"DB","schema":"RAW"`))); err == nil {
		t.Fatal("the answer was not lost")
	}
	remove()
	first := f.execute(rename, again).want(200)
	if second := f.execute(rename, strings.Replace(again, "5b3c", "5B3C", 1)).want(200); second.body != first.body {
		t.Errorf("first %s, then %s", first.body, second.body)
	}
	f.execute(rename, "?requestId="+oneRequest).wantFailure("002003", "02000") // without retry it is another request
	f.execute(rename, again).wantFailure("002003", "02000")
	f.execute(rename, strings.Replace(again, oneRequest, otherRequest, 1)).wantFailure("002003", "02000")
	f.do("POST", statementsPath+again, statementBody("SHOW STAGES"), "Authorization", "Bearer stranger").want(200)
	if f.do("GET", statementsPath+"/"+first.statement().StatementHandle, "").want(200).body != first.body {
		t.Error("the first answer was forgotten")
	}
}

func TestRepeatedRequestMayBeRunningStill(t *testing.T) {
	t.Parallel()
	f := start(t, emulator.WithAsync(1, 1), emulator.WithSlowStatements())
	f.do("POST", stagesPath, `{"name":"s"}`)
	const query = "?retry=true&requestId=" + oneRequest
	statusURL := f.execute("ALTER STAGE s SET COMMENT = 'x'", query).wantRunning()
	for range 3 {
		if again := f.execute("ALTER STAGE s SET COMMENT = 'x'", query).wantRunning(); again != statusURL {
			t.Errorf("first %s, then %s", statusURL, again)
		}
	}
	f.do("GET", statusURL, "").wantRunning()
	f.do("GET", statusURL, "").want(200)
}

func TestRepetitionsAtTheSameTimeAreOneStatement(t *testing.T) {
	t.Parallel()
	f := start(t)
	f.create(`{"name":"s"}`)
	var wg sync.WaitGroup
	replies := make([]string, 8)
	for i := range replies {
		request := f.request("POST", statementsPath+"?retry=true&requestId="+oneRequest, statementBody("ALTER STAGE db.raw.s RENAME TO db.raw.t"))
		wg.Go(func() {
			response, err := f.client.Do(request)
			if err != nil {
				replies[i] = err.Error()
				return
			}
			replies[i] = http.StatusText(response.StatusCode)
			_ = response.Body.Close()
		})
	}
	wg.Wait()
	for _, reply := range replies {
		if reply != "OK" {
			t.Errorf("a repetition got %s", reply)
		}
	}
}
