package provider

import (
	"encoding/json"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"

	"github.com/snowstage/terraform-provider-snowstage/internal/client"
)

// What Snowflake does not tell is taken from the configuration: the stage that was imported is not made anew.
func TestImportedStageIsRecordedNotReplaced(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	h.createBeside(t, "ANALYTICS.RAW.LANDING", client.Stage{
		URL: new("s3://a/"), Comment: new("theirs"),
		Credentials: &client.Credentials{CredentialType: "AWS", AWSRole: new("arn:aws:iam::1:role/x")},
		Encryption:  &client.Encryption{Type: new("AWS_SSE_KMS"), KMSKeyID: new("k")},
	})
	was := *h.fetchBeside(t, "ANALYTICS.RAW.LANDING").CreatedOn
	const importing = "import {\n to = snowstage_stage.landing\n id = \"ANALYTICS.RAW.LANDING\"\n}\n"
	configuration := func(more string) string {
		return h.config(importing, landingWith(`
  url             = "s3://a/"
  comment         = "theirs"
  directory_table = { refresh_on_create = true }
`+more))
	}
	const (
		role       = "credentials = { aws_role = \"arn:aws:iam::1:role/x\" }\n"
		otherRole  = "credentials = { aws_role = \"arn:aws:iam::1:role/y\" }\n"
		encryption = "encryption = { type = \"AWS_SSE_KMS\", kms_key_id = \"k\" }\n"
	)
	h.run(t,
		resource.TestStep{
			Config:           configuration(role),
			ConfigPlanChecks: preApply(plancheck.ExpectResourceAction(landing, plancheck.ResourceActionUpdate)),
			ConfigStateChecks: checksOf(
				inState("created_on", knownvalue.StringExact(was)),
				inState("credentials", knownvalue.ObjectPartial(map[string]knownvalue.Check{"aws_role": knownvalue.StringExact("arn:aws:iam::1:role/x")})),
				inState("directory_table", knownvalue.ObjectPartial(map[string]knownvalue.Check{"refresh_on_create": knownvalue.Bool(true)})),
				inState("has_credentials", knownvalue.Bool(true)),
			),
		},
		resource.TestStep{
			PreConfig: func() { h.expectWrites(t) },
			Config:    configuration(role), ConfigPlanChecks: preApply(plancheck.ExpectEmptyPlan()),
		},
		// The configuration's word was taken once; from now on a change is a change.
		resource.TestStep{Config: configuration(role + encryption), ConfigPlanChecks: preApply(h.alteration("encryption"))},
		resource.TestStep{Config: configuration(otherRole + encryption), ConfigPlanChecks: preApply(h.alteration("credentials.aws_role"))},
	)
	post, drop := "POST createMode=errorIfExists", "DELETE ifExists=true"
	h.expectWrites(t, append(h.ifReplaced(drop, post, drop, post), drop)...)
}

func TestEveryPropertyOfTheAPIIsReached(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	h.run(t, resource.TestStep{Config: h.config(stages(
		``,
		"kind = \"TEMPORARY\"\n comment = \"c\"",
		"encryption = { type = \"SNOWFLAKE_FULL\" }\n directory_table = { enable = true, auto_refresh = true }",
		`url = "s3://a/"
  storage_integration = "\"My Lake\""
  encryption          = { type = "AWS_SSE_KMS", kms_key_id = "alias/lake" }
  directory_table     = { enable = true, refresh_on_create = false, auto_refresh = true }`,
		`url = "s3gov://a/"
  credentials            = { aws_key_id_wo = "id", aws_secret_key_wo = "secret", aws_token_wo = "token" }
  credentials_wo_version = 1
  encryption             = { type = "AWS_CSE", master_key_wo = "`+keyOf128+`" }
  encryption_wo_version  = 1`,
		"url = \"s3china://a/\"\n credentials = { aws_role = \"arn:aws-cn:iam::1:role/x\" }\n encryption = { type = \"AWS_SSE_S3\" }",
		`url = "gcs://a/"
  storage_integration = "lake"
  encryption          = { type = "GCS_SSE_KMS", kms_key_id = "k" }
  directory_table     = { enable = true, auto_refresh = true, notification_integration = "events" }`,
		`url = "azure://acme.blob.core.windows.net/c/"
  credentials = { azure_sas_token_wo = "?sv=1" }
  encryption  = { type = "AZURE_CSE", master_key_wo = "`+keyOf256+`" }`,
		"url = \"s3compat://a/\"\n endpoint = \"s3.eu.example.com\"\n credentials = { aws_key_id_wo = \"id\", aws_secret_key_wo = \"secret\" }",
		"url = \"s3://a/\"\n encryption = { type = \"NONE\" }",
	))})
	for name, want := range map[string]string{
		"S0": `{"name":"S0","kind":"PERMANENT"}`,
		"S1": `{"name":"S1","kind":"TEMPORARY","comment":"c"}`,
		"S2": `{"name":"S2","kind":"PERMANENT","encryption":{"type":"SNOWFLAKE_FULL"},"directory_table":{"enable":true,"auto_refresh":true}}`,
		"S3": `{"name":"S3","kind":"PERMANENT","url":"s3://a/","storage_integration":"\"My Lake\"","encryption":{"type":"AWS_SSE_KMS","kms_key_id":"alias/lake"},"directory_table":{"enable":true,"refresh_on_create":false,"auto_refresh":true}}`,
		"S4": `{"name":"S4","kind":"PERMANENT","url":"s3gov://a/","credentials":{"credential_type":"AWS","aws_key_id":"id","aws_secret_key":"secret","aws_token":"token"},"encryption":{"type":"AWS_CSE","master_key":"` + keyOf128 + `"}}`,
		"S5": `{"name":"S5","kind":"PERMANENT","url":"s3china://a/","credentials":{"credential_type":"AWS","aws_role":"arn:aws-cn:iam::1:role/x"},"encryption":{"type":"AWS_SSE_S3"}}`,
		"S6": `{"name":"S6","kind":"PERMANENT","url":"gcs://a/","storage_integration":"LAKE","encryption":{"type":"GCS_SSE_KMS","kms_key_id":"k"},"directory_table":{"enable":true,"auto_refresh":true,"notification_integration":"EVENTS"}}`,
		"S7": `{"name":"S7","kind":"PERMANENT","url":"azure://acme.blob.core.windows.net/c/","credentials":{"credential_type":"AZURE","azure_sas_token":"?sv=1"},"encryption":{"type":"AZURE_CSE","master_key":"` + keyOf256 + `"}}`,
		"S8": `{"name":"S8","kind":"PERMANENT","url":"s3compat://a/","endpoint":"s3.eu.example.com","credentials":{"credential_type":"AWS","aws_key_id":"id","aws_secret_key":"secret"}}`,
		"S9": `{"name":"S9","kind":"PERMANENT","url":"s3://a/","encryption":{"type":"NONE"}}`,
	} {
		if got := h.bodies(t)[name]; !sameJSON(t, got, want) {
			t.Errorf("%s:\n got %s\nwant %s", name, got, want)
		}
	}
}

func sameJSON(t *testing.T, a, b string) bool {
	t.Helper()
	normal := func(text string) string {
		var value any
		if err := json.Unmarshal([]byte(text), &value); err != nil {
			t.Fatalf("%q: %v", text, err)
		}
		again, err := json.Marshal(value)
		if err != nil {
			t.Fatal(err)
		}
		return string(again)
	}
	return normal(a) == normal(b)
}
