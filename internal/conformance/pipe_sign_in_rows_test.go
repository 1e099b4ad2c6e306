package conformance

import (
	"errors"
	"net/http"
	"testing"

	"github.com/snowstage/terraform-provider-snowstage/internal/client"
	"github.com/snowstage/terraform-provider-snowstage/internal/fileurl"
	"github.com/snowstage/terraform-provider-snowstage/internal/token"
)

// expectSignIn uses every operation, each of which carries the token.
func (p *piped) expectSignIn(t *testing.T, credential client.Credential, tokenType string) {
	t.Helper()
	p.emulator.ResetJournal()
	for operation, err := range everyPipeOperation(t, p.as(t, credential, ""), p.stage("PIPE")) {
		if err != nil {
			t.Errorf("%s: %v", operation, err)
		}
	}
	asked := p.requests(pipesPath)
	for _, request := range asked {
		if !signsIn(t, request, credential, tokenType) {
			t.Errorf("%s was asked with %v", request.Path, request.Header)
		}
	}
	if len(asked) != 3 {
		t.Errorf("asked %d times", len(asked))
	}
}

func pipeByKeyPair(t *testing.T, traffic *wire) {
	p := newPiped(t, traffic)
	p.expectSignIn(t, keyPair(t, claim, user, registeredKey()), "KEYPAIR_JWT")
	for operation, err := range everyPipeOperation(t, p.as(t, keyPair(t, claim, user, otherKey()), ""), p.stage("PIPE")) {
		if !errors.Is(err, client.ErrUnauthorized) {
			t.Errorf("%s with a key of somebody else: %v", operation, err)
		}
	}
}

func pipeByOAuth(t *testing.T, traffic *wire) {
	p := newPiped(t, traffic)
	for _, credential := range p.byOAuth(t) {
		p.expectSignIn(t, credential, "OAUTH")
	}
}

func pipeWithoutSession(t *testing.T, traffic *wire) {
	p := newPiped(t, traffic)
	p.put(t, "a.csv", "1\n")
	p.insert(t, p.client, "PIPE", "a.csv")
	mark := p.report(t, "PIPE", "").NextBeginMark
	p.insert(t, p.as(t, keyPair(t, claim, user, registeredKey()), ""), "PIPE", "b.csv")
	report, err := p.as(t, keyPair(t, claim, user, registeredKey()), "").Pipes.Report(t.Context(), p.stage("PIPE"), mark)
	if err != nil {
		t.Fatal(err)
	}
	expectLoads(t, report.Files, "b.csv LOAD_FAILED 0") // The mark of one caller is good for another.
	for _, request := range p.requests(pipesPath) {
		if request.Header.Get("Authorization") == "" || request.Header.Get("Cookie") != "" {
			t.Errorf("%s was asked with %v", request.Path, request.Header)
		}
	}
}

func pipeByDefaultRole(t *testing.T, traffic *wire) {
	p := newPiped(t, traffic)
	c := p.as(t, static(t, token.Form{Kind: token.OAuth}, granted), "SOMEBODY_ELSES_ROLE")
	for operation, err := range everyPipeOperation(t, c, p.stage("PIPE")) {
		if err != nil {
			t.Errorf("%s: %v", operation, err)
		}
	}
	if _, err := c.Stages.Fetch(t.Context(), p.stage("PIPED")); !errors.Is(err, client.ErrNoRole) {
		t.Errorf("the role counts for nothing anywhere: %v", err)
	}
}

func oneKeyPairForAll(t *testing.T, traffic *wire) {
	p := newPiped(t, traffic)
	c, stage := p.as(t, keyPair(t, claim, user, registeredKey()), ""), p.stage("OF_A_KEY")
	p.dropAfter(t, stage)
	settings := sse()
	settings.Name = stage.Name.String()
	if _, err := c.Stages.Create(t.Context(), stage.In(), settings, client.ErrorIfExists, nil); err != nil {
		t.Fatal(err)
	}
	if err := c.Files.Upload(t.Context(), stage, "a.csv", contentOf([]byte("1\n"))); err != nil {
		t.Fatal(err)
	}
	if content, err := c.Files.Get(t.Context(), fileurl.File{Host: c.Host(), Stage: stage, Path: "a.csv"}, 2); err != nil || string(content) != "1\n" {
		t.Errorf("%q, %v", content, err)
	}
	p.expectSignIn(t, keyPair(t, claim, user, registeredKey()), "KEYPAIR_JWT")
}

func pipeTokenIsReplaced(t *testing.T, traffic *wire) {
	p := newPiped(t, traffic)
	credential := oauth(t, token.OAuthConfig{ClientID: clientID, ClientSecret: secret, TokenURL: p.tokenURL()})
	revoked, err := credential.Token(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	p.emulator.RevokeToken(revoked)
	c := p.as(t, credential, "")
	p.insert(t, c, "PIPE", "a.csv")
	asked := p.requests(pipesPath)
	if len(asked) != 2 || asked[0].Status != http.StatusUnauthorized || asked[1].Status != http.StatusOK ||
		asked[0].Query != asked[1].Query || asked[0].Header.Get("Authorization") == asked[1].Header.Get("Authorization") {
		t.Errorf("asked %+v", asked)
	}
	p.emulator.Inject(refusingPipe(http.StatusUnauthorized))
	p.emulator.ResetJournal()
	if _, err := c.Pipes.Report(t.Context(), p.stage("PIPE"), ""); !errors.Is(err, client.ErrUnauthorized) || len(p.requests(pipesPath)) != 2 {
		t.Errorf("refused for good: %v after %d tries", err, len(p.requests(pipesPath)))
	}
}
