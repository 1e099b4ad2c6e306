package emulator_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/snowstage/terraform-provider-snowstage/internal/emulator"
)

// alter executes ALTER STAGE on a stage of DB.RAW.
func (f *fixture) alter(stage, change string) answer {
	f.Helper()
	return f.execute("ALTER STAGE "+stage+" "+change, "")
}

func TestAlterKeepsWhatItDoesNotMention(t *testing.T) {
	t.Parallel()
	f := start(t)
	f.create(`{"name":"s","comment":"old","directory_table":{"enable":true}}`)
	f.put("s", "a", "1")
	before := f.fetch("s")
	f.clock.Advance(1 << 40)
	f.alter("s", "SET COMMENT = 'it''s new'").want(200)
	after := f.fetch("s")
	if after["comment"] != "it's new" {
		t.Errorf("comment %v", after["comment"])
	}
	f.alter("s", "SET COMMENT = ''").want(200)
	if got := f.fetch("s")["comment"]; got != nil {
		t.Errorf("no comment is %v", got)
	}
	after["comment"] = before["comment"]
	if fmt.Sprint(before) != fmt.Sprint(after) {
		t.Errorf("before %v, after %v", before, after)
	}
	if got, err := f.File("db", "raw", "s", "a"); err != nil || string(got) != "1" {
		t.Errorf("file %q, %v", got, err)
	}
}

// facts are what can be read of what an ALTER changes.
type facts struct {
	url, integration string
	hasCredentials   bool
	hasKey           bool
}

func (f *fixture) facts() facts {
	f.Helper()
	s := f.fetch("s")
	integration, _ := s["storage_integration"].(string)
	return facts{fmt.Sprint(s["url"]), integration, s["has_credentials"] == true, s["has_encryption_key"] == true}
}

func TestAlterExternalStage(t *testing.T) {
	t.Parallel()
	const (
		s3, gcs, box = "s3://bucket/path/", "gcs://bucket/path/", "azure://acme.blob.core.windows.net/box/"
		s3c          = "s3compat://bucket/"
		keys         = "CREDENTIALS = (AWS_KEY_ID = 'k' AWS_SECRET_KEY = 's' AWS_TOKEN = 't')"
		role         = "CREDENTIALS = (AWS_ROLE = 'arn')"
		sas          = "CREDENTIALS = (AZURE_SAS_TOKEN = 'sas')"
		lake         = "STORAGE_INTEGRATION = lake"
		kms          = `"encryption":{"type":"AWS_SSE_KMS","kms_key_id":"k"}`
	)
	for _, c := range []struct {
		created, set string
		want         facts
		refused      string // what the message names
	}{
		{onS3 + byRole + "," + kms, "URL = 's3://other/'", facts{"s3://other/", "", true, true}, ""},
		{onS3 + byRole, "URL = 's3gov://other/'", facts{"s3gov://other/", "", true, false}, ""},
		{onS3 + byRole, "URL = 's3://other/' STORAGE_INTEGRATION = \"my lake\"", facts{"s3://other/", `"my lake"`, false, false}, ""},
		{onS3 + byRole, lake, facts{s3, "LAKE", false, false}, ""},
		{onS3 + byIntegration, "STORAGE_INTEGRATION = other", facts{s3, "OTHER", false, false}, ""},
		{onS3 + byIntegration, keys, facts{s3, "", true, false}, ""},
		{onS3 + byIntegration, "CREDENTIALS = ()", facts{s3, "LAKE", false, false}, ""},
		{onS3 + byKeys, role, facts{s3, "", true, false}, ""},
		{onS3 + byKeys, "CREDENTIALS = ()", facts{s3, "", false, false}, ""},
		{onS3 + byKeys, "ENCRYPTION = (MASTER_KEY = '" + key256 + "')", facts{s3, "", true, true}, ""},
		{onS3 + byKeys + "," + kms, "ENCRYPTION = (TYPE = 'AWS_SSE_KMS')", facts{s3, "", true, false}, ""},
		{onS3 + byKeys + "," + kms, "ENCRYPTION = (TYPE = 'NONE')", facts{s3, "", true, false}, ""},
		{onS3 + byKeys + "," + kms, "COMMENT = 'x'", facts{s3, "", true, true}, ""},
		{onGCS + byIntegration, "ENCRYPTION = (TYPE = 'GCS_SSE_KMS' KMS_KEY_ID = 'k')", facts{gcs, "LAKE", false, true}, ""},
		{onGCS + byIntegration, "URL = 'gcs://other/' " + lake, facts{"gcs://other/", "LAKE", false, false}, ""},
		{onAzure + byIntegration, sas, facts{box, "", true, false}, ""},
		{onAzure + bySAS, "CREDENTIALS = ()", facts{box, "", false, false}, ""},
		{onCompat + byKeys, "COMMENT = 'x'", facts{s3c, "", true, false}, ""},
		{inside + `"comment":"x"`, "COMMENT = 'y'", facts{"", "", false, false}, ""},

		{onS3 + byKeys, "URL = 'gcs://b/'", facts{s3, "", true, false}, "gcs://b/"},
		{onS3 + byKeys, "URL = ''", facts{s3, "", true, false}, "url"},
		{onS3 + byKeys, "URL = 's3compat://b/'", facts{s3, "", true, false}, "url"},
		{onS3 + byKeys, lake + " " + role, facts{s3, "", true, false}, "excludes"},
		{onS3 + byKeys, lake + " CREDENTIALS = ()", facts{s3, "", true, false}, "excludes"},
		{onS3 + byIntegration, sas, facts{s3, "LAKE", false, false}, "azure_sas_token"},
		{onS3 + byIntegration, "CREDENTIALS = (AWS_KEY_ID = 'k')", facts{s3, "LAKE", false, false}, "aws_secret_key"},
		{onS3 + byKeys, "ENCRYPTION = (TYPE = 'GCS_SSE_KMS')", facts{s3, "", true, false}, "encryption"},
		{onS3 + byKeys, "ENCRYPTION = ()", facts{s3, "", true, false}, "type"},
		{onS3 + byKeys, "ENCRYPTION = (TYPE = '')", facts{s3, "", true, false}, "type"},
		{onS3 + byKeys, "COMMENT = 'half' ENCRYPTION = (TYPE = 'SNOWFLAKE_SSE')", facts{s3, "", true, false}, "encryption"},
		{onGCS + byIntegration, "CREDENTIALS = ()", facts{gcs, "LAKE", false, false}, "credentials"},
		{onGCS + byIntegration, keys, facts{gcs, "LAKE", false, false}, "credentials"},
		{onAzure + bySAS, keys, facts{box, "", true, false}, "azure_sas_token"},
		{onCompat + byKeys, "URL = 's3compat://b/'", facts{s3c, "", true, false}, "url"},
		{onCompat + byKeys, keys, facts{s3c, "", true, false}, "credentials"},
		{onCompat + byKeys, lake, facts{s3c, "", true, false}, "storage_integration"},
		{onCompat + byKeys, "ENCRYPTION = (TYPE = 'NONE')", facts{s3c, "", true, false}, "encryption"},
		{inside + `"comment":"x"`, "URL = 's3://b/'", facts{"", "", false, false}, "url"},
		{inside + `"comment":"x"`, "ENCRYPTION = (TYPE = 'SNOWFLAKE_SSE')", facts{"", "", false, false}, "encryption"},
		{inside + `"comment":"x"`, "CREDENTIALS = ()", facts{"", "", false, false}, "credentials"},
	} {
		t.Run(c.created+" SET "+c.set, func(t *testing.T) {
			t.Parallel()
			f := start(t)
			f.create(`{"name":"s",` + c.created + `}`)
			created := f.fetch("s")
			if reply := f.alter("s", "SET "+c.set); c.refused == "" {
				reply.want(200)
			} else {
				reply.wantFailure("001008", "22023", c.refused)
			}
			after := f.fetch("s")
			if got := f.facts(); got != c.want || after["created_on"] != created["created_on"] {
				t.Errorf("%+v, want %+v", got, c.want)
			}
			if c.refused != "" && fmt.Sprint(after) != fmt.Sprint(created) {
				t.Errorf("refused, but %v became %v", created, after)
			}
		})
	}
}

func TestAlterKnowsWhoAssumesARole(t *testing.T) {
	t.Parallel()
	f := start(t)
	f.create(`{"name":"s","url":"s3://b/",` + byRole + `}`)
	long := `{"expiration_time":3601}`
	f.alter("s", "SET URL = 's3://c/'").want(200)
	f.do("POST", stagesPath+"/s/files/a:presigned-url", long).wantError(400, "390400", "AWS_ROLE")
	f.alter("s", "SET CREDENTIALS = (AWS_KEY_ID = 'k' AWS_SECRET_KEY = 's')").want(200)
	f.do("POST", stagesPath+"/s/files/a:presigned-url", long).want(200)
}

func TestAlterNeedsTheIntegration(t *testing.T) {
	t.Parallel()
	f := start(t, emulator.WithStorageIntegrations("lake"))
	f.create(`{"name":"s","url":"s3://b/"}`)
	f.alter("s", "SET STORAGE_INTEGRATION = none").wantFailure("002003", "02000", "integration")
	f.alter("s", "SET STORAGE_INTEGRATION = LAKE").want(200)
}

func TestAnotherURLSwitchesTheDirectoryTableOff(t *testing.T) {
	t.Parallel()
	f := start(t)
	f.create(`{"name":"s","url":"s3://b/","directory_table":{"enable":true,"auto_refresh":true}}`)
	enabled := func() any {
		directory, _ := f.fetch("s")["directory_table"].(map[string]any)
		return directory["enable"]
	}
	for _, c := range []struct {
		set  string
		want bool
	}{
		{"SET URL = 's3://b/' CREDENTIALS = (AWS_ROLE = 'arn')", true}, {"SET URL = 's3://c/'", false},
		{"SET DIRECTORY = (ENABLE = TRUE)", true}, {"SET DIRECTORY = (ENABLE = FALSE)", false},
	} {
		f.alter("s", c.set).want(200)
		if enabled() != c.want {
			t.Errorf("after %s the directory table is on: %v", c.set, enabled())
		}
	}
}

func TestRenameKeepsStageAndFiles(t *testing.T) {
	t.Parallel()
	f := start(t, emulator.WithSchema("second", `"my schema"`))
	f.create(`{"name":"s","comment":"c"}`)
	f.put("s", "a", "1")
	before := f.fetch("s")
	url := f.presigned("s", "a", "")
	f.alter("s", "RENAME TO t").want(200)
	f.do("GET", stagesPath+"/s", "").wantError(404, "002003")
	after := f.fetch("t")
	if after["name"] != "T" {
		t.Errorf("name %v", after["name"])
	}
	after["name"] = before["name"]
	if fmt.Sprint(before) != fmt.Sprint(after) {
		t.Errorf("before %v, after %v", before, after)
	}
	if got := f.files("t", ""); fmt.Sprint(got) != "[t/a]" {
		t.Errorf("files %v", got)
	}
	f.storage("GET", url, "").want(200)
	f.alter("t", `RENAME TO second."my schema"."Ünï"`).want(200)
	f.do("GET", stagesPath+"/t", "").wantError(404, "002003")
	f.do("GET", "/api/v2/databases/second/schemas/%22my%20schema%22/stages/%22%C3%9Cn%C3%AF%22", "").want(200)
	if got, err := f.File("second", `"my schema"`, `"Ünï"`, "a"); err != nil || string(got) != "1" {
		t.Errorf("file %q, %v", got, err)
	}
	f.create(`{"name":"s"}`)
	if got := f.files("s", ""); len(got) != 0 {
		t.Errorf("a new stage of the old name holds %v", got)
	}
}

func TestAlterIfExists(t *testing.T) {
	t.Parallel()
	f := start(t)
	for _, change := range []string{"SET COMMENT = 'x'", "SET DIRECTORY = (ENABLE = TRUE)", "RENAME TO t"} {
		if rows := f.alter("IF EXISTS none", change).rows("status"); len(rows) != 1 {
			t.Errorf("%s: %v", change, rows)
		}
	}
	if rows := f.alter("IF EXISTS none", "REFRESH").rows("file"); len(rows) != 0 {
		t.Errorf("%v", rows)
	}
	f.create(`{"name":"s","kind":"TEMPORARY"}`)
	f.alter("IF EXISTS s", "RENAME TO t").want(200)
	if f.fetch("t")["kind"] != "TEMPORARY" {
		t.Error("it became permanent")
	}
}

func TestAlterWritesNoSecretToDisk(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	f := start(t, emulator.WithData(folder))
	f.create(`{"name":"s","url":"s3://b/"}`)
	f.alter("s", "SET CREDENTIALS = (AWS_KEY_ID = 'SECRET1' AWS_SECRET_KEY = 'SECRET2') ENCRYPTION = (MASTER_KEY = '"+key256+"')").want(200)
	for path, text := range readAll(t, folder) {
		if strings.Contains(text, "SECRET") || strings.Contains(text, key256) {
			t.Errorf("%s holds a secret: %s", path, text)
		}
	}
}
