package token

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// mint issues t1, t2, … each after a second of work.
type mint struct {
	lifetime time.Duration
	fail     error
	issued   int
}

func (m *mint) issue(ctx context.Context) (Issued, error) {
	select {
	case <-time.After(time.Second):
	case <-ctx.Done():
		return Issued{}, ctx.Err()
	}
	if m.fail != nil {
		return Issued{}, m.fail
	}
	m.issued++
	return Issued{Token: fmt.Sprintf("t%d", m.issued), Lifetime: m.lifetime}, nil
}

func (m *mint) source() *Renewed { return NewRenewed(Form{Kind: OAuth}, time.Now, m.issue) }

func TestManyCallersRenewOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		mint := &mint{lifetime: time.Hour}
		source := mint.source()
		askAll := func(ask func() (string, error), want string) {
			t.Helper()
			var callers sync.WaitGroup
			for range 100 {
				callers.Go(func() {
					if token, err := ask(); err != nil || token != want {
						t.Errorf("got %q, %v; want %q", token, err, want)
					}
				})
			}
			callers.Wait()
		}
		askAll(func() (string, error) { return source.Token(t.Context()) }, "t1")
		askAll(func() (string, error) { return source.Renew(t.Context(), "t1") }, "t2")
		if mint.issued != 2 {
			t.Errorf("%d tokens were issued, want 2", mint.issued)
		}
	})
}

func TestTokenIsRenewedBeforeItEnds(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		mint := &mint{lifetime: 10 * time.Minute}
		source := mint.source()
		for _, step := range []struct {
			wait time.Duration
			want string
		}{{0, "t1"}, {8 * time.Minute, "t1"}, {time.Minute, "t2"}, {8 * time.Minute, "t2"}, {time.Hour, "t3"}} {
			time.Sleep(step.wait)
			if token, err := source.Token(t.Context()); err != nil || token != step.want {
				t.Errorf("after %v more: %q, %v; want %q", step.wait, token, err, step.want)
			}
		}
	})
}

func TestTokenWithoutLifetimeIsKept(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		source := (&mint{}).source()
		for range 2 {
			if token, err := source.Token(t.Context()); err != nil || token != "t1" {
				t.Errorf("got %q, %v; want t1", token, err)
			}
			time.Sleep(1000 * time.Hour)
		}
	})
}

func TestValidTokenOutlivesAFailingRenewal(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		mint := &mint{lifetime: 10 * time.Minute}
		source := mint.source()
		if _, err := source.Token(t.Context()); err != nil {
			t.Fatal(err)
		}
		mint.fail = errors.New("endpoint is down")

		time.Sleep(9 * time.Minute)
		if token, err := source.Token(t.Context()); err != nil || token != "t1" {
			t.Errorf("while it is valid: %q, %v; want t1", token, err)
		}
		if _, err := source.Renew(t.Context(), "t1"); !errors.Is(err, mint.fail) {
			t.Errorf("once it is refused: %v, want the cause", err)
		}
		mint.fail = nil
		if token, err := source.Token(t.Context()); err != nil || token != "t2" {
			t.Errorf("once the endpoint is back: %q, %v; want t2", token, err)
		}
		mint.fail = errors.New("endpoint is down again")
		time.Sleep(10 * time.Minute)
		if _, err := source.Token(t.Context()); !errors.Is(err, mint.fail) {
			t.Errorf("once it has ended: %v, want the cause", err)
		}
	})
}

func TestCallersWaitNoLongerThanTheirContext(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		mint := &mint{lifetime: time.Hour}
		source := mint.source()
		short, cancel := context.WithTimeout(t.Context(), time.Second/2)
		defer cancel()
		if _, err := source.Token(short); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v, want the deadline", err)
		}
		if token, err := source.Token(t.Context()); err != nil || token != "t1" || mint.issued != 1 {
			t.Errorf("got %q, %v after %d renewals; want the result of the one that was under way", token, err, mint.issued)
		}
		if _, err := source.Renew(short, "t1"); !errors.Is(err, context.DeadlineExceeded) || mint.issued != 1 {
			t.Errorf("an ended context began a renewal: %v, %d issued", err, mint.issued)
		}
	})
}

func TestRefusalDuringARenewalIsNotLost(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		mint := &mint{lifetime: time.Hour}
		source := mint.source()
		go func() { _, _ = source.Token(t.Context()) }()
		synctest.Wait()
		if token, err := source.Renew(t.Context(), "t1"); err != nil || token != "t2" {
			t.Errorf("got %q, %v; want t2: t1 was refused", token, err)
		}
	})
}
