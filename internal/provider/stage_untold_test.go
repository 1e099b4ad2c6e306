package provider

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"

	"github.com/snowstage/terraform-provider-snowstage/internal/client"
)

// The stages whose secrets and keys Snowflake does not tell, and what importing them plans.
var imports = []struct {
	what   string
	found  client.Stage
	config hcl
	want   string // empty, or what the plan does if there is no SQL
}{
	{"nothing untold", client.Stage{Comment: new("c")}, hcl{"comment": "c"}, ""},
	{"keys, configured", withKeys(), hcl{"url": "s3://a/", "credentials": keysOfAWS}, ""},
	{"keys, with a version", withKeys(), hcl{"url": "s3://a/", "credentials": keysOfAWS, "credentials_wo_version": 1}, "records credentials_wo_version"},
	{"keys, not configured", withKeys(), hcl{"url": "s3://a/"}, "records credentials"},
	{"keys, the configuration has a role", withKeys(), hcl{"url": "s3://a/", "credentials": hcl{"aws_role": "arn:aws:iam::1:role/x"}}, "records credentials.aws_role"},
	{"keys, the configuration has an integration", withKeys(), hcl{"url": "s3://a/", "storage_integration": "lake"}, "replaces for storage_integration"},
	{"keys, another url", withKeys(), hcl{"url": "s3://b/", "credentials": keysOfAWS}, "replaces for url"},
	{
		"a SAS token and a master key", client.Stage{
			URL:         new("azure://acme.blob.core.windows.net/c/"),
			Credentials: &client.Credentials{CredentialType: "AZURE", AzureSASToken: new(client.Secret("?sv=1"))},
			Encryption:  &client.Encryption{Type: new("AZURE_CSE"), MasterKey: new(client.Secret(keyOf256))},
		},
		hcl{
			"url": "azure://acme.blob.core.windows.net/c/", "credentials": hcl{"azure_sas_token_wo": "?sv=1"},
			"encryption": hcl{"type": "AZURE_CSE", "master_key_wo": keyOf256},
		}, "",
	},
	{
		"a master key on Azure, the configuration has none", client.Stage{
			URL: new("azure://acme.blob.core.windows.net/c/"), StorageIntegration: new("LAKE"),
			Encryption: &client.Encryption{Type: new("AZURE_CSE"), MasterKey: new(client.Secret(keyOf256))},
		},
		hcl{"url": "azure://acme.blob.core.windows.net/c/", "storage_integration": "lake"}, "records encryption",
	},
	{
		"a master key on Azure, configured to be without", client.Stage{
			URL: new("azure://acme.blob.core.windows.net/c/"), StorageIntegration: new("LAKE"),
			Encryption: &client.Encryption{Type: new("AZURE_CSE"), MasterKey: new(client.Secret(keyOf256))},
		},
		hcl{"url": "azure://acme.blob.core.windows.net/c/", "storage_integration": "lake", "encryption": hcl{"type": "NONE"}}, "replaces for encryption.type",
	},
	{"a master key on S3", withMasterKey(), hcl{"url": "s3://a/", "encryption": hcl{"master_key_wo": keyOf128}}, ""},
	{"a master key on S3, with its type", withMasterKey(), hcl{"url": "s3://a/", "encryption": hcl{"type": "AWS_CSE", "master_key_wo": keyOf128}}, "records encryption.type"},
	{"a master key on S3, not configured", withMasterKey(), hcl{"url": "s3://a/"}, "records encryption"},
	{
		"a KMS key on Google Cloud", client.Stage{
			URL: new("gcs://a/"), StorageIntegration: new("LAKE"), Encryption: &client.Encryption{Type: new("GCS_SSE_KMS"), KMSKeyID: new("k")},
		},
		hcl{"url": "gcs://a/", "storage_integration": "lake", "encryption": hcl{"type": "GCS_SSE_KMS", "kms_key_id": "k"}}, "records encryption.kms_key_id",
	},
	{"no key on S3, but a type", client.Stage{URL: new("s3://a/")}, hcl{"url": "s3://a/", "encryption": hcl{"type": "AWS_SSE_S3"}}, "records encryption"},
}

// alteredAfterAnImport is what the plan does with SQL in place of a replacement.
var alteredAfterAnImport = map[string]string{
	"replaces for url":                 "alters url",
	"replaces for encryption.type":     "alters encryption",
	"replaces for storage_integration": "records credentials, alters storage_integration",
}

var keysOfAWS = hcl{"aws_key_id_wo": "id", "aws_secret_key_wo": "secret"}

func withKeys() client.Stage {
	return client.Stage{URL: new("s3://a/"), Credentials: &client.Credentials{
		CredentialType: "AWS", AWSKeyID: new(client.Secret("id")), AWSSecretKey: new(client.Secret("secret")),
	}}
}

func withMasterKey() client.Stage {
	return client.Stage{URL: new("s3://a/"), Encryption: &client.Encryption{Type: new("AWS_CSE"), MasterKey: new(client.Secret(keyOf128))}}
}

func TestPlanAfterAnImport(t *testing.T) {
	t.Parallel()
	for _, test := range imports {
		t.Run(test.what, func(t *testing.T) {
			t.Parallel()
			h := newHarness(t)
			h.createBeside(t, "ANALYTICS.RAW.LANDING", test.found)
			w := h.connect(t)
			imported := w.read(w.imported("ANALYTICS.RAW.LANDING", nil))
			config := hcl{"database": "ANALYTICS", "schema": "RAW", "name": "LANDING"}
			for attribute, value := range test.config {
				config[attribute] = value
			}
			want := test.want
			if altered, ok := alteredAfterAnImport[want]; ok && !h.sqlOff {
				want = altered
			}
			if got := w.planned(imported, config); got != want {
				t.Errorf("the plan %q, want %q", got, want)
			}
			if strings.HasPrefix(test.want, "records") {
				// The configuration's word is taken once.
				next := h.connect(t)
				recorded := next.read(w.apply(imported, config, "warning : Recorded without a request"))
				if got := next.planned(recorded, config); got != "" {
					t.Errorf("the plan after the recording %q", got)
				}
			}
			h.expectWrites(t)
		})
	}
}

// planned says what a plan does: nothing; that it records attributes; that it replaces the stage on account of some; or that it alters some.
func (w wire) planned(prior remembered, config hcl) string {
	w.t.Helper()
	planned := w.change(prior, config)
	if len(planned.RequiresReplace) > 0 {
		var all []string
		for _, at := range planned.RequiresReplace {
			all = append(all, attributePath(at))
		}
		slices.Sort(all)
		return "replaces for " + strings.Join(all, ", ")
	}
	after, err := planned.PlannedState.Unmarshal(w.stageType())
	if err != nil {
		w.t.Fatal(err)
	}
	altered := alteredAttributes(w.t, prior.state, after)
	var does []string
	if len(planned.Diagnostics) == 1 && planned.Diagnostics[0].Summary == "Recorded without a request" {
		_, told, _ := strings.Cut(planned.Diagnostics[0].Detail, "Snowflake does not tell ")
		attributes, _, _ := strings.Cut(told, ". Terraform takes")
		if strings.Contains(planned.Diagnostics[0].Detail, "is encrypted with SNOWFLAKE_SSE") {
			attributes = strings.TrimPrefix(attributes+", encryption", ", ")
		}
		does = append(does, "records "+attributes)
		altered = slices.DeleteFunc(altered, func(name string) bool { return strings.Contains(attributes, name) })
	} else {
		w.want(nil, planned.Diagnostics)
	}
	switch {
	case len(altered) > 0:
		does = append(does, "alters "+strings.Join(altered, ", "))
	case !after.IsFullyKnown():
		does = append(does, "changes "+after.String())
	}
	return strings.Join(does, ", ")
}

// alteredAttributes have another value that is known.
func alteredAttributes(t *testing.T, before, after tftypes.Value) []string {
	t.Helper()
	var was, is map[string]tftypes.Value
	if err := errors.Join(before.As(&was), after.As(&is)); err != nil {
		t.Fatal(err)
	}
	var all []string
	for name, value := range is {
		if value.IsFullyKnown() && !value.Equal(was[name]) {
			all = append(all, name)
		}
	}
	slices.Sort(all)
	return all
}

func TestImportedStageWithItsSecretsFilledInPlansEmpty(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	h.createBeside(t, "ANALYTICS.RAW.LANDING", withKeys())
	const importing = "import {\n to = snowstage_stage.landing\n id = \"ANALYTICS.RAW.LANDING\"\n}\n"
	configuration := func(credentials string) string {
		return h.config(importing, landingWith("url = \"s3://a/\"\n"+credentials))
	}
	const keys = "credentials = { aws_key_id_wo = \"id\", aws_secret_key_wo = \"secret\" }\n"
	h.run(t,
		resource.TestStep{
			Config:           configuration(keys),
			ConfigPlanChecks: preApply(plancheck.ExpectResourceAction(landing, plancheck.ResourceActionNoop)),
			ConfigStateChecks: checksOf(
				inState("has_credentials", knownvalue.Bool(true)),
				inState("credentials", knownvalue.ObjectPartial(map[string]knownvalue.Check{"aws_key_id_wo": knownvalue.Null(), "aws_role": knownvalue.Null()})),
			),
		},
		resource.TestStep{Config: configuration(keys), ConfigPlanChecks: preApply(plancheck.ExpectEmptyPlan())},
		resource.TestStep{
			Config:            configuration(""),
			ConfigPlanChecks:  preApply(plancheck.ExpectResourceAction(landing, plancheck.ResourceActionUpdate)),
			ConfigStateChecks: checksOf(inState("credentials", knownvalue.Null()), inState("has_credentials", knownvalue.Bool(true))),
		},
		resource.TestStep{
			PreConfig: func() { h.expectWrites(t) },
			Config:    configuration(""), ConfigPlanChecks: preApply(plancheck.ExpectEmptyPlan()),
		},
		resource.TestStep{Config: configuration(keys), ConfigPlanChecks: preApply(h.alteration("credentials"))},
	)
}

func TestRecordingSaysWhatANewStageWouldLack(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	h.createBeside(t, "ANALYTICS.RAW.LANDING", withKeys())
	w := h.connect(t)
	imported := w.read(w.imported("ANALYTICS.RAW.LANDING", nil))
	planned := w.change(imported, hcl{"database": "ANALYTICS", "schema": "RAW", "name": "LANDING", "url": "s3://a/"})
	w.want(nil, planned.Diagnostics, "warning : Recorded without a request")
	for _, want := range []string{"nothing is sent", "The stage has credentials, and the configuration has none", "will be without"} {
		if detail := planned.Diagnostics[0].Detail; !strings.Contains(detail, want) {
			t.Errorf("the warning lacks %q: %s", want, detail)
		}
	}
}

func TestRecordingSaysWhichEncryptionIsForgotten(t *testing.T) {
	t.Parallel()
	detail := recordedDetail([]change{{at: path.Root("encryption"), state: internalEncryption(snowflakeSSE), plan: types.ObjectNull(encryptionType)}})
	if strings.Contains(detail, "does not tell") || !strings.Contains(detail, "is encrypted with SNOWFLAKE_SSE") {
		t.Error(detail)
	}
}

// Should Snowflake tell that a stage with an integration has credentials, its configuration still may not have both.
func TestStorageIntegrationNeedsNoCredentials(t *testing.T) {
	t.Parallel()
	state := withUntold(stageModel{
		stageFacts:  stageFacts{HasCredentials: types.BoolValue(true)},
		Credentials: types.ObjectNull(credentialsType), StorageIntegration: nameOf("LAKE"),
	})
	if !state.Credentials.IsNull() {
		t.Errorf("credentials became %s", state.Credentials)
	}
}
