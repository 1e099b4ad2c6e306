package provider

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/plancheck"

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

// during does something between plan and apply.
type during func() error

func (d during) CheckPlan(_ context.Context, _ plancheck.CheckPlanRequest, resp *plancheck.CheckPlanResponse) {
	resp.Error = d()
}

// replacedFor expects that a resource is replaced on account of one attribute, and of no other.
type replacedFor struct{ address, attribute string }

func (c replacedFor) CheckPlan(_ context.Context, req plancheck.CheckPlanRequest, resp *plancheck.CheckPlanResponse) {
	for _, change := range req.Plan.ResourceChanges {
		if change.Address != c.address {
			continue
		}
		var got []string
		for _, steps := range change.Change.ReplacePaths {
			got = append(got, strings.NewReplacer("[", "", "]", "", " ", ".").Replace(fmt.Sprint(steps)))
		}
		if !change.Change.Actions.Replace() || !slices.Equal(got, []string{c.attribute}) {
			resp.Error = fmt.Errorf("%s: actions %v because of %q, want a replacement because of %s", c.address, change.Change.Actions, got, c.attribute)
		}
		return
	}
	resp.Error = fmt.Errorf("%s is not in the plan", c.address)
}

// says matches a text of Terraform, which breaks lines as it likes, that holds the parts in this order.
func says(parts ...string) *regexp.Regexp {
	for i, part := range parts {
		parts[i] = strings.ReplaceAll(regexp.QuoteMeta(part), " ", `\s+`)
	}
	return regexp.MustCompile("(?s)" + strings.Join(parts, ".*"))
}
