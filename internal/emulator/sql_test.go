package emulator_test

import (
	"strings"
	"testing"
)

func TestAlterStageChangesInPlace(t *testing.T) {
	t.Parallel()
	f := start(t)
	f.create(`{"name":"s","comment":"old","directory_table":{"enable":true}}`)
	f.put("s", "a", "1")
	before := f.fetch("s")
	if err := f.AlterStage("db", "raw", "s", `{"comment":"new","directory_table":{"enable":false}}`); err != nil {
		t.Fatal(err)
	}
	after := f.fetch("s")
	directory, _ := after["directory_table"].(map[string]any)
	if after["comment"] != "new" || directory["enable"] != false || after["created_on"] != before["created_on"] {
		t.Errorf("%v", after)
	}
	if got, err := f.File("db", "raw", "s", "a"); err != nil || string(got) != "1" {
		t.Errorf("file %q, %v", got, err)
	}
	if err := f.AlterStage("db", "raw", "s", `{"comment":null}`); err != nil {
		t.Fatal(err)
	}
	if got := f.fetch("s")["comment"]; got != nil {
		t.Errorf("comment %v", got)
	}
}

func TestAlterStageKeepsWhatIsWriteOnly(t *testing.T) {
	t.Parallel()
	f := start(t)
	f.create(`{"name":"s","url":"s3://b/",` + byRole + `,"encryption":{"type":"AWS_SSE_KMS","kms_key_id":"k"}}`)
	if err := f.AlterStage("db", "raw", "s", `{"url":"s3://c/"}`); err != nil {
		t.Fatal(err)
	}
	got := f.fetch("s")
	if got["url"] != "s3://c/" || got["has_credentials"] != true || got["has_encryption_key"] != true {
		t.Errorf("%v", got)
	}
	f.do("POST", stagesPath+"/s/files/a:presigned-url", `{"expiration_time":3601}`).wantError(400, "390400", "AWS_ROLE")
	if err := f.AlterStage("db", "raw", "s", `{"storage_integration":"lake","encryption":{"type":"NONE"}}`); err != nil {
		t.Fatal(err)
	}
	got = f.fetch("s")
	if got["storage_integration"] != "LAKE" || got["has_credentials"] != false || got["has_encryption_key"] != false {
		t.Errorf("%v", got)
	}
}

func TestAlterStageKeepsToTheRules(t *testing.T) {
	t.Parallel()
	f := start(t)
	f.create(`{"name":"s"}`)
	for properties, named := range map[string]string{`{"endpoint":"a.b"}`: "endpoint", `{"comment":1}`: "comment", `{`: "properties"} {
		if err := f.AlterStage("db", "raw", "s", properties); err == nil || !strings.Contains(err.Error(), named) {
			t.Errorf("%s: %v", properties, err)
		}
	}
	if err := f.AlterStage("db", "raw", "none", `{}`); err == nil {
		t.Error("a stage that does not exist was altered")
	}
}

func TestSchemasComeAndGo(t *testing.T) {
	t.Parallel()
	f := start(t)
	f.create(`{"name":"s"}`)
	if err := f.DropSchema("DB", "RAW"); err != nil {
		t.Fatal(err)
	}
	f.do("GET", stagesPath+"/s", "").wantError(404, "002003", "database 'db'")
	if err := f.CreateSchema("db", "raw"); err != nil {
		t.Fatal(err)
	}
	f.do("GET", stagesPath+"/s", "").wantError(404, "002003", "stage 's'")
	if err := f.DropSchema("db", "none"); err == nil {
		t.Error("a schema that does not exist was dropped")
	}
}
