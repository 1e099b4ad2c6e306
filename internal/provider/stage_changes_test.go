package provider

import (
	"fmt"
	"reflect"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/snowstage/terraform-provider-snowstage/internal/client"
)

// settingChanges change one setting of a stage each.
var settingChanges = []struct{ attribute, before, after string }{
	{"comment", `comment = "a"`, `comment = "b"`},
	{"comment", `comment = "a"`, ``},
	{"kind", ``, `kind = "TEMPORARY"`},
	{"url", `url = "s3://a/"`, `url = "s3://b/"`},
	{"endpoint", "url = \"s3compat://a/\"\n endpoint = \"one.example.com\"", "url = \"s3compat://a/\"\n endpoint = \"two.example.com\""},
	{"storage_integration", "url = \"s3://a/\"\n storage_integration = \"one\"", "url = \"s3://a/\"\n storage_integration = \"two\""},
	{"credentials.aws_role", "url = \"s3://a/\"\n credentials = { aws_role = \"arn:aws:iam::1:role/a\" }", "url = \"s3://a/\"\n credentials = { aws_role = \"arn:aws:iam::1:role/b\" }"},
	{"credentials", "url = \"s3://a/\"\n credentials = { aws_role = \"arn:aws:iam::1:role/a\" }", `url = "s3://a/"`},
	{
		"credentials_wo_version",
		"url = \"azure://acme.blob.core.windows.net/c/\"\n credentials = { azure_sas_token_wo = \"a\" }\n credentials_wo_version = 1",
		"url = \"azure://acme.blob.core.windows.net/c/\"\n credentials = { azure_sas_token_wo = \"b\" }\n credentials_wo_version = 2",
	},
	{"encryption", ``, `encryption = { type = "SNOWFLAKE_SSE" }`},
	{"encryption.type", `encryption = { type = "SNOWFLAKE_SSE" }`, `encryption = { type = "SNOWFLAKE_FULL" }`},
	{
		"encryption.kms_key_id",
		"url = \"gcs://a/\"\n encryption = { type = \"GCS_SSE_KMS\", kms_key_id = \"a\" }",
		"url = \"gcs://a/\"\n encryption = { type = \"GCS_SSE_KMS\", kms_key_id = \"b\" }",
	},
	{
		"encryption_wo_version",
		"url = \"s3://a/\"\n encryption = { type = \"AWS_CSE\", master_key_wo = \"" + keyOf128 + "\" }\n encryption_wo_version = 1",
		"url = \"s3://a/\"\n encryption = { type = \"AWS_CSE\", master_key_wo = \"" + keyOf256 + "\" }\n encryption_wo_version = 2",
	},
	{"directory_table.enable", `directory_table = { enable = true }`, ``},
	{"directory_table.auto_refresh", "url = \"s3://a/\"\n directory_table = { enable = true }", "url = \"s3://a/\"\n directory_table = { enable = true, auto_refresh = true }"},
	{
		"directory_table.notification_integration",
		"url = \"gcs://a/\"\n directory_table = { enable = true, auto_refresh = true, notification_integration = \"one\" }",
		"url = \"gcs://a/\"\n directory_table = { enable = true, auto_refresh = true, notification_integration = \"two\" }",
	},
}

func changesIn(mode client.CreateMode) (before, after []string) {
	for _, change := range settingChanges {
		line := fmt.Sprintf("\n  create_mode = %q", mode)
		before = append(before, change.before+line)
		after = append(after, change.after+line)
	}
	return before, after
}

func TestChangedSettingDropsAndCreatesTheStage(t *testing.T) {
	t.Parallel()
	for _, mode := range []client.CreateMode{client.ErrorIfExists, client.IfNotExists} {
		t.Run(string(mode), func(t *testing.T) {
			t.Parallel()
			h := newHarness(t)
			old, changed := changesIn(mode)
			var checks []plancheck.PlanCheck
			want := map[string][]string{}
			for i, change := range settingChanges {
				checks = append(checks, replacedFor{address(i), change.attribute})
				post, drop := "POST createMode="+string(mode), "DELETE ifExists=true"
				want[fmt.Sprintf("S%d", i)] = []string{post, drop, post, drop}
			}
			h.run(t,
				resource.TestStep{Config: h.config(stages(old...))},
				resource.TestStep{Config: h.config(stages(changed...)), ConfigPlanChecks: preApply(checks...)},
			)
			if got := h.writesByStage(t); !reflect.DeepEqual(got, want) {
				t.Errorf("creates and deletes:\n got %q\nwant %q", got, want)
			}
		})
	}
}

func TestChangedSettingIsOneRequestWithOrReplace(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	old, changed := changesIn(client.OrReplace)
	var checks []plancheck.PlanCheck
	want := map[string][]string{}
	for i := range settingChanges {
		checks = append(checks,
			plancheck.ExpectResourceAction(address(i), plancheck.ResourceActionUpdate),
			plancheck.ExpectUnknownValue(address(i), tfjsonpath.New("created_on")),
			plancheck.ExpectUnknownValue(address(i), tfjsonpath.New("has_credentials")),
		)
		post := "POST createMode=orReplace"
		want[fmt.Sprintf("S%d", i)] = []string{post, post, "DELETE ifExists=true"}
	}
	h.run(t,
		resource.TestStep{Config: h.config(stages(old...))},
		resource.TestStep{Config: h.config(stages(changed...)), ConfigPlanChecks: preApply(checks...)},
	)
	if got := h.writesByStage(t); !reflect.DeepEqual(got, want) {
		t.Errorf("creates and deletes:\n got %q\nwant %q", got, want)
	}
}

func TestAnotherNameReplacesTheStageEvenWithOrReplace(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	config := func(name string) string {
		return h.config(fmt.Sprintf(`
resource "snowstage_stage" "landing" {
  database    = "ANALYTICS"
  schema      = "RAW"
  name        = %q
  create_mode = "orReplace"
}
`, name))
	}
	h.run(t,
		resource.TestStep{Config: config("landing")},
		resource.TestStep{Config: config(`"LANDING"`), ConfigPlanChecks: preApply(plancheck.ExpectEmptyPlan())},
		resource.TestStep{Config: config(`"landing"`), ConfigPlanChecks: preApply(replacedFor{landing, "name"})},
	)
	h.expectWrites(t, "POST createMode=orReplace", "DELETE ifExists=true", "POST createMode=orReplace", "DELETE ifExists=true")
}

func TestSettingsOfTerraformAloneSendNothing(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	h.run(t,
		resource.TestStep{Config: h.config(stages(`directory_table = { enable = true }`, "url = \"s3://a/\"\n directory_table = { enable = true }"))},
		resource.TestStep{
			Config: h.config(stages(
				"directory_table = { enable = true }\n create_mode = \"orReplace\"\n if_exists = false\n force_destroy = true\n timeouts = { create = \"1h\", delete = \"2h\" }",
				"url = \"s3://a/\"\n directory_table = { enable = true, refresh_on_create = false }",
			)),
			ConfigPlanChecks: preApply(
				plancheck.ExpectResourceAction(address(0), plancheck.ResourceActionUpdate),
				plancheck.ExpectResourceAction(address(1), plancheck.ResourceActionUpdate),
			),
		},
		resource.TestStep{
			Config:           h.config(stages(`directory_table = { enable = true }`, "url = \"s3://a/\"\n directory_table = { enable = true }")),
			ConfigPlanChecks: preApply(plancheck.ExpectResourceAction(address(0), plancheck.ResourceActionUpdate)),
		},
	)
	want := map[string][]string{}
	for _, stage := range []string{"S0", "S1"} {
		want[stage] = []string{"POST createMode=errorIfExists", "DELETE ifExists=true"}
	}
	if got := h.writesByStage(t); !reflect.DeepEqual(got, want) {
		t.Errorf("creates and deletes:\n got %q\nwant %q", got, want)
	}
}
