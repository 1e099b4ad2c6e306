package emulator_test

import (
	"fmt"
	"testing"

	"github.com/snowstage/terraform-provider-snowstage/internal/emulator"
)

func TestRemoveTakesWhatStartsWithThePath(t *testing.T) {
	t.Parallel()
	f := start(t)
	f.create(`{"name":"s"}`)
	for _, path := range []string{"a", "in/a", "in/b.csv", "inner", "out"} {
		f.put("s", path, "1")
	}
	for _, c := range []struct{ statement, removed string }{
		{"REMOVE @s/in/ PATTERN = '.*[.]csv'", "[[s/in/b.csv removed]]"},
		{"RM @s/in", "[[s/in/a removed] [s/inner removed]]"},
		{"REMOVE @db.raw.s/none", "[]"},
		{"REMOVE @s/IN", "[]"},
		{"REMOVE @s", "[[s/a removed] [s/out removed]]"},
	} {
		if got := fmt.Sprint(f.execute(c.statement, "").rows("name", "result")); got != c.removed {
			t.Errorf("%s: %s, want %s", c.statement, got, c.removed)
		}
	}
	if got := f.files("s", ""); len(got) != 0 {
		t.Errorf("left %v", got)
	}
	if last := f.Journal()[len(f.Journal())-4]; last.Done {
		t.Errorf("nothing was removed by %s", last.Body)
	}
}

func TestRemoveFromExternalStages(t *testing.T) {
	t.Parallel()
	f := start(t)
	f.create(`{"name":"top","url":"s3://bucket"}`)
	f.create(`{"name":"lake","url":"s3://bucket/path/"}`)
	f.create(`{"name":"bare","url":"s3://bucket/path"}`)
	for _, path := range []string{"path/a", "path/b", "pathless", "other"} {
		f.put("top", path, "1")
	}
	for _, c := range []struct{ statement, removed string }{
		{"REMOVE @lake/a", "[[s3://bucket/path/a removed]]"},
		{"REMOVE @bare", "[[s3://bucket/path/b removed] [s3://bucket/pathless removed]]"},
		{"REMOVE @top", "[[s3://bucket/other removed]]"},
	} {
		if got := fmt.Sprint(f.execute(c.statement, "").rows("name", "result")); got != c.removed {
			t.Errorf("%s: %s, want %s", c.statement, got, c.removed)
		}
	}
}

func TestRemoveInSingleQuotes(t *testing.T) {
	t.Parallel()
	f := start(t)
	f.create(`{"name":"\"a/b 'c'\""}`)
	stage := `"a/b 'c'"`
	paths := []string{"a b.csv", "a b.csv.gz", `it's`, `back\slash`, "semi;colon", "--none", "x/*y", `"q"`, "in/a b.csv"}
	for _, path := range paths {
		f.put(stage, path, "1")
	}
	for _, c := range []struct{ statement, removed string }{
		{`REMOVE '@"DB"."RAW"."a/b ''c''"/a b.csv' PATTERN = 'a/b ''c''/a b\\.csv'`, `[[a/b 'c'/a b.csv removed]]`},
		{`REMOVE '@"DB"."RAW"."a/b ''c''"/' PATTERN = 'a b\\.csv.*'`, `[]`},
		{`REMOVE '@DB.RAW."a/b \'c\'"/it''s';`, `[[a/b 'c'/it's removed]]`},
		{`RM '@db.raw."a/b ''c''"/back\\slash'`, `[[a/b 'c'/back\slash removed]]`},
		{`RM '@db.raw."a/b ''c''"/semi;colon'`, `[[a/b 'c'/semi;colon removed]]`},
		{`RM '@db.raw."a/b ''c''"/--none'`, `[[a/b 'c'/--none removed]]`},
		{`RM '@db.raw."a/b ''c''"/x/*y'`, `[[a/b 'c'/x/*y removed]]`},
		{`RM '@db.raw."a/b ''c''"/"q"'`, `[[a/b 'c'/"q" removed]]`},
		{`RM '@db.raw."a/b ''c''"/ a b'`, `[]`},
		{`RM '@db.raw."a/b ''c''"/a b '`, `[]`},
		{`RM '@db.raw."a/b ''c''"' PATTERN = '.*[.]csv'`, `[[a/b 'c'/in/a b.csv removed]]`},
		{`RM '@db.raw."a/b ''c''"'`, `[[a/b 'c'/a b.csv.gz removed]]`},
	} {
		if got := fmt.Sprint(f.execute(c.statement, "").rows("name", "result")); got != c.removed {
			t.Errorf("%s: %s, want %s", c.statement, got, c.removed)
		}
	}
}

func TestRemovedFilesStayRemoved(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	f := start(t, emulator.WithData(folder))
	f.create(`{"name":"s"}`)
	f.put("s", "a", "1")
	f.put("s", "b", "1")
	f.execute("REMOVE @s/a", "").want(200)
	f = f.restart(folder)
	if got := fmt.Sprint(f.files("s", "")); got != "[s/b]" {
		t.Errorf("files %s", got)
	}
}
