package emulator_test

import (
	"fmt"
	"strings"
	"testing"
)

func TestRunSQL(t *testing.T) {
	t.Parallel()
	f := start(t)
	f.create(`{"name":"s"}`)
	f.ResetJournal()
	if _, err := f.RunSQL("ALTER STAGE db.raw.s SET COMMENT = 'x'"); err != nil {
		t.Fatal(err)
	}
	rows, err := f.RunSQL("SHOW STAGES IN SCHEMA db.raw")
	if err != nil || len(rows) != 1 || rows[0]["comment"] != "x" || rows[0]["name"] != "S" {
		t.Errorf("%v, %v", rows, err)
	}
	if cloud, told := rows[0]["cloud"]; told {
		t.Errorf("cloud %q", cloud)
	}
	for statement, named := range map[string]string{"DROP": "unexpected 'DROP'", "DESC STAGE s": "database", "DESC STAGE db.raw.none": "stage 'none'"} {
		if _, err := f.RunSQL(statement); err == nil || !strings.Contains(err.Error(), named) {
			t.Errorf("%s: %v", statement, err)
		}
	}
	if journal := f.Journal(); len(journal) != 0 {
		t.Error(fmt.Sprint("the journal knows ", journal))
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
