package client

import (
	"errors"
	"net/http"
	"time"
)

// effect is what sending a request twice would do.
type effect int

const (
	reads   effect = iota // nothing
	drops                 // it might hit another object, made meanwhile; else the answer is that there is none
	creates               // a conflict with itself, or with orReplace a second replacement
	alters                // nothing: Snowflake tells the repetition of a statement from another one by its request id
)

func (e effect) writes() bool { return e != reads }

func (e effect) isRepeatable() bool { return e == reads || e == alters }

// outcome is what one try, or the result of an accepted one, says about the work.
type outcome int

const (
	answered     outcome = iota // done, or accepted
	unsent                      // no byte left; another try may succeed
	hopeless                    // no byte left, and none would the next time
	stopped                     // no byte left, because the guard of the write objects
	throttled                   // not done
	timedOut                    // 408: not done by its definition, but a proxy may have said it
	lost                        // sent, and no reply that says what became of it; another try may succeed
	expired                     // accepted, and its result is no longer known
	opaque                      // sent, and a reply that does not say what became of it; another try would probably get the same
	unauthorized                // not done; another token may do
	refused                     // not done, finally
)

// mayHaveBeenDone reports whether the server may have carried out the request.
func (o outcome) mayHaveBeenDone() bool {
	switch o {
	case timedOut, lost, expired, opaque:
		return true
	case answered, unsent, hopeless, stopped, throttled, unauthorized, refused:
	}
	return false
}

// repeats reports whether a request of that effect is sent again after the outcome without another look.
func (o outcome) repeats(e effect) bool {
	switch o {
	case unsent, throttled:
		return true
	case timedOut, lost:
		return e.isRepeatable()
	case answered, hopeless, stopped, expired, opaque, unauthorized, refused:
	}
	return false
}

// answer is a reply, or why there is none, with its meaning.
type answer struct {
	outcome outcome
	sent    time.Time // when the first byte may have left; zero if none has
	reply   *reply
	cause   error

	crowdedOut bool // refused with 429 because others were faster
}

func (a answer) accepted() bool {
	return a.outcome == answered && a.reply.status == http.StatusAccepted
}

// unknownHandle is the code of a results endpoint that does not know, or no longer knows, a result.
const unknownHandle = "390404"

// judge says what a reply to a call means.
func (r *reply) judge(call call) answer {
	a := answer{outcome: r.outcome(), reply: r, cause: r.flaw}
	forgotten := r.status == http.StatusNotFound && r.fault.code == unknownHandle || r.status == http.StatusGone
	switch {
	case call.ofResult && forgotten:
		a.outcome = expired
	case a.outcome == timedOut && r.fault.isOfStatement: // Snowflake has canceled it, after the time that it was given
		a.outcome = refused
	}
	return a
}

func (r *reply) outcome() outcome {
	switch {
	case errors.Is(r.flaw, errBrokeOff):
		return lost
	case r.status == http.StatusPartialContent: // nobody asked for a part
		return opaque
	case r.isSuccess() && r.flaw != nil:
		return opaque
	}
	switch r.status {
	case http.StatusUnauthorized:
		return unauthorized
	case http.StatusTooManyRequests:
		return throttled
	case http.StatusRequestTimeout:
		return timedOut
	case http.StatusInternalServerError, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return lost
	case http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
		return refused // both tell the client to send the request elsewhere
	}
	switch {
	case r.isSuccess():
		return answered
	case r.status >= 400 && r.status < 500:
		return refused
	}
	return opaque
}
