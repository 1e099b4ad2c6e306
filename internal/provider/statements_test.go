package provider

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"testing"

	"github.com/snowstage/terraform-provider-snowstage/internal/emulator"
)

const statementsPath = "/api/v2/statements"

// statements are the SQL statements that Terraform has sent, in order, with repetitions.
func (h *harness) statements(t *testing.T) []string {
	t.Helper()
	var all []string
	for _, r := range h.requests() {
		if r.Method == http.MethodPost && r.Path == statementsPath {
			all = append(all, statementOf(t, r))
		}
	}
	return all
}

func (h *harness) expectStatements(t *testing.T, want ...string) {
	t.Helper()
	if got := h.statements(t); !slices.Equal(got, want) {
		t.Errorf("statements:\n got %q\nwant %q", got, want)
	}
}

// expectAlterations compares the statements that alter, in any order.
func (h *harness) expectAlterations(t *testing.T, want ...string) {
	t.Helper()
	got := h.alterations(t)
	if !slices.Equal(slices.Sorted(slices.Values(got)), slices.Sorted(slices.Values(want))) {
		t.Errorf("statements:\n got %q\nwant %q", got, want)
	}
}

func statementOf(t *testing.T, r emulator.Request) string {
	t.Helper()
	var body struct{ Statement string }
	if err := json.Unmarshal([]byte(r.Body), &body); err != nil {
		t.Fatalf("the body %q: %v", r.Body, err)
	}
	return body.Statement
}

// failedStatement is the answer to a statement that fails.
func failedStatement(code, state, message string) emulator.Fault {
	return emulator.Fault{Status: http.StatusUnprocessableEntity, Body: fmt.Sprintf(
		`{"code":%q,"sqlState":%q,"message":%s,"statementHandle":"01b2c3d4-0000-4000-8000-0123456789ab"}`, code, state, marshalled(message))}
}

// sqlBeside executes a statement, as somebody beside Terraform would.
func (h *harness) sqlBeside(t *testing.T, statement string) {
	t.Helper()
	if _, err := h.RunSQL(statement); err != nil {
		t.Fatal(err)
	}
}
