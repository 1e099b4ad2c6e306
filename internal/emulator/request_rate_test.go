package emulator_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/snowstage/terraform-provider-snowstage/internal/emulator"
)

// readsUntilRefused sends reads until one is refused, and returns how many were not.
func (f *fixture) readsUntilRefused() (taken int) {
	f.Helper()
	for taken < 100 && f.do(http.MethodGet, stagesPath, "").status == http.StatusOK {
		taken++
	}
	return taken
}

func TestRequestRate(t *testing.T) {
	t.Parallel()
	for _, perSecond := range []int{1, 3, 20} {
		f := start(t, emulator.WithRequestRate(perSecond))
		for _, step := range []struct {
			rest time.Duration
			want int
		}{
			{0, perSecond},
			{0, 0},
			{time.Second / 2, perSecond / 2},
			{time.Second, perSecond},
			{time.Minute, perSecond},
		} {
			f.clock.Advance(step.rest)
			if got := f.readsUntilRefused(); got != step.want {
				t.Errorf("%d a second: %d were answered after a rest of %v, want %d", perSecond, got, step.rest, step.want)
			}
		}
	}
}

func TestRefusalForTheRequestRate(t *testing.T) {
	t.Parallel()
	f := start(t, emulator.WithRequestRate(1), emulator.WithOAuthClient("id", "secret", "", 0))
	f.do(http.MethodGet, stagesPath, "").want(http.StatusOK)
	refused := f.do(http.MethodPost, stagesPath, `{"name":"X"}`)
	refused.wantError(http.StatusTooManyRequests, "390429", "Too many requests")
	if got := refused.header.Get("Retry-After"); got != "1" {
		t.Errorf("Retry-After: %q", got)
	}
	f.do(http.MethodPost, "/api/v2/statements", `{"statement":"SHOW STAGES"}`).wantError(http.StatusTooManyRequests, "390429")
	f.do(http.MethodGet, "/v1/data/pipes/DB.RAW.P/insertReport", "").wantV1(http.StatusTooManyRequests, "390429", "Too many requests")
	if status := f.do(http.MethodPost, "/oauth/token-request", "", "Content-Type", "application/x-www-form-urlencoded").status; status == http.StatusTooManyRequests {
		t.Error("the token endpoint is limited too")
	}
	journal := f.Journal()
	if len(journal) != 5 || journal[1].Status != http.StatusTooManyRequests || journal[1].Done {
		t.Errorf("journal: %+v", journal)
	}
	f.clock.Advance(time.Second)
	f.do(http.MethodGet, stagesPath+"/X", "").want(http.StatusNotFound)
}

func TestNoRequestRate(t *testing.T) {
	t.Parallel()
	f := start(t, emulator.WithRequestRate(0))
	if got := f.readsUntilRefused(); got != 100 {
		t.Errorf("refused after %d", got)
	}
	if _, err := emulator.New(emulator.WithRequestRate(-1)); err == nil {
		t.Error("a negative rate is taken")
	}
}
