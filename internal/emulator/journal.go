package emulator

import (
	"net/http"
	"sync"
	"time"
)

// Request is an entry of the journal.
type Request struct {
	Time   time.Time
	Method string
	Path   string // percent-encoded
	Query  string // raw
	Header http.Header
	Body   string // empty for uploads to the storage
	Status int    // of the reply; 0 if the connection was reset or the reply is still to come
	Done   bool   // whether a write was carried out
}

// longestJournal bounds the memory of an emulator that runs for days; the oldest half is forgotten then.
const longestJournal = 1 << 17

type journal struct {
	mu      sync.Mutex
	entries []*Request
}

// arrive notes a request; finish completes the entry before the reply is sent.
func (j *journal) arrive(now time.Time, r *http.Request) *Request {
	entry := &Request{
		Time:   now,
		Method: r.Method,
		Path:   r.URL.EscapedPath(),
		Query:  r.URL.RawQuery,
		Header: r.Header.Clone(),
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	if len(j.entries) == longestJournal {
		j.entries = append([]*Request(nil), j.entries[longestJournal/2:]...)
	}
	j.entries = append(j.entries, entry)
	return entry
}

func (j *journal) finish(entry *Request, body []byte, status int, done bool) {
	j.mu.Lock()
	defer j.mu.Unlock()
	entry.Body, entry.Status, entry.Done = string(body), status, done
}

// Journal returns the requests so far, in order of arrival; polls of /api/v2/results are included.
// Only the newest 65,536 are sure to be there.
func (e *Emulator) Journal() []Request {
	e.journal.mu.Lock()
	defer e.journal.mu.Unlock()
	requests := make([]Request, 0, len(e.journal.entries))
	for _, entry := range e.journal.entries {
		request := *entry
		request.Header = entry.Header.Clone()
		requests = append(requests, request)
	}
	return requests
}

// ResetJournal forgets the requests so far.
func (e *Emulator) ResetJournal() {
	e.journal.mu.Lock()
	defer e.journal.mu.Unlock()
	e.journal.entries = nil
}
