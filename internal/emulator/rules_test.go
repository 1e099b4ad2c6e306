package emulator_test

import "testing"

const (
	key128 = "MDEyMzQ1Njc4OWFiY2RlZg=="
	key192 = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3"
	key256 = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="
)

// Parts of bodies: where the stage is, and who may read there.
const (
	onS3     = `"url":"s3://bucket/path/",`
	onGCS    = `"url":"gcs://bucket/path/",`
	onAzure  = `"url":"azure://acme.blob.core.windows.net/box/",`
	onCompat = `"url":"s3compat://bucket/","endpoint":"s3.example.com",`
	inside   = ``

	byIntegration = `"storage_integration":"lake"`
	byKeys        = `"credentials":{"credential_type":"AWS","aws_key_id":"k","aws_secret_key":"s"}`
	byToken       = `"credentials":{"credential_type":"AWS","aws_key_id":"k","aws_secret_key":"s","aws_token":"t"}`
	byRole        = `"credentials":{"credential_type":"AWS","aws_role":"arn"}`
	bySAS         = `"credentials":{"credential_type":"AZURE","azure_sas_token":"sas"}`
)

func encrypted(properties string) string { return `"encryption":{` + properties + `}` }
func directory(properties string) string { return `"directory_table":{` + properties + `}` }

func TestParametersThatGoTogether(t *testing.T) {
	t.Parallel()
	f := start(t)
	for _, properties := range []string{
		inside + `"kind":"PERMANENT"`, inside + `"kind":"TEMPORARY"`, inside + `"url":""`, inside + `"endpoint":"","storage_integration":""`,
		inside + encrypted(`"type":"SNOWFLAKE_FULL"`), inside + encrypted(`"type":"SNOWFLAKE_SSE"`),
		inside + directory(`"enable":true,"auto_refresh":true`), inside + directory(`"enable":true,"refresh_on_create":true`),
		`"url":"s3://bucket"`, onS3 + byIntegration, onS3 + byKeys, onS3 + byToken, onS3 + byRole,
		onS3 + encrypted(`"type":"AWS_CSE","master_key":"`+key128+`"`), onS3 + encrypted(`"master_key":"`+key256+`"`),
		onS3 + encrypted(`"type":"AWS_SSE_S3"`), onS3 + encrypted(`"type":"AWS_SSE_KMS"`),
		onS3 + encrypted(`"type":"AWS_SSE_KMS","kms_key_id":"k"`), onS3 + encrypted(`"type":"NONE"`),
		onS3 + directory(`"enable":true,"refresh_on_create":false,"auto_refresh":true`),
		onGCS + byIntegration, onGCS + encrypted(`"type":"GCS_SSE_KMS","kms_key_id":"k"`), onGCS + encrypted(`"type":"NONE"`),
		onGCS + directory(`"enable":true,"auto_refresh":true,"notification_integration":"news"`),
		onAzure + byIntegration, onAzure + bySAS, onAzure + encrypted(`"type":"AZURE_CSE","master_key":"`+key256+`"`),
		onAzure + directory(`"enable":true,"notification_integration":"news"`),
		onCompat + byKeys, onCompat + directory(`"enable":true,"refresh_on_create":false,"auto_refresh":true`),
		`"url":"s3compat://bucket/","endpoint":"s3.example.com:9000"`,
	} {
		body := `{"name":"s",` + properties + `}`
		body = trimComma(body)
		if got := f.do("POST", stagesPath+"?createMode=orReplace", body); got.status != 200 {
			t.Errorf("%s: status %d, body %s", body, got.status, got.body)
		}
	}
}

func trimComma(body string) string {
	if end := len(body) - 2; body[end] == ',' {
		return body[:end] + "}"
	}
	return body
}

func TestParametersThatDoNotGoTogether(t *testing.T) {
	t.Parallel()
	f := start(t)
	for _, c := range []struct{ properties, named string }{
		{`"kind":"permanent"`, "kind"},
		{`"url":"https://nonsense"`, "url"}, {`"url":"s3:/bucket"`, "url"}, {`"url":"s3://"`, "url"}, {`"url":"S3://b/"`, "url"},
		{`"url":"azure://acme.blob.core.windows.net"`, "url"}, {`"url":"azure://acme.example.com/box/"`, "url"}, {`"url":"azure://.blob.core.windows.net/box/"`, "url"},
		{`"url":"azure://myonelake.blob.fabric.microsoft.com/box/"`, "url"}, {`"url":"azure://onelake.blob.fabric.microsoft.com/"`, "url"},
		{inside + byIntegration, "storage_integration"}, {inside + byKeys, "credentials"}, {inside + `"endpoint":"s3.example.com"`, "endpoint"},
		{inside + encrypted(`"type":"AWS_SSE_S3"`), "type"}, {inside + encrypted(`"type":"snowflake_sse"`), "type"},
		{inside + encrypted(`"type":"SNOWFLAKE_SSE","kms_key_id":"k"`), "kms_key_id"},
		{inside + encrypted(`"type":"SNOWFLAKE_SSE","master_key":"`+key128+`"`), "master_key"},
		{inside + encrypted(`"master_key":"`+key128+`"`), "type"},
		{inside + directory(`"refresh_on_create":false`), "refresh_on_create"},
		{inside + directory(`"notification_integration":"n"`), "notification_integration"},
		{onS3 + `"endpoint":"s3.example.com"`, "endpoint"}, {onS3 + byIntegration + "," + byKeys, "storage_integration"},
		{onS3 + bySAS, "credential_type"}, {onS3 + `"storage_integration":"a b"`, "a b"},
		{onS3 + `"credentials":{"aws_role":"arn"}`, "credential_type"}, {onS3 + `"credentials":{"credential_type":"GCS"}`, "credential_type"},
		{onS3 + `"credentials":{"credential_type":"AWS"}`, "aws_key_id"},
		{onS3 + `"credentials":{"credential_type":"AWS","aws_key_id":"k"}`, "aws_secret_key"},
		{onS3 + `"credentials":{"credential_type":"AWS","aws_secret_key":"s"}`, "aws_key_id"},
		{onS3 + `"credentials":{"credential_type":"AWS","aws_token":"t"}`, "aws_key_id"},
		{onS3 + `"credentials":{"credential_type":"AWS","aws_key_id":"k","aws_secret_key":"s","aws_role":"arn"}`, "aws_role"},
		{onS3 + `"credentials":{"credential_type":"AWS","aws_role":"arn","azure_sas_token":"sas"}`, "azure_sas_token"},
		{onS3 + encrypted(`"type":"SNOWFLAKE_SSE"`), "type"}, {onS3 + encrypted(`"type":"AWS_CSE"`), "master_key"},
		{onS3 + encrypted(`"master_key":"`+key192+`"`), "master_key"}, {onS3 + encrypted(`"master_key":"not base64!"`), "master_key"},
		{onS3 + encrypted(`"type":"AWS_SSE_S3","kms_key_id":"k"`), "kms_key_id"}, {onS3 + encrypted(`"kms_key_id":"k"`), "type"},
		{onS3 + encrypted(`"type":"AWS_CSE","master_key":"`+key128+`","kms_key_id":"k"`), "kms_key_id"},
		{onS3 + encrypted(`"type":"AWS_SSE_KMS","master_key":"`+key128+`"`), "master_key"},
		{onS3 + directory(`"notification_integration":"n"`), "notification_integration"},
		{onGCS + byKeys, "credentials"}, {onGCS + encrypted(`"type":"AWS_SSE_KMS"`), "type"}, {onGCS + encrypted(`"master_key":"`+key128+`"`), "type"},
		{onGCS + directory(`"notification_integration":"a b"`), "a b"},
		{onAzure + byKeys, "credential_type"}, {onAzure + `"credentials":{"credential_type":"AZURE"}`, "azure_sas_token"},
		{onAzure + `"credentials":{"credential_type":"AZURE","azure_sas_token":"s","aws_key_id":"k"}`, "azure_sas_token"},
		{onAzure + encrypted(`"type":"AZURE_CSE"`), "master_key"}, {onAzure + byIntegration + "," + bySAS, "storage_integration"},
		{`"url":"s3compat://bucket/"`, "endpoint"}, {`"url":"s3compat://bucket/","endpoint":"https://s3.example.com"`, "endpoint"},
		{`"url":"s3compat://bucket/","endpoint":"localhost"`, "endpoint"}, {onCompat + byIntegration, "storage_integration"},
		{onCompat + byRole, "aws_role"}, {onCompat + byToken, "aws_token"}, {onCompat + encrypted(`"type":"NONE"`), "encryption"},
		{onCompat + directory(`"notification_integration":"n"`), "notification_integration"},
	} {
		body := `{"name":"s",` + c.properties + `}`
		got := f.do("POST", stagesPath, body)
		var code struct{ Code string }
		got.decode(&code)
		t.Log(body) // which a failure would not tell
		got.wantError(400, code.Code, c.named)
	}
	f.do("GET", stagesPath+"/s", "").want(404)
}
