package provider

import (
	"encoding/base64"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// with is a configuration with the three names and the given attributes.
func with(given hcl) hcl {
	all := hcl{"database": "ANALYTICS", "schema": "RAW", "name": "landing"}
	maps.Copy(all, given)
	return all
}

// validate asks the provider as Terraform does, and returns "severity attribute: summary" of each answer.
func validate(t *testing.T, config hcl) []string {
	t.Helper()
	typ := stageSchema(t.Context()).Type().TerraformType(t.Context())
	resp, err := newServer(t).ValidateResourceConfig(t.Context(), &tfprotov6.ValidateResourceConfigRequest{
		TypeName: "snowstage_stage", Config: dynamic(t, config.value(t, typ)),
		ClientCapabilities: &tfprotov6.ValidateResourceConfigClientCapabilities{WriteOnlyAttributesAllowed: true},
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range resp.Diagnostics {
		if strings.Contains(d.Detail, secretText) {
			t.Errorf("a secret is shown: %s", d.Detail)
		}
	}
	return diagnosticLines(resp.Diagnostics)
}

const secretText = "hush-hush"

var (
	keyOf128 = base64.StdEncoding.EncodeToString([]byte(strings.Repeat("k", 16)))
	keyOf256 = base64.StdEncoding.EncodeToString([]byte(strings.Repeat("k", 32)))
	awsKeys  = hcl{"aws_key_id_wo": "AKIA", "aws_secret_key_wo": secretText}
)

const (
	onS3         = "s3://acme-lake/raw/"
	onGCS        = "gcs://acme-lake/raw/"
	onAzure      = "azure://acme.blob.core.windows.net/lake/raw/"
	onCompatible = "s3compat://acme-lake/raw/"
)

func TestGoodStagesAreAccepted(t *testing.T) {
	t.Parallel()
	for name, config := range map[string]hcl{
		"internal":                    {},
		"internal, SSE":               {"encryption": hcl{"type": "SNOWFLAKE_SSE"}, "directory_table": hcl{"enable": true, "auto_refresh": true}},
		"quoted names":                {"database": `"my db"`, "schema": `"a.b"`, "name": `"größe ""x"" /"`},
		"S3, public":                  {"url": onS3},
		"S3, gov":                     {"url": "s3gov://bucket"},
		"S3, china":                   {"url": "s3china://bucket/x"},
		"S3, integration":             {"url": onS3, "storage_integration": "lake", "encryption": hcl{"type": "AWS_SSE_KMS", "kms_key_id": "alias/x"}},
		"S3, keys":                    {"url": onS3, "credentials": awsKeys, "credentials_wo_version": 1, "encryption": hcl{"type": "AWS_CSE", "master_key_wo": keyOf256}, "encryption_wo_version": 1},
		"S3, key alone":               {"url": onS3, "encryption": hcl{"master_key_wo": keyOf128}},
		"S3, KMS with its own key":    {"url": onS3, "encryption": hcl{"type": "AWS_SSE_KMS"}},
		"S3, token":                   {"url": onS3, "credentials": hcl{"aws_key_id_wo": "A", "aws_secret_key_wo": "B", "aws_token_wo": "C"}},
		"S3, role":                    {"url": onS3, "credentials": hcl{"aws_role": "arn:aws:iam::001234567890:role/x"}, "encryption": hcl{"type": "NONE"}},
		"S3, directory table":         {"url": onS3, "directory_table": hcl{"enable": true, "refresh_on_create": false, "auto_refresh": true}},
		"GCS":                         {"url": onGCS, "encryption": hcl{"type": "GCS_SSE_KMS", "kms_key_id": "k"}, "directory_table": hcl{"enable": true, "auto_refresh": true, "notification_integration": "n"}},
		"Azure":                       {"url": onAzure, "credentials": hcl{"azure_sas_token_wo": "?sv"}, "encryption": hcl{"type": "AZURE_CSE", "master_key_wo": keyOf128}},
		"Azure government":            {"url": "azure://acme.blob.core.usgovcloudapi.net/lake", "storage_integration": "x"},
		"OneLake":                     {"url": "azure://onelake.dfs.fabric.microsoft.com/My Workspace/lake/", "storage_integration": "x"},
		"compatible":                  {"url": onCompatible, "endpoint": "s3.eu.example.com", "credentials": awsKeys},
		"compatible, port":            {"url": onCompatible, "endpoint": "s3.eu.example.com:65535", "credentials": awsKeys},
		"dots that are no segment":    {"url": onS3 + "a..b/...", "comment": "a\nb"},
		"unknown url":                 {"url": later{}, "endpoint": "s3.eu.example.com", "credentials": hcl{"azure_sas_token_wo": "x"}, "encryption": hcl{"type": "SNOWFLAKE_SSE"}},
		"unknown everything":          {"database": later{}, "schema": later{}, "name": later{}, "kind": later{}, "url": later{}, "endpoint": later{}, "storage_integration": later{}, "credentials": later{}, "encryption": later{}, "directory_table": later{}, "credentials_wo_version": later{}, "encryption_wo_version": later{}, "create_mode": later{}, "if_exists": later{}, "force_destroy": later{}, "timeouts": later{}},
		"unknown, may become null":    {"endpoint": later{}, "storage_integration": later{}, "credentials": later{}, "encryption": later{}},
		"unknown secrets":             {"url": onS3, "credentials": hcl{"aws_key_id_wo": later{}, "aws_secret_key_wo": later{}}, "credentials_wo_version": 1, "encryption": hcl{"type": "AWS_CSE", "master_key_wo": later{}}, "encryption_wo_version": 1},
		"half-known key":              {"url": onS3, "credentials": hcl{"aws_key_id_wo": "A", "aws_secret_key_wo": later{}}},
		"unknown type with a key":     {"url": onS3, "encryption": hcl{"type": later{}, "kms_key_id": "x"}},
		"unknown integration or keys": {"url": onS3, "storage_integration": later{}, "credentials": awsKeys},
		"behaviour":                   {"create_mode": "orReplace", "if_exists": false, "force_destroy": true, "timeouts": hcl{"create": "1h30m"}},
		"unknown timeout":             {"timeouts": hcl{"create": later{}, "read": "1ns"}},
	} {
		if got := validate(t, with(config)); len(got) > 0 {
			t.Errorf("%s: %q", name, got)
		}
	}
}

func TestBadStagesAreRefusedOnTheirAttributes(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		config hcl
		want   []string
	}{
		{hcl{"name": "my stage"}, []string{"error name: Invalid identifier"}},
		{hcl{"name": ""}, []string{"error name: Invalid identifier"}},
		{hcl{"database": `"open`}, []string{"error database: Invalid identifier"}},
		{hcl{"schema": strings.Repeat("a", 256)}, []string{"error schema: Invalid identifier"}},
		{hcl{"url": onS3, "storage_integration": "a b"}, []string{"error storage_integration: Invalid identifier"}},
		{hcl{"url": onGCS, "directory_table": hcl{"notification_integration": "a b"}}, []string{"error directory_table.notification_integration: Invalid identifier"}},
		{hcl{"kind": "TRANSIENT"}, []string{"error kind: Invalid Attribute Value Match"}},
		{hcl{"kind": "TEMPORARY"}, []string{"warning kind: Temporary stage"}},
		{hcl{"create_mode": "or_replace"}, []string{"error create_mode: Invalid Attribute Value Match"}},
		{hcl{"timeouts": hcl{"create": "soon"}}, []string{"error timeouts.create: Invalid Attribute Value Time Duration"}},

		{hcl{"timeouts": hcl{"create": "0s"}}, []string{"error timeouts.create: Invalid timeout"}},
		{hcl{"timeouts": hcl{"delete": "0", "read": "-1s", "update": "5m"}}, []string{"error timeouts.delete: Invalid timeout", "error timeouts.read: Invalid timeout"}},

		{hcl{"comment": "a\x00b"}, []string{"error comment: NUL character"}},
		{hcl{"url": onS3 + "a\x00b"}, []string{"error url: NUL character"}},
		{hcl{"url": onS3 + "../other/"}, []string{"error url: Invalid url"}},
		{hcl{"url": onS3 + ".."}, []string{"error url: Invalid url"}},
		{hcl{"url": onAzure + "../"}, []string{"error url: Invalid url"}},
		{hcl{"url": ""}, []string{"error url: Empty url"}},
		{hcl{"url": "https://nonsense"}, []string{"error url: Invalid url"}},
		{hcl{"url": "acme-lake/raw"}, []string{"error url: Invalid url"}},
		{hcl{"url": "S3://acme-lake/"}, []string{"error url: Invalid url"}},
		{hcl{"url": "s3://"}, []string{"error url: Invalid url"}},
		{hcl{"url": "s3:///raw/"}, []string{"error url: Invalid url"}},
		{hcl{"url": "s3://my bucket/"}, []string{"error url: Invalid url"}},
		{hcl{"url": "gcs://"}, []string{"error url: Invalid url"}},
		{hcl{"url": "s3compat:///x", "endpoint": "s3.example.com"}, []string{"error url: Invalid url"}},
		{hcl{"url": "azure://"}, []string{"error url: Invalid url"}},
		{hcl{"url": "azure://lake/raw/"}, []string{"error url: Invalid url"}},
		{hcl{"url": "azure://acme.blob.core.example.com/lake/"}, []string{"error url: Invalid url"}},
		{hcl{"url": "azure://acme.blob.core.windows.net/"}, []string{"error url: Invalid url"}},
		{hcl{"url": "azure://acme.blob.core.windows.net/my lake"}, []string{"error url: Invalid url"}},

		{hcl{"endpoint": "s3.example.com"}, []string{"error endpoint: Setting does not fit the stage"}},
		{hcl{"url": onS3, "endpoint": "s3.example.com"}, []string{"error endpoint: Setting does not fit the stage"}},
		{hcl{"url": onCompatible}, []string{"error endpoint: Missing endpoint"}},
		{hcl{"url": onCompatible, "endpoint": "https://s3.example.com"}, []string{"error endpoint: Invalid endpoint"}},
		{hcl{"url": onCompatible, "endpoint": "s3.example.com/x"}, []string{"error endpoint: Invalid endpoint"}},
		{hcl{"url": onCompatible, "endpoint": "s3.example.com:65536"}, []string{"error endpoint: Invalid endpoint"}},
		{hcl{"url": onCompatible, "endpoint": "s3.example.com:0"}, []string{"error endpoint: Invalid endpoint"}},
		{hcl{"url": onCompatible, "endpoint": ""}, []string{"error endpoint: Invalid endpoint"}},

		{hcl{"storage_integration": "lake"}, []string{"error storage_integration: Setting does not fit the stage"}},
		{hcl{"url": onCompatible, "endpoint": "s3.example.com", "storage_integration": "lake"}, []string{"error storage_integration: Setting does not fit the stage"}},
		{hcl{"url": onS3, "storage_integration": "lake", "credentials": awsKeys}, []string{"error credentials: Conflicting settings"}},

		{hcl{"credentials": awsKeys}, []string{"error credentials: Setting does not fit the stage"}},
		{hcl{"url": onGCS, "credentials": awsKeys}, []string{"error credentials: Setting does not fit the stage"}},
		{hcl{"url": onS3, "credentials": hcl{}}, []string{"error credentials: Empty credentials"}},
		{hcl{"url": onS3, "credentials": hcl{"aws_role": "arn:x", "aws_key_id_wo": "a", "aws_secret_key_wo": "b"}}, []string{"error credentials.aws_role: Conflicting credentials"}},
		{hcl{"url": onS3, "credentials": hcl{"aws_key_id_wo": "a"}}, []string{"error credentials.aws_secret_key_wo: Missing secret key"}},
		{hcl{"url": onS3, "credentials": hcl{"aws_secret_key_wo": secretText}}, []string{"error credentials.aws_key_id_wo: Missing key id"}},
		{hcl{"url": onS3, "credentials": hcl{"aws_token_wo": secretText}}, []string{"error credentials.aws_token_wo: Token without key"}},
		{hcl{"url": onS3, "credentials": hcl{"aws_role": ""}}, []string{"error credentials.aws_role: Invalid Attribute Value Length"}},
		{hcl{"url": onS3, "credentials": hcl{"azure_sas_token_wo": secretText}}, []string{"error credentials.azure_sas_token_wo: Setting does not fit the stage"}},
		{hcl{"url": onAzure, "credentials": hcl{"aws_role": "arn:x"}}, []string{"error credentials.aws_role: Setting does not fit the stage"}},
		{hcl{"url": onAzure, "credentials": awsKeys}, []string{
			"error credentials.aws_key_id_wo: Setting does not fit the stage", "error credentials.aws_secret_key_wo: Setting does not fit the stage",
		}},
		{hcl{"url": onCompatible, "endpoint": "s3.example.com", "credentials": hcl{"aws_role": "arn:x"}}, []string{"error credentials.aws_role: Setting does not fit the stage"}},
		{hcl{"credentials_wo_version": 1}, []string{"error credentials_wo_version: Version of nothing"}},
		{hcl{"url": onS3, "credentials": hcl{"aws_role": "arn:x"}, "credentials_wo_version": 1}, []string{"error credentials_wo_version: Version of nothing"}},

		{hcl{"encryption": hcl{"type": "ROT13"}}, []string{"error encryption.type: Invalid Attribute Value Match"}},
		{hcl{"encryption": hcl{}}, []string{"error encryption: Empty encryption"}},
		{hcl{"encryption": hcl{"type": "AWS_SSE_KMS"}}, []string{"error encryption.type: Encryption does not fit the stage"}},
		{hcl{"url": onS3, "encryption": hcl{"type": "SNOWFLAKE_SSE"}}, []string{"error encryption.type: Encryption does not fit the stage"}},
		{hcl{"url": onGCS, "encryption": hcl{"type": "AWS_SSE_S3"}}, []string{"error encryption.type: Encryption does not fit the stage"}},
		{hcl{"url": onAzure, "encryption": hcl{"type": "GCS_SSE_KMS"}}, []string{"error encryption.type: Encryption does not fit the stage"}},
		{hcl{"url": onCompatible, "endpoint": "s3.example.com", "encryption": hcl{"type": "NONE"}}, []string{"error encryption: Setting does not fit the stage"}},
		{hcl{"url": onS3, "encryption": hcl{"type": "AWS_CSE"}}, []string{"error encryption.master_key_wo: Missing master key"}},
		{hcl{"url": onS3, "encryption": hcl{"type": "AWS_SSE_S3", "master_key_wo": keyOf256}}, []string{"error encryption.master_key_wo: Key does not fit the encryption"}},
		{hcl{"encryption": hcl{"master_key_wo": keyOf256}}, []string{"error encryption.master_key_wo: Setting does not fit the stage"}},
		{hcl{"url": onGCS, "encryption": hcl{"master_key_wo": keyOf256}}, []string{"error encryption.master_key_wo: Setting does not fit the stage"}},
		{hcl{"url": onAzure, "encryption": hcl{"master_key_wo": keyOf256}}, []string{"error encryption.type: Missing encryption type"}},
		{hcl{"url": onS3, "encryption": hcl{"master_key_wo": secretText}}, []string{"error encryption.master_key_wo: Invalid master key"}},
		{hcl{"url": onS3, "encryption": hcl{"master_key_wo": base64.StdEncoding.EncodeToString([]byte(secretText))}}, []string{"error encryption.master_key_wo: Invalid master key"}},
		{hcl{"url": onS3, "encryption": hcl{"master_key_wo": keyOf256 + "\n"}}, []string{"error encryption.master_key_wo: Invalid master key"}},
		{hcl{"url": onS3, "encryption": hcl{"master_key_wo": keyOf256[:20] + "\r\n" + keyOf256[20:]}}, []string{"error encryption.master_key_wo: Invalid master key"}},
		{hcl{"url": onS3, "encryption": hcl{"type": "AWS_SSE_S3", "kms_key_id": "k"}}, []string{"error encryption.kms_key_id: Key does not fit the encryption"}},
		{hcl{"url": onS3, "encryption": hcl{"kms_key_id": "k"}}, []string{"error encryption.kms_key_id: Key does not fit the encryption"}},
		{hcl{"encryption_wo_version": 1}, []string{"error encryption_wo_version: Version of nothing"}},

		{hcl{"directory_table": hcl{"enable": true, "refresh_on_create": true}}, []string{"error directory_table.refresh_on_create: Setting does not fit the stage"}},
		{hcl{"directory_table": hcl{"enable": true, "notification_integration": "n"}}, []string{"error directory_table.notification_integration: Setting does not fit the stage"}},
		{hcl{"url": onS3, "directory_table": hcl{"enable": true, "notification_integration": "n"}}, []string{"error directory_table.notification_integration: Setting does not fit the stage"}},
	} {
		if got := validate(t, with(test.config)); !slices.Equal(got, test.want) {
			t.Errorf("%v:\n got %q\nwant %q", test.config, got, test.want)
		}
	}
}
