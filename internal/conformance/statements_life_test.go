package conformance

import (
	"context"
	"errors"
	"net/http"
	"testing"
	"time"

	"github.com/snowstage/terraform-provider-snowstage/internal/client"
	"github.com/snowstage/terraform-provider-snowstage/internal/emulator"
	"github.com/snowstage/terraform-provider-snowstage/internal/token"
)

// testStatements follows statements whose answers come late, never, or twice.
func testStatements(t *testing.T, traffic *wire) {
	t.Run("canceled", func(t *testing.T) {
		t.Parallel()
		a := emulated(t, traffic, emulator.WithAsync(1, 100), emulator.WithSlowStatements())
		if err := a.commentInterrupted(t); !errors.Is(err, context.Canceled) || errors.Is(err, client.ErrUnclear) {
			t.Errorf("%v", err)
		}
		a.expectComment(t, "before")
	})
	t.Run("canceled_too_late", func(t *testing.T) {
		t.Parallel()
		a := emulated(t, traffic, emulator.WithAsync(1, 100))
		if err := a.commentInterrupted(t); !errors.Is(err, context.Canceled) || !errors.Is(err, client.ErrUnclear) {
			t.Errorf("%v", err)
		}
		a.expectComment(t, "after")
	})
	t.Run("repeated", func(t *testing.T) {
		t.Parallel()
		a := emulated(t, traffic)
		stage, to := a.stage("REPEATED"), a.stage("REPEATED_2")
		a.create(t, stage, client.Stage{}, client.ErrorIfExists)
		a.dropAfter(t, to)
		defer a.emulator.Inject(emulator.Fault{Method: http.MethodPost, Path: "^/api/v2/statements$", Status: http.StatusServiceUnavailable, AfterWork: true, Times: 1})()
		ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
		defer cancel()
		if err := a.client.Stages.Rename(ctx, stage, to, text(a.fetch(t, stage).CreatedOn), nil); err != nil {
			t.Fatal(err)
		}
		a.fetch(t, to)
	})
	t.Run("refused_by_the_account", func(t *testing.T) {
		t.Parallel()
		a := emulated(t, traffic, emulator.WithoutSQL())
		if _, err := a.client.Stages.Types(t.Context(), a.in, ""); !errors.Is(err, client.ErrNoSQL) {
			t.Errorf("%v", err)
		}
	})
}

// commentInterrupted gives a stage another comment and stops waiting after the first poll.
func (a *place) commentInterrupted(t *testing.T) error {
	t.Helper()
	a.create(t, a.stage("SLOW"), client.Stage{Comment: new("before")}, client.ErrorIfExists)
	ctx, interrupt := context.WithCancel(t.Context())
	defer interrupt()
	polls := 0
	impatient, err := client.New(client.Config{
		BaseURL: a.address, UserAgent: userAgent, Credential: static(t, token.Form{Kind: token.ProgrammaticAccessToken}, listed),
		Sleep: func(ctx context.Context, _ time.Duration) error {
			if polls++; polls == 2 {
				interrupt()
			}
			return ctx.Err()
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	return impatient.Stages.Alter(ctx, a.stage("SLOW"), client.StageSettings{Comment: new("after")}, nil)
}

func (a *place) expectComment(t *testing.T, want string) {
	t.Helper()
	if got := text(a.fetch(t, a.stage("SLOW")).Comment); got != want {
		t.Errorf("its comment is %q", got)
	}
}
