package provider

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/snowstage/terraform-provider-snowstage/internal/client"
	"github.com/snowstage/terraform-provider-snowstage/internal/identifier"
)

// scriptedPipe answers what a test wrote down, the last report again and again; and writes down what it was asked, and when.
type scriptedPipe struct {
	began   time.Time
	calls   []string
	receipt client.Receipt
	reports []client.LoadReport // the first one is from before the files are sent
	history []any               // client.LoadedFile or error
	failure error               // of every report after those
}

func (p *scriptedPipe) note(format string, a ...any) {
	p.calls = append(p.calls, fmt.Sprintf("%s %s", time.Since(p.began), fmt.Sprintf(format, a...)))
}

func (p *scriptedPipe) Insert(ctx context.Context, _ identifier.Qualified, paths []string) (client.Receipt, error) {
	p.note("insert %s", strings.Join(paths, " "))
	return p.receipt, ctx.Err()
}

func (p *scriptedPipe) Report(ctx context.Context, _ identifier.Qualified, beginMark string) (client.LoadReport, error) {
	p.note("report %q", beginMark)
	report := p.reports[0]
	if len(p.reports) > 1 {
		p.reports = p.reports[1:]
	} else if p.failure != nil {
		return client.LoadReport{}, p.failure
	}
	return report, ctx.Err()
}

func (p *scriptedPipe) History(_ context.Context, _ identifier.Qualified, from, until time.Time) iter.Seq2[client.LoadedFile, error] {
	p.note("history from %s", from.Sub(p.began))
	return func(yield func(client.LoadedFile, error) bool) {
		if !until.IsZero() {
			yield(client.LoadedFile{}, fmt.Errorf("until %s", until))
			return
		}
		for _, row := range p.history {
			file, _ := row.(client.LoadedFile)
			err, _ := row.(error)
			if !yield(file, err) {
				return
			}
		}
	}
}

type loadOutcome struct {
	told  []string
	calls []string
	diags diag.Diagnostics
}

// followed loads a, b and c by the pipe in virtual time; the account's clock shows what ours does.
func (p *scriptedPipe) followed(t *testing.T, limit time.Duration, adjust func(r *loadRun, cancel context.CancelFunc)) (out loadOutcome) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		p.began = time.Now()
		ctx, cancel := within(t.Context(), limit, "timeout")
		defer cancel()
		run := loadRun{
			pipes: p, accountTime: time.Now, pause: pauseFor, pipe: qualified(t, "A.B.C"),
			tell: func(message string) { out.told = append(out.told, message) },
		}
		if adjust != nil {
			adjust(&run, cancel)
		}
		out.diags = run.load(ctx, []string{"a", "b", "c"})
	})
	out.calls = p.calls
	return out
}

func (o loadOutcome) expect(t *testing.T, told, calls, complaints []string) {
	t.Helper()
	if want := append([]string{`Sending 3 files to pipe "A"."B"."C"`}, told...); !slices.Equal(o.told, want) {
		t.Errorf("told\n %q, want\n %q", o.told, want)
	}
	if calls != nil && !slices.Equal(o.calls, calls) {
		t.Errorf("asked\n %q, want\n %q", o.calls, calls)
	}
	var got []string
	for _, d := range o.diags {
		got = append(got, d.Severity().String()+" "+d.Summary())
	}
	if !slices.Equal(got, complaints) {
		t.Errorf("complained\n %q, want\n %q", got, complaints)
	}
}

func complete(mark string, lines ...string) client.LoadReport {
	return client.LoadReport{Complete: true, NextBeginMark: mark, Files: events(lines...)}
}

func TestLoadFollowsTheMarksUntilEachFileHasEnded(t *testing.T) {
	t.Parallel()
	pipe := &scriptedPipe{reports: []client.LoadReport{
		complete("1_4", "a T0 LOAD_FAILED"),
		complete("1_5", "a T1 LOAD_IN_PROGRESS"),
		complete("1_6", "a T1 LOADED"),
		complete("1_6"),
		complete("1_9", "b T1 LOAD_FAILED", "c T1 LOADED", "d T1 LOADED"),
	}}
	pipe.followed(t, time.Hour, nil).expect(t,
		[]string{"0 of 3 files loaded", "1 of 3 files loaded", "2 of 3 files loaded, 1 failed"},
		[]string{`0s report ""`, "0s insert a b c", `0s report "1_4"`, `2s report "1_5"`, `5s report "1_6"`, `9.5s report "1_6"`},
		[]string{"Error Files were not loaded"})
}

func TestLoadAsksTheHistoryOnceForWhatReportsHaveMissed(t *testing.T) {
	t.Parallel()
	received := func(at string, path string, status client.LoadStatus) client.LoadedFile {
		return client.LoadedFile{Path: path, TimeReceived: at, Status: status}
	}
	// Virtual time begins on this day.
	const before, now = "1999-12-31T23:58:59Z", "2000-01-01T00:00:00.25Z"
	pipe := &scriptedPipe{
		reports: []client.LoadReport{
			{Complete: true, NextBeginMark: "1_4", Files: []client.LoadedFile{received(before, "b", client.LoadInProgress)}},
			{NextBeginMark: "1_900"},
			{NextBeginMark: "1_901"},
			complete("1_902", "c T1 LOADED"),
		},
		history: []any{
			received(before, "c", client.LoadFailed), received("?", "c", client.LoadFailed), received(now, "a", client.Loaded),
			received(before, "b", client.PartiallyLoaded), received(now, "d", client.LoadFailed),
		},
	}
	pipe.followed(t, time.Hour, nil).expect(t,
		[]string{"1 of 3 files loaded, 1 loaded in part", "2 of 3 files loaded, 1 loaded in part"},
		[]string{`0s report ""`, "0s insert a b c", `0s report "1_4"`, "0s history from -1m0s", `2s report "1_900"`, `5s report "1_901"`},
		[]string{"Warning Files were loaded in part"})
}

func TestLoadAsksTheHistoryWhenReportsSayNothingForLong(t *testing.T) {
	t.Parallel()
	busy := &client.Error{Operation: "loadHistoryScan", Status: 429, Code: "390429"}
	pipe := &scriptedPipe{
		receipt: client.Receipt{Skipped: []string{"c"}, Repeated: []string{"c"}},
		reports: []client.LoadReport{complete("1_4"), complete("1_5", "a T1 LOADED"), complete("")},
		history: []any{busy},
	}
	out := pipe.followed(t, 22*time.Minute, nil)
	out.expect(t,
		[]string{
			"1 of 3 files loaded", "Snowflake does not want its load history to be asked so often; it is asked again later", "1 of 3 files loaded, 1 skipped",
			"Snowflake does not want its load history to be asked so often; it is asked again later",
		}, nil,
		[]string{"Warning Files were skipped", "Error Files are not known to be loaded"})
	asked := slices.DeleteFunc(out.calls, func(call string) bool { return !strings.Contains(call, "history") })
	if want := []string{"10m1.5625s history from -1m0s", "20m1.5625s history from -1m0s"}; !slices.Equal(asked, want) {
		t.Errorf("asked %q, want %q", asked, want)
	}
	detail := out.diags[1].Detail()
	if !says("sent to pipe", "not done within 22m0s and given up", "1 of 3 files loaded, 1 skipped; of 1 it is not known", ":\n  b\n", "more time by timeout", "Snowpipe goes on loading").MatchString(detail) {
		t.Errorf("%s", detail)
	}
	if blamed, ok := out.diags[1].(diag.DiagnosticWithPath); !ok || blamed.Path().String() != "timeout" {
		t.Errorf("it is not on the time limit: %v", out.diags[1])
	}
}

func TestLoadPausesGrow(t *testing.T) {
	t.Parallel()
	pipe := &scriptedPipe{reports: []client.LoadReport{complete("")}}
	var pauses []time.Duration
	pipe.followed(t, time.Hour, func(r *loadRun, cancel context.CancelFunc) {
		r.pause = func(ctx context.Context, d time.Duration) error {
			if pauses = append(pauses, d); len(pauses) == 9 {
				cancel()
			}
			return ctx.Err()
		}
	})
	second := time.Second
	if want := []time.Duration{2 * second, 3 * second, 4500 * time.Millisecond, 6750 * time.Millisecond, 10125 * time.Millisecond, 15187500 * time.Microsecond, 20 * second, 20 * second, 20 * second}; !slices.Equal(pauses, want) {
		t.Errorf("paused for %s, want %s", pauses, want)
	}
}

func TestInterruptedLoadEndsAtOnce(t *testing.T) {
	t.Parallel()
	pipe := &scriptedPipe{reports: []client.LoadReport{complete("1_4"), complete("1_5", "b T1 LOAD_FAILED"), complete("1_5")}}
	out := pipe.followed(t, time.Hour, func(_ *loadRun, cancel context.CancelFunc) {
		go func() {
			time.Sleep(3 * time.Second)
			cancel()
		}()
	})
	out.expect(t,
		[]string{"0 of 3 files loaded, 1 failed"},
		[]string{`0s report ""`, "0s insert a b c", `0s report "1_4"`, `2s report "1_5"`},
		[]string{"Error Files were not loaded", "Error Files are not known to be loaded"})
	if detail := out.diags[1].Detail(); !says("0 of 3 files loaded, 1 failed; of 2", ":\n  a\n  c\n", "the run was interrupted", "Snowpipe goes on loading").MatchString(detail) {
		t.Errorf("%s", detail)
	}
}

func TestLoadTellsWhatKeepsItFromFollowing(t *testing.T) {
	t.Parallel()
	gone := &client.Error{Operation: "insertReport", Status: 403, Code: "390403", Message: "Not authorized"}
	for name, pipe := range map[string]*scriptedPipe{
		"a report":  {reports: []client.LoadReport{complete("1_4"), complete("1_5", "b T1 LOADED"), complete("1_6")}, failure: gone},
		"a history": {reports: []client.LoadReport{complete("1_4"), {Files: events("b T1 LOADED")}}, history: []any{errors.Join(gone)}},
	} {
		out := pipe.followed(t, time.Hour, nil)
		if len(out.diags) != 1 || !says("What was tried: following what becomes of files", "Snowflake answered: Not authorized", "1 of 3 files loaded; of 2", "Snowpipe goes on loading").MatchString(out.diags[0].Detail()) {
			t.Errorf("%s: %v", name, out.diags)
		}
	}
}
