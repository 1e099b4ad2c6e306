package provider

import (
	"fmt"
	"net/http"
	"slices"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"

	"github.com/snowstage/terraform-provider-snowstage/internal/client"
	"github.com/snowstage/terraform-provider-snowstage/internal/emulator"
)

func TestEachCreateModeOnAFreeName(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	h.run(t, resource.TestStep{Config: h.config(stages(`create_mode = "errorIfExists"`, `create_mode = "orReplace"`, `create_mode = "ifNotExists"`))})
	got := h.writes()[:3]
	slices.Sort(got)
	if want := []string{"POST createMode=errorIfExists", "POST createMode=ifNotExists", "POST createMode=orReplace"}; !slices.Equal(got, want) {
		t.Errorf("creates: %q, want %q", got, want)
	}
}

func TestErrorIfExistsOnATakenNameGivesAnImportBlock(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	const name = `"My ""Data"""."My Schema"."a.b"`
	h.createBeside(t, name, client.Stage{Comment: new("theirs")})
	was := h.fetchBeside(t, name)
	h.run(t, resource.TestStep{
		Config: h.config(`
resource "snowstage_stage" "landing" {
  database = "\"My \"\"Data\"\"\""
  schema   = "\"My Schema\""
  name     = "\"a.b\""
}
`),
		ExpectError: says("Unable to create stage", `name = "\"a.b\""`, "already exists", "import { to = snowstage_stage.a_b",
			`id = "\"My \"\"Data\"\"\".\"My Schema\".\"a.b\""`),
	})
	if now := h.fetchBeside(t, name); *now.CreatedOn != *was.CreatedOn || *now.Comment != "theirs" {
		t.Errorf("the stage was changed: %+v", now)
	}
}

func TestOrReplaceOnATakenNameReplacesTheStage(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	h.createBeside(t, "ANALYTICS.RAW.LANDING", client.Stage{Comment: new("theirs")})
	was := *h.fetchBeside(t, "ANALYTICS.RAW.LANDING").CreatedOn
	h.run(t, resource.TestStep{
		Config: h.config(landingWith("comment = \"ours\"\n create_mode = \"orReplace\"")),
		ConfigStateChecks: checksOf(inState("created_on", knownvalue.StringFunc(func(now string) error {
			if now == was {
				return fmt.Errorf("created_on is still %s", was)
			}
			return nil
		}))),
	})
	h.expectWrites(t, "POST createMode=orReplace", "DELETE ifExists=true")
}

func TestIfNotExistsTakesOverAStageThatIsAsConfigured(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	h.createBeside(t, "ANALYTICS.RAW.LANDING", client.Stage{
		URL: new("s3://a/"), StorageIntegration: new("LAKE"), Comment: new("c"), DirectoryTable: &client.DirectoryTable{Enable: new(true)},
	})
	was := *h.fetchBeside(t, "ANALYTICS.RAW.LANDING").CreatedOn
	h.run(t, resource.TestStep{
		Config: h.config(landingWith(`
  url                 = "s3://a/"
  storage_integration = "lake"
  comment             = "c"
  directory_table     = { enable = true }
  create_mode         = "ifNotExists"
`)),
		ConfigStateChecks: checksOf(inState("created_on", knownvalue.StringExact(was)), inState("storage_integration", knownvalue.StringExact("lake"))),
	})
	h.expectWrites(t, "POST createMode=ifNotExists", "DELETE ifExists=true")
}

func TestIfNotExistsRefusesAStageThatDiffers(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	theirs := client.Stage{
		URL: new("s3://theirs/"), Comment: new("theirs"),
		Credentials: &client.Credentials{CredentialType: "AWS", AWSRole: new("arn:aws:iam::1:role/x")},
		Encryption:  &client.Encryption{Type: new("AWS_SSE_KMS"), KMSKeyID: new("k")},
	}
	h.createBeside(t, "ANALYTICS.RAW.LANDING", theirs)
	was := h.fetchBeside(t, "ANALYTICS.RAW.LANDING")
	h.run(t, resource.TestStep{
		Config: h.config(landingWith("url = \"s3://ours/\"\n directory_table = { enable = true }\n create_mode = \"ifNotExists\"")),
		ExpectError: says("Existing stage differs",
			`url: configured "s3://ours/", found "s3://theirs/"`,
			`comment: configured nothing, found "theirs"`,
			`directory_table.enable: configured true, found false`,
			`credentials: configured nothing, found (set)`,
			`encryption: configured nothing, found (set)`,
			"Nothing was changed", "import {"),
	})
	if now := h.fetchBeside(t, "ANALYTICS.RAW.LANDING"); *now.CreatedOn != *was.CreatedOn {
		t.Errorf("the stage was changed: %+v", now)
	}
	h.expectWrites(t, "POST createMode=ifNotExists")
}

// A stage that was created and then could not be read is neither orphaned nor tainted.
func TestStageThatCannotBeReadAfterCreatingIsKept(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	h.Inject(emulator.Fault{Method: http.MethodGet, Path: `/stages/LANDING$`, Times: 1, Status: 403, Body: `{"code":"003001","message":"not now"}`})
	h.run(t,
		resource.TestStep{
			Config: h.config(landingWith(`comment = "c"`)),
			// The refresh that follows the apply has filled it in.
			ConfigPlanChecks:  resource.ConfigPlanChecks{PostApplyPostRefresh: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()}},
			ConfigStateChecks: checksOf(inState("id", knownvalue.StringExact(`"ANALYTICS"."RAW"."LANDING"`))),
		},
		resource.TestStep{
			Config:            h.config(landingWith(`comment = "c"`)),
			ConfigPlanChecks:  preApply(plancheck.ExpectEmptyPlan()),
			ConfigStateChecks: checksOf(inState("created_on", knownvalue.NotNull())),
		},
	)
	h.expectWrites(t, "POST createMode=errorIfExists", "DELETE ifExists=true")
}

func TestStageThatIfNotExistsCannotCompareIsNotTakenOver(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	h.Inject(emulator.Fault{Method: http.MethodGet, Path: `/stages/LANDING$`, Times: 1, Status: 403, Body: `{"code":"003001","message":"not now"}`})
	h.run(t, resource.TestStep{
		Config:      h.config(landingWith(`create_mode = "ifNotExists"`)),
		ExpectError: says("not now", "it is not taken over"),
	})
	h.expectWrites(t, "POST createMode=ifNotExists")
}
