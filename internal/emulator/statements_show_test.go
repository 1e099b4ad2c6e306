package emulator_test

import (
	"fmt"
	"reflect"
	"testing"

	"github.com/snowstage/terraform-provider-snowstage/internal/emulator"
)

var showColumns = []string{
	"created_on", "name", "database_name", "schema_name", "url", "has_credentials", "has_encryption_key", "owner", "comment", "region", "type", "cloud",
	"notification_channel", "storage_integration", "endpoint", "owner_role_type", "directory_enabled",
}

func TestShowStages(t *testing.T) {
	t.Parallel()
	f := start(t, emulator.WithExtras())
	f.do("POST", stagesPath, `{"name":"\"my stage\"","comment":"c","encryption":{"type":"SNOWFLAKE_SSE"},"directory_table":{"enable":true}}`, "X-Snowflake-Role", "loader").want(200)
	f.create(`{"name":"a",` + onS3 + byIntegration + `}`)
	f.create(`{"name":"b",` + onCompat + byKeys + `}`)
	got := f.execute("SHOW STAGES IN SCHEMA db.raw", "").want(200)
	var names []string
	for _, column := range got.statement().ResultSetMetaData.RowType {
		names = append(names, fmt.Sprint(column["name"]))
	}
	if !reflect.DeepEqual(names, showColumns) {
		t.Errorf("columns %v", names)
	}
	if first := got.statement().ResultSetMetaData.RowType[0]; first["type"] != "TIMESTAMP_LTZ" || first["scale"] != 3.0 {
		t.Errorf("created_on is %v", first)
	}
	want := [][]string{
		{"1788631161.124000000", "A", "DB", "RAW", "s3://bucket/path/", "N", "N", "ACCOUNTADMIN", "", "us-west-2", "EXTERNAL", "AWS", "NULL", "LAKE", "NULL", "ROLE", "N"},
		{"1788631161.125000000", "B", "DB", "RAW", "s3compat://bucket/", "Y", "N", "ACCOUNTADMIN", "", "NULL", "EXTERNAL", "AWS", "NULL", "NULL", "s3.example.com", "ROLE", "N"},
		{"1788631161.123000000", "my stage", "DB", "RAW", "", "N", "N", "LOADER", "c", "NULL", "INTERNAL NO CSE", "NULL", "NULL", "NULL", "NULL", "ROLE", "Y"},
	}
	if rows := got.rows(showColumns...); !reflect.DeepEqual(rows, want) {
		t.Errorf("got  %q\nwant %q", rows, want)
	}
}

func TestShowStagesTellsTheType(t *testing.T) {
	t.Parallel()
	f := start(t)
	for properties, want := range map[string]string{
		`"comment":""`: "INTERNAL", `"encryption":{"type":"SNOWFLAKE_FULL"}`: "INTERNAL", `"encryption":{"type":"SNOWFLAKE_SSE"}`: "INTERNAL NO CSE",
		`"kind":"TEMPORARY"`: "INTERNAL TEMPORARY", `"url":"s3://b/"`: "EXTERNAL", `"url":"gcs://b/","kind":"TEMPORARY"`: "EXTERNAL TEMPORARY",
	} {
		f.do("POST", stagesPath+"?createMode=orReplace", `{"name":"s",`+properties+`}`).want(200)
		if got := f.execute("SHOW STAGES", "").rows("type"); got[0][0] != want {
			t.Errorf("%s: %v, want %s", properties, got, want)
		}
	}
}

func TestShowStagesWhere(t *testing.T) {
	t.Parallel()
	f := start(t, emulator.WithSchema("db", "other"), emulator.WithSchema("second", "raw"))
	f.create(`{"name":"a_1"}`)
	f.create(`{"name":"ax1"}`)
	f.do("POST", "/api/v2/databases/db/schemas/other/stages", `{"name":"o"}`).want(200)
	f.do("POST", "/api/v2/databases/second/schemas/raw/stages", `{"name":"s"}`).want(200)
	for _, c := range []struct{ statement, context, want string }{
		{"SHOW STAGES", `"database":"DB","schema":"RAW"`, "[[AX1] [A_1]]"},
		{"SHOW STAGES", `"database":"DB"`, "[[O] [AX1] [A_1]]"},
		{"SHOW STAGES", `"warehouse":"W"`, "[[O] [AX1] [A_1] [S]]"},
		{"SHOW STAGES IN SCHEMA other", `"database":"DB","schema":"RAW"`, "[[O]]"},
		{"SHOW STAGES IN SCHEMA second.raw", `"database":"DB","schema":"RAW"`, "[[S]]"},
		{`SHOW STAGES LIKE 'a\\_1'`, `"database":"DB"`, "[[A_1]]"},
		{`SHOW STAGES LIKE 'a_1' IN SCHEMA db.raw`, `"warehouse":"W"`, "[[AX1] [A_1]]"},
		{`SHOW STAGES LIKE ''`, `"database":"DB"`, "[]"},
	} {
		got := f.do("POST", statementsPath, statementBody(c.statement, c.context)).rows("name")
		if fmt.Sprint(got) != c.want {
			t.Errorf("%s with %s: %v, want %s", c.statement, c.context, got, c.want)
		}
	}
	f.do("POST", statementsPath, statementBody("SHOW STAGES", `"database":"NONE"`)).wantFailure("002003", "02000", "database 'none'")
}

func TestDescribeStage(t *testing.T) {
	t.Parallel()
	f := start(t)
	f.create(`{"name":"s","directory_table":{"enable":true}}`)
	f.create(`{"name":"lake",` + onS3 + byIntegration + `}`)
	columns := []string{"parent_property", "property", "property_type", "property_value", "property_default"}
	for statement, want := range map[string][][]string{
		"DESC STAGE s": {{"DIRECTORY", "ENABLE", "Boolean", "true", "false"}, {"DIRECTORY", "AUTO_REFRESH", "Boolean", "false", "false"}},
		"DESCRIBE STAGE db.raw.lake": {
			{"STAGE_LOCATION", "URL", "String", `["s3://bucket/path/"]`, ""}, {"STAGE_INTEGRATION", "STORAGE_INTEGRATION", "String", "LAKE", ""},
			{"DIRECTORY", "ENABLE", "Boolean", "false", "false"}, {"DIRECTORY", "AUTO_REFRESH", "Boolean", "false", "false"},
		},
	} {
		if got := f.execute(statement, "").rows(columns...); !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %q, want %q", statement, got, want)
		}
	}
}
