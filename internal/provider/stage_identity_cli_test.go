package provider

import (
	"fmt"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfversion"

	"github.com/snowstage/terraform-provider-snowstage/internal/client"
)

// runWithIdentities is run for a CLI that keeps identities in its state.
func (h *harness) runWithIdentities(t *testing.T, steps ...resource.TestStep) {
	t.Helper()
	resource.Test(t, resource.TestCase{
		TerraformVersionChecks:   []tfversion.TerraformVersionCheck{tfversion.SkipBelow(tfversion.Version1_12_0)},
		ProtoV6ProviderFactories: providerFactories,
		Steps:                    steps,
	})
}

func identityInState(address, database, schema, name string) []statecheck.StateCheck {
	return checksOf(statecheck.ExpectIdentity(address, map[string]knownvalue.Check{
		"database": knownvalue.StringExact(database), "schema": knownvalue.StringExact(schema), "name": knownvalue.StringExact(name),
	}))
}

func TestIdentityInTheState(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	stage := func(label, name, attributes string) string {
		return h.config(fmt.Sprintf("resource \"snowstage_stage\" %q {\n database = \"analytics\"\n schema = \"RAW\"\n name = %q\n %s\n}\n", label, name, attributes))
	}
	const moved = "moved {\n from = snowstage_stage.landing\n to = snowstage_stage.moved\n}\n"
	h.runWithIdentities(t,
		resource.TestStep{Config: stage("landing", "landing", ""), ConfigStateChecks: identityInState(landing, "ANALYTICS", "RAW", "LANDING")},
		resource.TestStep{
			Config: stage("landing", `"LANDING"`, ""), ConfigPlanChecks: preApply(plancheck.ExpectEmptyPlan()),
			ConfigStateChecks: identityInState(landing, "ANALYTICS", "RAW", "LANDING"),
		},
		resource.TestStep{
			Config: stage("landing", "Landing", `create_mode = "orReplace"`), ConfigPlanChecks: preApply(plancheck.ExpectResourceAction(landing, plancheck.ResourceActionUpdate)),
			ConfigStateChecks: identityInState(landing, "ANALYTICS", "RAW", "LANDING"),
		},
		resource.TestStep{
			Config:            stage("landing", "Landing", "create_mode = \"orReplace\"\n comment = \"changed\""),
			ConfigStateChecks: identityInState(landing, "ANALYTICS", "RAW", "LANDING"),
		},
		resource.TestStep{
			PreConfig:         func() { h.dropBeside(t, "ANALYTICS.RAW.LANDING") },
			Config:            stage("landing", "landing", ""),
			ConfigPlanChecks:  preApply(plancheck.ExpectResourceAction(landing, plancheck.ResourceActionCreate)),
			ConfigStateChecks: identityInState(landing, "ANALYTICS", "RAW", "LANDING"),
		},
		resource.TestStep{
			Config: stage("moved", "landing", "") + moved, ConfigPlanChecks: preApply(plancheck.ExpectResourceAction("snowstage_stage.moved", plancheck.ResourceActionNoop)),
			ConfigStateChecks: identityInState("snowstage_stage.moved", "ANALYTICS", "RAW", "LANDING"),
		},
		resource.TestStep{
			Config: stage("moved", `"landing"`, ""), ConfigPlanChecks: preApply(h.alterationAt("snowstage_stage.moved", "name")),
			ConfigStateChecks: identityInState("snowstage_stage.moved", "ANALYTICS", "RAW", `"landing"`),
		},
		resource.TestStep{Config: stage("moved", `"landing"`, ""), ConfigPlanChecks: preApply(plancheck.ExpectEmptyPlan())},
		resource.TestStep{
			Config: stage("moved", `"landing"`, ""), ResourceName: "snowstage_stage.moved",
			ImportState: true, ImportStateKind: resource.ImportBlockWithResourceIdentity,
		},
	)
}

func TestImportByIdentity(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	h.createBeside(t, "ANALYTICS.RAW.LANDING", withKeys())
	h.createBeside(t, `"My ""Data"""."My Schema"."a.b"`, client.Stage{})
	importing := func(label, database, schema, name string) string {
		return fmt.Sprintf("import {\n to = snowstage_stage.%s\n identity = {\n  database = %q\n  schema = %q\n  name = %q\n }\n}\n", label, database, schema, name)
	}
	const keys = "url = \"s3://a/\"\n credentials = { aws_key_id_wo = \"id\", aws_secret_key_wo = \"secret\" }"
	const quoted = "resource \"snowstage_stage\" \"quoted\" {\n database = \"\\\"My \\\"\\\"Data\\\"\\\"\\\"\"\n schema = \"\\\"My Schema\\\"\"\n name = \"\\\"a.b\\\"\"\n}\n"
	configuration := h.config(importing("landing", "analytics", `"RAW"`, "Landing"), landingWith(keys),
		importing("quoted", `"My ""Data"""`, `"My Schema"`, `"a.b"`), quoted)
	noop := plancheck.ResourceActionNoop
	h.runWithIdentities(t,
		resource.TestStep{
			Config:      h.config(importing("landing", "my data", "raw", "landing"), landingWith("")),
			ExpectError: says("Invalid import identity", `The identity's database is wrong: "my data" is not a Snowflake identifier`),
		},
		resource.TestStep{
			Config:           configuration,
			ConfigPlanChecks: preApply(plancheck.ExpectResourceAction(landing, noop), plancheck.ExpectResourceAction("snowstage_stage.quoted", noop)),
			ConfigStateChecks: append(identityInState(landing, "ANALYTICS", "RAW", "LANDING"),
				identityInState("snowstage_stage.quoted", `"My ""Data"""`, `"My Schema"`, `"a.b"`)...),
		},
		resource.TestStep{
			PreConfig: func() { h.expectWrites(t) },
			Config:    configuration, ConfigPlanChecks: preApply(plancheck.ExpectEmptyPlan()),
		},
	)
}
