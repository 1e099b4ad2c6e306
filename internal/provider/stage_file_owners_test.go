package provider

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// A file that is in the state twice: the old object of an interrupted create_before_destroy, or another resource, goes, and the new one stays.
func TestFileStaysWithTheObjectThatStays(t *testing.T) {
	t.Parallel()
	needsSQL(t)
	t.Run("planned first", func(t *testing.T) {
		t.Parallel()
		h := newFileHarness(t)
		made := h.files(t).apply(h.files(t).nothing(), fileConfig(hcl{"content": "hello"}))

		plan := h.files(t)
		kept := plan.planAlteration(made, fileConfig(hcl{"content": "hello"}))
		plan.want(nil, kept.response.Diagnostics)
		removal := plan.planRemoval(made)
		plan.want(nil, removal.Diagnostics, "warning : File is not removed")

		apply := h.files(t)
		apply.want(nil, apply.drop(remembered{state: made.state, private: removal.PlannedPrivate}))
		h.expectFile(t, "in/a.csv", "hello")
	})
	t.Run("planned last", func(t *testing.T) {
		t.Parallel()
		for _, removedFirst := range []bool{true, false} {
			h := newFileHarness(t)
			config := fileConfig(hcl{"content": "hello"})
			made := h.files(t).apply(h.files(t).nothing(), config)

			plan := h.files(t)
			removal := plan.planRemoval(made)
			plan.want(nil, removal.Diagnostics)
			if kept := plan.planAlteration(made, config); sameState(plan, kept.response.PlannedState, made) {
				t.Fatal("the plan of what is kept is empty, so that nothing would bring the file back")
			}
			apply := h.files(t)
			old := remembered{state: made.state, private: removal.PlannedPrivate}
			if removedFirst {
				apply.want(nil, apply.drop(old))
			}
			_, complaints := apply.carryOut(apply.planAlteration(made, config)) // An apply plans once more.
			apply.want(nil, complaints)
			if !removedFirst {
				apply.want(nil, apply.drop(old), "warning : File is not removed")
			}
			h.expectFile(t, "in/a.csv", "hello")
		}
	})
	t.Run("replaced", func(t *testing.T) {
		t.Parallel()
		h := newFileHarness(t)
		made := h.files(t).apply(h.files(t).nothing(), fileConfig(hcl{"content": "hello"}))

		plan := h.files(t)
		_ = plan.planAlteration(made, fileConfig(hcl{"content": "hello"}))
		moved := plan.change(made, fileConfig(hcl{"content": "hello", "path": "in/b.csv"}))
		plan.wantSaid(moved.Diagnostics, "error : One file is in the state twice", "keep_on_destroy = true")
	})
}

func sameState(w wire, planned *tfprotov6.DynamicValue, state remembered) bool {
	return w.remember(planned, nil, nil).state.Equal(state.state)
}
