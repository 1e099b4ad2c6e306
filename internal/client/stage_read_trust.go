package client

import (
	"cmp"
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/snowstage/terraform-provider-snowstage/internal/identifier"
)

// Whether the rows of a list tell all that a fetch tells is not documented: a list is SHOW STAGES inside, a fetch is DESCRIBE STAGE. So
// the first stage that is read is fetched as an example, and compared with its row before any other row is used.

// trust is what fetches have shown of the account's lists.
type trust struct {
	isProven bool // a row has told all that the fetch of the same stage told
	isLost   bool // a row has not
}

// example is a stage that was fetched to be compared with its row.
type example struct {
	stage identifier.Qualified
	began uint64
	sent  time.Time
	done  chan struct{}
	found *Stage // once done; nil if it could not be fetched
}

func (r *stageReader) fetchExample(ctx context.Context, e *example) (Stage, error) {
	found, err := r.fetch(ctx, e.stage)
	if err == nil {
		e.found = &found
	}
	close(e.done)
	return found, err
}

// isTrusted reports whether rows may be used. If that is not known yet, it compares the example with its row.
func (r *stageReader) isTrusted(ctx context.Context, l *sharedList) bool {
	e, isProven := r.pendingExample(l)
	switch {
	case e == nil:
	case r.inTime(ctx, l, e.done):
		r.compare(ctx, l, e)
		_, isProven = r.pendingExample(l)
	case r.now().Sub(e.sent) >= longestListWait:
		r.forsake(l, e)
	}
	return isProven
}

// forsake lets another stage be the example.
func (r *stageReader) forsake(l *sharedList, e *example) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if in := r.in(l.schema); in.example == e {
		in.example = nil
	}
}

// pendingExample returns the example that has to be compared first, or that rows may be used; neither if they may not.
func (r *stageReader) pendingExample(l *sharedList) (e *example, isProven bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.trust.isProven || r.strategy == ReadList {
		return nil, !r.trust.isLost
	}
	return r.in(l.schema).example, false
}

// compare proves nothing by an example that was not found, has no row, or was written meanwhile. Another one takes its place then.
func (r *stageReader) compare(ctx context.Context, l *sharedList, e *example) {
	r.forsake(l, e)
	r.mu.Lock()
	defer r.mu.Unlock()
	row, isListed := l.rows[e.stage.Name]
	if e.found == nil || !isListed || !r.isFresh(e.stage, min(e.began, l.began)) {
		return
	}
	otherwise := toldOtherwise(*e.found, row) | e.found.mentioned&^row.mentioned
	r.trust.isProven = r.trust.isProven || otherwise == 0
	r.learn(ctx, e.stage, otherwise)
}

// confirms reports whether a row tells exactly what is known. It need not tell the usual where a stage can have nothing else.
func confirms(row, known Stage) bool {
	for _, p := range stageProperties {
		told, wanted := p.of(row), p.of(known)
		isMoot := told == "" && wanted == p.usual && p.isMoot(row)
		if told != wanted && !isMoot {
			return false
		}
	}
	return true
}

// completed adds to a row that confirms what is known whether there are credentials and a key, which it need not tell. What a row leaves out
// of a directory table stays out: older replies do so too, and callers know it.
func completed(row, known Stage) Stage {
	row.HasCredentials = cmp.Or(row.HasCredentials, known.HasCredentials)
	row.HasEncryptionKey = cmp.Or(row.HasEncryptionKey, known.HasEncryptionKey)
	return row
}

// doubt compares a row that did not confirm what was known with the fetch that was made for that reason.
func (r *stageReader) doubt(ctx context.Context, stage identifier.Qualified, row, found Stage) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.learn(ctx, stage, toldOtherwise(found, row))
}

// learn takes note of what a stage's row tells otherwise than a fetch: that ends the use of lists, and is said once. That somebody else has
// changed the stage between the two requests looks the same, and costs no more than time.
func (r *stageReader) learn(ctx context.Context, stage identifier.Qualified, otherwise properties) {
	if otherwise == 0 || r.trust.isLost || r.strategy != ReadAuto {
		return
	}
	r.trust.isLost = true
	r.notice(ctx, fmt.Sprintf("The list of stages does not tell %s of %s as a look at that stage alone does. Each stage is read by itself from now on.",
		strings.Join(otherwise.names(), ", "), stage))
}
