package client

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/snowstage/terraform-provider-snowstage/internal/redact"
)

// How long a write in doubt may be looked after once its context has ended. Terraform's user waits no longer than a second after
// an interrupt; who has set a time limit waits a little longer for a clear answer.
const (
	graceOfInterrupt = 600 * time.Millisecond
	graceOfCancel    = 300 * time.Millisecond // of a statement, which may come before the look
	graceOfTimeout   = 5 * time.Second
)

// verdict is what a look shows of a write in doubt.
type verdict int

const (
	undecided verdict = iota // for the reason that comes with it
	notDone
	done
)

// settle looks what became of a write in doubt.
type settle func(ctx context.Context, e *errand) (verdict, error)

// inDoubt reports whether the write may have been carried out by a try that brought no clear answer.
func (e *errand) inDoubt() bool { return e.doubt && e.settle != nil }

// clearUp waits a little and looks what became of a write in doubt. It returns neither done nor an error if the write is to be sent again.
func (e *errand) clearUp(ctx context.Context, last answer) (isDone bool, err error) {
	if last.outcome != stopped {
		if err := e.pause(ctx, last); err != nil {
			last.cause = err
		}
	}
	endedBefore := ctx.Err() != nil
	verdict, reason := e.lookInto(ctx)
	if verdict == undecided && ctx.Err() != nil && !endedBefore { // it ended during the look, and its grace is still unused
		verdict, reason = e.lookInto(ctx)
	}
	switch {
	case verdict == done:
		return true, nil
	case verdict == notDone && last.outcome.mayHaveBeenDone() && ctx.Err() == nil && e.hasTryLeft():
		return false, nil
	}
	if reason != nil {
		last.cause = joinCause(last.cause, lookError{redact.Error(reason, e.secrets...)})
	}
	return false, e.fail(last)
}

// lookInto asks settle, within the grace if the context has ended.
func (e *errand) lookInto(ctx context.Context) (verdict, error) {
	e.hurried = errors.Is(ctx.Err(), context.Canceled)
	inTime, cancel := withGrace(ctx, graceOfInterrupt)
	defer cancel()
	return e.settle(inTime, e)
}

// lookError is why a look has left a write in doubt. What was answered to the look is no answer to the write.
type lookError struct{ reason error }

func (e lookError) Error() string { return "looking what became of it: " + e.reason.Error() }

func (e lookError) Unwrap() error {
	if failed, ok := errors.AsType[*Error](e.reason); ok {
		return failed.Cause
	}
	return e.reason
}

// withGrace gives a context that has ended a little more time, too little to queue.
func withGrace(ctx context.Context, afterInterrupt time.Duration) (context.Context, context.CancelFunc) {
	grace := afterInterrupt
	switch err := ctx.Err(); {
	case err == nil:
		return ctx, func() {}
	case errors.Is(err, context.DeadlineExceeded):
		grace = graceOfTimeout
	}
	return context.WithTimeout(context.WithValue(context.WithoutCancel(ctx), isGrace{}, true), grace)
}

// isGrace is the key by which the context of a grace is known.
type isGrace struct{}

func joinCause(first, second error) error {
	if first == nil {
		return second
	}
	return fmt.Errorf("%w; %w", first, second)
}
