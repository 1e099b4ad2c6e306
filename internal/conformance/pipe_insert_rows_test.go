package conformance

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/snowstage/terraform-provider-snowstage/internal/emulator"
)

var uuidForm = regexp.MustCompile(`^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`)

// queryOf reads the query of a request.
func queryOf(t *testing.T, request emulator.Request) url.Values {
	t.Helper()
	query, err := url.ParseQuery(request.Query)
	if err != nil {
		t.Fatal(err)
	}
	return query
}

func insertIsAPost(t *testing.T, traffic *wire) {
	p := newPiped(t, traffic)
	p.insert(t, p.client, "PIPE", "a.csv", `deep/"b" <ü>.csv`)
	p.report(t, "PIPE", "")
	p.history(t, "PIPE", p.now(), p.now())
	asked := p.requests("/")
	if len(asked) != 3 || asked[0].Method != http.MethodPost || asked[0].Path != pipesPath+"ANALYTICS.RAW.SUITE_PIPE/insertFiles" ||
		asked[0].Header.Get("Content-Type") != "application/json" || asked[0].Body != `{"files":[{"path":"a.csv"},{"path":"deep/\"b\" <ü>.csv"}]}` {
		t.Fatalf("asked %+v", asked)
	}
	seen := map[string]bool{}
	for _, request := range asked {
		id := queryOf(t, request).Get("requestId")
		if !uuidForm.MatchString(id) || seen[id] || !strings.Contains(request.Header.Get("User-Agent"), "/") {
			t.Errorf("asked %+v", request)
		}
		seen[id] = true
	}
}

func onlyNewFilesAreQueued(t *testing.T, traffic *wire) {
	p := newPiped(t, traffic)
	p.put(t, "a.csv", "1\n")
	p.put(t, "b.csv", "1\n2\n")
	if receipt := p.insert(t, p.client, "PIPE", "a.csv"); len(receipt.Skipped) != 0 {
		t.Errorf("skipped %q", receipt.Skipped)
	}
	first := p.report(t, "PIPE", "")
	expectLoads(t, first.Files, "a.csv LOADED 1")
	if receipt := p.insert(t, p.client, "PIPE", "a.csv", "b.csv"); !slices.Equal(receipt.Skipped, []string{"a.csv"}) || len(receipt.Repeated) != 0 {
		t.Errorf("skipped %+v", receipt)
	}
	expectLoads(t, p.report(t, "PIPE", first.NextBeginMark).Files, "b.csv LOADED 2")
}

func manyPaths(n int) []string {
	paths := make([]string, n)
	for i := range paths {
		paths[i] = fmt.Sprintf("%05d.csv", i)
	}
	return paths
}

func insertInParts(t *testing.T, _ *wire) {
	p := newPiped(t, &wire{})
	p.insert(t, p.client, "PIPE", manyPaths(5000)...)
	p.insert(t, p.client, "LENIENT", manyPaths(5001)...)
	var files []int
	for _, request := range p.requests(pipesPath) {
		files = append(files, strings.Count(request.Body, `"path"`))
	}
	if !slices.Equal(files, []int{5000, 5000, 1}) {
		t.Errorf("calls of %v files", files)
	}
	if report := p.report(t, "LENIENT", ""); len(report.Files) != 5001 {
		t.Errorf("%d files were queued", len(report.Files))
	}
}

func insertLongPaths(t *testing.T, traffic *wire) {
	p := newPiped(t, traffic)
	longest := strings.Repeat("ü/", 341) + "x"
	p.insert(t, p.client, "PIPE", longest)
	if files := p.report(t, "PIPE", "").Files; len(longest) != 1024 || len(files) != 1 || files[0].Path != longest {
		t.Errorf("%d bytes: %+v", len(longest), files)
	}
	p.emulator.ResetJournal()
	for _, path := range []string{longest + "x", strings.Repeat("ü", 513), ""} {
		if _, err := p.client.Pipes.Insert(t.Context(), p.stage("PIPE"), []string{"a.csv", path}); err == nil || len(p.requests("/")) != 0 {
			t.Errorf("%d bytes: %v, sent %+v", len(path), err, p.requests("/"))
		}
	}
}

// insertTellsUnmatched stands in for a pattern, which the emulator's pipes have not.
func insertTellsUnmatched(t *testing.T, traffic *wire) {
	p := newPiped(t, traffic)
	p.emulator.Inject(emulator.Fault{
		Path: "/insertFiles$", Status: http.StatusOK, Times: 1, Body: `{"requestId":"` + errorID + `","status":"success","unmatchedPatternFiles":["a.txt"]}`,
	})
	if receipt := p.insert(t, p.client, "PIPE", "a.txt", "a.csv"); !slices.Equal(receipt.Unmatched, []string{"a.txt"}) || len(receipt.Skipped) != 0 {
		t.Errorf("%+v", receipt)
	}
}

func extrasOfPipes(t *testing.T, traffic *wire) {
	p := newPiped(t, traffic, emulator.WithExtras())
	p.put(t, "a.csv", "1\n")
	p.insert(t, p.client, "PIPE", "a.csv")
	expectLoads(t, p.report(t, "PIPE", "").Files, "a.csv LOADED 1")
}

func receiptIsNoLoad(t *testing.T, traffic *wire) {
	p := newPiped(t, traffic)
	p.insert(t, p.client, "PIPE", "nothing.csv")
	files := p.report(t, "PIPE", "").Files
	if expectLoads(t, files, "nothing.csv LOAD_FAILED 0"); files[0].FirstError == "" {
		t.Errorf("reported %+v", files)
	}
}

// insertIsRepeated loses a reply, to an account that knows the repetition and to one that does not.
func insertIsRepeated(t *testing.T, traffic *wire) {
	for _, known := range []bool{true, false} {
		var options []emulator.Option
		var repeated []string
		if !known {
			options, repeated = []emulator.Option{emulator.WithForgottenRequests()}, []string{"a.csv"}
		}
		p := newPiped(t, traffic, options...)
		p.put(t, "a.csv", "1\n")
		p.emulator.ResetJournal()
		p.emulator.Inject(emulator.Fault{Path: "/insertFiles$", Status: http.StatusServiceUnavailable, AfterWork: true, Times: 1})
		if receipt := p.insert(t, p.client, "PIPE", "a.csv"); !slices.Equal(receipt.Skipped, repeated) || !slices.Equal(receipt.Repeated, repeated) {
			t.Errorf("known %t: %+v", known, receipt)
		}
		asked := p.requests(pipesPath)
		if len(asked) != 2 || asked[0].Query != asked[1].Query || asked[0].Body != asked[1].Body || !asked[0].Done || asked[1].Done {
			t.Errorf("known %t: asked %+v", known, asked)
		}
		expectLoads(t, p.report(t, "PIPE", "").Files, "a.csv LOADED 1")
	}
}
