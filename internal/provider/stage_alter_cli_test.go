package provider

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/snowstage/terraform-provider-snowstage/internal/emulator"
)

// The url is known only after apply, so the stage is planned to be altered; it is, if that can be done, and else nothing happens.
func TestURLThatIsKnownOnlyAfterApply(t *testing.T) {
	t.Parallel()
	needsSQL(t)
	h := newHarness(t)
	configuration := func(url string) string {
		return h.config(`resource "terraform_data" "later" { input = "`+url+`" }`, landingWith(`url = terraform_data.later.output`))
	}
	h.run(t,
		resource.TestStep{Config: configuration("s3://a/")},
		resource.TestStep{
			Config: configuration("s3://b/"),
			ConfigPlanChecks: preApply(
				plancheck.ExpectResourceAction(landing, plancheck.ResourceActionUpdate),
				plancheck.ExpectUnknownValue(landing, tfjsonpath.New("region")),
			),
		},
		resource.TestStep{
			Config:           configuration("gcs://c/"),
			ConfigPlanChecks: preApply(plancheck.ExpectResourceAction(landing, plancheck.ResourceActionUpdate)),
			ExpectError:      says("inconsistent final plan"),
		},
		resource.TestStep{
			PreConfig: func() { h.expectWrites(t, "POST createMode=errorIfExists") },
			Config:    configuration("gcs://c/"), ConfigPlanChecks: preApply(replacedFor{landing, "url"}),
		},
	)
	if got, want := h.alterations(t), []string{`ALTER STAGE "ANALYTICS"."RAW"."LANDING" SET URL = 's3://b/'`}; !slices.Equal(got, want) {
		t.Errorf("sent %q, want %q", got, want)
	}
}

// Terraform opens what is ephemeral while planning, when there is no stage of the new name yet.
func TestRenamedStageIsReadyForAPresignedURL(t *testing.T) {
	t.Parallel()
	needsSQL(t)
	h := newHarness(t)
	configuration := func(name string) string {
		return h.config(`
resource "snowstage_stage" "landing" {
  database   = "ANALYTICS"
  schema     = "RAW"
  name       = "`+name+`"
  encryption = { type = "SNOWFLAKE_SSE" }
}

ephemeral "snowstage_presigned_url" "it" {
  stage_id = snowstage_stage.landing.id
  path     = "a.csv"
  mode     = "upload"
}
`, shown)
	}
	h.run(t,
		resource.TestStep{Config: configuration("landing")},
		resource.TestStep{
			Config: configuration("other"),
			ConfigPlanChecks: preApply(
				plancheck.ExpectResourceAction(landing, plancheck.ResourceActionUpdate),
				plancheck.ExpectUnknownValue(landing, tfjsonpath.New("id")),
			),
			ConfigStateChecks: checksOf(inState("id", knownvalue.StringExact(`"ANALYTICS"."RAW"."OTHER"`))),
		},
	)
}

// The stage keeps its files under its new name, so that another resource may have the old one at once.
func TestNameIsFreeForTheNextStage(t *testing.T) {
	t.Parallel()
	needsSQL(t)
	h := newHarness(t)
	const next = `
resource "snowstage_stage" "next" {
  database   = "ANALYTICS"
  schema     = "RAW"
  name       = "landing"
  depends_on = [snowstage_stage.landing]
}
`
	other := "resource \"snowstage_stage\" \"landing\" {\n database = \"ANALYTICS\"\n schema = \"RAW\"\n name = \"other\"\n}\n"
	h.run(t,
		resource.TestStep{Config: h.config(landingWith(""))},
		resource.TestStep{PreConfig: func() { h.putBeside(t, "ANALYTICS.RAW.LANDING") }, Config: h.config(other, next)},
		resource.TestStep{
			PreConfig: func() {
				if !h.stillHolds(t, "ANALYTICS.RAW.OTHER") || h.stillHolds(t, "ANALYTICS.RAW.LANDING") {
					t.Error("the file is not where it should be")
				}
				h.sqlBeside(t, "REMOVE @ANALYTICS.RAW.OTHER")
			},
			Config: h.config(other, next), ConfigPlanChecks: preApply(plancheck.ExpectEmptyPlan()),
		},
	)
}

// In which order Terraform asks for the two plans depends on nothing that a test can choose but depends_on.
func TestCreateTakesNoStageThatIsToBeRenamed(t *testing.T) {
	t.Parallel()
	needsSQL(t)
	other := "resource \"snowstage_stage\" \"landing\" {\n database = \"ANALYTICS\"\n schema = \"RAW\"\n name = \"other\"\n%s}\n"
	next := "resource \"snowstage_stage\" \"next\" {\n database = \"ANALYTICS\"\n schema = \"RAW\"\n name = \"landing\"\n%s}\n"
	replaces, adopts := " create_mode = \"orReplace\"\n", " create_mode = \"ifNotExists\"\n"
	for what, test := range map[string]struct{ old, new string }{
		"rename planned first": {"", replaces + " depends_on = [snowstage_stage.landing]\n"},
		"create planned first": {" depends_on = [snowstage_stage.next]\n", replaces},
		"adopts":               {"", adopts + " depends_on = [snowstage_stage.landing]\n"},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			h := newHarness(t)
			h.run(t,
				resource.TestStep{Config: h.config(landingWith(""))},
				resource.TestStep{
					Config:      h.config(fmt.Sprintf(other, test.old), fmt.Sprintf(next, test.new)),
					ExpectError: says(atPlan, "Unable to create stage", "the stage that has this name gets another one by the same plan", "apply the rename alone first"),
				},
				resource.TestStep{Config: h.config(fmt.Sprintf(other, "")), PreConfig: func() { h.expectWrites(t, "POST createMode=errorIfExists") }},
				resource.TestStep{Config: h.config(fmt.Sprintf(other, ""), fmt.Sprintf(next, replaces))},
			)
		})
	}
}

// A run that is killed in the middle of a rename leaves the old name in the state, and no word of the new one.
func TestStageThatWasRenamedBehindTheStateIsNotReplaced(t *testing.T) {
	t.Parallel()
	needsSQL(t)
	for _, mode := range []string{"errorIfExists", "orReplace", "ifNotExists"} {
		t.Run(mode, func(t *testing.T) {
			t.Parallel()
			h := newHarness(t)
			config := func(name string) string {
				return h.config(fmt.Sprintf("resource \"snowstage_stage\" \"landing\" {\n database = \"ANALYTICS\"\n schema = \"RAW\"\n name = %q\n create_mode = %q\n force_destroy = true\n}\n", name, mode))
			}
			h.run(t,
				resource.TestStep{Config: config("landing")},
				resource.TestStep{
					PreConfig: func() {
						h.putBeside(t, "ANALYTICS.RAW.LANDING")
						h.sqlBeside(t, "ALTER STAGE ANALYTICS.RAW.LANDING RENAME TO ANALYTICS.RAW.OTHER")
					},
					Config:      config("other"),
					ExpectError: says(atPlan, "Unable to create stage", `that is the stage which Terraform's state has as "ANALYTICS"."RAW"."LANDING"`, "terraform state rm", `id = "ANALYTICS.RAW.OTHER"`),
				},
				resource.TestStep{
					PreConfig: func() {
						if !h.stillHolds(t, "ANALYTICS.RAW.OTHER") {
							t.Error("the file is gone")
						}
						h.expectWrites(t, "POST createMode="+mode)
						h.sqlBeside(t, "ALTER STAGE ANALYTICS.RAW.OTHER RENAME TO ANALYTICS.RAW.LANDING")
					},
					Config: config("landing"), ConfigPlanChecks: preApply(plancheck.ExpectEmptyPlan()),
				},
			)
		})
	}
}

// refuseOnce has Snowflake refuse the next statement that holds the text.
func (h *harness) refuseOnce(t *testing.T, text string) {
	t.Helper()
	refused := false
	h.InjectChosen(func(r emulator.Request) *emulator.Fault {
		if refused || r.Path != statementsPath || !strings.Contains(statementOf(t, r), text) {
			return nil
		}
		refused = true
		return &noPrivilege
	})
}

func TestRenameInTheStateOfAnIdentity(t *testing.T) {
	t.Parallel()
	needsSQL(t)
	h := newHarness(t)
	config := func(name, comment string) string {
		return h.config(fmt.Sprintf("resource \"snowstage_stage\" \"landing\" {\n database = \"analytics\"\n schema = \"RAW\"\n name = %q\n comment = %q\n}\n", name, comment))
	}
	h.runWithIdentities(t,
		resource.TestStep{Config: config("landing", ""), ConfigStateChecks: identityInState(landing, "ANALYTICS", "RAW", "LANDING")},
		resource.TestStep{
			Config: config("Other", "c"), ConfigPlanChecks: preApply(plancheck.ExpectResourceAction(landing, plancheck.ResourceActionUpdate)),
			ConfigStateChecks: identityInState(landing, "ANALYTICS", "RAW", "OTHER"),
		},
		resource.TestStep{ // half-way: the comment is refused
			PreConfig:   func() { h.refuseOnce(t, "SET COMMENT = 'd'") },
			Config:      config(`"third"`, "d"),
			ExpectError: says("Unable to alter stage", "Before that, these were changed: name"),
		},
		resource.TestStep{
			Config: config(`"third"`, "d"), ConfigPlanChecks: preApply(plancheck.ExpectResourceAction(landing, plancheck.ResourceActionUpdate)),
			ConfigStateChecks: identityInState(landing, "ANALYTICS", "RAW", `"third"`),
		},
	)
}
