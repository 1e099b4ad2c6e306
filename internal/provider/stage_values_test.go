package provider

import (
	"net/http"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/snowstage/terraform-provider-snowstage/internal/emulator"
)

func TestValuesThatAreKnownOnlyAfterApply(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	configuration := func(text string) string {
		return h.config(`
resource "terraform_data" "later" { input = "` + text + `" }

resource "snowstage_stage" "landing" {
  database            = "ANALYTICS"
  schema              = "RAW"
  name                = "landing_${terraform_data.later.output}"
  url                 = "s3://${terraform_data.later.output}/"
  comment             = terraform_data.later.output
  storage_integration = terraform_data.later.output
  credentials         = terraform_data.later.output == "never" ? { aws_role = "arn" } : null
  encryption          = { type = terraform_data.later.output == "never" ? "NONE" : "AWS_SSE_KMS", kms_key_id = terraform_data.later.output }
  directory_table     = { enable = terraform_data.later.output != "never" }
  create_mode         = terraform_data.later.output == "never" ? "orReplace" : "errorIfExists"
  if_exists           = terraform_data.later.output != "never"
}
`)
	}
	h.run(t,
		resource.TestStep{
			Config: configuration("a"),
			ConfigPlanChecks: preApply(
				plancheck.ExpectUnknownValue(landing, tfjsonpath.New("name")),
				plancheck.ExpectUnknownValue(landing, tfjsonpath.New("credentials")),
				plancheck.ExpectUnknownValue(landing, tfjsonpath.New("directory_table").AtMapKey("enable")),
			),
			ConfigStateChecks: checksOf(inState("id", knownvalue.StringExact(`"ANALYTICS"."RAW"."LANDING_A"`))),
		},
		resource.TestStep{
			Config:            configuration("b"),
			ConfigStateChecks: checksOf(inState("id", knownvalue.StringExact(`"ANALYTICS"."RAW"."LANDING_B"`))),
		},
	)
	asked := func(text string) string {
		return strings.NewReplacer("TEXT", text, "NAME", strings.ToUpper(text)).Replace(`{"name":"LANDING_NAME","kind":"PERMANENT","url":"s3://TEXT/","storage_integration":"NAME","comment":"TEXT",` +
			`"encryption":{"type":"AWS_SSE_KMS","kms_key_id":"TEXT"},"directory_table":{"enable":true,"auto_refresh":false}}`)
	}
	if got, want := h.bodies(t)["LANDING_A"], asked("a"); !sameJSON(t, got, want) {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if h.sqlOff {
		if got, want := h.bodies(t)["LANDING_B"], asked("b"); !sameJSON(t, got, want) {
			t.Errorf("got  %s\nwant %s", got, want)
		}
		return
	}
	h.expectAlterations(t,
		`ALTER STAGE "ANALYTICS"."RAW"."LANDING_A" RENAME TO "ANALYTICS"."RAW"."LANDING_B"`,
		`ALTER STAGE "ANALYTICS"."RAW"."LANDING_B" SET URL = 's3://b/' STORAGE_INTEGRATION = "B" ENCRYPTION = (TYPE = 'AWS_SSE_KMS' KMS_KEY_ID = 'b') COMMENT = 'b'`,
		`ALTER STAGE "ANALYTICS"."RAW"."LANDING_B" SET DIRECTORY = (ENABLE = TRUE)`,
	)
}

// The limits leave a busy machine time for the requests that are answered.
func TestTimeoutsEndOperations(t *testing.T) {
	t.Parallel()
	h := newHarness(t).fetching()
	settled := resource.TestStep{Config: h.config(landingWith(``))}
	hang := func(method string) func() {
		return func() { h.Inject(emulator.Fault{Method: method, Path: `/stages(/LANDING)?$`, Times: 1, Hang: true}) }
	}
	h.run(t,
		resource.TestStep{
			PreConfig: hang(http.MethodPost),
			Config:    h.config(landingWith(`timeouts = { create = "3s" }`)), ExpectError: says("Unable to create stage", "not done within 3s", "more time by timeouts.create", "The stage may exist now", "import {"),
		},
		settled,
		resource.TestStep{Config: h.config(landingWith(`timeouts = { read = "3s", update = "3s", delete = "3s" }`))},
		resource.TestStep{
			PreConfig: hang(http.MethodGet),
			Config:    h.config(landingWith(`timeouts = { read = "3s" }`)), ExpectError: says("Unable to read stage", "not done within 3s", "more time by timeouts.read"),
		},
		resource.TestStep{
			Config:           h.config(`resource "terraform_data" "nothing" {}`),
			ConfigPlanChecks: preApply(during(func() error { hang(http.MethodDelete)(); return nil })),
			ExpectError:      says("Unable to drop stage", "not done within 3s", "more time by timeouts.delete"),
		},
		settled,
	)
}

func TestSecretsAreInNeitherStateNorPlan(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	const secret, again = "hush-hush-hush-hush", "psst-psst-psst-psst"
	secrets := notOnDisk{secret, again, keyOf128, keyOf256}
	configuration := func(secret, key, version string) string {
		return h.config(stages(
			"url = \"s3://a/\"\n credentials = { aws_key_id_wo = \""+secret+"\", aws_secret_key_wo = \""+secret+"\", aws_token_wo = \""+secret+"\" }\n credentials_wo_version = "+version,
			"url = \"azure://acme.blob.core.windows.net/c/\"\n credentials = { azure_sas_token_wo = \""+secret+"\" }\n credentials_wo_version = "+version,
			"url = \"s3://a/\"\n encryption = { master_key_wo = \""+key+"\" }\n encryption_wo_version = "+version,
		), workingDirectory)
	}
	version := func(i int, attribute string, version int64) statecheck.StateCheck {
		return statecheck.ExpectKnownValue(address(i), tfjsonpath.New(attribute), knownvalue.Int64Exact(version))
	}
	var steps []resource.TestStep
	for i, step := range []string{configuration(secret, keyOf128, "1"), configuration(again, keyOf256, "2")} {
		n := int64(i + 1)
		steps = append(steps, resource.TestStep{
			Config:           step,
			ConfigPlanChecks: preApply(secrets),
			ConfigStateChecks: checksOf(secrets,
				version(0, "credentials_wo_version", n), version(1, "credentials_wo_version", n), version(2, "encryption_wo_version", n)),
		})
	}
	h.run(t, steps...)
	if !h.sqlOff {
		keys := "AWS_KEY_ID = '" + again + "' AWS_SECRET_KEY = '" + again + "' AWS_TOKEN = '" + again + "'"
		h.expectAlterations(t,
			`ALTER STAGE "ANALYTICS"."RAW"."S0" SET URL = 's3://a/' CREDENTIALS = (`+keys+`)`,
			`ALTER STAGE "ANALYTICS"."RAW"."S1" SET URL = 'azure://acme.blob.core.windows.net/c/' CREDENTIALS = (AZURE_SAS_TOKEN = '`+again+`')`,
			`ALTER STAGE "ANALYTICS"."RAW"."S2" SET URL = 's3://a/' ENCRYPTION = (MASTER_KEY = '`+keyOf256+`')`,
		)
		return
	}
	for name, want := range map[string]string{
		"S0": `{"name":"S0","kind":"PERMANENT","url":"s3://a/","credentials":{"credential_type":"AWS","aws_key_id":"` + again + `","aws_secret_key":"` + again + `","aws_token":"` + again + `"}}`,
		"S1": `{"name":"S1","kind":"PERMANENT","url":"azure://acme.blob.core.windows.net/c/","credentials":{"credential_type":"AZURE","azure_sas_token":"` + again + `"}}`,
		"S2": `{"name":"S2","kind":"PERMANENT","url":"s3://a/","encryption":{"master_key":"` + keyOf256 + `"}}`,
	} {
		if got := h.bodies(t)[name]; !sameJSON(t, got, want) {
			t.Errorf("%s was last created as %s, want %s", name, got, want)
		}
	}
}

func TestErrorsOfSnowflakeAreTold(t *testing.T) {
	t.Parallel()
	h := newHarness(t, emulator.WithStorageIntegrations("LAKE"))
	for _, test := range []struct {
		hcl  string
		want []string
	}{
		{`resource "snowstage_stage" "x" {
  database = "NOWHERE"
  schema = "RAW"
  name = "x"
}`, []string{"Unable to create stage", `creating stage "NOWHERE"."RAW"."X"`, "does not exist or not authorized", "002003", "request id", "CREATE STAGE on the schema"}},
		{`resource "snowstage_stage" "x" {
  database = "ANALYTICS"
  schema = "RAW"
  name = "my stage"
}`, []string{"Invalid identifier", `name = "my stage"`, `"\"my stage\""`}},
		{landingWith("url = \"s3://a/\"\n storage_integration = \"nobodys\""), []string{"Unable to create stage", `storage_integration = "nobodys"`, "integration", "USAGE on each integration"}},
	} {
		h.run(t, resource.TestStep{Config: h.config(test.hcl), ExpectError: says(test.want...)})
	}
}
