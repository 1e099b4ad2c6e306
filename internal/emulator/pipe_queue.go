package emulator

import (
	"cmp"
	"errors"
	"slices"
	"strings"
	"time"
)

const (
	longestMemory = 14 * 24 * time.Hour // of what a pipe has received

	// These bound the memory of each pipe; the oldest loads are forgotten.
	mostLoads  = 20_000
	mostQueued = 20_000
)

// pipedFile is a file that a pipe has received.
type pipedFile struct {
	path       string
	size       int64 // as the caller says
	received   time.Time
	half, done time.Time // when it is read and its rows begin to arrive, and when they all have
	isDone     bool

	loaded *loaded // once it is read

	number int       // of its newest event; -1: none
	at     time.Time // of that
}

// loaded is what was found in a file.
type loaded struct {
	tally
	location string // of the stage
	size     int64  // bytes, as on the stage
}

// enqueue spreads files over the load time.
func (p *pipe) enqueue(files []*pipedFile, now time.Time, loadTime time.Duration) {
	part := loadTime / time.Duration(max(len(files), 1))
	for i, f := range files {
		begin := now.Add(time.Duration(i) * part)
		f.received, f.number = now, -1
		f.half, f.done = begin.Add(part/2), begin.Add(part)
		p.received[f.path] = f
	}
	p.queue = append(p.queue, files...)
	slices.SortStableFunc(p.queue, func(a, b *pipedFile) int { return a.done.Compare(b.done) })
}

// settle lets happen what is due.
func (p *pipe) settle(now time.Time, load func(*pipe, *pipedFile) *loaded) {
	finished := 0
	for _, f := range p.queue {
		if f.loaded == nil && !f.half.After(now) {
			f.loaded = load(p, f)
			if p.hasHalf(f) && f.done.After(now) {
				p.happen(f, f.half)
			}
		}
		if !f.done.After(now) {
			f.isDone = true
			p.happen(f, f.done)
			finished++
		}
	}
	p.queue = slices.Delete(p.queue, 0, finished)
	p.forget(now)
}

// hasHalf tells whether rows of a file are there before all are: a file with a single one, or that fails, is never seen half.
func (p *pipe) hasHalf(f *pipedFile) bool {
	return f.loaded.good > 1 && f.loaded.status(p.continues) != loadFailed
}

// happen notes an event. No two have one time, so that a report can be continued from the time of any; that needs more digits than the
// milliseconds of the documents.
func (p *pipe) happen(f *pipedFile, at time.Time) {
	if f.number >= 0 {
		if i, ok := slices.BinarySearchFunc(p.events, f.number, byNumber); ok {
			p.events = slices.Delete(p.events, i, i+1)
		}
	}
	at = at.UTC().Truncate(time.Microsecond)
	if !at.After(p.stamp) {
		at = p.stamp.Add(time.Microsecond)
	}
	p.newest++
	p.stamp, f.at, f.number = at, at, p.newest
	p.events = append(p.events, f)
}

func byNumber(f *pipedFile, number int) int { return cmp.Compare(f.number, number) }

func (p *pipe) forget(now time.Time) {
	old := max(len(p.events)-mostLoads, 0)
	for old < len(p.events) && p.events[old].at.Before(now.Add(-longestMemory)) {
		old++
	}
	for _, f := range p.events[:old] {
		p.forgotten = f.number
		if f.isDone {
			delete(p.received, f.path)
		}
	}
	p.events = slices.Delete(p.events, 0, old)
}

// load reads a file as Snowflake itself does and counts its rows.
func (e *Emulator) load(p *pipe, f *pipedFile) *loaded {
	s, refused := e.store.find(p.stage.schema, p.stage.own)
	if refused != nil || s.Temporary {
		return &loaded{size: f.size, tally: tally{system: "Stage '" + p.stage.spelled() + "' does not exist or not authorized."}}
	}
	found := &loaded{size: f.size, location: s.loadLocation() + p.prefix}
	o, content, err := e.readFile(s, p.prefix+f.path)
	switch {
	case errors.Is(err, errGone):
		found.bad, found.first = 1, &rowError{message: "Remote file '" + found.location + f.path + "' was not found."}
	case err != nil:
		found.system = err.Error()
	default:
		found.size, found.tally = o.Size, countRows(f.path, content)
	}
	return found
}

// loadLocation is how reports name a stage: an internal one by an id, an external one by its url.
func (s *stage) loadLocation() string {
	if s.isInternal() {
		return "stages/" + s.ID + "/"
	}
	return strings.TrimSuffix(s.URL, "/") + "/"
}
