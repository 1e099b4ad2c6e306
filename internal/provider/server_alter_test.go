package provider

import (
	"maps"
	"math/big"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// plannedChange is a plan that is yet to be applied.
type plannedChange struct {
	prior    remembered
	config   hcl
	response *tfprotov6.PlanResourceChangeResponse
}

// planAlteration plans what must be no replacement.
func (w wire) planAlteration(prior remembered, config hcl) plannedChange {
	w.t.Helper()
	response := w.change(prior, config)
	if len(response.RequiresReplace) > 0 {
		w.t.Fatalf("planned as a replacement because of %s", response.RequiresReplace)
	}
	return plannedChange{prior, config, response}
}

// carryOut applies a plan, and returns the complaints besides what it left behind.
func (w wire) carryOut(p plannedChange) (remembered, []*tfprotov6.Diagnostic) {
	w.t.Helper()
	applied, err := w.server.ApplyResourceChange(w.t.Context(), &tfprotov6.ApplyResourceChangeRequest{
		TypeName: w.resourceType(), PriorState: dynamic(w.t, p.prior.state), Config: dynamic(w.t, p.config.value(w.t, w.stageType())),
		PlannedState: p.response.PlannedState, PlannedIdentity: p.response.PlannedIdentity, PlannedPrivate: p.response.PlannedPrivate,
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return w.remember(applied.NewState, applied.NewIdentity, applied.Private), applied.Diagnostics
}

// drop applies the plan to drop what is in a state, and returns the complaints.
func (w wire) drop(prior remembered) []*tfprotov6.Diagnostic {
	w.t.Helper()
	null := dynamic(w.t, w.nothing().state)
	applied, err := w.server.ApplyResourceChange(w.t.Context(), &tfprotov6.ApplyResourceChangeRequest{
		TypeName: w.resourceType(), PriorState: dynamic(w.t, prior.state), Config: null, PlannedState: null, PlannedPrivate: prior.private,
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return applied.Diagnostics
}

// alterations are the statements that change a stage, without the question whether SQL can be used.
func (h *harness) alterations(t *testing.T) []string {
	t.Helper()
	return slices.DeleteFunc(h.statements(t), func(statement string) bool { return !strings.HasPrefix(statement, "ALTER STAGE ") })
}

func withName(name string, more hcl) hcl {
	config := hcl{"database": "analytics", "schema": "raw", "name": name}
	maps.Copy(config, more)
	return config
}

// numberIn is an attribute that is a number; -1 if it is null.
func numberIn(t *testing.T, state tftypes.Value, attribute string) int64 {
	t.Helper()
	var values map[string]tftypes.Value
	if err := state.As(&values); err != nil {
		t.Fatal(err)
	}
	if values[attribute].IsNull() {
		return -1
	}
	var number big.Float
	if err := values[attribute].As(&number); err != nil {
		t.Fatal(err)
	}
	whole, _ := number.Int64()
	return whole
}
