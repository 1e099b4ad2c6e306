package provider

import (
	"encoding/json"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/snowstage/terraform-provider-snowstage/internal/emulator"
	"github.com/snowstage/terraform-provider-snowstage/internal/identifier"
)

// requests are the journal's entries of Terraform: those of the person and of object storage are left out.
func (h *harness) requests() []emulator.Request {
	var all []emulator.Request
	for _, r := range h.Journal() {
		if strings.HasPrefix(r.Path, "/api/") && r.Header.Get("Authorization") != "Bearer "+testToken {
			all = append(all, r)
		}
	}
	return all
}

// requestsButForSQL are those to the REST API for stages.
func (h *harness) requestsButForSQL() []emulator.Request {
	return slices.DeleteFunc(h.requests(), func(r emulator.Request) bool { return strings.HasPrefix(r.Path, statementsPath) })
}

// writes are the creates and deletes that Terraform sent, as "METHOD query" in order, like "POST createMode=errorIfExists".
func (h *harness) writes() []string {
	var all []string
	for _, r := range h.requests() {
		if r.Method == http.MethodDelete || isCreate(r) {
			all = append(all, strings.TrimSpace(r.Method+" "+r.Query))
		}
	}
	return all
}

// hasCarriedOutLastWrite is false while a create or delete has arrived only: who is interrupted then may look before it is carried out.
func (h *harness) hasCarriedOutLastWrite() bool {
	done := false
	for _, r := range h.requests() {
		if r.Method == http.MethodDelete || isCreate(r) {
			done = r.Done
		}
	}
	return done
}

// expectWrites compares the creates and deletes that Terraform has sent so far.
func (h *harness) expectWrites(t *testing.T, want ...string) {
	t.Helper()
	if got := h.writes(); !slices.Equal(got, want) {
		t.Errorf("creates and deletes:\n got %q\nwant %q", got, want)
	}
}

// writesByStage are the creates and deletes of each stage, in order.
func (h *harness) writesByStage(t *testing.T) map[string][]string {
	t.Helper()
	all := map[string][]string{}
	for _, r := range h.requests() {
		switch {
		case r.Method == http.MethodDelete:
			name, err := url.PathUnescape(path.Base(r.Path))
			if err != nil {
				t.Fatal(err)
			}
			stage := identifier.FromReply(name).Exact()
			all[stage] = append(all[stage], r.Method+" "+r.Query)
		case isCreate(r):
			stage := identifier.FromReply(bodyOf(t, r).Name).Exact()
			all[stage] = append(all[stage], r.Method+" "+r.Query)
		}
	}
	return all
}

// bodies are what Terraform sent to create stages, by the name sent.
func (h *harness) bodies(t *testing.T) map[string]string {
	t.Helper()
	all := map[string]string{}
	for _, r := range h.requests() {
		if isCreate(r) {
			all[bodyOf(t, r).Name] = r.Body
		}
	}
	return all
}

func isCreate(r emulator.Request) bool {
	return r.Method == http.MethodPost && strings.HasSuffix(r.Path, "/stages")
}

func bodyOf(t *testing.T, r emulator.Request) (body struct{ Name string }) {
	t.Helper()
	if err := json.Unmarshal([]byte(r.Body), &body); err != nil {
		t.Fatalf("the body %q: %v", r.Body, err)
	}
	return body
}

// sentFor are the creates, deletes and statements that Terraform sent for a stage, in order, by any of its full names.
func (h *harness) sentFor(t *testing.T, names ...string) []string {
	t.Helper()
	var all []string
	isFor := func(name identifier.Qualified) bool { return slices.Contains(names, name.String()) }
	for _, r := range h.requests() {
		switch {
		case r.Method == http.MethodPost && r.Path == statementsPath:
			statement := statementOf(t, r)
			if slices.ContainsFunc(names, func(name string) bool { return strings.HasPrefix(statement, "ALTER STAGE "+name+" ") }) {
				all = append(all, statement)
			}
		case r.Method == http.MethodDelete && isFor(stageOfPath(t, r.Path)),
			isCreate(r) && isFor(stageOfPath(t, r.Path+"/"+url.PathEscape(bodyOf(t, r).Name))):
			all = append(all, r.Method+" "+r.Query)
		}
	}
	return all
}

// stageOfPath reads the name of the stage from /api/v2/databases/D/schemas/S/stages/N.
func stageOfPath(t *testing.T, escaped string) identifier.Qualified {
	t.Helper()
	var names []identifier.Name
	for i, element := range strings.Split(strings.TrimPrefix(escaped, "/api/v2/"), "/") {
		name, err := url.PathUnescape(element)
		if err != nil {
			t.Fatal(err)
		}
		if i%2 == 1 {
			names = append(names, identifier.FromReply(name))
		}
	}
	if len(names) != 3 {
		t.Fatalf("%s is no path of a stage", escaped)
	}
	return identifier.Qualified{Database: names[0], Schema: names[1], Name: names[2]}
}
