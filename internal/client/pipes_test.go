package client

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"reflect"
	"strings"
	"testing"

	"github.com/snowstage/terraform-provider-snowstage/internal/identifier"
)

const queued = `{"requestId":"1","status":"success"}`

// snowpipeFails answers like Snowpipe, whose errors have another form than those of newer APIs.
func snowpipeFails(status int, code, message string) step {
	return answerJSON(status, fmt.Sprintf(`{"data":null,"code":%q,"message":%q,"success":false,"headers":null}`, code, message))
}

func insertedPaths(t *testing.T, request seen) []string {
	t.Helper()
	var body insertionRequest
	if err := json.Unmarshal([]byte(request.body), &body); err != nil {
		t.Fatal(err)
	}
	var paths []string
	for _, file := range body.Files {
		paths = append(paths, file.Path)
	}
	return paths
}

func query(t *testing.T, request seen) url.Values {
	t.Helper()
	parsed, err := url.Parse(request.uri)
	if err != nil {
		t.Fatal(err)
	}
	return parsed.Query()
}

func TestInsertCutsLongListsIntoCalls(t *testing.T) {
	t.Parallel()
	account := newAccount(t,
		answerJSON(200, `{"status":"success","skippedFiles":["a"],"unmatchedPatternFiles":null}`),
		answerJSON(200, `{"status":"SUCCESS","skippedFiles":[{"path":"b","size":1}],"unmatchedPatternFiles":["c"]}`), answerJSON(200, queued))
	c, _ := account.client()
	var paths []string
	for i := range 12_001 {
		paths = append(paths, fmt.Sprintf("in/%d.csv", i))
	}
	receipt, err := c.Pipes.Insert(t.Context(), landing(t), paths)
	if err != nil || !reflect.DeepEqual(receipt, Receipt{Skipped: []string{"a", "b"}, Unmatched: []string{"c"}}) {
		t.Errorf("%+v, %v", receipt, err)
	}
	var sent []string
	ids := map[string]bool{}
	for i, request := range account.requests() {
		some := insertedPaths(t, request)
		if want := []int{5000, 5000, 2001}[i]; len(some) != want {
			t.Errorf("call %d has %d files, want %d", i, len(some), want)
		}
		sent = append(sent, some...)
		ids[query(t, request).Get("requestId")] = true
		if !strings.HasPrefix(request.uri, "/v1/data/pipes/ANALYTICS.RAW.LANDING/insertFiles?") || request.method != http.MethodPost || query(t, request).Get("showSkippedFiles") != "true" {
			t.Errorf("sent %s %s", request.method, request.uri)
		}
	}
	if !reflect.DeepEqual(sent, paths) || len(ids) != 3 {
		t.Errorf("%d paths in %d requests", len(sent), len(ids))
	}
}

func TestInsertIsRepeatedWithTheSameRequestID(t *testing.T) {
	t.Parallel()
	account := newAccount(t, snowpipeFails(503, "390503", "busy"), reset, cutOff, snowpipeFails(429, "390429", "slowly"), answerJSON(200, queued))
	c, _ := account.client()
	if _, err := c.Pipes.Insert(t.Context(), landing(t), []string{"a"}); err != nil {
		t.Fatal(err)
	}
	ids := map[string]int{}
	for _, request := range account.requests() {
		ids[query(t, request).Get("requestId")]++
	}
	if len(ids) != 1 || len(account.requests()) != 5 {
		t.Errorf("sent %v", account.uris())
	}
}

func TestInsertRefusesPathsThatSnowpipeDoes(t *testing.T) {
	t.Parallel()
	c, _ := newAccount(t).client()
	for _, path := range []string{"", strings.Repeat("ü", 513)} {
		if _, err := c.Pipes.Insert(t.Context(), landing(t), []string{"a", path}); err == nil || !strings.Contains(err.Error(), "1024") {
			t.Errorf("a path of %d bytes: %v", len(path), err)
		}
	}
}

func TestPipeIsNamedExactly(t *testing.T) {
	t.Parallel()
	account := newAccount(t, answerJSON(200, queued))
	c, _ := account.client()
	pipe := identifier.Qualified{Database: name(t, `"my db"`), Schema: name(t, "raw"), Name: name(t, `"a.b/c"`)}
	if _, err := c.Pipes.Insert(t.Context(), pipe, []string{"a"}); err != nil {
		t.Fatal(err)
	}
	if uri := account.requests()[0].uri; !strings.HasPrefix(uri, "/v1/data/pipes/%22my%20db%22.RAW.%22a.b%2Fc%22/insertFiles?") {
		t.Errorf("sent to %s", uri)
	}
}

func TestFailuresOfSnowpipeAreToldApart(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		script []step
		kind   error
		status int
		want   string
	}{
		{[]step{snowpipeFails(404, "390404", "The specified object does not exist or not authorized.")}, ErrNotFound, 404, "insertReport GET /v1/data/pipes/ANALYTICS.RAW.LANDING/insertReport: 404 390404: The specified object"},
		{[]step{snowpipeFails(401, "390144", "JWT token is invalid.")}, ErrUnauthorized, 401, "390144"},
		{[]step{snowpipeFails(403, "003001", "no")}, ErrForbidden, 403, "003001"},
		{[]step{snowpipeFails(400, "390142", "bad mark")}, nil, 400, "bad mark"},
		{repeat(snowpipeFails(429, "390429", "Too many requests"), 8), nil, 429, "8 tries"},
		{[]step{answerJSON(200, `{"files":[{"path":"a"}]}`)}, nil, 200, "no status"},
	} {
		c, _ := newAccount(t, test.script...).client()
		_, err := c.Pipes.Report(t.Context(), landing(t), "")
		if failure(t, err).Status != test.status || test.kind != nil && !errors.Is(err, test.kind) {
			t.Errorf("%v", err)
		}
		contains(t, err.Error(), test.want)
	}
	c, _ := newAccount(t, answerJSON(200, `{"status":"failure"}`)).client()
	if _, err := c.Pipes.Insert(t.Context(), landing(t), []string{"a"}); err == nil || !strings.Contains(err.Error(), "failure") {
		t.Errorf("a receipt of no success: %v", err)
	}
}

func TestReportIsReadWhole(t *testing.T) {
	t.Parallel()
	const file = `{"path":"a.csv","stageLocation":"stages/x/","fileSize":"57","timeReceived":"2026-11-22T10:00:00.000Z","lastInsertTime":"2026-11-22T10:00:03.000Z",
		"rowsInserted":1,"rowsParsed":2,"errorsSeen":1,"errorLimit":3,"firstError":"Numeric value 'x' is not recognized","firstErrorLineNum":2,
		"firstErrorCharacterPos":5,"firstErrorColumnName":"\"T\"[\"N\":1]","systemError":"none","complete":true,"status":"PARTIALLY_LOADED"}`
	account := newAccount(t,
		answerJSON(200, `{"pipe":"A.R.L","completeResult":true,"nextBeginMark":"1_39","files":[`+file+`]}`),
		answerJSON(200, `{"pipe":"A.R.L","completeResult":false,"nextBeginMark":"1_40","files":[]}`))
	c, _ := account.client()
	first, err := c.Pipes.Report(t.Context(), landing(t), "")
	if err != nil {
		t.Fatal(err)
	}
	want := LoadReport{Complete: true, NextBeginMark: "1_39", Files: []LoadedFile{{
		Path: "a.csv", StageLocation: "stages/x/", FileSize: 57, TimeReceived: "2026-11-22T10:00:00.000Z", LastInsertTime: "2026-11-22T10:00:03.000Z",
		RowsInserted: 1, RowsParsed: 2, ErrorsSeen: 1, ErrorLimit: 3, FirstError: "Numeric value 'x' is not recognized", FirstErrorLine: 2,
		FirstErrorCharacter: 5, FirstErrorColumn: `"T"["N":1]`, SystemError: "none", Complete: true, Status: PartiallyLoaded,
	}}}
	if !reflect.DeepEqual(first, want) {
		t.Errorf("%+v,\nwant %+v", first, want)
	}
	second, err := c.Pipes.Report(t.Context(), landing(t), first.NextBeginMark)
	if err != nil || second.Complete || second.NextBeginMark != "1_40" {
		t.Errorf("%+v, %v", second, err)
	}
	if requests := account.requests(); query(t, requests[0]).Has("beginMark") || query(t, requests[1]).Get("beginMark") != "1_39" {
		t.Errorf("asked %v", account.uris())
	}
}
