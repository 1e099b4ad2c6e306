package emulator_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/snowstage/terraform-provider-snowstage/internal/emulator"
)

func TestLoadTimeStretchesOverTheFilesOfARequest(t *testing.T) {
	t.Parallel()
	f := startPipe(t, emulator.WithLoadTime(time.Minute))
	for i := range 6 {
		f.put("landing", fmt.Sprintf("%d.csv", i), "1\n2\n")
	}
	f.put("landing", "4.csv", "1\n2\n3,4\n")
	f.insert("0.csv", "1.csv", "2.csv")
	f.clock.Advance(10 * time.Second)
	f.insert("3.csv", "4.csv", "5.csv")
	f.clock.Advance(15 * time.Second)
	early := f.report("")
	f.wantStatuses(early, "0.csv LOADED 2", "3.csv LOAD_IN_PROGRESS 1")
	f.clock.Advance(20 * time.Second) // What fails is never half there.
	f.wantStatuses(f.report("?beginMark="+early.NextBeginMark), "3.csv LOADED 2", "1.csv LOADED 2")
	f.clock.Advance(time.Hour)
	var all loads
	f.scan("2026-09-05T17:00:00Z", "").want(200).decode(&all)
	f.wantStatuses(all, "0.csv LOADED 2", "3.csv LOADED 2", "1.csv LOADED 2", "4.csv LOAD_FAILED 0", "2.csv LOADED 2", "5.csv LOADED 2")
	for i, want := range []string{"17:59:41", "17:59:51", "18:00:01", "18:00:11", "18:00:21", "18:00:31"} {
		if got := all.Files[i]["lastInsertTime"]; got != "2026-09-05T"+want+".123456Z" {
			t.Errorf("file %d was loaded at %v, want %s", i, got, want)
		}
	}
}

func TestALoadSeesTheFilesOfItsTime(t *testing.T) {
	t.Parallel()
	for what, change := range map[string]func(*fixture) error{
		"put":  func(f *fixture) error { return f.PutFile("db", "raw", "landing", "a.csv", []byte("1\n2\n3\n")) },
		"SQL":  func(f *fixture) error { _, err := f.RunSQL("REMOVE @db.raw.landing"); return err },
		"drop": func(f *fixture) error { f.do(http.MethodDelete, stagesPath+"/landing", "").want(200); return nil },
		"upload": func(f *fixture) error {
			f.storage("PUT", f.presigned("landing", "a.csv", `{"mode":"upload"}`), "1\n2\n3\n").want(200)
			return nil
		},
	} {
		for wait, want := range map[time.Duration]string{time.Minute: "a.csv LOADED 1", time.Second: "a.csv LOADED 3"} {
			if wait == time.Second && (what == "SQL" || what == "drop") {
				want = "a.csv LOAD_FAILED 0"
			}
			f := startPipe(t, emulator.WithLoadTime(time.Minute))
			f.put("landing", "a.csv", "1\n")
			f.insert("a.csv")
			f.clock.Advance(wait)
			if err := change(f); err != nil {
				t.Fatal(err)
			}
			f.clock.Advance(time.Minute)
			if got := f.report("").statuses(); !slices.Equal(got, []string{want}) {
				t.Errorf("%s after %s: %q, want %q", what, wait, got, want)
			}
		}
	}
}

func TestAPathIsReceivedOnce(t *testing.T) {
	t.Parallel()
	f := startPipe(t, emulator.WithPipe("db.raw.other=@landing"))
	f.put("landing", "a.csv", "1\n")
	f.put("landing", "broken.csv", "1\n2,3\n")
	if skipped := f.insert("a.csv", "broken.csv", "a.csv", "gone.csv"); !slices.Equal(skipped, []string{"a.csv"}) {
		t.Errorf("skipped %q", skipped)
	}
	f.wantStatuses(f.report(""), "a.csv LOADED 1", "broken.csv LOAD_FAILED 0", "gone.csv LOAD_FAILED 0")
	f.put("landing", "a.csv", "1\n2\n")
	f.put("landing", "broken.csv", "1\n2\n")
	f.put("landing", "gone.csv", "1\n2\n")
	if skipped := f.insert("broken.csv", "a.csv", "gone.csv"); !slices.Equal(skipped, []string{"broken.csv", "a.csv", "gone.csv"}) {
		t.Errorf("skipped %q", skipped)
	}
	f.wantStatuses(f.report("?beginMark=1_2"))
	if silent := f.do("POST", pipePath+"insertFiles", fileList("a.csv")).want(200); strings.Contains(silent.body, "skipped") {
		t.Errorf("what was skipped is told unasked: %s", silent.body)
	}
	f.do("POST", "/v1/data/pipes/DB.RAW.OTHER/insertFiles", "a.csv\r\n\ngone.csv", "Content-Type", "text/plain; charset=utf-8").want(200)
	var other loads
	f.do("GET", "/v1/data/pipes/DB.RAW.OTHER/insertReport", "").want(200).decode(&other)
	f.wantStatuses(other, "a.csv LOADED 2", "gone.csv LOADED 2")
	f.clock.Advance(14*24*time.Hour + time.Second)
	if skipped := f.insert("broken.csv"); len(skipped) != 0 {
		t.Errorf("after two weeks skipped %q", skipped)
	}
	f.wantStatuses(f.report(""), "broken.csv LOADED 2")
}

func TestARepeatedRequestIsAnsweredAsBefore(t *testing.T) {
	t.Parallel()
	path := pipePath + "insertFiles?showSkippedFiles=true&requestId="
	for _, c := range []struct {
		options []emulator.Option
		want    string
	}{
		{nil, `"skippedFiles":[]`},
		{[]emulator.Option{emulator.WithForgottenRequests()}, `"skippedFiles":["a.csv"]`},
	} {
		f := startPipe(t, append(c.options, emulator.WithPipe("db.raw.other=@landing"), emulator.WithUser(testAccount, "OTHER", &secondKey().PublicKey))...)
		f.put("landing", "a.csv", "1\n")
		f.do("POST", path+requestID, fileList("a.csv")).want(200)
		for _, id := range []string{requestID, strings.ToUpper(requestID)} {
			if again := f.do("POST", path+id, fileList("a.csv")).want(200); !strings.Contains(again.body, c.want) {
				t.Errorf("answered %s, want %s", again.body, c.want)
			}
		}
		other := "Bearer " + f.jwt(secondKey(), func(_, claims map[string]any) {
			claims["sub"] = testAccount + ".OTHER"
			claims["iss"] = testAccount + ".OTHER." + fingerprint(t, &secondKey().PublicKey)
		})
		if others := f.do("POST", path+requestID, fileList("a.csv"), "Authorization", other).want(200); !strings.Contains(others.body, `["a.csv"]`) {
			t.Errorf("another user's request of the same id is answered %s", others.body)
		}
		f.wantStatuses(f.report(""), "a.csv LOADED 1")
		elsewhere := strings.Replace(path, "ORDERS", "OTHER", 1)
		if others := f.do("POST", elsewhere+requestID, fileList("a.csv")).want(200); !strings.Contains(others.body, `[]`) || !f.Journal()[len(f.Journal())-1].Done {
			t.Errorf("another pipe's request of the same id is answered %s", others.body)
		}
	}
}

func TestAFullQueueTakesNoMore(t *testing.T) {
	t.Parallel()
	f := startPipe(t, emulator.WithLoadTime(8*time.Minute))
	paths := make([]string, 5_000)
	for i := range 4 {
		for j := range paths {
			paths[j] = fmt.Sprint(i, "/", j)
		}
		f.insert(paths...)
	}
	full := f.do("POST", pipePath+"insertFiles", fileList("one more"))
	if full.wantV1(429, "390429", "too many files"); full.header.Get("Retry-After") != "60" {
		t.Errorf("Retry-After %q", full.header.Get("Retry-After"))
	}
	f.clock.Advance(8 * time.Minute)
	f.insert("one more")
	if got := f.report(""); len(got.Files) != 10_000 || !*got.CompleteResult {
		t.Errorf("a report of %d files, complete %t", len(got.Files), *got.CompleteResult)
	}
}
