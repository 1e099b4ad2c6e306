package provider

import (
	"context"
	"time"
)

const (
	writeTimeout = 20 * time.Minute
	readTimeout  = 5 * time.Minute
)

// outOfTime is why the context of an operation ends that took too long.
type outOfTime struct {
	limit    time.Duration
	argument string // that sets the limit, like timeouts.create; empty if nothing does
}

func (e *outOfTime) Error() string { return "not done within " + e.limit.String() }

func (e *outOfTime) remedy(unclear bool) string {
	remedy := "find out why Snowflake takes so long, or try again."
	if e.argument != "" {
		remedy = "give the operation more time by " + e.argument + ", or find out why Snowflake takes so long."
	}
	if unclear {
		remedy += " It may have been carried out all the same, so look at the stage first."
	}
	return remedy
}

// within bounds an operation as a whole, with all its requests, their repetitions and the waiting between them.
func within(ctx context.Context, limit time.Duration, argument string) (context.Context, context.CancelFunc) {
	return context.WithTimeoutCause(ctx, limit, &outOfTime{limit, argument})
}
