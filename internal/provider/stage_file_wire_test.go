package provider

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// fileConfig is the file in/a.csv on the stage LANDING.
func fileConfig(more hcl) hcl {
	config := hcl{"database": "analytics", "schema": "raw", "stage": "landing", "path": "in/a.csv"}
	for attribute, value := range more {
		config[attribute] = value
	}
	return config
}

// files speaks of files to a provider process of its own.
func (h *harness) files(t *testing.T) wire {
	t.Helper()
	return h.connect(t).of("snowstage_stage_file")
}

// planDrop plans to destroy what is in a state, and returns the complaints.
func (w wire) planDrop(prior remembered) []*tfprotov6.Diagnostic {
	w.t.Helper()
	return w.planRemoval(prior).Diagnostics
}

func (w wire) planRemoval(prior remembered) *tfprotov6.PlanResourceChangeResponse {
	w.t.Helper()
	null := dynamic(w.t, w.nothing().state)
	planned, err := w.server.PlanResourceChange(w.t.Context(), &tfprotov6.PlanResourceChangeRequest{
		TypeName: w.resourceType(), PriorState: dynamic(w.t, prior.state), PriorIdentity: prior.identity, PriorPrivate: prior.private, Config: null, ProposedNewState: null,
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return planned
}

// wantSaid wants one complaint, and these parts in its detail.
func (w wire) wantSaid(complaints []*tfprotov6.Diagnostic, line string, parts ...string) {
	w.t.Helper()
	w.want(nil, complaints, line)
	for _, part := range parts {
		if !strings.Contains(complaints[0].Detail, part) {
			w.t.Errorf("%q is not in: %s", part, complaints[0].Detail)
		}
	}
}
