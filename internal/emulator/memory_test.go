package emulator

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"
)

func TestTheOldestResultsAreForgotten(t *testing.T) {
	t.Parallel()
	for what, r := range map[string]response{
		"many":  {body: []byte("{}")},
		"large": {body: []byte("{}"), rows: written{make([]byte, mostResultBytes/10)}},
	} {
		var rs results
		first := rs.keep("owner", 0, r)
		kept := 1
		for rs.byHandle[first] != nil && kept <= mostResults {
			rs.keep("owner", 0, r)
			kept++
		}
		last := rs.handles[len(rs.handles)-1]
		if rs.byHandle[first] != nil || rs.byHandle[last] == nil {
			t.Errorf("%s: of %d results the first is still known, or the last is not", what, kept)
		}
		if len(rs.byHandle) != kept-1 || len(rs.handles) != kept-1 || rs.bytes != (kept-1)*r.size() {
			t.Errorf("%s: %d of %d results are kept by %d handles, with %d bytes", what, len(rs.byHandle), kept, len(rs.handles), rs.bytes)
		}
	}
	var rs results
	huge := response{rows: written{make([]byte, mostResultBytes+1)}}
	if handle := rs.keep("owner", 0, huge); rs.byHandle[handle] == nil {
		t.Error("a huge result was forgotten before it could be fetched")
	}
}

func TestTheOldestStatementsAreForgotten(t *testing.T) {
	t.Parallel()
	var ss statements
	text := string(make([]byte, mostResultBytes/10))
	add := func(requestID string) *submitted {
		s := &submitted{handle: newUUID(), request: repeatable{requestID: requestID}, outcome: outcome{rows: [][]*string{{&text, nil}}}}
		ss.keep(s)
		return s
	}
	first, repeated := add("first"), add("repeated")
	for range 8 {
		add("other")
	}
	newer := add("repeated")
	if ss.byHandle[first.handle] != nil || ss.byRequest[first.request] != nil || ss.byHandle[repeated.handle] == nil {
		t.Error("the first is still known, or the second is not")
	}
	last := add("last")
	if ss.byHandle[repeated.handle] != nil || ss.byRequest[repeated.request] != newer || ss.byHandle[last.handle] != last {
		t.Error("with an old statement the one that has its request id now was forgotten, or the last one")
	}
	if len(ss.byRequest) != 3 || len(ss.handles) != 10 || ss.bytes != 10*len(text) {
		t.Errorf("%d requests, %d statements, %d bytes are kept", len(ss.byRequest), len(ss.handles), ss.bytes)
	}
}

func TestTheOldestHalfOfTheJournalIsForgotten(t *testing.T) {
	t.Parallel()
	for what, body := range map[string][]byte{"many": nil, "large": make([]byte, mostJournaledBytes/10)} {
		var j journal
		request := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", http.NoBody)
		var newest *Request
		longest := 0
		for longest <= len(j.entries) && longest <= longestJournal {
			longest = len(j.entries)
			newest = j.arrive(time.Time{}, request)
			j.finish(newest, body, http.StatusOK, false)
		}
		if want := longest - longest/2 + 1; len(j.entries) != want {
			t.Errorf("%s: of %d entries %d are left, want %d", what, longest, len(j.entries), want)
		}
		if j.entries[len(j.entries)-1] != newest || j.bytes != len(j.entries)*len(body) {
			t.Errorf("%s: the newest is gone, or %d bytes are counted for %d entries", what, j.bytes, len(j.entries))
		}
	}
}
