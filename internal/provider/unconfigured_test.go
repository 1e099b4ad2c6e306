package provider

import (
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
)

func TestProviderWhoseConfigurationIsUnknownWaits(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	h.run(t,
		resource.TestStep{Config: h.waiting(1, landingWith(`comment = "a"`))},
		resource.TestStep{
			Config: h.waiting(2, landingWith(`comment = "a"`)),
			ConfigPlanChecks: preApply(
				plancheck.ExpectResourceAction("terraform_data.user", plancheck.ResourceActionReplace),
				plancheck.ExpectResourceAction(landing, plancheck.ResourceActionNoop),
			),
		},
		resource.TestStep{
			Config: h.waiting(3, landingWith(`comment = "b"`)),
			ConfigPlanChecks: preApply(
				plancheck.ExpectResourceAction("terraform_data.user", plancheck.ResourceActionReplace),
				h.alteration("comment"),
			),
		},
		resource.TestStep{
			Config:           h.waiting(4, landingWith("comment = \"b\"\n"+unalterable)),
			ConfigPlanChecks: preApply(replacedFor{landing, "directory_table.auto_refresh"}),
		},
	)
	post, drop := "POST createMode=errorIfExists", "DELETE ifExists=true"
	h.expectWrites(t, slices.Concat([]string{post}, h.ifReplaced(drop, post), []string{drop, post, drop})...)
}

func TestDataSourceNeedsAKnownConfiguration(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	h.run(t, resource.TestStep{
		Config:      h.waiting(1, stagesOfRaw),
		ExpectError: says("Provider not configured yet", "known only after apply"),
	})
	if sent := h.requests(); len(sent) > 0 {
		t.Errorf("%d requests were sent with a configuration that is not known", len(sent))
	}
}

// A configuration with an unknown value leaves everything without a client.
func unconfiguredServer(t *testing.T) tfprotov6.ProviderServer {
	t.Helper()
	server := newServer(t)
	if complaints := configure(t, server, hcl{"account": later{}}); len(complaints) > 0 {
		t.Fatal(complaints)
	}
	return server
}

func TestStageIsNotRefreshedWhileTheConfigurationIsUnknown(t *testing.T) {
	t.Parallel()
	state := raw(t, settledStage(t))
	resp, err := unconfiguredServer(t).ReadResource(t.Context(), &tfprotov6.ReadResourceRequest{TypeName: "snowstage_stage", CurrentState: dynamic(t, state)})
	if err != nil {
		t.Fatal(err)
	}
	if got, err := resp.NewState.Unmarshal(state.Type()); err != nil || !got.Equal(state) {
		t.Errorf("the state became %s, %v", got, err)
	}
	if got := diagnosticLines(resp.Diagnostics); !slices.Equal(got, []string{"warning : Stage was not refreshed"}) {
		t.Fatalf("diagnostics %q", got)
	}
	for _, want := range []string{`"ANALYTICS"."RAW"."LANDING"`, "stays in the state as it was", "known only after apply"} {
		if detail := resp.Diagnostics[0].Detail; !strings.Contains(detail, want) {
			t.Errorf("the warning lacks %q: %s", want, detail)
		}
	}
}

func TestNothingIsSentWithoutAClient(t *testing.T) {
	t.Parallel()
	server := unconfiguredServer(t)
	settled := settledStage(t)
	state, planned := raw(t, settled), raw(t, plannedStage(func(m *stageModel) { m.Timeouts = nullTimeouts(t) }))
	changed := settled
	changed.Comment, changed.CreateMode = types.StringValue("c"), types.StringValue("orReplace")
	none := tftypes.NewValue(state.Type(), nil)

	apply := func(prior, planned tftypes.Value) []*tfprotov6.Diagnostic {
		resp, err := server.ApplyResourceChange(t.Context(), &tfprotov6.ApplyResourceChangeRequest{
			TypeName: "snowstage_stage", PriorState: dynamic(t, prior), PlannedState: dynamic(t, planned), Config: dynamic(t, planned),
		})
		if err != nil {
			t.Fatal(err)
		}
		if kept, err := resp.NewState.Unmarshal(state.Type()); err != nil || !kept.Equal(prior) {
			t.Errorf("the state became %s, %v", kept, err)
		}
		return resp.Diagnostics
	}
	read := func(typeName string, config hcl) []*tfprotov6.Diagnostic {
		typ := schemaOnTheWire(t).DataSourceSchemas[typeName].ValueType()
		resp, err := server.ReadDataSource(t.Context(), &tfprotov6.ReadDataSourceRequest{TypeName: typeName, Config: dynamic(t, config.value(t, typ))})
		if err != nil {
			t.Fatal(err)
		}
		return resp.Diagnostics
	}
	imported, err := server.ImportResourceState(t.Context(), &tfprotov6.ImportResourceStateRequest{TypeName: "snowstage_stage", ID: "A.B.C"})
	if err != nil {
		t.Fatal(err)
	}
	open := func(typeName string) []*tfprotov6.Diagnostic {
		config := hcl{"stage_id": "A.B.C", "path": "a.csv"}.value(t, schemaOnTheWire(t).EphemeralResourceSchemas[typeName].ValueType())
		resp, err := server.OpenEphemeralResource(t.Context(), &tfprotov6.OpenEphemeralResourceRequest{TypeName: typeName, Config: dynamic(t, config)})
		if err != nil {
			t.Fatal(err)
		}
		return resp.Diagnostics
	}
	refreshed := unconnected(t).invokeRefresh(hcl{"stage_id": "A.B.C"})
	for what, diagnostics := range map[string][]*tfprotov6.Diagnostic{
		"create":                       apply(none, planned),
		"update":                       apply(state, raw(t, changed)),
		"delete":                       apply(state, none),
		"import":                       imported.Diagnostics,
		"data snowstage_stage":         read("snowstage_stage", hcl{"database": "A", "schema": "B", "name": "C"}),
		"data snowstage_stages":        read("snowstage_stages", hcl{"database": "A", "schema": "B"}),
		"data snowstage_stage_files":   read("snowstage_stage_files", hcl{"database": "A", "schema": "B", "stage": "C"}),
		"data snowstage_file":          read("snowstage_file", hcl{"stage_id": "A.B.C", "path": "a.csv"}),
		"snowstage_presigned_url open": open("snowstage_presigned_url"),
		"snowstage_file open":          open("snowstage_file"),
		"data snowstage_load_report":   read("snowstage_load_report", hcl{"pipe": "A.B.C"}),
		"data snowstage_load_history":  read("snowstage_load_history", hcl{"pipe": "A.B.C", "start_time": "2026-09-05T17:00:00Z"}),
		"snowstage_load_files":         unconnected(t).load(loadOf("a.csv")).diagnostics,
		"snowstage_refresh_directory":  refreshed.diagnostics,
	} {
		if got := diagnosticLines(diagnostics); !slices.Equal(got, []string{"error : Provider not configured yet"}) {
			t.Errorf("%s: %q", what, got)
		}
	}
}
