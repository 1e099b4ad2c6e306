package client

import (
	"context"
	"time"

	"github.com/snowstage/terraform-provider-snowstage/internal/identifier"
)

// sharedList is a list of a schema that reads wait for or take their rows from. It is a request of its own: it ends with none of them,
// unless all have gone.
type sharedList struct {
	schema  identifier.Schema
	began   uint64
	sent    time.Time
	waiting int // reads
	cancel  context.CancelFunc
	done    chan struct{}
	rows    map[identifier.Name]Stage // once done; nil if the list failed
}

// start sends a list. What its context carries for logs is that of the read which asked for it.
func (r *stageReader) start(ctx context.Context, schema identifier.Schema) *sharedList {
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	l := &sharedList{schema: schema, began: r.next(), sent: r.now(), cancel: cancel, done: make(chan struct{})}
	go func() {
		defer cancel()
		rows, err := r.list(ctx, schema)
		r.finish(l, rows, err)
	}()
	return l
}

// finish hands the rows out. An error is not: every read that waits fetches its stage, and so do later ones for a while.
func (r *stageReader) finish(l *sharedList, rows []Stage, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if err == nil {
		l.rows = byName(rows)
	} else if in := r.in(l.schema); in.latest == l { // else nobody waited for it any more
		in.latest, in.restUntil = nil, r.now().Add(listAge)
	}
	close(l.done)
}

// byName leaves out names that come twice: which of the rows is the stage's is not known.
func byName(stages []Stage) map[identifier.Name]Stage {
	rows := make(map[identifier.Name]Stage, len(stages))
	var twice []identifier.Name
	for _, stage := range stages {
		name := identifier.FromReply(stage.Name)
		if _, isThere := rows[name]; isThere {
			twice = append(twice, name)
		}
		rows[name] = stage
	}
	for _, name := range twice {
		delete(rows, name)
	}
	return rows
}

// await reports whether the list came, before the context ended.
func (r *stageReader) await(ctx context.Context, l *sharedList) bool {
	select {
	case <-l.done:
	case <-ctx.Done():
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	l.waiting--
	if !l.isDone() && l.waiting == 0 {
		l.cancel()
		if in := r.in(l.schema); in.latest == l {
			in.latest = nil
		}
	}
	return l.isDone() && l.rows != nil
}

// row returns the stage's row, unless the stage was written since the list was sent; and whether the row tells these properties, as far as
// a fetch would.
func (r *stageReader) row(l *sharedList, stage identifier.Qualified, has shape) (row Stage, isListed, isWhole bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.isFresh(stage, l.began) {
		row, isListed = l.rows[stage.Name]
	}
	return row, isListed, isListed && has&^r.trust.silent&^row.shape() == 0
}

func (l *sharedList) isDone() bool {
	select {
	case <-l.done:
		return true
	default:
		return false
	}
}

// isOver reports whether a list that came has become too old. One that is still under way is waited for, however long it takes.
func (l *sharedList) isOver(now time.Time) bool {
	return l.isDone() && now.Sub(l.sent) >= listAge
}
