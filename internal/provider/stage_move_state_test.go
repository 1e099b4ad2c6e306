package provider

import (
	"fmt"
	"maps"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

const officialAddress = "registry.terraform.io/snowflakedb/snowflake"

// move asks the provider, which is not configured, for the state that an official one becomes.
func move(t *testing.T, address, typeName string, version int64, state string) *tfprotov6.MoveResourceStateResponse {
	t.Helper()
	resp, err := newServer(t).MoveResourceState(t.Context(), &tfprotov6.MoveResourceStateRequest{
		SourceProviderAddress: address, SourceTypeName: typeName, SourceSchemaVersion: version,
		SourceState: &tfprotov6.RawState{JSON: []byte(state)}, TargetTypeName: "snowstage_stage",
	})
	if err != nil {
		t.Fatal(err)
	}
	return resp
}

func stateType(t *testing.T) tftypes.Type {
	t.Helper()
	return stageSchema(t.Context()).Type().TerraformType(t.Context())
}

// named is an old state of the stage D.S.LANDING with more attributes.
func named(more string) string {
	return `{"id":"D|S|LANDING","database":"D","schema":"S","name":"LANDING"` + more + `}`
}

// movedTo is what that stage becomes, besides the given.
func movedTo(given hcl) hcl {
	all := hcl{
		"database": "D", "schema": "S", "name": "LANDING", "id": `"D"."S"."LANDING"`, "fully_qualified_name": `"D"."S"."LANDING"`,
		"kind": "PERMANENT", "comment": "", "create_mode": "errorIfExists", "if_exists": true, "force_destroy": false,
		"directory_table": hcl{"enable": false, "auto_refresh": false},
	}
	maps.Copy(all, given)
	return all
}

// oldStates are states of the official provider, as they are on disk.
var oldStates = []struct {
	typeName string
	version  int64
	state    string
	want     hcl
	left     []string // attributes that the warning names
}{
	{"snowflake_stage", 0, named(``), movedTo(nil), nil},
	{"snowflake_stage", 0, named(`,"url":"","credentials":null,"encryption":"","directory":"","file_format":"","copy_options":null,"tag":[],"aws_external_id":"","comment":"c","timeouts":null`),
		movedTo(hcl{"comment": "c"}), nil},
	{"snowflake_stage", 7, named(`,"from_a_later_version":{"a":[1]},"timeouts":{"create":"1m"}`), movedTo(nil), nil},
	{"snowflake_stage", 0, named(`,"url":"s3://a/","credentials":"AWS_KEY_ID='canary' AWS_SECRET_KEY='can''ary'","encryption":"TYPE = 'aws_sse_kms' KMS_KEY_ID = 'k'","directory":"ENABLE = TRUE, REFRESH_ON_CREATE=FALSE"`),
		movedTo(hcl{
			"url": "s3://a/", "credentials": hcl{}, "encryption": hcl{"type": "AWS_SSE_KMS", "kms_key_id": "k"},
			"directory_table": hcl{"enable": true, "refresh_on_create": false, "auto_refresh": false},
		}), nil},
	{"snowflake_stage", 0, named(`,"url":"s3://a/","credentials":"AWS_ROLE='arn:x'","encryption":"MASTER_KEY='canary'","directory":"ENABLE = true AUTO_REFRESH = true DIRECTORY_NOTIFICATION_CHANNEL = "`),
		movedTo(hcl{
			"url": "s3://a/", "credentials": hcl{"aws_role": "arn:x"}, "encryption": hcl{"type": "AWS_CSE"},
			"directory_table": hcl{"enable": true, "auto_refresh": true},
		}), nil},
	{"snowflake_stage", 0, named(`,"url":"azure://a.blob.core.windows.net/c","credentials":"AZURE_SAS_TOKEN='?canary'","encryption":"master_key='canary'","directory":"ENABLE = true NOTIFICATION_INTEGRATION = 'events'"`),
		movedTo(hcl{
			"url": "azure://a.blob.core.windows.net/c", "credentials": hcl{}, "encryption": hcl{"type": "AZURE_CSE"},
			"directory_table": hcl{"enable": true, "auto_refresh": false, "notification_integration": `"events"`},
		}), nil},
	{"snowflake_stage", 0, named(`,"encryption":"TYPE = 'OF_THE_FUTURE' MASTER_KEY='canary'","file_format":"TYPE = JSON","copy_options":"PURGE = true","tag":[{"name":"t","value":"v"}],"aws_external_id":"A_SFCRole=1","snowflake_iam_user":"arn"`),
		movedTo(nil), []string{"encryption", "file_format", "copy_options", "tag", "aws_external_id"}},

	{"snowflake_stage_internal", 0, named(`,"encryption":[],"directory":[],"file_format":[],"show_output":[{"created_on":"2026-01-02 03:04:05 +0000 UTC","owner":"R"}],"describe_output":[]`), movedTo(nil), nil},
	{"snowflake_stage_internal", 1, named(`,"encryption":[{"snowflake_full":[],"snowflake_sse":[{}]}],"directory":[{"enable":true,"auto_refresh":"default"}]`),
		movedTo(hcl{"encryption": hcl{"type": "SNOWFLAKE_SSE"}, "directory_table": hcl{"enable": true, "auto_refresh": false}}), nil},
	{"snowflake_stage_internal", 1, named(`,"encryption":[{"snowflake_full":[null],"snowflake_sse":[]}],"directory":[{"enable":true,"auto_refresh":"default"}],"describe_output":[{"directory_table":[{"enable":true,"auto_refresh":true}]}]`),
		movedTo(hcl{"encryption": hcl{"type": "SNOWFLAKE_FULL"}, "directory_table": hcl{"enable": true, "auto_refresh": true}}), nil},
	{"snowflake_stage_internal", 1, named(`,"describe_output":[{"directory_table":"in another form"}],"file_format":[{"format_name":"","csv":[{}]}]`), movedTo(nil), []string{"file_format"}},
	{"snowflake_stage_external_s3", 1, named(`,"url":"s3://a/","storage_integration":"","use_privatelink_endpoint":"default","aws_access_point_arn":"",` +
		`"credentials":[{"aws_key_id":"canary","aws_secret_key":"canary","aws_token":"","aws_role":""}],` +
		`"encryption":[{"aws_cse":[{"master_key":"canary"}],"aws_sse_s3":[],"aws_sse_kms":[],"none":[]}],` +
		`"directory":[{"enable":true,"refresh_on_create":"true","auto_refresh":"false","aws_sns_topic":""}]`),
		movedTo(hcl{
			"url": "s3://a/", "credentials": hcl{}, "encryption": hcl{"type": "AWS_CSE"},
			"directory_table": hcl{"enable": true, "refresh_on_create": true, "auto_refresh": false},
		}), nil},
	{"snowflake_stage_external_s3", 1, named(`,"url":"s3://a/","storage_integration":"Lake","use_privatelink_endpoint":"true","aws_access_point_arn":"arn:p",` +
		`"credentials":[],"encryption":[{"aws_cse":[],"aws_sse_s3":[{}]}],"directory":[{"enable":true,"refresh_on_create":"default","auto_refresh":"true","aws_sns_topic":"arn:t"}]`),
		movedTo(hcl{
			"url": "s3://a/", "storage_integration": `"Lake"`, "encryption": hcl{"type": "AWS_SSE_S3"}, "directory_table": hcl{"enable": true, "auto_refresh": true},
		}), []string{"use_privatelink_endpoint", "aws_access_point_arn", "directory.aws_sns_topic"}},
	{"snowflake_stage_external_gcs", 1, named(`,"url":"gcs://a/","storage_integration":"\"LAKE\"","encryption":[{"gcs_sse_kms":[{"kms_key_id":"k"}],"none":[]}],` +
		`"directory":[{"enable":false,"refresh_on_create":"default","auto_refresh":"default","notification_integration":"my events"}]`),
		movedTo(hcl{
			"url": "gcs://a/", "storage_integration": "LAKE", "encryption": hcl{"type": "GCS_SSE_KMS", "kms_key_id": "k"},
			"directory_table": hcl{"enable": false, "auto_refresh": false, "notification_integration": `"my events"`},
		}), nil},
	{"snowflake_stage_external_azure", 1, named(`,"url":"azure://a.blob.core.windows.net/c","credentials":[{"azure_sas_token":"canary"}],"encryption":[{"azure_cse":[],"none":[{}]}]`),
		movedTo(hcl{"url": "azure://a.blob.core.windows.net/c", "credentials": hcl{}, "encryption": hcl{"type": "NONE"}}), nil},
	{"snowflake_stage_external_s3_compatible", 1, named(`,"url":"s3compat://a/","endpoint":"s3.eu.example.com","credentials":[{"aws_key_id":"canary","aws_secret_key":"canary"}]`),
		movedTo(hcl{"url": "s3compat://a/", "endpoint": "s3.eu.example.com", "credentials": hcl{}}), nil},
	{"snowflake_stage_external_azure", 1, named(`,"encryption":[{"azure_of_the_future":[{}]}]`), movedTo(nil), []string{"encryption"}},
}

func TestEveryOldStateIsUnderstood(t *testing.T) {
	t.Parallel()
	for _, test := range oldStates {
		resp := move(t, officialAddress, test.typeName, test.version, test.state)
		told := diagnosticText(resp.Diagnostics)
		if resp.TargetState == nil {
			t.Errorf("%s: %s: %s", test.typeName, test.state, told)
			continue
		}
		got, err := resp.TargetState.Unmarshal(stateType(t))
		if want := test.want.value(t, stateType(t)); err != nil || !got.Equal(want) {
			t.Errorf("%s: %s: %v\n got %s\nwant %s", test.typeName, test.state, err, got, want)
		}
		if !strings.Contains(string(resp.TargetPrivate), importedKey) {
			t.Errorf("%s: %s: the state is not marked as one to be completed: %s", test.typeName, test.state, resp.TargetPrivate)
		}
		if (told == "") != (test.left == nil) {
			t.Errorf("%s: %s: told %q", test.typeName, test.state, told)
		}
		for _, attribute := range test.left {
			if !strings.Contains(told, attribute) || !strings.Contains(told, `"D"."S"."LANDING" moves from `+test.typeName) {
				t.Errorf("%s: %s: the warning does not name %s: %s", test.typeName, test.state, attribute, told)
			}
		}
		if everything := fmt.Sprint(got, told, string(resp.TargetPrivate)); strings.Contains(everything, "canary") {
			t.Errorf("%s: %s: a secret came along: %s", test.typeName, test.state, everything)
		}
	}
}

func diagnosticText(diagnostics []*tfprotov6.Diagnostic) string {
	var lines []string
	for _, d := range diagnostics {
		lines = append(lines, d.Severity.String()+" "+d.Summary+": "+d.Detail)
	}
	return strings.Join(lines, "\n")
}

// In the official provider's state nothing folds. Quotes around a name are not part of it.
func TestNamesOfOldStatesAreExact(t *testing.T) {
	t.Parallel()
	identityType := tftypes.Object{AttributeTypes: map[string]tftypes.Type{"database": tftypes.String, "schema": tftypes.String, "name": tftypes.String}}
	for old, want := range map[string]string{
		`LANDING`:            `LANDING`,
		`landing`:            `"landing"`,
		`my stage`:           `"my stage"`,
		`\"my stage\"`:       `"my stage"`,
		`\"LANDING\"`:        `LANDING`,
		`say \"hi\" to them`: `"say ""hi"" to them"`,
		`9lives`:             `"9lives"`,
		`a.b|c/d`:            `"a.b|c/d"`,
		`Größe 🚀`:            `"Größe 🚀"`,
	} {
		state := strings.ReplaceAll(`{"database":"X","schema":"X","name":"X","storage_integration":"X","url":"s3://a/"}`, `"X"`, `"`+old+`"`)
		resp := move(t, officialAddress, "snowflake_stage_external_s3", 1, state)
		id := strings.Repeat("."+qualified(t, "D.S."+want).Name.Quoted(), 3)[1:]
		expected := movedTo(hcl{
			"database": want, "schema": want, "name": want, "storage_integration": want, "url": "s3://a/", "id": id, "fully_qualified_name": id,
		}).value(t, stateType(t))
		if resp.TargetState == nil {
			t.Errorf("%s: %s", old, diagnosticText(resp.Diagnostics))
			continue
		}
		if got, err := resp.TargetState.Unmarshal(stateType(t)); err != nil || !got.Equal(expected) {
			t.Errorf("%s: %v\n got %s\nwant %s", old, err, got, expected)
		}
		identity, err := resp.TargetIdentity.IdentityData.Unmarshal(identityType)
		if want := (hcl{"database": want, "schema": want, "name": want}).value(t, identityType); err != nil || !identity.Equal(want) {
			t.Errorf("%s: the identity is %s, %v", old, identity, err)
		}
	}
}

func TestDamagedOldStatesAreRefused(t *testing.T) {
	t.Parallel()
	for state, problem := range map[string]string{
		``:                              "it is empty",
		`{"name":"canary`:               "it is not JSON",
		`canary`:                        "it is not JSON",
		`null`:                          "it is no object",
		`["canary"]`:                    "it is no object",
		`{}`:                            "database is missing; schema is missing; name is missing",
		`{"database":"D","schema":"S"}`: "name is missing",
		`{"database":"D","schema":"S","name":""}`:                          "name is missing",
		`{"database":"D","schema":"S","name":3}`:                           "name is no text",
		`{"database":"D","schema":"\"\"","name":"N"}`:                      "schema is missing",
		`{"database":"D","schema":"S","name":"a\u0000b"}`:                  "name is no Snowflake identifier",
		named(`,"storage_integration":"` + strings.Repeat("x", 256) + `"`): "storage_integration is no Snowflake identifier",
		named(`,"url":["canary"]`):                                         "url is no text",
		named(`,"comment":{"canary":1}`):                                   "comment is no text",
		named(`,"credentials":7`):                                          "credentials is no single block",
		named(`,"credentials":["canary"]`):                                 "credentials is no single block",
		named(`,"credentials":[{"aws_role":"a"},{"aws_role":"b"}]`):        "credentials is no single block",
		named(`,"credentials":"AWS_SECRET_KEY='canary"`):                   "credentials is no list of SQL properties",
		named(`,"credentials":"canary"`):                                   "credentials is no list of SQL properties",
		named(`,"encryption":"TYPE = 'NONE' canary"`):                      "encryption is no list of SQL properties",
		named(`,"encryption":[{"aws_cse":"canary"}]`):                      "encryption.aws_cse is no list of SQL properties",
		named(`,"encryption":[{"aws_sse_kms":[{"kms_key_id":7}]}]`):        "encryption.aws_sse_kms.kms_key_id is no text",
		named(`,"directory":"ENABLE = canary"`):                            "directory.enable is neither true nor false",
		named(`,"directory":[{"enable":3}]`):                               "directory.enable is no text",
	} {
		resp := move(t, officialAddress, "snowflake_stage", 0, state)
		told := diagnosticText(resp.Diagnostics)
		if resp.TargetState != nil || !strings.Contains(told, "ERROR Unable to move stage: What was tried:") ||
			!strings.Contains(told, problem) || !strings.Contains(told, "What to do:") {
			t.Errorf("%s: want %q: %s", state, problem, told)
		}
		if strings.Contains(told, "canary") {
			t.Errorf("%s: the error quotes a value: %s", state, told)
		}
	}
}

func TestOnlyTheOfficialProvidersStagesMove(t *testing.T) {
	t.Parallel()
	for _, address := range []string{
		"registry.terraform.io/snowflakedb/snowflake", "registry.terraform.io/snowflake-labs/snowflake", "registry.terraform.io/chanzuckerberg/snowflake",
		"registry.opentofu.org/snowflakedb/snowflake", "mirror.example.com:8443/acme/snowflake",
	} {
		if resp := move(t, address, "snowflake_stage_internal", 1, named(``)); resp.TargetState == nil {
			t.Errorf("%s: %s", address, diagnosticText(resp.Diagnostics))
		}
	}
	for _, other := range []struct{ address, typeName string }{
		{"registry.terraform.io/acme/notsnowflake", "snowflake_stage"},
		{"registry.terraform.io/snowflake/snowstage", "snowflake_stage"},
		{"snowflake", "snowflake_stage"},
		{"", "snowflake_stage"},
		{officialAddress, "snowflake_table"},
		{officialAddress, "snowflake_stages"},
		{officialAddress, "snowstage_stage"},
	} {
		resp := move(t, other.address, other.typeName, 0, named(``))
		if told := diagnosticText(resp.Diagnostics); resp.TargetState != nil || !strings.Contains(told, "does not include support for the given source resource") {
			t.Errorf("%s of %s: %s", other.typeName, other.address, told)
		}
	}
}
