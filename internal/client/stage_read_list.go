package client

import (
	"context"
	"time"

	"github.com/snowstage/terraform-provider-snowstage/internal/identifier"
)

// sharedList is a list of a schema that reads wait for or take their rows from. It is a request of its own: it ends with none of them
// but the last that waits, if that is cancelled.
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
	sent := r.now()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), longestListWait)
	l := &sharedList{schema: schema, began: r.next(), sent: sent, cancel: cancel, done: make(chan struct{})}
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
	now := r.now()
	if err == nil {
		l.rows = byName(rows)
	} else if in := r.in(l.schema); in.latest == l { // else nobody waited for it any more
		in.latest, in.restUntil = nil, now.Add(listAge)
		in.isSlow = now.Sub(l.sent) >= longestListWait
	}
	close(l.done)
}

// forgetOldLists frees rows that serve no read any more.
func (r *stageReader) forgetOldLists() {
	for _, in := range r.schemas {
		if in.latest != nil && in.latest.isOver(r.now()) {
			in.latest = nil
		}
	}
}

func byName(stages []Stage) map[identifier.Name]Stage {
	rows := make(map[identifier.Name]Stage, len(stages))
	for _, stage := range stages {
		rows[identifier.FromReply(stage.Name)] = stage
	}
	return rows
}

// longestListWait bounds a list, and the wait for an example, from the moment the list was sent: after 45 s Snowflake answers 202, and to
// fetch the stages is then no slower.
const longestListWait = 45 * time.Second

// await reports whether the list came in time. One that this read has no time for may still serve those who begin later.
func (r *stageReader) await(ctx context.Context, l *sharedList) bool {
	r.inTime(ctx, l, l.done)
	r.mu.Lock()
	defer r.mu.Unlock()
	l.waiting--
	if l.isDone() {
		return l.rows != nil
	}
	if l.waiting == 0 && ctx.Err() != nil {
		l.cancel()
		if in := r.in(l.schema); in.latest == l {
			in.latest = nil
		}
	}
	return false
}

// inTime reports whether a list, or the example that it is compared with, has come before the wait is too long. Both together leave a read
// a quarter of its own time for a fetch.
func (r *stageReader) inTime(ctx context.Context, l *sharedList, come <-chan struct{}) bool {
	select {
	case <-come:
		return true
	default:
	}
	wait := l.sent.Add(longestListWait).Sub(r.now())
	if deadline, ok := ctx.Deadline(); ok {
		wait = min(wait, time.Until(deadline)/2)
	}
	late := time.NewTimer(wait)
	defer late.Stop()
	select {
	case <-come:
		return true
	case <-late.C:
	case <-ctx.Done():
	}
	return false
}

// row returns the stage's row, unless the stage was written since the list was sent.
func (r *stageReader) row(l *sharedList, stage identifier.Qualified) (row Stage, isListed bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.isFresh(stage, l.began) {
		row, isListed = l.rows[stage.Name]
	}
	return row, isListed
}

func (l *sharedList) isDone() bool {
	select {
	case <-l.done:
		return true
	default:
		return false
	}
}

// isOver reports whether a list that came has become too old. One that is still under way may be waited for.
func (l *sharedList) isOver(now time.Time) bool {
	return l.isDone() && now.Sub(l.sent) >= listAge
}
