package provider

import (
	"reflect"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/config"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"
)

func TestStageLifecycle(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	create := resource.TestStep{
		ConfigDirectory: config.TestNameDirectory(),
		ConfigVariables: h.variables(),
	}
	create.ConfigPlanChecks = preApply(
		plancheck.ExpectResourceAction(landing, plancheck.ResourceActionCreate),
		plancheck.ExpectUnknownValue(landing, tfjsonpath.New("id")),
		plancheck.ExpectUnknownValue(landing, tfjsonpath.New("fully_qualified_name")),
	)
	create.ConfigStateChecks = []statecheck.StateCheck{
		inState("name", knownvalue.StringExact("landing")),
		inState("id", knownvalue.StringExact(`"ANALYTICS"."RAW"."LANDING"`)),
		inState("fully_qualified_name", knownvalue.StringExact(`"ANALYTICS"."RAW"."LANDING"`)),
		inState("kind", knownvalue.StringExact("PERMANENT")),
		inState("url", knownvalue.Null()),
		inState("created_on", knownvalue.NotNull()),
		inState("owner", knownvalue.NotNull()),
		inState("owner_role_type", knownvalue.StringExact("ROLE")),
		inState("has_credentials", knownvalue.Bool(false)),
		inState("has_encryption_key", knownvalue.Bool(false)),
		inState("region", knownvalue.Null()),
		inState("cloud", knownvalue.Null()),
	}
	same := resource.TestStep{
		ConfigDirectory:  config.TestNameDirectory(),
		ConfigVariables:  h.variables(),
		ConfigPlanChecks: preApply(plancheck.ExpectEmptyPlan()),
	}
	steps := []resource.TestStep{create, same}
	for _, id := range []string{`"ANALYTICS"."RAW"."LANDING"`, `analytics.raw.landing`, `ANALYTICS/RAW/landing`} {
		steps = append(steps,
			resource.TestStep{
				ConfigDirectory: config.TestNameDirectory(), ConfigVariables: h.variables(),
				ResourceName: landing, ImportState: true, ImportStateId: id,
				ImportStateVerify: true, ImportStateVerifyIgnore: []string{"name"},
			},
			resource.TestStep{
				ConfigDirectory: config.TestNameDirectory(), ConfigVariables: h.variables(),
				ResourceName: landing, ImportState: true, ImportStateId: id, ImportStateKind: resource.ImportBlockWithID,
				ImportPlanChecks: resource.ImportPlanChecks{PreApply: []plancheck.PlanCheck{
					plancheck.ExpectKnownValue(landing, tfjsonpath.New("name"), knownvalue.StringExact("LANDING")),
				}},
			},
		)
	}
	steps = append(steps, resource.TestStep{
		ConfigDirectory: config.TestNameDirectory(), ConfigVariables: h.variables(),
		ResourceName: "snowstage_stage.lake", ImportState: true, ImportStateId: "ANALYTICS.RAW.LAKE", ImportStateKind: resource.ImportBlockWithID,
	})
	h.run(t, steps...)
	once := []string{"POST createMode=errorIfExists", "DELETE ifExists=true"}
	if got, want := h.writesByStage(t), map[string][]string{"LANDING": once, "LAKE": once}; !reflect.DeepEqual(got, want) {
		t.Errorf("creates and deletes:\n got %q\nwant %q", got, want)
	}
}
