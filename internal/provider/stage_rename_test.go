package provider

import (
	"slices"
	"strings"
	"testing"

	"github.com/snowstage/terraform-provider-snowstage/internal/client"
)

func TestRenameKeepsTheStageItsStateAndItsIdentity(t *testing.T) {
	t.Parallel()
	needsSQL(t)
	for _, mode := range []client.CreateMode{client.ErrorIfExists, client.OrReplace} {
		t.Run(string(mode), func(t *testing.T) {
			t.Parallel()
			h := newHarness(t)
			w := h.connect(t)
			created := w.apply(w.nothing(), withName("landing", hcl{"create_mode": string(mode)}))
			h.putBeside(t, "ANALYTICS.RAW.LANDING")

			w = h.connect(t) // Another run: in this one the name was taken by a create.
			planned := w.planAlteration(created, withName("Other", hcl{"schema": `"My Schema"`, "database": `"My ""Data"""`, "create_mode": string(mode)}))
			w.want(nil, planned.response.Diagnostics)
			w.wantIdentity(planned.response.PlannedIdentity, `"My ""Data"""`, `"My Schema"`, "OTHER")
			renamed, complaints := w.carryOut(planned)
			w.want(nil, complaints)
			w.wantIdentity(renamed.identity, `"My ""Data"""`, `"My Schema"`, "OTHER")

			before, after := texts(t, created.state), texts(t, renamed.state)
			if want := `"My ""Data"""."My Schema"."OTHER"`; after["id"] != want || after["fully_qualified_name"] != want || after["name"] != "Other" || after["created_on"] != before["created_on"] {
				t.Errorf("the state before\n%q\nand after\n%q", before, after)
			}
			if !h.stillHolds(t, after["id"]) {
				t.Error("the file is gone")
			}
			if read := h.connect(t).read(renamed); !read.state.Equal(renamed.state) {
				t.Errorf("read as\n%s\nafter\n%s", read.state, renamed.state)
			}
			if got, want := h.alterations(t), []string{`ALTER STAGE "ANALYTICS"."RAW"."LANDING" RENAME TO "My ""Data"""."My Schema"."OTHER"`}; !slices.Equal(got, want) {
				t.Errorf("sent %q, want %q", got, want)
			}

			h.sqlBeside(t, "REMOVE @"+after["id"])
			if complaints := diagnosticLines(h.connect(t).drop(renamed)); len(complaints) > 0 {
				t.Errorf("dropping it: %q", complaints)
			}
		})
	}
}

// The name that a stage gets is its own from then on: another resource of the run that had it does not drop it.
func TestRenamedStageIsNotDroppedForAnotherResource(t *testing.T) {
	t.Parallel()
	needsSQL(t)
	h := newHarness(t)
	w := h.connect(t)
	other := w.apply(w.nothing(), withName("other", nil))
	landing := w.apply(w.nothing(), withName("landing", nil))
	h.dropBeside(t, "ANALYTICS.RAW.OTHER")

	w = h.connect(t)
	renamed := w.apply(landing, withName("other", nil))
	w.want(nil, w.drop(other), "warning : Stage was not dropped")
	if read := w.read(renamed); !read.state.Equal(renamed.state) {
		t.Errorf("read as\n%s\nafter\n%s", read.state, renamed.state)
	}
	w.want(nil, w.drop(landing), "warning : Stage was gone already") // the old name is nobody's
}

func TestRenameToATakenNameChangesNothing(t *testing.T) {
	t.Parallel()
	needsSQL(t)
	h := newHarness(t)
	h.createBeside(t, "ANALYTICS.RAW.OTHER", client.Stage{Comment: new("theirs")})
	w := h.connect(t)
	created := w.apply(w.nothing(), withName("landing", nil))
	config := withName("other", hcl{"comment": "new"})
	after, complaints := w.carryOut(w.planAlteration(created, config))
	w.want(nil, complaints, "error name: Unable to rename stage")
	for _, part := range []string{`to "ANALYTICS"."RAW"."OTHER"`, "already exists", "002002", "Nothing was changed", "apply again", "depends_on"} {
		if !strings.Contains(complaints[0].Detail, part) {
			t.Errorf("%q is not in %s", part, complaints[0].Detail)
		}
	}
	if !after.state.Equal(created.state) || len(h.alterations(t)) != 1 {
		t.Errorf("the state is %s after %q", after.state, h.alterations(t))
	}
	w.wantIdentity(after.identity, "ANALYTICS", "RAW", "LANDING")
	if found := h.fetchBeside(t, "ANALYTICS.RAW.OTHER"); *found.Comment != "theirs" {
		t.Errorf("the comment of the other stage is %q", *found.Comment)
	}

	h.dropBeside(t, "ANALYTICS.RAW.OTHER")
	w = h.connect(t)
	w.wantIdentity(w.apply(w.read(after), config).identity, "ANALYTICS", "RAW", "OTHER")
}

// A stage that another resource of the run has adopted is not taken away from it.
func TestAdoptedStageIsNotRenamed(t *testing.T) {
	t.Parallel()
	needsSQL(t)
	h := newHarness(t)
	created := h.connect(t)
	landing := created.apply(created.nothing(), withName("landing", nil))
	w := h.connect(t)
	planned := w.planAlteration(landing, withName("other", nil))
	next := h.connect(t) // plans in a run of its own, as if the name had become known only while it is applied
	adopting := withName("landing", hcl{"create_mode": "ifNotExists"})
	_, complaints := w.carryOut(next.planAlteration(next.nothing(), adopting))
	w.want(nil, complaints)
	_, complaints = w.carryOut(planned)
	w.want(nil, complaints, "error name: Unable to rename stage")
	if !strings.Contains(complaints[0].Detail, "another resource has taken the stage over in this run") {
		t.Errorf("%s", complaints[0].Detail)
	}
	if sent := h.alterations(t); len(sent) > 0 {
		t.Errorf("sent %q", sent)
	}
}
