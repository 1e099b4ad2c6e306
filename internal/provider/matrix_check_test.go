package provider

import (
	"net/http"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// matrixResult is what an operation did that a fault has met.
type matrixResult struct {
	told
	before, after            string // when the stage there was created; empty if there is none
	changed                  bool   // the file
	sent, carriedOut, others int    // requests: the operation's own, those that were carried out, and all others
}

// check holds the promise of a trial.
func (m matrixTrial) check(t *testing.T, got matrixResult, attempt matrixAttempt) {
	t.Helper()
	if got.carriedOut > 1 && !m.canRepeat {
		t.Errorf("carried out %d times", got.carriedOut)
	}
	if want, ok := m.wantSent(); ok && got.sent != want {
		t.Errorf("sent %d times, want %d", got.sent, want)
	}
	switch m.promise {
	case sentAgain, lookedUp, isRight:
		if m.writes && (got.carriedOut > 0) == m.fault.gone {
			t.Errorf("carried out %d times", got.carriedOut)
		}
		got.checkSeverities(t)
		attempt.checkDone(t, got.told)
	case isUnsent:
		if got.others > 0 {
			t.Errorf("%d requests were sent", got.others)
		}
		m.checkError(t, got, attempt)
	case isError:
		m.checkError(t, got, attempt)
	case isUnlisted:
		got.checkSeverities(t, tfprotov6.DiagnosticSeverityWarning)
		got.checkTold(t, "File was uploaded, but not listed", m.fault.says, "What was tried: ", "What to do: ", "the next plan reads the rest")
		attempt.checkDone(t, got.told)
	case isLeft:
		got.checkSeverities(t, tfprotov6.DiagnosticSeverityWarning)
		got.checkTold(t, "File stays on the stage", m.fault.says, "keep_on_destroy = true")
		if !got.isNull() || got.changed {
			t.Errorf("the state is %s; the file has changed: %t", got.value, got.changed)
		}
	case isRemoved:
		got.checkSeverities(t, tfprotov6.DiagnosticSeverityWarning)
		got.checkTold(t, m.summaryIfGone, `"ANALYTICS"."RAW"."LANDING"`, m.fault.says, "the user's default role")
		if !got.isNull() {
			t.Errorf("the state is %s", got.value)
		}
	case wasGone:
		got.checkSeverities(t, tfprotov6.DiagnosticSeverityWarning)
		attempt.checkDone(t, got.told)
	case isFoundOut:
		t.Fatal("it comes to something else in each way in which a fault shows")
	}
}

// wantSent is how often the operation's own request is sent, where the promise tells.
func (m matrixTrial) wantSent() (times int, ok bool) {
	switch m.encounter {
	case always:
		return 0, m.promise == isUnsent
	case afterIt:
		return 1, true
	case once:
		switch {
		case m.cell == sentAgain, m.cell == lookedUp && !m.way.AfterWork:
			return 2, true
		case m.cell == lookedUp, m.cell == isError:
			return 1, true
		}
	case onATaken:
		return map[promise]int{sentAgain: 2, lookedUp: 1}[m.cell], m.cell != isRight
	case fromThen:
		switch {
		case m.inStore && m.way.Status == http.StatusForbidden: // The first may be of a URL that has expired.
			return 2, true
		case m.cell == isError, m.cell == lookedUp, m.cell == isLeft: // While nothing can be looked up, nothing is sent again.
			return 1, true
		case m.way.Status > http.StatusUnauthorized && !m.looks: // Where there is a look before each try, it fails, too. Without a status net/http repeats a GET of its own accord.
			return 1 + matrixRetries, true
		}
	}
	return 0, false
}

// checkError wants one error that says what was tried, what happened and what to do, and nothing lost.
func (m matrixTrial) checkError(t *testing.T, got matrixResult, attempt matrixAttempt) {
	t.Helper()
	got.checkSeverities(t, tfprotov6.DiagnosticSeverityError)
	parts := []string{m.summary, "What was tried: ", "What to do: "}
	if m.encounter == afterIt {
		parts[0] = m.summaryAfter
	}
	switch {
	case m.follows && m.fault.saysDownload != "":
		parts[0] = m.fault.saysDownload
	case m.encounter == onATaken:
	case m.encounter == fromThen && m.looks: // The error may be that of a look, within the one of the operation.
		parts = append(parts, strings.TrimPrefix(m.fault.says, "HTTP status "))
	default:
		parts = append(parts, m.fault.says)
	}
	if m.encounter == onATaken || m.title == "create" && (m.fault.isConflict || got.carriedOut > 0) {
		parts = append(parts, "import {", `id = "ANALYTICS.RAW.LANDING"`)
	}
	got.checkTold(t, parts...)
	if attempt.checkKept != nil {
		attempt.checkKept(t, got.told, m.encounter == once)
	} else if attempt.held.value.Type() != nil && !got.value.Equal(attempt.held.value) {
		t.Errorf("the state became %s", got.value)
	}
	if got.carriedOut == 0 && (got.after != got.before || got.changed) {
		t.Errorf("the stage created on %q became one created on %q, or its file changed", got.before, got.after)
	}
}

func (r matrixResult) checkSeverities(t *testing.T, want ...tfprotov6.DiagnosticSeverity) {
	t.Helper()
	for i, d := range r.diagnostics {
		if i >= len(want) || d.Severity != want[i] {
			t.Errorf("%s: %s\n%s", d.Severity, d.Summary, d.Detail)
		}
	}
	if len(r.diagnostics) < len(want) {
		t.Fatalf("%d diagnostics, want %v", len(r.diagnostics), want)
	}
}

// checkTold wants the parts in the first diagnostic.
func (r matrixResult) checkTold(t *testing.T, parts ...string) {
	t.Helper()
	told := r.diagnostics[0].Summary + "\n" + r.diagnostics[0].Detail
	for _, part := range parts {
		if !strings.Contains(told, part) {
			t.Errorf("it does not say %q:\n%s", part, told)
		}
	}
}
