package emulator_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/snowstage/terraform-provider-snowstage/internal/emulator"
)

// wantRefresh refreshes the directory table of stage s and checks what is new.
func (f *fixture) wantRefresh(subpath, want string) {
	f.Helper()
	change := "REFRESH"
	if subpath != "" {
		change += " SUBPATH = '" + subpath + "'"
	}
	if got := fmt.Sprint(f.alter("s", change).rows("file", "status")); got != want {
		f.Errorf("refresh of %q: %s, want %s", subpath, got, want)
	}
}

func TestRefreshTellsWhatIsNew(t *testing.T) {
	t.Parallel()
	f := start(t)
	f.create(`{"name":"s","directory_table":{"enable":true}}`)
	f.wantRefresh("", "[]")
	for _, path := range []string{"a", "in/b", "in/c", "out/d"} {
		f.put("s", path, "1")
	}
	f.wantRefresh("in", "[[in/b REGISTERED_NEW] [in/c REGISTERED_NEW]]")
	f.wantRefresh("", "[[a REGISTERED_NEW] [out/d REGISTERED_NEW]]")
	f.wantRefresh("", "[]")
	f.clock.Advance(time.Second)
	f.put("s", "in/b", "2")
	f.put("s", "a", "1")
	f.execute("REMOVE @s/in/c", "").want(200)
	f.wantRefresh("/in/", "[[in/b REGISTERED_UPDATE] [in/c UNREGISTERED]]")
	f.wantRefresh("", "[[a REGISTERED_UPDATE]]")
	f.put("s", "e", "1")
	if rows := fmt.Sprint(f.alter("s", "REFRESH").rows("description")); rows != "[[File registered successfully.]]" {
		t.Error(rows)
	}
}

func TestDirectoryTableForgetsWhenSwitchedOff(t *testing.T) {
	t.Parallel()
	f := start(t)
	f.create(`{"name":"s"}`)
	f.put("s", "a", "1")
	f.alter("s", "REFRESH").wantFailure("001008", "22023", "directory table")
	f.alter("s", "SET DIRECTORY = (ENABLE = TRUE)").want(200)
	f.wantRefresh("", "[[a REGISTERED_NEW]]")
	f.alter("s", "SET DIRECTORY = (ENABLE = TRUE)").want(200)
	f.alter("s", "SET COMMENT = 'x'").want(200)
	f.alter("s", "RENAME TO s2").want(200)
	f.alter("s2", "RENAME TO s").want(200)
	f.wantRefresh("", "[]")
	f.alter("s", "SET DIRECTORY = (ENABLE = FALSE)").want(200)
	f.alter("s", "SET DIRECTORY = (ENABLE = TRUE)").want(200)
	f.wantRefresh("", "[[a REGISTERED_NEW]]")
	f.do("POST", stagesPath+"?createMode=orReplace", `{"name":"s","directory_table":{"enable":true}}`).want(200)
	f.wantRefresh("", "[]")
}

func TestExternalStageIsRefreshedOnCreate(t *testing.T) {
	t.Parallel()
	for properties, want := range map[string]string{
		`"directory_table":{"enable":true}`:                           "[]",
		`"directory_table":{"enable":true,"refresh_on_create":true}`:  "[]",
		`"directory_table":{"enable":true,"refresh_on_create":false}`: "[[a REGISTERED_NEW] [in/b REGISTERED_NEW]]",
	} {
		t.Run(properties, func(t *testing.T) {
			t.Parallel()
			f := start(t)
			f.create(`{"name":"owner","url":"s3://bucket/"}`)
			f.put("owner", "path/a", "1")
			f.put("owner", "path/in/b", "1")
			f.put("owner", "elsewhere", "1")
			f.create(`{"name":"s",` + onS3 + properties + `}`)
			f.wantRefresh("", want)
			f.alter("s", "SET URL = 's3://bucket/'").want(200)
			f.alter("s", "SET DIRECTORY = (ENABLE = TRUE)").want(200)
			f.wantRefresh("", "[[elsewhere REGISTERED_NEW] [path/a REGISTERED_NEW] [path/in/b REGISTERED_NEW]]")
		})
	}
}

func TestDirectoryTableSurvivesARestart(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	f := start(t, emulator.WithData(folder))
	f.create(`{"name":"s","directory_table":{"enable":true}}`)
	f.put("s", "a", "1")
	f.put("s", "b", "1")
	f.wantRefresh("", "[[a REGISTERED_NEW] [b REGISTERED_NEW]]")
	f.execute("REMOVE @s/b", "").want(200)
	f = f.restart(folder)
	f.wantRefresh("", "[[b UNREGISTERED]]")
}
