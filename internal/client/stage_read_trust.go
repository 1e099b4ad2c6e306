package client

import (
	"context"
	"fmt"
	"strings"

	"github.com/snowstage/terraform-provider-snowstage/internal/identifier"
)

// Whether the rows of a list tell all that a fetch tells is not documented: a list is SHOW STAGES inside, a fetch is DESCRIBE STAGE. So
// stages are fetched as examples, until one of them has shown for each property that the rows tell it alike.

// trust is what the comparisons have shown of the account's lists.
type trust struct {
	told   shape // properties that a row has told like the fetch of the same stage
	silent shape // properties of every stage that not even a fetch tells, as it was with some before November 2025
	isLost bool  // a row has told something otherwise, or not at all
}

func (t trust) covers(has shape) bool { return has&^t.silent&^t.told == 0 }

// example is a stage that was fetched to be compared with its row.
type example struct {
	stage identifier.Qualified
	began uint64
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

// isTrusted reports whether rows tell all these properties. If that is not known yet, it compares the example of a stage that has them
// with its row.
func (r *stageReader) isTrusted(ctx context.Context, l *sharedList, has shape) bool {
	if r.strategy == ReadList {
		return true
	}
	e, isKnown := r.pendingExample(l, has)
	if e != nil {
		select {
		case <-e.done:
			r.compare(ctx, l, e, has)
		case <-ctx.Done():
			return false
		}
		_, isKnown = r.pendingExample(l, has)
	}
	return isKnown
}

// pendingExample returns the example that has to be compared first, or that the properties are trusted; neither if they are not.
func (r *stageReader) pendingExample(l *sharedList, has shape) (e *example, isTrusted bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.trust.covers(has) {
		return nil, true
	}
	return r.in(l.schema).examples[has], false
}

// compare proves nothing by an example that was not found, has no row, or was written meanwhile. Another one takes its place then.
func (r *stageReader) compare(ctx context.Context, l *sharedList, e *example, has shape) {
	r.mu.Lock()
	if in := r.in(l.schema); in.examples[has] == e {
		delete(in.examples, has)
	}
	row, isListed := l.rows[e.stage.Name]
	isNews, otherwise := false, shape(0)
	if e.found != nil && isListed && r.isFresh(e.stage, min(e.began, l.began)) {
		otherwise = toldOtherwise(*e.found, row)
		isNews = r.learn(*e.found, otherwise)
		r.trust.told |= e.found.shape() &^ otherwise
	}
	r.mu.Unlock()
	if isNews {
		r.tell(ctx, e.stage, otherwise)
	}
}

// complete compares the row that lacks something with the fetch that was made for that reason.
func (r *stageReader) complete(ctx context.Context, stage identifier.Qualified, row, found Stage) {
	untold := found.shape() &^ row.shape()
	r.mu.Lock()
	isNews := r.learn(found, untold)
	r.mu.Unlock()
	if isNews {
		r.tell(ctx, stage, untold)
	}
}

// learn takes note of what a fetch tells, and of what the stage's row tells otherwise: that ends the use of lists. That somebody else has
// changed the stage between the two requests looks the same, and costs no more than time.
func (r *stageReader) learn(found Stage, otherwise shape) (isNews bool) {
	r.trust.silent |= ofEveryStage() &^ found.shape()
	isNews = otherwise != 0 && !r.trust.isLost && r.strategy == ReadAuto
	r.trust.isLost = r.trust.isLost || isNews
	return isNews
}

func (r *stageReader) tell(ctx context.Context, stage identifier.Qualified, otherwise shape) {
	r.notice(ctx, fmt.Sprintf("The list of stages does not tell %s of %s as a look at that stage alone does. Each stage is read by itself from now on.",
		strings.Join(otherwise.names(), ", "), stage))
}
