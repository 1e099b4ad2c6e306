package emulator_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/snowstage/terraform-provider-snowstage/internal/emulator"
)

func TestFaultHitsWhatItNames(t *testing.T) {
	t.Parallel()
	f := start(t)
	remove := f.Inject(emulator.Fault{
		Method: "GET", Path: `/stages/\w+$`, Skip: 1, Times: 2,
		Status: 503, Body: `{"code":"x"}`, Header: map[string]string{"Retry-After": "7"},
	})
	f.create(`{"name":"s"}`)
	f.do("GET", stagesPath, "").want(200)
	f.do("GET", stagesPath+"/s", "").want(200)
	for range 2 {
		got := f.do("GET", stagesPath+"/s", "").want(503)
		if got.body != `{"code":"x"}` || got.header.Get("Retry-After") != "7" || got.header.Get("Content-Type") != "application/json" {
			t.Errorf("%q %v", got.body, got.header)
		}
	}
	f.do("GET", stagesPath+"/s", "").want(200)
	remove()

	remove = f.Inject(emulator.Fault{Path: "s%20x"})
	f.do("GET", stagesPath+"/%22s%20x%22", "").want(500)
	remove()
	f.do("GET", stagesPath+"/%22s%20x%22", "").want(404)
}

func TestFaultIsChosenByTheRequest(t *testing.T) {
	t.Parallel()
	f := start(t)
	f.Inject(emulator.Fault{Method: "POST", Status: 500, Times: 1})
	remove := f.InjectChosen(func(r emulator.Request) *emulator.Fault {
		if r.Method == "POST" && strings.HasSuffix(r.Path, "/stages") && strings.Contains(r.Body, `"chosen`) {
			return &emulator.Fault{Status: 503, AfterWork: true}
		}
		return nil
	})
	for _, posted := range []struct {
		name string
		want int
	}{{"chosen0", 500}, {"other", 200}, {"chosen1", 503}, {"chosen2", 503}} {
		f.do("POST", stagesPath, `{"name":"`+posted.name+`"}`).want(posted.want)
	}
	f.do("GET", stagesPath+"/chosen0", "").want(404)
	f.do("GET", stagesPath+"/chosen1", "").want(200)
	remove()
	f.do("POST", stagesPath, `{"name":"chosen3"}`).want(200)
}

func TestFaultBeforeAndAfterTheWork(t *testing.T) {
	t.Parallel()
	for _, after := range []bool{false, true} {
		for what, fault := range map[string]emulator.Fault{
			"status":   {Status: 504, AfterWork: after},
			"html":     {HTML: true, AfterWork: after},
			"redirect": {Redirect: "/elsewhere", AfterWork: after},
		} {
			t.Run(what, func(t *testing.T) {
				t.Parallel()
				f := start(t)
				fault.Method = "POST"
				f.Inject(fault)
				status := f.do("POST", stagesPath, `{"name":"s"}`).status
				if exists := f.do("GET", stagesPath+"/s", "").status == 200; exists != after {
					t.Errorf("after work %v: the stage exists: %v", after, exists)
				}
				if entry := f.Journal()[0]; entry.Done != after || entry.Status != status {
					t.Errorf("after work %v: journal says done %v, status %d", after, entry.Done, entry.Status)
				}
			})
		}
	}
}

func TestFaultOfTheConnection(t *testing.T) {
	t.Parallel()
	f := start(t)
	f.create(`{"name":"s","comment":"` + strings.Repeat("long ", 100) + `"}`)
	whole := f.do("GET", stagesPath+"/s", "").body

	defer f.Inject(emulator.Fault{Method: "DELETE", Reset: true, AfterWork: true})()
	_, err := f.client.Do(f.request("DELETE", stagesPath+"/s", ""))
	if !errors.Is(err, syscall.ECONNRESET) && !errors.Is(err, io.EOF) {
		t.Errorf("error %v, want a reset", err)
	}
	journal := f.Journal()
	if last := journal[len(journal)-1]; last.Status != 0 || !last.Done {
		t.Errorf("journal says %+v", last)
	}
	f.do("GET", stagesPath+"/s", "").want(404)

	f.create(`{"name":"s","comment":"` + strings.Repeat("long ", 100) + `"}`)
	remove := f.Inject(emulator.Fault{Truncate: true})
	response, err := f.client.Do(f.request("GET", stagesPath+"/s", ""))
	if err != nil {
		t.Fatal(err)
	}
	part, err := io.ReadAll(response.Body)
	_ = response.Body.Close()
	if err == nil || response.StatusCode != 200 || len(part) == 0 || len(part) >= len(whole) || !strings.HasPrefix(whole, string(part[:20])) {
		t.Errorf("%d, %d bytes, %v", response.StatusCode, len(part), err)
	}
	response, err = f.client.Do(f.request("POST", stagesPath, `{"name":"other"}`))
	if err != nil {
		t.Fatal(err)
	}
	_, err = io.ReadAll(response.Body)
	_ = response.Body.Close()
	remove()
	if err == nil {
		t.Error("the reply to a write was not cut")
	}
	f.do("GET", stagesPath+"/other", "").want(404)
}

func TestFaultThatHangsUp(t *testing.T) {
	t.Parallel()
	f := start(t)
	f.create(`{"name":"s"}`)
	f.Inject(emulator.Fault{Method: "DELETE", HangUp: true, AfterWork: true})
	if _, err := f.client.Do(f.request("DELETE", stagesPath+"/s", "")); !errors.Is(err, io.EOF) {
		t.Errorf("error %v, want the end of the connection", err)
	}
	journal := f.Journal()
	if last := journal[len(journal)-1]; last.Status != 0 || !last.Done {
		t.Errorf("journal says %+v", last)
	}
	f.do("GET", stagesPath+"/s", "").want(404)
}

func TestFaultThatStallsInTheBody(t *testing.T) {
	t.Parallel()
	f := start(t)
	f.create(`{"name":"s","comment":"` + strings.Repeat("long ", 100) + `"}`)
	whole := f.do("GET", stagesPath+"/s", "").body
	f.Inject(emulator.Fault{Stall: true})
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	response, err := f.client.Do(f.request("GET", stagesPath+"/s", "").WithContext(ctx))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	part := make([]byte, len(whole)/2)
	if _, err := io.ReadFull(response.Body, part); err != nil || !strings.HasPrefix(whole, string(part[:20])) {
		t.Errorf("%q, %v", part, err)
	}
	cancel() // What is left comes never, so that nothing but giving up ends the reply.
	if _, err := io.ReadAll(response.Body); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
	f.server.Close()
}

func TestFaultCutsAnUpload(t *testing.T) {
	t.Parallel()
	f := start(t)
	f.create(`{"name":"s","encryption":{"type":"SNOWFLAKE_SSE"}}`)
	f.put("s", "a", "before")
	up := strings.TrimPrefix(f.presigned("s", "a", `{"mode":"upload"}`), f.server.URL)
	f.Inject(emulator.Fault{Method: "PUT", Path: "^/storage/", CutUpload: 100_000, Times: 1})
	request := f.request("PUT", up, "", "Authorization", "")
	const size = 16 << 20
	sent := zeros(size)
	request.Body, request.ContentLength = io.NopCloser(sent), size
	response, err := f.client.Do(request)
	if err == nil {
		_ = response.Body.Close()
		t.Errorf("status %d, want no reply", response.StatusCode)
	}
	if left := sent.left.Load(); left == 0 || left > size-100_000 {
		t.Errorf("of %d bytes %d were not sent", size, left)
	}
	if entry := f.Journal()[len(f.Journal())-1]; entry.Method != "PUT" || entry.Status != 0 || entry.Done {
		t.Errorf("journal says %+v", entry)
	}
	if got, err := f.File("db", "raw", "s", "a"); err != nil || string(got) != "before" {
		t.Errorf("%d bytes, %v are there after the cut", len(got), err)
	}
	f.do("PUT", up, "after", "Authorization", "").want(200)
}

// counted is a body of zeros that knows how much of it is left, also while it is being read.
type counted struct{ left atomic.Int64 }

func zeros(n int64) *counted {
	c := new(counted)
	c.left.Store(n)
	return c
}

func (c *counted) Read(p []byte) (int, error) {
	n := min(int64(len(p)), c.left.Load())
	if n == 0 {
		return 0, io.EOF
	}
	clear(p[:n])
	c.left.Add(-n)
	return int(n), nil
}

func TestFaultsOfFilesAndOfTheStorage(t *testing.T) {
	t.Parallel()
	f := start(t)
	f.create(`{"name":"s","encryption":{"type":"SNOWFLAKE_SSE"}}`)
	f.put("s", "a", "content")
	location := f.file("DB/RAW/S/a").want(302).header.Get("Location")
	remove := f.Inject(emulator.Fault{Path: "^/api/files/DB/RAW/S/a$", Status: 503})
	f.file("DB/RAW/S/a").want(503)
	f.file("DB/RAW/S/b").want(302)
	f.storage("GET", location, "").want(200)
	remove()
	f.InjectChosen(func(r emulator.Request) *emulator.Fault {
		if !strings.HasPrefix(r.Path, "/storage/") || r.Header.Get("Authorization") == "" {
			return nil
		}
		return &emulator.Fault{Status: 418}
	})
	f.file("DB/RAW/S/a").want(302)
	f.storage("GET", location, "").want(200)
	f.storage("GET", location, "", "Authorization", "Bearer leaked", "X-Snowflake-Role", "leaked").want(418)
	last := f.Journal()[len(f.Journal())-1]
	if last.Header.Get("Authorization") != "Bearer leaked" || last.Header.Get("X-Snowflake-Role") != "leaked" || last.Host == "" {
		t.Errorf("journal says %+v", last)
	}

	defer f.Inject(emulator.Fault{Path: "^/storage/", Truncate: true})()
	response, err := f.client.Do(f.request("GET", strings.TrimPrefix(location, f.server.URL), "", "Authorization", ""))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	if part, err := io.ReadAll(response.Body); err == nil || string(part) != "con" || response.ContentLength != 7 {
		t.Errorf("%q of %d bytes, %v", part, response.ContentLength, err)
	}
}

func TestFaultOfTheBody(t *testing.T) {
	t.Parallel()
	f := start(t)
	remove := f.Inject(emulator.Fault{Oversize: 100_000})
	if got := f.do("GET", stagesPath, "").want(200); len(got.body) != 100_000 || got.header.Get("Content-Length") != "" {
		t.Errorf("%d bytes, %v", len(got.body), got.header)
	}
	remove()
	remove = f.Inject(emulator.Fault{HTML: true})
	if got := f.do("GET", stagesPath, "").want(200); !strings.HasPrefix(got.header.Get("Content-Type"), "text/html") || !strings.Contains(got.body, "<html>") {
		t.Errorf("%q %v", got.body, got.header)
	}
	remove()
	defer f.Inject(emulator.Fault{Redirect: "https://elsewhere.example/x", Status: 302})()
	if got := f.do("GET", stagesPath, "").want(302); got.header.Get("Location") != "https://elsewhere.example/x" {
		t.Errorf("%v", got.header)
	}
}

func TestFaultThatHangs(t *testing.T) {
	t.Parallel()
	f := start(t)
	f.create(`{"name":"s"}`)
	upload := strings.TrimPrefix(f.presigned("s", "a", `{"mode":"upload"}`), f.server.URL)
	f.Inject(emulator.Fault{Hang: true})
	for method, path := range map[string]string{"GET": stagesPath, "PUT": upload} {
		f.ResetJournal()
		ctx, cancel := context.WithCancel(t.Context())
		arrived := make(chan struct{})
		go func() {
			defer close(arrived)
			for len(f.Journal()) == 0 {
				time.Sleep(time.Millisecond)
			}
			cancel()
		}()
		_, err := f.client.Do(f.request(method, path, strings.Repeat("x", 1<<20)).WithContext(ctx))
		<-arrived
		if !errors.Is(err, context.Canceled) {
			t.Errorf("%s: error %v", method, err)
		}
	}
	f.server.Close() // waits for requests that do not notice that nobody waits for them
}

func TestJournalTellsEveryRequest(t *testing.T) {
	t.Parallel()
	f := start(t)
	f.do("POST", stagesPath+"?createMode=orReplace", `{"name":"s"}`, "X-Snowflake-Role", "loader").want(200)
	f.do("POST", stagesPath, `{"name":"s"}`).want(409)
	f.do("GET", stagesPath+"/%22a%20b%22", "").want(404)
	f.storage("PUT", f.presigned("s", "a", `{"mode":"upload"}`), "uploaded").want(200)
	f.do("DELETE", stagesPath+"/none?ifExists=true", "").want(200)
	got := f.Journal()
	if len(got) != 6 {
		t.Fatalf("%d entries", len(got))
	}
	first := got[0]
	if first.Method != "POST" || first.Path != stagesPath || first.Query != "createMode=orReplace" || first.Body != `{"name":"s"}` ||
		first.Header.Get("X-Snowflake-Role") != "loader" || first.Status != 200 || !first.Done || !first.Time.Equal(f.clock.Now()) {
		t.Errorf("first %+v", first)
	}
	if got[1].Status != 409 || got[1].Done || got[2].Path != stagesPath+"/%22a%20b%22" || got[3].Done {
		t.Errorf("%+v", got[1:4])
	}
	if upload := got[4]; upload.Method != "PUT" || !upload.Done || upload.Body != "" {
		t.Errorf("upload %+v", upload)
	}
	if got[5].Done {
		t.Error("a delete of nothing is told as done")
	}
	f.ResetJournal()
	if len(f.Journal()) != 0 {
		t.Error("the journal was not forgotten")
	}
}

func TestLatencyDelaysEveryReply(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		e, err := emulator.New(emulator.WithLatency(3 * time.Second))
		if err != nil {
			t.Fatal(err)
		}
		started := time.Now()
		reply := httptest.NewRecorder()
		e.ServeHTTP(reply, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/none", http.NoBody))
		if passed := time.Since(started); passed != 3*time.Second || reply.Code != 404 {
			t.Errorf("%d after %v", reply.Code, passed)
		}
	})
}
