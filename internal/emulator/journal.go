package emulator

import (
	"net/http"
	"slices"
	"sync"
	"time"
)

// Request is an entry of the journal.
type Request struct {
	Time   time.Time
	Method string
	Host   string // as the caller named it, with its port
	Path   string // percent-encoded
	Query  string // raw
	Header http.Header
	Body   string // empty for uploads to the storage
	Status int    // of the reply; 0 if the connection was reset or the reply is still to come
	Done   bool   // whether a write was carried out
}

// These bound the memory of an emulator that runs for days; the oldest half is forgotten then.
const (
	longestJournal     = 1 << 15
	mostJournaledBytes = 64 << 20 // of bodies
)

type journal struct {
	mu      sync.Mutex
	entries []*Request
	bytes   int // of bodies
}

// arrive notes a request; finish completes the entry before the reply is sent.
func (j *journal) arrive(now time.Time, r *http.Request) *Request {
	entry := &Request{
		Time:   now,
		Method: r.Method,
		Host:   r.Host,
		Path:   r.URL.EscapedPath(),
		Query:  r.URL.RawQuery,
		Header: r.Header.Clone(),
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	if len(j.entries) == longestJournal || j.bytes > mostJournaledBytes {
		j.forgetHalf()
	}
	j.entries = append(j.entries, entry)
	return entry
}

func (j *journal) forgetHalf() {
	j.entries = slices.Clone(j.entries[len(j.entries)/2:])
	j.bytes = 0
	for _, entry := range j.entries {
		j.bytes += len(entry.Body)
	}
}

func (j *journal) finish(entry *Request, body []byte, status int, done bool) {
	j.mu.Lock()
	defer j.mu.Unlock()
	entry.Body, entry.Status, entry.Done = string(body), status, done
	j.bytes += len(body)
}

// Journal returns the requests so far, in order of arrival; polls of /api/v2/results are included.
// Only the newest 16,384 are sure to be there, fewer if their bodies are large.
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
	e.journal.entries, e.journal.bytes = nil, 0
}
