package emulator_test

import (
	"errors"
	"io"
	"net/http"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/snowstage/terraform-provider-snowstage/internal/emulator"
)

const manyPath = stagesPath + "/many/files"

// rowsByLinks lists a stage page by page.
func (f *fixture) rowsByLinks(path string) (rows []map[string]string, pages int) {
	f.Helper()
	for path != "" {
		page := f.do("GET", path, "").want(200)
		var more []map[string]string
		page.decode(&more)
		rows = append(rows, more...)
		_, target := links(f.T, page.header.Get("Link"))
		path = target["next"]
		pages++
	}
	return rows, pages
}

func namesOf(rows []map[string]string) []string {
	var names []string
	for _, row := range rows {
		names = append(names, row["name"])
	}
	return names
}

func TestManyFilesAreListed(t *testing.T) {
	t.Parallel()
	f := start(t, emulator.WithManyFiles("db.raw.many", 2345))
	whole, pages := f.rowsByLinks(manyPath)
	if pages != 1 || len(whole) != 2345 || !slices.IsSorted(namesOf(whole)) {
		t.Fatalf("%d files in %d pages", len(whole), pages)
	}
	want := map[string]string{
		"name": "many/batch-00001/part-00001234.csv", "size": "772046", "md5": md5Of("batch-00001/part-00001234.csv"), "last_modified": "Fri, 21 Nov 2025 10:13:34 GMT",
	}
	for key, value := range want {
		if got := whole[1234][key]; got != value {
			t.Errorf("%s is %q, want %q", key, got, value)
		}
	}
	if got := f.fetch("many"); got["url"] != "" || got["name"] != "MANY" {
		t.Errorf("the stage is %v", got)
	}
	for size, pages := range map[int]int{1: 2345, 100: 24, 2344: 2, 2345: 1} {
		f := start(t, emulator.WithManyFiles("db.raw.many", 2345), emulator.WithPageSize(size))
		if got, n := f.rowsByLinks(manyPath); n != pages || !slices.Equal(namesOf(got), namesOf(whole)) {
			t.Errorf("pages of %d: %d files in %d pages", size, len(got), n)
		}
	}
}

func TestManyFilesAndRealOnes(t *testing.T) {
	t.Parallel()
	f := start(t, emulator.WithManyFiles("db.raw.many", 5), emulator.WithPageSize(3))
	for _, path := range []string{"a.csv", "batch-00000/part-00000001.csv", "batch-00000/part-00000002.json", "z.csv"} {
		f.put("many", path, "real")
	}
	all := []string{
		"many/a.csv", "many/batch-00000/part-00000000.csv", "many/batch-00000/part-00000001.csv", "many/batch-00000/part-00000002.csv",
		"many/batch-00000/part-00000002.json", "many/batch-00000/part-00000003.csv", "many/batch-00000/part-00000004.csv", "many/z.csv",
	}
	rows, _ := f.rowsByLinks(manyPath)
	if got := namesOf(rows); !slices.Equal(got, all) || rows[2]["size"] != "4" {
		t.Errorf("%q, and the real file in the place of another one has %s bytes", got, rows[2]["size"])
	}
	for pattern, want := range map[string][]string{
		".*[.]json": {all[4]}, ".*[02][.]csv": {all[1], all[3]}, "none": nil, "many/[az][.]csv": {all[0], all[7]}, ".*batch.*[.]csv": {all[1], all[2], all[3], all[5], all[6]},
	} {
		rows, _ := f.rowsByLinks(manyPath + "?pattern=" + pattern)
		if got := namesOf(rows); !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", pattern, got, want)
		}
	}
	f.do("DELETE", stagesPath+"/many", "").want(200)
	f.create(`{"name":"many"}`)
	if got := f.files("many", ""); len(got) != 0 {
		t.Errorf("a new stage of the name has %q", got)
	}
}

func TestManyFilesInEveryStyle(t *testing.T) {
	t.Parallel()
	for what, options := range map[string][]emulator.Option{
		"large result": {emulator.WithLargeResultObject()},
		"later":        {emulator.WithAsyncReads()},
	} {
		f := start(t, append(options, emulator.WithManyFiles("db.raw.many", 5), emulator.WithPageSize(2))...)
		answer := f.do("GET", manyPath, "")
		location := answer.header.Get("Location")
		if what == "large result" {
			_, target := links(t, answer.want(200).header.Get("Link"))
			location = strings.TrimSuffix(target["last"], "?page=2")
		}
		var names []string
		for _, page := range []string{"0", "1", "2"} {
			names = append(names, f.do("GET", location+"?page="+page, "").want(200).column("name")...)
		}
		if len(names) != 5 || !strings.HasSuffix(names[4], "part-00000004.csv") {
			t.Errorf("%s: %q", what, names)
		}
	}
	f := start(t, emulator.WithManyFiles("db.raw.many", 50))
	f.Inject(emulator.Fault{Path: "/files$", Truncate: true, Times: 1})
	response, err := f.client.Do(f.request("GET", manyPath, ""))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	if part, err := io.ReadAll(response.Body); err == nil || !strings.HasPrefix(string(part), `[{"name":"many/batch-00000/part-00000000.csv"`) {
		t.Errorf("%q, %v", part, err)
	}
}

func TestManyFilesOnAStageThatIsThere(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	f := start(t, emulator.WithData(folder))
	f.create(`{"name":"many","comment":"mine"}`)
	f.create(`{"name":"outside","url":"s3://acme/raw/"}`)
	f.put("many", "a.csv", "real")
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	if e, err := emulator.New(emulator.WithData(folder), emulator.WithSchema("db", "raw"), emulator.WithManyFiles("db.raw.outside", 1)); err == nil || !strings.Contains(err.Error(), "DB.RAW.OUTSIDE: it is not internal") {
		t.Errorf("many files on an external stage: %v, %v", e, err)
	}
	f = start(t, emulator.WithData(folder), emulator.WithManyFiles("db.raw.many", 2))
	if got := f.files("many", ""); len(got) != 3 || f.fetch("many")["comment"] != "mine" {
		t.Errorf("it lists %q", got)
	}
}

func TestManyFilesThatCannotBe(t *testing.T) {
	t.Parallel()
	for spelling, n := range map[string]int{"raw.many": 1, "db.raw.many stage": 1, "db.raw.none": 0, "db.raw.more": 10_000_001, "other.raw.many": 1, "db.other.many": 1} {
		if e, err := emulator.New(emulator.WithSchema("db", "raw"), emulator.WithManyFiles(spelling, n)); err == nil {
			t.Errorf("%d files on %s: %v", n, spelling, e)
		}
	}
}

// All that is allocated counts, also what has been freed meanwhile.
func TestManyFilesAreNotKept(t *testing.T) { //nolint:paralleltest // it looks at the memory of the whole process
	f := start(t, emulator.WithManyFiles("db.raw.many", 300_000))
	response, err := f.client.Do(f.request(http.MethodGet, manyPath, ""))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	sent, most := int64(0), uint64(0)
	for err == nil {
		var n int64
		n, err = io.CopyN(io.Discard, response.Body, 16<<20)
		sent += n
		var now runtime.MemStats
		runtime.ReadMemStats(&now)
		most = max(most, now.HeapAlloc)
	}
	if !errors.Is(err, io.EOF) || sent < 40<<20 || most > 32<<20 {
		t.Errorf("%d MiB were sent with at most %d MiB in the memory, %v", sent>>20, most>>20, err)
	}
}
