package provider

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/snowstage/terraform-provider-snowstage/internal/client"
	"github.com/snowstage/terraform-provider-snowstage/internal/emulator"
)

// A rename whose answer is lost is looked for by the time of its creation, and found.
func TestRenameWhoseAnswerIsLostIsFound(t *testing.T) {
	t.Parallel()
	needsSQL(t)
	h := newHarness(t, emulator.WithAsync(0, 0))
	w := h.connectWith(t, hcl{"max_retries": 0})
	created := w.apply(w.nothing(), withName("landing", nil))
	planned := w.planAlteration(created, withName("other", hcl{"comment": "new"}))
	h.Inject(failing(1, busyAfter))
	renamed, complaints := w.carryOut(planned)
	w.want(nil, complaints)
	w.wantIdentity(renamed.identity, "ANALYTICS", "RAW", "OTHER")
	if got, want := h.alterations(t), []string{halfWayRename, halfWayOther + "SET COMMENT = 'new'"}; !slices.Equal(got, want) {
		t.Errorf("sent %q, want %q", got, want)
	}
}

// If not even that look succeeds, the state keeps the name under which the stage can be seen.
func TestRenameInDoubtEndsWithTheNameThatTheStageHas(t *testing.T) {
	t.Parallel()
	needsSQL(t)
	for _, done := range []bool{true, false} {
		t.Run(fmt.Sprintf("done %t", done), func(t *testing.T) {
			t.Parallel()
			h := newHarness(t, emulator.WithAsync(0, 0))
			w := h.connectWith(t, hcl{"max_retries": 0})
			created := w.apply(w.nothing(), withName("landing", nil))
			config := withName("other", nil)
			planned := w.planAlteration(created, config)
			fault := busyBefore
			fault.AfterWork = done
			h.Inject(failing(1, fault))
			blind := busyBefore
			blind.Method, blind.Path, blind.Times = http.MethodGet, `/stages/OTHER$`, 1
			h.Inject(blind)
			after, complaints := w.carryOut(planned)
			w.want(nil, complaints, "error : Unable to rename stage")
			name := map[bool]string{true: "OTHER", false: "LANDING"}[done]
			w.wantIdentity(after.identity, "ANALYTICS", "RAW", name)
			next := h.connect(t)
			read := next.read(after)
			if read.state.IsNull() {
				t.Fatal("the stage has left the state")
			}
			next.wantIdentity(next.apply(read, config).identity, "ANALYTICS", "RAW", "OTHER")
		})
	}
}

// renameInDoubt creates the stage landing and changes it to what is configured, but nothing tells what becomes of its new name.
func (h *harness) renameInDoubt(t *testing.T, config hcl, fault emulator.Fault) (created, after remembered) {
	t.Helper()
	w := h.connectWith(t, hcl{"max_retries": 0})
	created = w.apply(w.nothing(), withName("landing", nil))
	planned := w.planAlteration(created, config)
	h.Inject(failing(1, fault))
	blind := busyBefore
	blind.Method, blind.Path, blind.Skip = http.MethodGet, `/stages/`, 1 // after the guard's look
	defer h.Inject(blind)()
	after, complaints := w.carryOut(planned)
	w.want(nil, complaints, "error : Unable to rename stage")
	if got := texts(t, after.state)["name"]; got != "landing" {
		t.Errorf("the state has the name %s", got)
	}
	return created, after
}

// If nothing can be looked at any more, the next run finds the stage under either name. A stage that somebody else has given the new name
// meanwhile is left alone.
func TestRenameInDoubtIsRemembered(t *testing.T) {
	t.Parallel()
	needsSQL(t)
	for what, test := range map[string]struct {
		fault emulator.Fault
		found string // the name that the next run finds; empty if the stage is gone
		then  func(t *testing.T, h *harness)
	}{
		"done":                            {busyAfter, "other", nil},
		"not done":                        {busyBefore, "landing", nil},
		"done, and its old name is taken": {busyAfter, "other", func(t *testing.T, h *harness) { h.createBeside(t, "ANALYTICS.RAW.LANDING", client.Stage{}) }},
		"done and replaced":               {busyAfter, "", func(t *testing.T, h *harness) { h.replaceBeside(t, "ANALYTICS.RAW.OTHER", client.Stage{}) }},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			h := newHarness(t, emulator.WithAsync(0, 0))
			config := withName("other", hcl{"comment": "new"})
			created, after := h.renameInDoubt(t, config, test.fault)
			if test.then != nil {
				test.then(t, h)
			}

			next := h.connect(t)
			if test.found == "" {
				if read := next.read(after, "warning : Stage is gone"); !read.state.IsNull() {
					t.Errorf("the state has %s", read.state)
				}
				return
			}
			read := next.read(after)
			state := texts(t, read.state)
			if state["name"] != test.found || state["id"] != `"ANALYTICS"."RAW"."`+strings.ToUpper(test.found)+`"` {
				t.Errorf("the state has the name %s and the id %s", state["name"], state["id"])
			}
			next.wantIdentity(read.identity, "ANALYTICS", "RAW", strings.ToUpper(test.found))
			applied := next.apply(read, config)
			if got := next.planned(applied, config); got != "" {
				t.Errorf("the plan after that %s", got)
			}
			if first, last := texts(t, created.state)["created_on"], texts(t, applied.state)["created_on"]; first != last {
				t.Errorf("the stage was created on %s, now on %s", first, last)
			}
		})
	}
}

// Terraform that is told not to refresh drops the stage under the name that it has, and not the old one, under which there is none.
func TestRenameInDoubtIsNoOrphanWithoutARefresh(t *testing.T) {
	t.Parallel()
	needsSQL(t)
	for _, fault := range []emulator.Fault{busyAfter, busyBefore} {
		t.Run(fmt.Sprintf("done %t", fault.AfterWork), func(t *testing.T) {
			t.Parallel()
			h := newHarness(t, emulator.WithAsync(0, 0))
			_, after := h.renameInDoubt(t, withName("other", nil), fault)
			w := h.connect(t)
			w.want(nil, w.drop(after))
			if left, err := h.RunSQL("SHOW STAGES IN SCHEMA ANALYTICS.RAW"); err != nil || len(left) > 0 {
				t.Errorf("left are %v, %v", left, err)
			}
		})
	}
}
