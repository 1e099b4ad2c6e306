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

func byName(stages []Stage) map[identifier.Name]Stage {
	rows := make(map[identifier.Name]Stage, len(stages))
	for _, stage := range stages {
		rows[identifier.FromReply(stage.Name)] = stage
	}
	return rows
}

// longestListWait bounds the wait for a list or an example, from the moment the list was sent: after 45 s Snowflake answers 202, and to
// fetch the stages is then no slower.
const longestListWait = 45 * time.Second

// await reports whether the list came in time. What is in time leaves a read half of its own for a fetch.
func (r *stageReader) await(ctx context.Context, l *sharedList) bool {
	r.inTime(ctx, l, l.done)
	r.mu.Lock()
	defer r.mu.Unlock()
	l.waiting--
	if l.isDone() {
		return l.rows != nil
	}
	in := r.in(l.schema)
	in.isSlow = in.isSlow || r.now().Sub(l.sent) >= longestListWait
	if l.waiting == 0 {
		l.cancel()
		if in.latest == l {
			in.latest = nil
		}
	}
	return false
}

// inTime reports whether something for which a list is wanted has come before the wait is too long.
func (r *stageReader) inTime(ctx context.Context, l *sharedList, come <-chan struct{}) bool {
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
