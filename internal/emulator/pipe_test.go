package emulator_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/snowstage/terraform-provider-snowstage/internal/emulator"
)

const (
	pipePath  = "/v1/data/pipes/DB.RAW.ORDERS/"
	requestID = "6d7e5f4a-3b2c-4d1e-8f90-a1b2c3d4e5f6"
)

// startPipe has a pipe on a stage whose files are not encrypted.
func startPipe(t *testing.T, options ...emulator.Option) *fixture {
	t.Helper()
	f := start(t, append([]emulator.Option{emulator.WithPipe("db.raw.orders=@landing")}, options...)...)
	f.create(`{"name":"landing","encryption":{"type":"SNOWFLAKE_SSE"}}`)
	return f
}

// insert queues files of the pipe and returns what was skipped.
func (f *fixture) insert(paths ...string) []string {
	f.Helper()
	var receipt struct {
		RequestID, Status string
		SkippedFiles      []string
	}
	f.do("POST", pipePath+"insertFiles?showSkippedFiles=true", fileList(paths...)).want(200).decode(&receipt)
	if receipt.Status != "success" || len(receipt.RequestID) != len(requestID) || receipt.SkippedFiles == nil {
		f.Fatalf("receipt %+v", receipt)
	}
	return receipt.SkippedFiles
}

func fileList(paths ...string) string {
	list := []map[string]string{}
	for _, path := range paths {
		list = append(list, map[string]string{"path": path})
	}
	body, err := json.Marshal(map[string]any{"files": list})
	if err != nil {
		panic(err)
	}
	return string(body)
}

// loads is a report or a scan.
type loads struct {
	Pipe                         string
	CompleteResult               *bool
	NextBeginMark                string
	StartTimeInclusive           string
	EndTimeExclusive             string
	RangeStartTime, RangeEndTime string
	Statistics                   map[string]int
	Files                        []map[string]any
}

func (f *fixture) report(query string) loads {
	f.Helper()
	var out loads
	f.do("GET", pipePath+"insertReport"+query, "").want(200).decode(&out)
	if out.CompleteResult == nil || out.Files == nil || out.Pipe != "DB.RAW.ORDERS" {
		f.Fatalf("report %+v", out)
	}
	return out
}

// statuses are those of the files, in order, as path status rows.
func (l loads) statuses() []string {
	all := []string{}
	for _, file := range l.Files {
		all = append(all, fmt.Sprint(file["path"], " ", file["status"], " ", file["rowsInserted"]))
	}
	return all
}

func (f *fixture) wantStatuses(got loads, want ...string) {
	f.Helper()
	if !slices.Equal(got.statuses(), append([]string{}, want...)) {
		f.Errorf("files %q, want %q", got.statuses(), want)
	}
}

// wantV1 checks an error in the form of the first version of the APIs.
func (a answer) wantV1(status int, code, message string) {
	a.Helper()
	a.want(status)
	var body map[string]any
	a.decode(&body)
	text, _ := body["message"].(string)
	delete(body, "message")
	if want := map[string]any{"data": nil, "code": code, "success": false, "headers": nil}; !reflect.DeepEqual(body, want) || !strings.Contains(text, message) || text == "" {
		a.Errorf("body %s, want %v and the message %q", a.body, want, message)
	}
}

func TestAPipeLoadsAFile(t *testing.T) {
	t.Parallel()
	f := startPipe(t, emulator.WithLoadTime(time.Minute))
	f.put("landing", "in/a.csv", "1,x\n2,y\n3,z\n")
	answered := f.do("POST", pipePath+"insertFiles?requestId="+requestID, `{"files":[{"path":"in/a.csv","size":12}]}`).want(200)
	if want := `{"requestId":"` + requestID + `","status":"success"}`; answered.body != want {
		t.Errorf("receipt %s, want %s", answered.body, want)
	}
	empty := f.report("")
	if f.wantStatuses(empty); empty.NextBeginMark != "1_-1" || !*empty.CompleteResult {
		t.Errorf("report %+v", empty)
	}
	f.clock.Advance(30 * time.Second)
	f.wantStatuses(f.report("?beginMark=1_-1"), "in/a.csv LOAD_IN_PROGRESS 1")
	f.clock.Advance(30 * time.Second)
	done := f.report("?beginMark=1_0&requestId=" + requestID)
	location, _ := done.Files[0]["stageLocation"].(string)
	if !strings.HasPrefix(location, "stages/") || !strings.HasSuffix(location, "/") {
		t.Errorf("location %q", location)
	}
	want := []map[string]any{{
		"path": "in/a.csv", "stageLocation": location, "fileSize": 12.0,
		"timeReceived": "2026-09-05T17:59:21.123Z", "lastInsertTime": "2026-09-05T18:00:21.123456Z",
		"rowsInserted": 3.0, "rowsParsed": 3.0, "errorsSeen": 0.0, "errorLimit": 1.0, "complete": true, "status": "LOADED",
	}}
	if !reflect.DeepEqual(done.Files, want) || done.NextBeginMark != "1_1" {
		t.Errorf("report %+v, want %v", done, want)
	}
	f.wantStatuses(f.report("?beginMark=" + done.NextBeginMark))
	f.wantStatuses(f.report("?beginMark="), "in/a.csv LOADED 3")
}

func TestPipesAnswerErrorsInTheirForm(t *testing.T) {
	t.Parallel()
	f := startPipe(t, emulator.WithoutSQL())
	const list = `{"files":[{"path":"a.csv"}]}`
	insert := func(body string, headers ...string) answer {
		return f.do("POST", pipePath+"insertFiles", body, headers...)
	}
	f.do("GET", pipePath+"insertReport", "", "Authorization", "Bearer other").wantV1(401, "390144", "JWT token is invalid")
	f.do("GET", pipePath+"insertReport", "", "Authorization", "").wantV1(401, "390101", "")
	f.do("GET", pipePath+"insertReport", "", "Authorization", "Bearer "+f.jwt(firstKey(), nil), "X-Snowflake-Authorization-Token-Type", "KEYPAIR_JWT").want(200)
	f.do("GET", pipePath+"insertReport", "", "X-Snowflake-Role", "not one, name").want(200)
	insert(list, "Content-Type", "text/html").wantV1(415, "390415", "Unsupported Media Type")
	insert(strings.Repeat(" ", 33<<20)+list).wantV1(413, "390413", "")
	for body, why := range map[string]string{
		``:                                      "Invalid body",
		`{}`:                                    "no files",
		`{"files":[]}`:                          "no files",
		`{"files":null}`:                        "no files",
		`{"Files":[{"path":"a.csv"}]}`:          "Invalid body",
		list + list:                             "Invalid body",
		`{"files":["a.csv"]}`:                   "file 0",
		`{"files":[{"path":"a.csv","md5":""}]}`: "file 0",
		`{"files":[{"path":"a"},{"path":"b","size":-1}]}`:    "file 1",
		`{"files":[{"path":"a"},{"path":"b","size":"1"}]}`:   "file 1",
		`{"files":[{"size":1}]}`:                             "0 bytes",
		"{\"files\":[{\"path\":\"\xff\"}]}":                  "UTF-8",
		fileList(strings.Repeat("ä", 512) + "x"):             "1025 bytes",
		fileList(slices.Repeat([]string{"a.csv"}, 5_001)...): "5001 files",
		`{"files":[{"path":"a.csv"}],"pattern":".*[.]csv"}`:  "Invalid body",
	} {
		insert(body, "Content-Type", "application/json").wantV1(400, "390400", why)
	}
	for _, query := range []string{"?requestId=mine", "?showSkippedFiles=yes", "?beginMark=1_0", "?requestId=" + requestID + "&requestId=" + requestID, "?a;b"} {
		f.do("POST", pipePath+"insertFiles"+query, list).wantV1(400, "390400", "")
	}
	for _, query := range []string{"?requestId=mine", "?beginMark=39", "?beginMark=1_-2", "?beginMark=1_99999999999999999999", "?recentSeconds=0", "?recentSeconds=-1", "?recentSeconds=", "?other=1"} {
		f.do("GET", pipePath+"insertReport"+query, "").wantV1(400, "390400", "")
	}
	f.wantStatuses(f.report(""))
	for _, bare := range []struct {
		method, path string
		status       int
	}{
		{"GET", pipePath + "insertFiles", 405}, {"POST", pipePath + "insertReport", 405}, {"POST", pipePath + "loadHistoryScan", 405},
		{"GET", pipePath + "other", 404}, {"GET", "/v1/data/pipes/DB.RAW.ORDERS", 404}, {"GET", "/v1/data/pipes//insertReport", 404},
		{"GET", "/v1/data/pipes/DB/RAW/ORDERS/insertReport", 404},
	} {
		f.do(bare.method, bare.path, "").wantBare(bare.status)
	}
}

func TestPipesAreNamedExactly(t *testing.T) {
	t.Parallel()
	f := start(t, emulator.WithSchema(`"My ""Data"""`, `"a.b/c"`), emulator.WithPipe(`"My ""Data"""."a.b/c"."pipe"=@"st,=/@.x"/in/`), emulator.WithPipe("db.raw.orders=@landing"))
	for name, status := range map[string]int{
		"DB.RAW.ORDERS":             200,
		"%22DB%22.RAW.%22ORDERS%22": 200,
		"db.raw.orders":             404,
		"DB.RAW.orders":             404,
		"DB.RAW.%22orders%22":       404,
		"DB.RAW.OTHER":              404,
		"RAW.ORDERS":                404,
		"DB.RAW.ORDERS.X":           404,
		"DB.RAW.%22ORDERS":          404,
		"DB..ORDERS":                404,
		"%22My%20%22%22Data%22%22%22.%22a.b%2Fc%22.%22pipe%22": 200,
		"%22My%20%22%22Data%22%22%22.%22a.b%2Fc%22.PIPE":       404,
		"My%20%22%22Data%22%22.%22a.b%2Fc%22.%22pipe%22":       404,
	} {
		got := f.do("GET", "/v1/data/pipes/"+name+"/insertReport", "")
		if got.status != status {
			t.Errorf("%s: %d %s", name, got.status, got.body)
		}
		if status == 404 {
			got.wantV1(404, "390404", "Pipe not found")
		}
	}
	if err := f.DropSchema("db", "raw"); err != nil {
		t.Fatal(err)
	}
	f.do("GET", pipePath+"insertReport", "").wantV1(404, "390404", "Pipe not found")
}

func TestAPipeIsReadOrRefused(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ spelling, element, stage, path string }{
		{`db.raw.p=@landing`, "DB.RAW.P", "landing", ""},
		{`DB.RAW."p"=@RAW.landing/`, "DB.RAW.%22p%22", "landing", ""},
		{`db.raw.p=@db.raw."landing"/in/x,y/`, "DB.RAW.P", `"landing"`, "in/x,y/"},
		{`db.raw.p=@"st,=/@.x"/in,on_error=skip_file`, "DB.RAW.P", `"st,=/@.x"`, "in/"},
		{`db.raw.p=@"st,=/@.x",on_error=continue`, "DB.RAW.P", `"st,=/@.x"`, ""},
		{`"a=b"."c,d"."e/f"=@db.raw.landing/on_error=x`, "%22a=b%22.%22c,d%22.%22e%2Ff%22", "landing", "on_error=x/"},
	} {
		f := start(t, emulator.WithSchema(`"a=b"`, `"c,d"`), emulator.WithPipe(c.spelling))
		f.create(fmt.Sprintf(`{"name":%q}`, c.stage))
		f.put(c.stage, c.path+"a.csv", "1\n")
		pipe := "/v1/data/pipes/" + c.element + "/"
		f.do("POST", pipe+"insertFiles", fileList("a.csv")).want(200)
		var got loads
		f.do("GET", pipe+"insertReport", "").want(200).decode(&got)
		if f.wantStatuses(got, "a.csv LOADED 1"); !strings.HasSuffix(fmt.Sprint(got.Files[0]["stageLocation"]), "/"+c.path) {
			t.Errorf("%s: %v", c.spelling, got.Files)
		}
	}
	for spelling, why := range map[string]string{
		"":                                      "want DATABASE.SCHEMA.PIPE=@STAGE",
		"db.raw.p":                              "want DATABASE.SCHEMA.PIPE=@STAGE",
		"raw.p=@landing":                        "want DATABASE.SCHEMA.PIPE=@STAGE",
		"db.raw.p=landing":                      "want DATABASE.SCHEMA.PIPE=@STAGE",
		"db.raw.p=@":                            "stage:",
		"db.raw.p=@a.b.c.d":                     "more than three names",
		"db.raw.p=@my stage":                    "needs double quotes",
		"db.raw.my pipe=@landing":               "needs double quotes",
		"db.r w.p=@landing":                     "needs double quotes",
		"db.raw.p=@landing,x":                   "follows the stage",
		"db.raw.p=@landing,on_error=abort":      "on_error",
		"db.raw.p=@landing/a/../b":              "..",
		"db.raw.p=@landing,x,on_error=continue": "follows the stage",
		"other.raw.p=@landing":                  "database 'other' does not exist",
	} {
		e, err := emulator.New(emulator.WithSchema("db", "raw"), emulator.WithPipe(spelling))
		if err == nil || e != nil || !strings.Contains(err.Error(), why) {
			t.Errorf("%s: %v, want %q", spelling, err, why)
		}
	}
	for what, option := range map[string]emulator.Option{
		"there is one": emulator.WithPipe("DB.RAW.P=@other"), "negative": emulator.WithLoadTime(-1),
		"less than 2 files": emulator.WithLoadLimits(1, 1), "or 1 scan": emulator.WithLoadLimits(2, 0),
	} {
		if _, err := emulator.New(emulator.WithSchema("db", "raw"), emulator.WithPipe("db.raw.p=@landing"), option); err == nil || !strings.Contains(err.Error(), what) {
			t.Errorf("%v, want %q", err, what)
		}
	}
}

func TestRequestsToPipesAreJournaledAndFail(t *testing.T) {
	t.Parallel()
	f := startPipe(t)
	f.put("landing", "a.csv", "1\n")
	remove := f.Inject(emulator.Fault{Method: "POST", Path: "/insertFiles$", Times: 1, Status: 503, AfterWork: true})
	defer remove()
	path := pipePath + "insertFiles?requestId=" + requestID + "&showSkippedFiles=true"
	f.do("POST", path, fileList("a.csv")).want(503)
	if repeated := f.do("POST", path, fileList("a.csv")).want(200); !strings.Contains(repeated.body, `"skippedFiles":[]`) {
		t.Errorf("the repetition is answered %s", repeated.body)
	}
	journal := f.Journal()
	last := journal[len(journal)-2:]
	if !last[0].Done || last[1].Done || last[0].Status != 503 || last[1].Path != pipePath+"insertFiles" || last[1].Body != fileList("a.csv") {
		t.Errorf("journal %+v", last)
	}
}

func TestExtrasOfPipes(t *testing.T) {
	t.Parallel()
	f := startPipe(t, emulator.WithExtras(), emulator.WithLoadTime(time.Minute))
	if got := f.do("POST", pipePath+"insertFiles", fileList("a", "b")).want(200); !strings.Contains(got.body, `"responseCode":"SUCCESS"`) {
		t.Errorf("receipt %s", got.body)
	}
	f.clock.Advance(31 * time.Second)
	if got := f.report(""); got.Statistics["activeFiles"] != 1 || len(got.Files) != 1 {
		t.Errorf("report %+v", got)
	}
}
