package token

import (
	"context"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"
)

const (
	// issueLimit bounds one renewal, which outlives the caller that began it so that its result is not lost.
	issueLimit = time.Minute
	// retryAfter is the pause between tries to renew a token that is still valid.
	retryAfter = 30 * time.Second
	// renewFraction of a token's life passes before it is renewed.
	renewFraction = 0.85
)

// Issued is a new token.
type Issued struct {
	Token    string
	Lifetime time.Duration // from now; 0 if it is not known to end
}

// Renewed is a token that is renewed before it ends, and when it is refused: by one caller, while the others wait.
// It is safe for concurrent use.
type Renewed struct {
	Form
	issue func(context.Context) (Issued, error)
	now   func() time.Time

	flight  singleflight.Group
	mu      sync.Mutex
	current string
	renewAt time.Time // zero: never
	expiry  time.Time // zero: never
}

// NewRenewed returns a source of the tokens that issue makes; it makes none yet.
func NewRenewed(form Form, now func() time.Time, issue func(context.Context) (Issued, error)) *Renewed {
	// Without its monotonic reading, which stands still while a computer sleeps, a time tells truly how old a token is.
	return &Renewed{Form: form, issue: issue, now: func() time.Time { return now().Round(0) }}
}

// Token returns the current token, or a new one if less than 15 % of its life is left.
// If that cannot be had, the current one is returned as long as it is valid. The caller waits no longer than ctx.
func (r *Renewed) Token(ctx context.Context) (string, error) {
	if token, ok := r.fresh(); ok {
		return token, nil
	}
	return r.renew(ctx)
}

// Renew returns another token than the refused one: the current one if somebody has renewed it meanwhile, else a new one.
func (r *Renewed) Renew(ctx context.Context, refused string) (string, error) {
	r.forget(refused)
	token, err := r.Token(ctx)
	if err == nil && token == refused {
		// A renewal that was under way may have found the token not refused yet.
		r.forget(refused)
		return r.Token(ctx)
	}
	return token, err
}

func (r *Renewed) renew(ctx context.Context) (string, error) {
	if err := ctx.Err(); err != nil {
		return "", err
	}
	done := r.flight.DoChan("", func() (any, error) {
		if token, ok := r.fresh(); ok {
			return token, nil
		}
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), issueLimit)
		defer cancel()
		issued, err := r.issue(ctx)
		if err != nil {
			return r.postpone(err)
		}
		r.keep(issued)
		return issued.Token, nil
	})
	select {
	case result := <-done:
		token, _ := result.Val.(string)
		return token, result.Err
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

func (r *Renewed) fresh() (token string, ok bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.current, r.current != "" && (r.renewAt.IsZero() || r.now().Before(r.renewAt))
}

func (r *Renewed) forget(refused string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.current == refused {
		r.current = ""
	}
}

func (r *Renewed) keep(issued Issued) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.current, r.renewAt, r.expiry = issued.Token, time.Time{}, time.Time{}
	if issued.Lifetime > 0 {
		now := r.now()
		r.renewAt = now.Add(time.Duration(renewFraction * float64(issued.Lifetime)))
		r.expiry = now.Add(issued.Lifetime)
	}
}

// postpone keeps the current token, if it is valid, for a while.
func (r *Renewed) postpone(cause error) (string, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	now := r.now()
	if r.current == "" || !now.Before(r.expiry) {
		return "", cause
	}
	r.renewAt = now.Add(retryAfter)
	if r.renewAt.After(r.expiry) {
		r.renewAt = r.expiry
	}
	return r.current, nil
}
