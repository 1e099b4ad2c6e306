package emulator_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/snowstage/terraform-provider-snowstage/internal/emulator"
)

func (f *fixture) createMany(n int) {
	f.Helper()
	for i := range n {
		f.create(fmt.Sprintf(`{"name":"s%d"}`, i))
	}
}

var linkForm = regexp.MustCompile(`<(/api/v2/results/[0-9a-f-]{37}\?page=\d+)>; rel="(\w+)"`)

// links reads a Link header strictly: entries in order, joined by a comma alone.
func links(t *testing.T, header string) (relations []string, target map[string]string) {
	t.Helper()
	target = map[string]string{}
	var rebuilt []string
	for _, match := range linkForm.FindAllStringSubmatch(header, -1) {
		relations = append(relations, match[2])
		target[match[2]] = match[1]
		rebuilt = append(rebuilt, match[0])
	}
	if strings.Join(rebuilt, ",") != header {
		t.Errorf("link header %q", header)
	}
	return relations, target
}

func TestListsComeByPages(t *testing.T) {
	t.Parallel()
	f := start(t, emulator.WithPageSize(2))
	f.createMany(5)
	page := f.do("GET", stagesPath, "").want(200)
	for number, want := range []struct{ rows, relations []string }{
		{[]string{"S0", "S1"}, []string{"first", "next", "last"}},
		{[]string{"S2", "S3"}, []string{"first", "next", "prev", "last"}},
		{[]string{"S4"}, []string{"first", "prev", "last"}},
	} {
		relations, target := links(t, page.header.Get("Link"))
		if got := page.column("name"); !slices.Equal(got, want.rows) || !slices.Equal(relations, want.relations) {
			t.Fatalf("page %d: %v, links %v", number, got, relations)
		}
		if !strings.HasSuffix(target["first"], "?page=0") || !strings.HasSuffix(target["last"], "?page=2") {
			t.Errorf("page %d: links %v", number, target)
		}
		if next := target["next"]; next != "" {
			page = f.do("GET", next, "").want(200)
		}
	}
}

func TestPagesAreOfTheTimeOfTheList(t *testing.T) {
	t.Parallel()
	f := start(t, emulator.WithPageSize(2))
	f.createMany(3)
	_, target := links(t, f.do("GET", stagesPath, "").header.Get("Link"))
	f.do("DELETE", stagesPath+"/s2", "").want(200)
	if got := f.do("GET", target["next"], "").column("name"); !slices.Equal(got, []string{"S2"}) {
		t.Errorf("%v", got)
	}
}

func TestAShortListHasNoLinks(t *testing.T) {
	t.Parallel()
	f := start(t, emulator.WithPageSize(2))
	f.createMany(2)
	if got := f.do("GET", stagesPath, ""); len(got.column("name")) != 2 || got.header.Get("Link") != "" {
		t.Errorf("%s, link %q", got.body, got.header.Get("Link"))
	}
	if got := f.do("GET", stagesPath+"?like=none", ""); got.body != "[]" {
		t.Errorf("an empty list is %s", got.body)
	}
}

func TestLargeResultObject(t *testing.T) {
	t.Parallel()
	f := start(t, emulator.WithPageSize(2), emulator.WithLargeResultObject())
	f.createMany(3)
	got := f.do("GET", stagesPath, "").want(200)
	var object map[string]string
	got.decode(&object)
	if object["result_handler"] == "" || object["message"] == "" {
		t.Fatalf("body %s", got.body)
	}
	relations, target := links(t, got.header.Get("Link"))
	if !slices.Equal(relations, []string{"last"}) || target["last"] != "/api/v2/results/"+object["result_handler"]+"?page=1" {
		t.Fatalf("links %v", target)
	}
	var rows []string
	for page := range 2 {
		rows = append(rows, f.do("GET", fmt.Sprintf("/api/v2/results/%s?page=%d", object["result_handler"], page), "").column("name")...)
	}
	if !slices.Equal(rows, []string{"S0", "S1", "S2"}) {
		t.Errorf("rows %v", rows)
	}
}

func TestEveryNthWriteIsAnsweredLater(t *testing.T) {
	t.Parallel()
	f := start(t, emulator.WithAsync(2, 2))
	f.do("POST", stagesPath, `{"name":"a"}`).want(200)
	accepted := f.do("POST", stagesPath, `{"name":"b"}`).want(202)
	var body map[string]string
	accepted.decode(&body)
	handle := body["result_handler"]
	if body["code"] != "392604" || body["message"] == "" || len(handle) != 37 || body["job_id"] != handle[:36] {
		t.Errorf("body %s", accepted.body)
	}
	location := accepted.header.Get("Location")
	if location != "/api/v2/results/"+handle {
		t.Fatalf("location %q", location)
	}
	f.fetch("b") // the work was done at once; reads are not counted
	for range 2 {
		if again := f.do("GET", location, "").want(202); again.header.Get("Location") != location {
			t.Errorf("location %q", again.header.Get("Location"))
		}
	}
	done := f.do("GET", location, "").want(200)
	if !strings.Contains(done.body, "B successfully created") || done.header.Get("X-Snowflake-Request-ID") == "" {
		t.Errorf("result %s", done.body)
	}
	f.do("GET", location, "").want(200)

	f.do("POST", stagesPath+"/a/files/x:presigned-url", "").want(200)
	f.do("POST", stagesPath+"/a/files/x:presigned-url", "").want(202)
	f.do("DELETE", stagesPath+"/a", "").want(200)
	f.do("DELETE", stagesPath+"/b", "").want(202)
	f.do("GET", stagesPath+"/b", "").want(404)
}

func TestResultsCarryErrorsToo(t *testing.T) {
	t.Parallel()
	f := start(t, emulator.WithAsync(1, 0))
	for _, c := range []struct {
		method, path, body string
		status             int
		code               string
	}{
		{"DELETE", "/none", "", 404, "002003"},
		{"POST", "?createMode=bad", `{"name":"s"}`, 400, "390400"},
		{"POST", "", `{"name":"not a name"}`, 400, ""},
	} {
		location := f.do(c.method, stagesPath+c.path, c.body).want(202).header.Get("Location")
		got := f.do("GET", location, "").want(c.status)
		if !strings.Contains(got.body, `"code":"`+c.code+`"`) {
			t.Errorf("%s %s: %s", c.method, c.path, got.body)
		}
	}
	f.do("POST", stagesPath, `{`).want(400) // never gets as far as to be accepted
}

func TestReadsMayBeAnsweredLaterToo(t *testing.T) {
	t.Parallel()
	f := start(t, emulator.WithAsyncReads(), emulator.WithAsync(0, 1), emulator.WithPageSize(2))
	f.createMany(3)
	location := f.do("GET", stagesPath, "").want(202).header.Get("Location")
	f.do("GET", location, "").want(202)
	first := f.do("GET", location, "").want(200)
	_, target := links(t, first.header.Get("Link"))
	rows := append(first.column("name"), f.do("GET", target["next"], "").column("name")...)
	if !slices.Equal(rows, []string{"S0", "S1", "S2"}) || !strings.HasPrefix(target["next"], location) {
		t.Errorf("rows %v, links %v", rows, target)
	}
	f.do("GET", f.do("GET", stagesPath+"/none", "").want(202).header.Get("Location"), "").want(202)
}

func TestLargeResultObjectAfterPolling(t *testing.T) {
	t.Parallel()
	f := start(t, emulator.WithAsyncReads(), emulator.WithPageSize(2), emulator.WithLargeResultObject())
	f.createMany(3)
	location := f.do("GET", stagesPath, "").want(202).header.Get("Location")
	polled := f.do("GET", location, "").want(200)
	if _, target := links(t, polled.header.Get("Link")); !strings.Contains(polled.body, "result_handler") || target["last"] != location+"?page=1" {
		t.Errorf("%s, links %v", polled.body, target)
	}
}

func TestSpellingsOfAccepted(t *testing.T) {
	t.Parallel()
	f := start(t, emulator.WithAsync(1, 0), emulator.WithCamelCaseHandler(), emulator.WithoutLocation())
	accepted := f.do("POST", stagesPath, `{"name":"a"}`).want(202)
	var body map[string]string
	accepted.decode(&body)
	if body["resultHandler"] == "" || body["result_handler"] != "" || accepted.header.Get("Location") != "" {
		t.Errorf("%s, location %q", accepted.body, accepted.header.Get("Location"))
	}
	f.do("GET", "/api/v2/results/"+body["resultHandler"], "").want(200)
}

func TestResultsThatAreNotThere(t *testing.T) {
	t.Parallel()
	f := start(t, emulator.WithPageSize(2), emulator.WithToken("OAUTH", "stranger"))
	f.createMany(3)
	_, target := links(t, f.do("GET", stagesPath, "").header.Get("Link"))
	path, _, _ := strings.Cut(target["next"], "?")
	f.do("GET", path+"?page=2", "").wantError(404, "390404", "does not exist or not authorized")
	f.do("GET", path+"?page=99999999999999", "").wantError(404, "390404")
	for _, page := range []string{"-1", "x", "1.5"} {
		f.do("GET", path+"?page="+page, "").wantError(400, "390400", page)
	}
	f.do("GET", target["next"], "", "Authorization", "Bearer stranger").wantError(404, "390404")
	f.do("GET", "/api/v2/results/01b66701-0000-001c-0000-0030000b91521", "").wantError(404, "390404")
	f.do("GET", "/api/v2/results/nonsense", "").wantError(400, "390400", "Invalid resultHandler: nonsense")
	f.do("GET", target["next"], "").want(200)
	f.do("GET", target["next"], "", "Authorization", "").want(401)
}
