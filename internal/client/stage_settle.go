package client

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/snowstage/terraform-provider-snowstage/internal/identifier"
)

// NotOursError says why a stage that was found after a create in doubt is not known to be the one created.
type NotOursError struct {
	Found       Stage
	Differences []Difference // from what was to be created; none if the time is the reason
	Tried       time.Time    // when the first try that may have been carried out was sent, by the server's clock; zero if that is not known
}

// Error says on one line what is different, or which of the two was first.
func (e *NotOursError) Error() string {
	const found = "a stage of that name was found, but nothing proves that it is the one that was to be created: "
	switch {
	case len(e.Differences) > 0:
		lines := make([]string, len(e.Differences))
		for i, difference := range e.Differences {
			lines[i] = difference.String()
		}
		return found + "it differs in " + strings.Join(lines, "; ")
	case e.Found.CreatedOn == nil:
		return found + "Snowflake did not say when it was created"
	case e.Tried.IsZero():
		return found + "it was created on " + *e.Found.CreatedOn + ", and when the request was sent by Snowflake's clock is not known"
	}
	return found + fmt.Sprintf("it was created on %s, and the request was sent on %s by Snowflake's clock", *e.Found.CreatedOn, e.Tried.UTC().Format("2006-01-02T15:04:05.000Z"))
}

var (
	errStillThere = errors.New("the stage was still there")
	errAbsent     = errors.New("there was no such stage")
)

// creation is a create that may be in doubt.
type creation struct {
	stages *Stages
	name   identifier.Qualified
	wanted Stage
	mode   CreateMode
	found  *Stage // the stage that a look has shown to be the one created
}

// settle reads the name. A stage there is the one created if it has been absent since the first try or was created after it, and is as
// wanted in all that can be read. With ifNotExists any stage will do; with orReplace any other is replaced.
func (c *creation) settle(ctx context.Context, e *errand) (verdict, error) {
	found, err := c.stages.Fetch(ctx, c.name)
	switch {
	case errors.Is(err, ErrNotFound):
		e.absent = true
		return notDone, errAbsent
	case err != nil:
		return undecided, err
	case c.mode == IfNotExists:
		c.found = &found
		return done, nil
	}
	reason := c.disown(ctx, e, found)
	switch {
	case reason == nil:
		c.found = &found
		return done, nil
	case c.mode == OrReplace:
		return notDone, reason
	}
	return undecided, reason
}

// disown returns why the stage found is not known to be the one created.
func (c *creation) disown(ctx context.Context, e *errand, found Stage) error {
	if differences := Differences(c.wanted, found); len(differences) > 0 {
		return &NotOursError{Found: found, Differences: differences}
	}
	if e.absent {
		return nil
	}
	createdOn, precision, ok := found.created()
	if !ok {
		return &NotOursError{Found: found}
	}
	sent := c.stages.timeOfTry(ctx, e, c.name, createdOn, precision)
	if sent.allows(createdOn, precision) {
		return nil
	}
	return &NotOursError{Found: found, Tried: sent.earliest}
}

const (
	// moreDates is how many replies are asked for, at most, to learn the server's clock: each halves what is not known of it.
	moreDates = 7

	// closeEnough is how well the time of a try must be known to take a stage for ours that may be a little older or younger.
	closeEnough = 750 * time.Millisecond
)

// sending is when a try was sent, by the server's clock: at least earliest, before after.
type sending struct {
	earliest, after time.Time
	now             time.Time // the latest that it can be by that clock
	hurried         bool      // there was no time to learn more of that clock
}

// tells reports whether a stage created at that time is certainly older or younger.
func (s sending) tells(createdOn time.Time, precision time.Duration) bool {
	return s.earliest.IsZero() || !createdOn.Add(precision).After(s.earliest) || !createdOn.Before(s.after)
}

// allows reports whether a stage created at that time may be what the try made, by all that could be learned of the server's clock.
func (s sending) allows(createdOn time.Time, precision time.Duration) bool {
	switch {
	case s.earliest.IsZero(), createdOn.After(s.now), !createdOn.Add(precision).After(s.earliest):
		return false
	case !createdOn.Before(s.after):
		return true
	}
	return s.hurried || s.after.Sub(s.earliest) <= closeEnough
}

func (e *errand) sending() sending {
	earliest, after, known := e.client.clock.at(e.began)
	_, now, _ := e.client.clock.at(e.client.config.Now())
	if !known || e.began.IsZero() {
		return sending{}
	}
	return sending{earliest, after, now, e.hurried}
}

// timeOfTry returns when the try was sent that may have been carried out. While a stage created at the given time may be older or
// younger than that, it asks for more replies at the times whose Date tells most.
func (s *Stages) timeOfTry(ctx context.Context, e *errand, name identifier.Qualified, createdOn time.Time, precision time.Duration) sending {
	clock, config := s.client.clock, s.client.config
	for range moreDates {
		sent := e.sending()
		if e.hurried || sent.tells(createdOn, precision) || config.Sleep(ctx, clock.untilTelling(config.Now())) != nil {
			break
		}
		if _, err := s.Fetch(ctx, name); err != nil {
			break
		}
		if closer := e.sending(); closer.after.Sub(closer.earliest) >= sent.after.Sub(sent.earliest) {
			break
		}
	}
	return e.sending()
}

// created reads created_on, and how long the unit is in which it is told.
func (s Stage) created() (at time.Time, precision time.Duration, ok bool) {
	if s.CreatedOn == nil {
		return time.Time{}, 0, false
	}
	at, err := time.Parse(time.RFC3339Nano, *s.CreatedOn)
	if err != nil {
		return time.Time{}, 0, false
	}
	precision = time.Second
	if _, fraction, found := strings.Cut(*s.CreatedOn, "."); found {
		for i := 0; i < len(fraction) && fraction[i] >= '0' && fraction[i] <= '9'; i++ {
			precision /= 10
		}
	}
	return at, max(precision, 1), true
}

// settleDrop looks whether a stage is still there, by the guard if there is one.
func (s *Stages) settleDrop(stage identifier.Qualified) settle {
	return func(ctx context.Context, e *errand) (verdict, error) {
		var err error
		if e.guard != nil {
			err = e.guard(ctx)
			e.looked = err == nil
		} else {
			_, err = s.Fetch(ctx, stage)
		}
		switch {
		case err == nil:
			return notDone, errStillThere
		case errors.Is(err, ErrNotFound), errors.Is(err, ErrReplaced):
			return done, nil
		}
		return undecided, err
	}
}
