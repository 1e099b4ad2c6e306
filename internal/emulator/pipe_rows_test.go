package emulator_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/snowstage/terraform-provider-snowstage/internal/emulator"
)

func zipped(t *testing.T, content string) string {
	t.Helper()
	var packed bytes.Buffer
	writer := gzip.NewWriter(&packed)
	if _, err := writer.Write([]byte(content)); err != nil {
		t.Fatal(err)
	}
	if err := writer.Close(); err != nil {
		t.Fatal(err)
	}
	return packed.String()
}

func TestRowsAreCounted(t *testing.T) {
	t.Parallel()
	type want struct {
		good, bad       int
		line, character int // of the first error
		column, message string
	}
	deep := strings.Repeat("[", 20_000)
	files := []struct {
		path, content string
		want          want
	}{
		{"empty.csv", "", want{}},
		{"one", "a", want{good: 1}},
		{"rows.csv", "a,b\n1,2\r\n\n3,4", want{good: 3}},
		{"bom.csv", "\ufeff\"a\",b\n1,2\n", want{good: 2}},
		{"quoted.csv", "\"a,\n\"\"b\",c\n1,\"\"\n", want{good: 2}},
		{"more.csv", "a,b\nä1,2,3\n4,5\n6,7,8\n", want{good: 2, bad: 2, line: 2, character: 6, column: "C3", message: "has 3 columns, the table has 2"}},
		{"fewer.csv", "a,b,c\nä,2\n", want{good: 1, bad: 1, line: 2, character: 3, column: "C3", message: "has 2 columns, the table has 3"}},
		{"after quoted.csv", "\"a\nb\",c\nx\n", want{good: 1, bad: 1, line: 3, character: 1, column: "C2", message: "has 1 columns"}},
		{"bare quote.csv", "a,b\nä,x\"y\n1,2\n", want{good: 2, bad: 1, line: 2, character: 4, message: "quote"}},
		{"open quote.csv", "a,b\n1,\"2\n3,4\n", want{good: 1, bad: 1, line: 4, character: 1, message: "quote"}},
		{"first.csv", "\"a\"b\n1\n2\n", want{good: 2, bad: 1, line: 1, character: 3, message: "quote"}},
		{"rows.CSV.GZ", zipped(t, "1\n2\n"), want{good: 2}},
		{"two members.csv.gz", zipped(t, "1\n") + zipped(t, "2\n"), want{good: 2}},
		{"empty.json", " \n", want{}},
		{"array.json", `[{"a":[1,2]}, [3], 4, null]`, want{good: 4}},
		{"empty array.json", `[]`, want{}},
		{"object.json", `{"a":{"b":[1,{}]}}`, want{good: 1}},
		{"lines.ndjson", "{\"a\":1}\n{\"a\":2}\n3\n", want{good: 3}},
		{"arrays.jsonl", "[1,2]\n[3]\n\"x\"\n", want{good: 4}},
		{"zipped.json.gz", zipped(t, `[1,2,3]`), want{good: 3}},
		{"syntax.json", "{\"a\":1}\n{\"ä\" 2}\n{\"a\":3}\n", want{good: 1, bad: 1, line: 2, character: 6, message: "invalid character '2'"}},
		{"literal.ndjson", "1\n  truth\n", want{good: 1, bad: 1, line: 2, character: 3, message: "invalid character"}},
		{"in array.json", "[1,\n 2,\n nil]", want{good: 2, bad: 1, line: 3, character: 2, message: "invalid character"}},
		{"comma.json", "[1,]", want{good: 1, bad: 1, line: 1, character: 4, message: "invalid character"}},
		{"ends.json", "[1,\n{\"a\":", want{good: 1, bad: 1, line: 2, character: 6, message: "ends within"}},
		{"ends in text.json", "1 \"abc", want{good: 1, bad: 1, line: 1, character: 3, message: "ends within"}},
		{"closed.json", "1]", want{good: 1, bad: 1, line: 1, character: 2, message: "invalid character"}},
		{"deep.json", deep, want{bad: 1, line: 1, character: 10_003, message: "too deeply"}},
	}
	for _, onError := range []string{"skip_file", "continue"} {
		f := start(t, emulator.WithPipe("db.raw.orders=@landing,on_error="+onError), emulator.WithLoadLimits(100, 1))
		f.create(`{"name":"landing","encryption":{"type":"SNOWFLAKE_SSE"}}`)
		var paths []string
		for _, file := range files {
			f.put("landing", file.path, file.content)
			paths = append(paths, file.path)
		}
		f.insert(paths...)
		got := f.report("").Files
		if len(got) != len(files) {
			t.Fatalf("%d files of %d", len(got), len(files))
		}
		for i, file := range files {
			w := file.want
			expected := map[string]any{
				"path": file.path, "stageLocation": got[i]["stageLocation"], "fileSize": float64(len(file.content)),
				"timeReceived": "2026-09-05T17:59:21.123Z", "lastInsertTime": got[i]["lastInsertTime"], "complete": true,
				"rowsParsed": float64(w.good + w.bad), "errorsSeen": float64(w.bad), "errorLimit": 1.0,
				"rowsInserted": float64(w.good), "status": "LOADED",
			}
			switch {
			case w.bad > 0 && w.good > 0 && onError == "continue":
				expected["status"] = "PARTIALLY_LOADED"
			case w.bad > 0:
				expected["status"], expected["rowsInserted"] = "LOAD_FAILED", 0.0
			}
			if onError == "continue" {
				expected["errorLimit"] = float64(max(w.good+w.bad, 1))
			}
			if w.bad > 0 {
				expected["firstErrorLineNum"], expected["firstErrorCharacterPos"] = float64(w.line), float64(w.character)
				expected["firstError"] = got[i]["firstError"]
				if !strings.Contains(fmt.Sprint(got[i]["firstError"]), w.message) {
					t.Errorf("%s: %v, want %q", file.path, got[i]["firstError"], w.message)
				}
			}
			if w.column != "" {
				expected["firstErrorColumnName"] = w.column
			}
			if !reflect.DeepEqual(got[i], expected) {
				t.Errorf("%s, %s: %v, want %v", onError, file.path, got[i], expected)
			}
		}
	}
}

func TestWhatCannotBeReadFails(t *testing.T) {
	t.Parallel()
	f := startPipe(t, emulator.WithPipe("db.raw.dropped=@dropped"), emulator.WithPipe("db.raw.temporary=@temporary"))
	f.create(`{"name":"temporary","kind":"TEMPORARY"}`)
	f.put("temporary", "a.csv", "1\n")
	f.put("landing", "plain.csv.gz", "1,2,3,4,5,6\n")
	f.put("landing", "cut.csv.gz", zipped(t, "1\n2\n")[:15])
	for _, c := range []struct {
		pipe, path string
		want       map[string]any
	}{
		{"ORDERS", "gone.csv", map[string]any{"fileSize": 7.0, "errorsSeen": 1.0, "rowsParsed": 1.0, "firstError": "/gone.csv' was not found"}},
		{"ORDERS", "/plain.csv.gz", map[string]any{"fileSize": 7.0, "errorsSeen": 1.0, "rowsParsed": 1.0, "firstError": "was not found"}},
		{"ORDERS", "plain.csv.gz", map[string]any{"fileSize": 12.0, "errorsSeen": 0.0, "rowsParsed": 0.0, "systemError": "invalid header"}},
		{"ORDERS", "cut.csv.gz", map[string]any{"fileSize": 15.0, "errorsSeen": 0.0, "rowsParsed": 0.0, "systemError": "unexpected EOF"}},
		{"DROPPED", "a.csv", map[string]any{"fileSize": 7.0, "errorsSeen": 0.0, "rowsParsed": 0.0, "systemError": "'DB.RAW.DROPPED' does not exist"}},
		{"TEMPORARY", "a.csv", map[string]any{"fileSize": 7.0, "errorsSeen": 0.0, "rowsParsed": 0.0, "systemError": "'DB.RAW.TEMPORARY' does not exist"}},
	} {
		path := "/v1/data/pipes/DB.RAW." + c.pipe + "/"
		f.do("POST", path+"insertFiles", fmt.Sprintf(`{"files":[{"path":%q,"size":7}]}`, c.path)).want(200)
		var report loads
		f.do("GET", path+"insertReport", "").want(200).decode(&report)
		got := report.Files[len(report.Files)-1]
		for _, property := range slices.Sorted(maps.Keys(c.want)) {
			if text, ok := c.want[property].(string); ok && strings.Contains(fmt.Sprint(got[property]), text) {
				continue
			} else if got[property] != c.want[property] {
				t.Errorf("%s: %s is %v, want %v", c.path, property, got[property], c.want[property])
			}
		}
		if got["status"] != "LOAD_FAILED" || got["rowsInserted"] != 0.0 || got["complete"] != true || got["firstErrorLineNum"] != nil {
			t.Errorf("%s: %v", c.path, got)
		}
	}
}

func TestPipesReadWhereStagesKeepTheirFiles(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	f := start(t, emulator.WithData(folder),
		emulator.WithPipe("db.raw.full=@full/in"), emulator.WithPipe("db.raw.lake=@lake"), emulator.WithPipe("db.raw.deep=@lake/deep/"))
	f.create(`{"name":"full"}`)
	f.create(`{"name":"lake","url":"s3://acme/raw",` + byKeys + `}`)
	f.put("full", "in/a.json", "[1,2]")
	f.storage("PUT", f.presigned("full", "in/b.json", `{"mode":"upload"}`), "[1,2,3]").want(200)
	f.put("lake", "deep/a.json", "[1,2,3,4]")
	for _, c := range []struct{ pipe, path, status, location string }{
		{"FULL", "a.json", "a.json LOADED 2", "/in/"},
		{"FULL", "b.json", "b.json LOADED 3", "/in/"},
		{"FULL", "in/a.json", "in/a.json LOAD_FAILED 0", "/in/"},
		{"LAKE", "deep/a.json", "deep/a.json LOADED 4", "s3://acme/raw/"},
		{"DEEP", "a.json", "a.json LOADED 4", "s3://acme/raw/deep/"},
	} {
		path := "/v1/data/pipes/DB.RAW." + c.pipe + "/"
		f.do("POST", path+"insertFiles", fileList(c.path)).want(200)
		var report loads
		f.do("GET", path+"insertReport", "").want(200).decode(&report)
		last := loads{Files: report.Files[len(report.Files)-1:]}
		if f.wantStatuses(last, c.status); !strings.HasSuffix(fmt.Sprint(last.Files[0]["stageLocation"]), c.location) {
			t.Errorf("%s %s: %v", c.pipe, c.path, last.Files)
		}
	}
}
