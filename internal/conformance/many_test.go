package conformance

import (
	"fmt"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/snowstage/terraform-provider-snowstage/internal/client"
	"github.com/snowstage/terraform-provider-snowstage/internal/emulator"
	"github.com/snowstage/terraform-provider-snowstage/internal/token"
)

const parallelism = 10 // Terraform's

// together does some work for each number below many, as many at a time as Terraform does.
func together(many int, work func(i int)) {
	var next atomic.Int32
	var wait sync.WaitGroup
	for range parallelism {
		wait.Go(func() {
			for i := int(next.Add(1)) - 1; i < many; i = int(next.Add(1)) - 1 {
				work(i)
			}
		})
	}
	wait.Wait()
}

func TestManyReadsWithOneToken(t *testing.T) {
	t.Parallel()
	const reads = 500
	a := emulated(t, &wire{})
	a.create(t, a.stage("MANY"), client.Stage{}, client.ErrorIfExists)
	for name, credential := range map[string]client.Credential{
		"a key pair":     keyPair(t, claim, user, registeredKey()),
		"a grant's":      oauth(t, token.OAuthConfig{ClientID: clientID, ClientSecret: secret, TokenURL: a.tokenURL()}),
		"a listed token": static(t, token.Form{Kind: token.ProgrammaticAccessToken}, listed),
	} {
		a.emulator.ResetJournal()
		c := a.as(t, credential, "")
		together(reads, func(int) {
			if _, err := c.Stages.Fetch(t.Context(), a.stage("MANY")); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		})
		tokens, grants := map[string]bool{}, 0
		for _, request := range a.emulator.Journal() {
			if request.Path == "/oauth/token-request" {
				grants++
				continue
			}
			tokens[request.Header.Get("Authorization")] = true
		}
		if len(tokens) != 1 || grants > 1 {
			t.Errorf("%s: %d reads had %d different tokens, %d of them granted", name, reads, len(tokens), grants)
		}
	}
}

// TestPaceOnTheEmulator applies more stages than the account allows requests.
func TestPaceOnTheEmulator(t *testing.T) {
	t.Parallel()
	const stages, perSecond = 100, 20   // a slow machine is faster than that, too
	const mostRefused = 3 * parallelism // the requests under way, each time that the pace turns out to be too fast
	a := emulated(t, &wire{}, emulator.WithRequestRate(perSecond))
	c, err := client.New(client.Config{BaseURL: a.address, UserAgent: userAgent, Credential: static(t, token.Form{Kind: token.ProgrammaticAccessToken}, listed)})
	if err != nil {
		t.Fatal(err)
	}
	together(stages, func(i int) {
		stage := a.stage(fmt.Sprintf("PACED_%d", i))
		if _, err := c.Stages.Create(t.Context(), stage.In(), client.Stage{Name: stage.Name.String()}, client.ErrorIfExists, nil); err != nil {
			t.Error(err)
		}
		if _, err := c.Stages.Fetch(t.Context(), stage); err != nil {
			t.Error(err)
		}
	})
	journal := a.emulator.Journal()
	refused := 0
	for _, request := range journal {
		if request.Status == http.StatusTooManyRequests {
			refused++
		}
	}
	if done := len(journal) - refused; done != 2*stages || refused == 0 || refused > mostRefused {
		t.Errorf("%d requests, of which %d were refused", len(journal), refused)
	}
}
