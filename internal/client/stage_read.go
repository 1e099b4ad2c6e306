package client

import (
	"context"
	"sync"
	"time"

	"github.com/snowstage/terraform-provider-snowstage/internal/identifier"
)

// Read describes one stage like Fetch, but may share a list of its schema with other reads. known is what the caller knows of the stage:
// a row that does not confirm it is not used, and the stage is fetched. Operations: fetchStage, listStages.
//
// What was asked of Snowflake before a write of this client to the stage had ended is not returned by a read that begins later. A list
// serves the reads that begin within a minute. Who is about to destroy or write a stage, or has just done so, looks at it by Fetch.
func (s *Stages) Read(ctx context.Context, stage identifier.Qualified, known Stage) (Stage, error) {
	return s.reader.read(ctx, stage, known)
}

// listAge is how long a list serves reads, from the moment it was sent.
const listAge = time.Minute

// stageReader decides which stage is fetched and which is taken from a list.
type stageReader struct {
	strategy ReadStrategy
	fetch    func(ctx context.Context, stage identifier.Qualified) (Stage, error)
	list     func(ctx context.Context, schema identifier.Schema) ([]Stage, error)
	notice   func(ctx context.Context, text string)
	now      func() time.Time

	mu      sync.Mutex
	tick    uint64 // counts the beginnings of requests and the ends of writes, to tell which came first
	schemas map[identifier.Schema]*schemaReads
	written map[identifier.Qualified]uint64 // when the last write of this client to a stage had ended
	trust   trust
}

// schemaReads is what the stageReader knows of one schema.
type schemaReads struct {
	began     bool        // a stage was fetched; only the second read asks for a list, since many schemas have one stage that is read
	example   *example    // to be compared with its row; nil if none is needed
	latest    *sharedList // nil if there is none
	restUntil time.Time   // after a list that failed
	isSlow    bool        // a list took too long: none is asked for any more
}

// read returns at the latest when its context ends. A row is only used if it confirms what is known of the stage; everything else, be it a
// change or a gap of the list, is for a fetch to tell.
func (r *stageReader) read(ctx context.Context, stage identifier.Qualified, known Stage) (Stage, error) {
	list, example := r.join(ctx, stage, known)
	switch {
	case example != nil:
		return r.fetchExample(ctx, example)
	case list == nil:
		return r.fetch(ctx, stage)
	}
	if !r.await(ctx, list) || !r.isTrusted(ctx, list) {
		return r.fetch(ctx, stage)
	}
	row, isListed := r.row(list, stage)
	if isListed && confirms(row, known) {
		return completed(row, known), nil
	}
	found, err := r.fetch(ctx, stage)
	if err == nil && isListed {
		r.doubt(ctx, stage, row, found)
	}
	return found, err
}

// join decides: an example to fetch; or a list to wait for; or, with neither, an ordinary fetch.
func (r *stageReader) join(ctx context.Context, stage identifier.Qualified, known Stage) (*sharedList, *example) {
	r.mu.Lock()
	defer r.mu.Unlock()
	isUnknown := known.CreatedOn == nil // as in an import: there is nothing that a row could confirm
	if r.strategy == ReadFetch || r.trust.isLost || isUnknown {
		return nil, nil
	}
	in := r.in(stage.In())
	if in.isSlow || r.now().Before(in.restUntil) {
		return nil, nil
	}
	if r.strategy == ReadAuto && (!in.began || !r.trust.isProven && in.example == nil) {
		in.began = true
		in.example = &example{stage: stage, began: r.next(), sent: r.now(), done: make(chan struct{})}
		return nil, in.example
	}
	r.forgetOldLists()
	if in.latest == nil {
		in.latest = r.start(ctx, stage.In())
	}
	if !r.isFresh(stage, in.latest.began) {
		return nil, nil
	}
	in.latest.waiting++
	return in.latest, nil
}

// isFresh reports whether no write to the stage has ended since the tick.
func (r *stageReader) isFresh(stage identifier.Qualified, since uint64) bool {
	return r.written[stage] < since
}

// wrote is to be called after a write to the stage, whatever has become of it.
func (r *stageReader) wrote(stage identifier.Qualified) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.written[stage] = r.next()
}

func (r *stageReader) next() uint64 {
	r.tick++
	return r.tick
}

func (r *stageReader) in(schema identifier.Schema) *schemaReads {
	if r.schemas[schema] == nil {
		r.schemas[schema] = &schemaReads{}
	}
	return r.schemas[schema]
}
