package emulator

import (
	"fmt"
	"net/http"
	"sync"
	"time"
)

// WithRequestRate answers 429 to requests beyond so many in a second; 0 is no limit. A second's worth may come at once, and what is refused
// does not count. The limit is one for the whole account and all its endpoints; OAuth tokens and the file storage have none.
//
// The documents promise a 429 to who sends too much, and tell neither how much that is nor how it is counted, nor whether
// Retry-After comes with it. It does here, in whole seconds, at least 1.
func WithRequestRate(perSecond int) Option {
	return func(e *Emulator) error {
		if perSecond < 0 {
			return fmt.Errorf("request rate %d: must not be negative", perSecond)
		}
		if perSecond > 0 {
			e.limit.interval = time.Second / time.Duration(perSecond)
		}
		return nil
	}
}

// requestRate is a token bucket, kept as the time at which it is full again.
type requestRate struct {
	interval time.Duration // between requests, in the long run; 0: no limit

	mu   sync.Mutex
	full time.Time
}

// admit counts a request unless there are too many.
func (r *requestRate) admit(now time.Time) *refusal {
	if r.interval == 0 {
		return nil
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	full := r.full
	if full.Before(now) {
		full = now
	}
	full = full.Add(r.interval)
	if early := full.Sub(now) - time.Second; early > 0 {
		return &refusal{
			status: http.StatusTooManyRequests, code: "390429", message: "Too many requests. Try again later.",
			retryAfter: int((early + time.Second - 1) / time.Second),
		}
	}
	r.full = full
	return nil
}
