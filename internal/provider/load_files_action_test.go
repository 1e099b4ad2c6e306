package provider

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/snowstage/terraform-provider-snowstage/internal/emulator"
)

func TestLoadFilesTellsHowFarItIs(t *testing.T) {
	t.Parallel()
	clock := newTestClock()
	h := newPipeHarness(t, map[string]string{"a.csv": "1,2\n3,4\n", "in/b c.csv": "1,2\n", "ü%2f.json": "[{},{}]", "d.csv": "1\n"},
		emulator.WithClock(clock.Now), emulator.WithLoadTime(40*time.Second))
	h.connectAt(t, clock).load(loadOf("a.csv", "in/b c.csv", "ü%2f.json", "a.csv", "d.csv")).expectMessages(t,
		"Sending 4 files to "+ordersPipe, "0 of 4 files loaded", "1 of 4 files loaded", "2 of 4 files loaded", "4 of 4 files loaded")
	h.expectAskedOfPipes(t, "insertReport", "insertFiles", "insertReport", "insertReport", "insertReport", "insertReport", "insertReport", "insertReport", "insertReport")
}

func TestLoadFilesDoesNotWaitIfItNeedNot(t *testing.T) {
	t.Parallel()
	h := newPipeHarness(t, map[string]string{"a.csv": "1,2\n"}, emulator.WithLoadTime(time.Hour))
	run := h.connect(t)
	run.load(loadOf("a.csv", "b.csv").and("wait", false)).expectMessages(t, "Sending 2 files to "+ordersPipe, "2 files queued")
	again := run.load(loadOf("a.csv", "c.csv").and("wait", false))
	if lines := diagnosticLines(again.diagnostics); !slices.Equal(lines, []string{"warning files: Files were skipped"}) || !slices.Contains(again.messages, "1 file queued") {
		t.Errorf("%q, told %q", lines, again.messages)
	}
	h.expectAskedOfPipes(t, "insertFiles", "insertFiles")
	run.load(loadOf()).expectMessages(t, "There are no files to send to "+ordersPipe)
	h.expectAskedOfPipes(t, "insertFiles", "insertFiles")
}

func TestLoadFilesComplainsOfEachFile(t *testing.T) {
	t.Parallel()
	files := map[string]string{"good.csv": "1,2\n3,4\n", "bad.csv": "1,2\n3,4,5\n6,7\n", "bad.json": "{\"a\":1}\n{\"a\":\n"}
	h := newPipeHarness(t, files)
	run := h.connect(t)
	run.load(loadOf("good.csv")).expectMessages(t, "Sending 1 file to "+ordersPipe, "1 of 1 file loaded")

	got := run.load(loadOf("good.csv", "bad.csv", "bad.json", "absent.csv"))
	if lines := diagnosticLines(got.diagnostics); !slices.Equal(lines, []string{"error files: Files were not loaded", "warning files: Files were skipped"}) {
		t.Fatalf("%q", lines)
	}
	details := got.diagnostics[0].Detail + got.diagnostics[1].Detail
	for _, part := range []string{
		"loading 4 files by " + ordersPipe + ".\n\nWhat happened: 3 of them could not be loaded:\n  bad.csv: The row has 3 columns, the table has 2 (line 2, column C3, character 5, 0 of 3 rows loaded)\n  bad.json: ",
		"(line 3, character 1, 0 of 2 rows loaded)\n  absent.csv: Remote file 'stages/", "absent.csv' was not found. (0 of 1 rows loaded)",
		"1 of them not queued, because Snowpipe has had their paths before:\n  good.csv\n",
	} {
		if !strings.Contains(details, part) {
			t.Errorf("%q is not in %s", part, details)
		}
	}
	again := run.load(loadOf("bad.csv"))
	if lines := diagnosticLines(again.diagnostics); !slices.Equal(lines, []string{"error files: Files were not loaded"}) || !strings.Contains(again.diagnostics[0].Detail, "line 2, column C3") {
		t.Errorf("a file that has failed before: %q", lines)
	}
}

func TestLoadFilesWarnsOfRowsThatAreLeftOut(t *testing.T) {
	t.Parallel()
	h := newPipeHarness(t, map[string]string{"x.csv": "1,2\n3,4,5\n6,7\n"}, emulator.WithPipe("ANALYTICS.RAW.LENIENT=@LANDING,on_error=continue"))
	got := h.connect(t).load(loadOf("x.csv").and("pipe", `"ANALYTICS"."RAW".lenient`))
	if lines := diagnosticLines(got.diagnostics); !slices.Equal(lines, []string{"warning files: Files were loaded in part"}) {
		t.Fatalf("%q", lines)
	}
	if !says("  x.csv: The row has 3 columns", "(line 2, column C3, character 5, 2 of 3 rows loaded)").MatchString(got.diagnostics[0].Detail) {
		t.Errorf("%s", got.diagnostics[0].Detail)
	}
}

func TestLoadFilesNamesThoseThatDoNotMatch(t *testing.T) {
	t.Parallel()
	h := newPipeHarness(t, map[string]string{"x.csv": "1\n"})
	h.Inject(emulator.Fault{Path: "/insertFiles$", AfterWork: true, Status: http.StatusOK, Header: map[string]string{"Content-Type": "application/json"},
		Body: `{"requestId":"r","status":"success","unmatchedPatternFiles":["y.txt"]}`})
	got := h.connect(t).load(loadOf("x.csv", "y.txt"))
	if lines := diagnosticLines(got.diagnostics); !slices.Equal(lines, []string{"error files: Files do not match the pipe"}) || !strings.Contains(got.diagnostics[0].Detail, ":\n  y.txt\n") {
		t.Errorf("%q", lines)
	}
	if last := got.messages[len(got.messages)-1]; last != "1 of 2 files loaded, 1 not matched by the pipe" {
		t.Error(last)
	}
}

func TestLoadFilesSendsMoreThanOneCallTakes(t *testing.T) {
	t.Parallel()
	h := newPipeHarness(t, nil)
	var absent []string
	for i := range 5001 {
		absent = append(absent, fmt.Sprintf("in/%04d.csv", i))
	}
	got := h.connect(t).load(loadOf(absent...))
	if lines := diagnosticLines(got.diagnostics); !slices.Equal(lines, []string{"error files: Files were not loaded"}) || !strings.Contains(got.diagnostics[0].Detail, "\n  and 4,981 more\n") {
		t.Fatalf("%q", lines)
	}
	if last := got.messages[len(got.messages)-1]; last != "0 of 5,001 files loaded, 5,001 failed" {
		t.Error(last)
	}
	h.expectAskedOfPipes(t, "insertReport", "insertFiles", "insertFiles", "insertReport")
}

func TestLoadFilesAsksTheHistoryForMissedEvents(t *testing.T) {
	t.Parallel()
	files := map[string]string{}
	var paths []string
	for i := range 7 {
		paths = append(paths, fmt.Sprintf("%d.csv", i))
		files[paths[i]] = "1\n"
	}
	h := newPipeHarness(t, files, emulator.WithLoadLimits(3, 100))
	h.connect(t).load(loadOf(paths...)).expectMessages(t, "Sending 7 files to "+ordersPipe, "7 of 7 files loaded")
	h.expectAskedOfPipes(t, "insertReport", "insertFiles", "insertReport", "loadHistoryScan", "loadHistoryScan", "loadHistoryScan")
}

func TestLoadFilesFollowsFilesWhoseReceiptIsLost(t *testing.T) {
	t.Parallel()
	for name, options := range map[string][]emulator.Option{
		"by the request id":        nil,
		"without a word of the id": {emulator.WithForgottenRequests()},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			clock := newTestClock()
			h := newPipeHarness(t, map[string]string{"a.csv": "1\n", "b.csv": "1\n"}, append(options, emulator.WithClock(clock.Now), emulator.WithLoadTime(30*time.Second))...)
			h.Inject(emulator.Fault{Path: "/insertFiles$", AfterWork: true, Reset: true, Times: 1})
			h.connectAt(t, clock).load(loadOf("a.csv", "b.csv")).expectMessages(t,
				"Sending 2 files to "+ordersPipe, "0 of 2 files loaded", "1 of 2 files loaded", "2 of 2 files loaded")
		})
	}
}

func TestLoadFilesEndsAtOnceWhenInterrupted(t *testing.T) {
	t.Parallel()
	h := newPipeHarness(t, map[string]string{"a.csv": "1\n"}, emulator.WithLoadTime(time.Hour))
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	// That the test does not take its hour is what shows that the wait was cut short.
	got := h.connect(t).invokeAction(ctx, loadFiles, loadOf("a.csv").and("timeout", "2h"), func(message string) {
		if message == "0 of 1 file loaded" {
			cancel()
		}
	})
	if lines := diagnosticLines(got.diagnostics); !slices.Equal(lines, []string{"error : Files are not known to be loaded"}) {
		t.Fatalf("%q", lines)
	}
	if !says("the run was interrupted", "Snowpipe goes on loading").MatchString(got.diagnostics[0].Detail) {
		t.Error(got.diagnostics[0].Detail)
	}
}

func TestLoadFilesGivesUpWhenItsTimeIsOver(t *testing.T) {
	t.Parallel()
	h := newPipeHarness(t, nil)
	h.Inject(emulator.Fault{Path: "/insertReport$", Hang: true, Skip: 1})
	got := h.connect(t).load(loadOf("a.csv", "b.csv").and("timeout", "3s"))
	if lines := diagnosticLines(got.diagnostics); !slices.Equal(lines, []string{"error timeout: Files are not known to be loaded"}) {
		t.Fatalf("%q", lines)
	}
	if !says("not done within 3s and given up", "0 of 2 files loaded; of 2 it is not known", "a.csv b.csv", "more time by timeout").MatchString(got.diagnostics[0].Detail) {
		t.Error(got.diagnostics[0].Detail)
	}
}

func TestLoadFilesSaysWhyItCannotSend(t *testing.T) {
	t.Parallel()
	refused := func(status int, code, message string) *emulator.Fault {
		fault := snowflakes(status, code, message)
		fault.Path = "/insertFiles$"
		return &fault
	}
	for name, test := range map[string]struct {
		config  hcl
		fault   *emulator.Fault
		blamed  string
		details []string
	}{
		"no such pipe": {
			config: loadOf("a.csv").and("pipe", "ANALYTICS.RAW.ABSENT"), blamed: "pipe",
			details: []string{`sending files to pipe "ANALYTICS"."RAW"."ABSENT".`, "HTTP status 404", "check pipe.", "does not exist and for one the role may not see", "the user's default role", "OPERATE and MONITOR on the pipe"},
		},
		"only MONITOR": {
			config: loadOf("a.csv"), fault: refused(404, "390404", "Specified object does not exist or not authorized. Pipe not found"), blamed: "pipe",
			details: []string{"Pipe not found", "operation insertFiles", "whatever role the provider's configuration names, needs USAGE on the database"},
		},
		"forbidden": {
			config: loadOf("a.csv"), fault: refused(403, "390403", "Not authorized"),
			details: []string{"Snowflake answered: Not authorized", "grant what is missing: the user's default role"},
		},
		"too much": {
			config: loadOf("a.csv"), fault: refused(429, "390429", "Rate limit exceeded"),
			details: []string{"Rate limit exceeded", "try again later, and ask for less at a time"},
		},
		"a lost reply": {
			config: loadOf("a.csv"), fault: &emulator.Fault{Path: "/insertFiles$", Reset: true, AfterWork: true},
			details: []string{"operation insertFiles, 8 tries", "load the files again. Snowpipe skips those that are queued already"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			clock := newTestClock()
			h := newPipeHarness(t, map[string]string{"a.csv": "1\n"}, emulator.WithClock(clock.Now))
			if test.fault != nil {
				h.Inject(*test.fault)
			}
			got := h.connectAt(t, clock).load(test.config)
			if lines := diagnosticLines(got.diagnostics); !slices.Equal(lines, []string{"error " + test.blamed + ": Unable to send files to pipe"}) {
				t.Fatalf("%q", lines)
			}
			if !says(test.details...).MatchString(got.diagnostics[0].Detail) {
				t.Errorf("it does not say %q:\n%s", test.details, got.diagnostics[0].Detail)
			}
		})
	}
}

func TestLoadFilesIsValidated(t *testing.T) {
	t.Parallel()
	run := unconnected(t)
	long := strings.Repeat("ü", 512)
	for _, test := range []struct {
		config hcl
		want   []string
	}{
		{loadOf("in/a.csv", "in/a.csv", "b c/%2e?#+'\"\\.csv", long), nil},
		{loadOf().and("wait", false).and("timeout", "1h30m"), nil},
		{hcl{"pipe": later{}, "files": later{}, "wait": later{}, "timeout": later{}}, nil},
		{loadOf("a").and("pipe", "RAW.ORDERS"), []string{"error pipe: Invalid pipe name"}},
		{loadOf("a").and("pipe", "A.B.my pipe"), []string{"error pipe: Invalid pipe name"}},
		{loadOf("a", "../b", "/c", "d//e", "", long+"x"), slices.Repeat([]string{"error files: Invalid file path"}, 5)},
		{hcl{"pipe": "A.B.C", "files": []tftypes.Value{tftypes.NewValue(tftypes.String, nil)}}, []string{"error files: Null List Value"}},
		{loadOf("a").and("timeout", "soon"), []string{"error timeout: Invalid time limit"}},
		{loadOf("a").and("timeout", "0s"), []string{"error timeout: Invalid time limit"}},
		{loadOf("a").and("timeout", "-1m"), []string{"error timeout: Invalid time limit"}},
	} {
		if got := diagnosticLines(run.validateAction(loadFiles, test.config)); !slices.Equal(got, test.want) {
			t.Errorf("%v: %q, want %q", test.config, got, test.want)
		}
	}
}
