package conformance

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/snowstage/terraform-provider-snowstage/internal/client"
	"github.com/snowstage/terraform-provider-snowstage/internal/emulator"
)

func filesWaitInAQueue(t *testing.T, traffic *wire) {
	p := newPiped(t, traffic, emulator.WithLoadTime(10*time.Hour))
	p.put(t, "a.csv", "1,x\n2,y\n")
	p.put(t, "b.csv", "1,x\n2\n3,z\n4,w\n")
	p.insert(t, p.client, "LENIENT", "a.csv", "b.csv", "nothing.csv", "none.csv")
	report := p.report(t, "LENIENT", "")
	expectLoads(t, report.Files)
	// Of two and a half hours each.
	for after, want := range []string{
		"", "a.csv LOAD_IN_PROGRESS 1", "a.csv LOADED 2", "b.csv LOAD_IN_PROGRESS 1", "b.csv PARTIALLY_LOADED 3",
		"", "nothing.csv LOAD_FAILED 0", "", "none.csv LOAD_FAILED 0", "",
	} {
		if report = p.report(t, "LENIENT", report.NextBeginMark); want == "" {
			expectLoads(t, report.Files)
		} else {
			expectLoads(t, report.Files, want)
		}
		if !report.Complete {
			t.Errorf("after %d steps events were missed", after)
		}
		p.advance(75*time.Minute + 30*time.Second)
	}
}

func reportGoesOn(t *testing.T, traffic *wire) {
	p := newPiped(t, traffic)
	p.emulator.ResetJournal()
	var marks []string
	report := p.report(t, "PIPE", "")
	for _, path := range []string{"a.csv", "b.csv", "c.csv"} {
		p.insert(t, p.client, "PIPE", path)
		marks = append(marks, report.NextBeginMark)
		report = p.report(t, "PIPE", report.NextBeginMark)
		if expectLoads(t, report.Files, path+" LOAD_FAILED 0"); !report.Complete {
			t.Error("events were missed")
		}
	}
	expectLoads(t, p.report(t, "PIPE", "").Files, "a.csv LOAD_FAILED 0", "b.csv LOAD_FAILED 0", "c.csv LOAD_FAILED 0")
	for _, request := range p.requests(pipesPath) {
		query := queryOf(t, request)
		if strings.HasSuffix(request.Path, "/insertReport") && query.Has("beginMark") {
			if query.Get("beginMark") != marks[0] {
				t.Errorf("asked from %s, want %s", query.Get("beginMark"), marks[0])
			}
			marks = marks[1:]
		}
	}
	if len(marks) != 0 {
		t.Errorf("nothing was asked from %q", marks)
	}
}

// tenThousandEvents leaves the wire alone: it would tell it the same thing ten thousand times.
func tenThousandEvents(t *testing.T, _ *wire) {
	p := newPiped(t, &wire{})
	mark := p.report(t, "PIPE", "").NextBeginMark
	p.insert(t, p.client, "PIPE", manyPaths(10_001)...)
	report := p.report(t, "PIPE", mark)
	if len(report.Files) != 10_000 || report.Complete || report.Files[0].Path != "00001.csv" || report.Files[9_999].Path != "10000.csv" {
		t.Errorf("%d files, complete %t", len(report.Files), report.Complete)
	}
}

func tenMinutes(t *testing.T, traffic *wire) {
	p := newPiped(t, traffic)
	p.insert(t, p.client, "PIPE", "a.csv")
	p.advance(9 * time.Minute)
	expectLoads(t, p.report(t, "PIPE", "").Files, "a.csv LOAD_FAILED 0")
	p.advance(2 * time.Minute)
	expectLoads(t, p.report(t, "PIPE", "").Files)
}

func reportsThatMissEvents(t *testing.T, traffic *wire) {
	p := newPiped(t, traffic)
	mark := p.report(t, "PIPE", "").NextBeginMark
	p.insert(t, p.client, "PIPE", "a.csv")
	if !p.report(t, "PIPE", mark).Complete {
		t.Error("at once: events were missed")
	}
	p.advance(11 * time.Minute)
	late := p.report(t, "PIPE", mark)
	if late.Complete || late.NextBeginMark == mark {
		t.Errorf("too late: %+v", late)
	}
	if !p.report(t, "PIPE", late.NextBeginMark).Complete {
		t.Error("from the newest mark: events were missed")
	}
}

func propertiesOfLoads(t *testing.T, traffic *wire) {
	p := newPiped(t, traffic)
	const content = "id,name\n1,ä\n2\n3,c\n"
	p.put(t, "a.csv", content)
	p.put(t, "b.csv", "1\n")
	before := p.now()
	p.insert(t, p.client, "LENIENT", "a.csv", "b.csv", "nothing.csv")
	p.put(t, "unreadable.csv.gz", content)
	p.insert(t, p.client, "LENIENT", "unreadable.csv.gz")
	report := p.report(t, "LENIENT", "")
	p.advance(time.Minute)
	for _, files := range [][]client.LoadedFile{report.Files, p.history(t, "LENIENT", before.Add(-time.Minute), p.now())} {
		expectLoads(t, files, "a.csv PARTIALLY_LOADED 3", "b.csv LOADED 1", "nothing.csv LOAD_FAILED 0", "unreadable.csv.gz LOAD_FAILED 0")
		told := files[0]
		received, err := time.Parse(time.RFC3339Nano, told.TimeReceived)
		inserted, insertErr := time.Parse(time.RFC3339Nano, told.LastInsertTime)
		if errors.Join(err, insertErr) != nil || received.Before(before.Truncate(time.Millisecond)) || inserted.Before(received) || inserted.After(p.now()) {
			t.Errorf("received %s, inserted %s", told.TimeReceived, told.LastInsertTime)
		}
		if !strings.HasPrefix(told.StageLocation, "stages/") || !strings.HasSuffix(told.StageLocation, "/in/") || told.FirstError == "" {
			t.Errorf("location %q, first error %q", told.StageLocation, told.FirstError)
		}
		want := client.LoadedFile{
			Path: "a.csv", StageLocation: told.StageLocation, FileSize: int64(len(content)), TimeReceived: told.TimeReceived, LastInsertTime: told.LastInsertTime,
			RowsInserted: 3, RowsParsed: 4, ErrorsSeen: 1, ErrorLimit: 4, FirstError: told.FirstError, FirstErrorLine: 3, FirstErrorCharacter: 1,
			FirstErrorColumn: "C2", Complete: true, Status: client.PartiallyLoaded,
		}
		if told != want {
			t.Errorf("told %+v,\nwant %+v", told, want)
		}
	}
}

func unreadableFile(t *testing.T, traffic *wire) {
	p := newPiped(t, traffic)
	p.put(t, "a.csv.gz", "this is no gzip")
	p.insert(t, p.client, "PIPE", "a.csv.gz")
	p.advance(time.Minute)
	for _, files := range [][]client.LoadedFile{p.report(t, "PIPE", "").Files, p.history(t, "PIPE", p.now().Add(-time.Hour), p.now())} {
		if expectLoads(t, files, "a.csv.gz LOAD_FAILED 0"); files[0].SystemError == "" || files[0].FirstErrorLine != 0 {
			t.Errorf("told %+v", files)
		}
	}
}
