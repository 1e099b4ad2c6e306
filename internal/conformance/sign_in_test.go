package conformance

import (
	"crypto/rand"
	"crypto/rsa"
	"errors"
	"net/http"
	"net/url"
	"sync"
	"testing"
	"time"

	"github.com/snowstage/terraform-provider-snowstage/internal/client"
	"github.com/snowstage/terraform-provider-snowstage/internal/emulator"
	"github.com/snowstage/terraform-provider-snowstage/internal/keypair"
	"github.com/snowstage/terraform-provider-snowstage/internal/token"
)

const (
	claim    = "ACME-TEST"
	user     = "TERRAFORM"
	workload = "a-workload-of-the-cloud"
	granted  = "an-access-token-from-elsewhere"
	clientID = "conformance"
	secret   = "a-secret-of-the-client"
	refresh  = "a-refresh-token"
)

var registeredKey, otherKey = sync.OnceValue(newKey), sync.OnceValue(newKey)

func newKey() *rsa.PrivateKey {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	return key
}

// people are who may sign in to the emulator.
func people() []emulator.Option {
	return []emulator.Option{
		emulator.WithUser(claim, user, &registeredKey().PublicKey),
		emulator.WithToken("PROGRAMMATIC_ACCESS_TOKEN", listed),
		emulator.WithToken("WORKLOAD_IDENTITY_FEDERATION", workload),
		emulator.WithToken("OAUTH", granted),
		emulator.WithOAuthClient(clientID, secret, refresh, 10*time.Minute),
		emulator.WithRoles("LOADER"),
	}
}

func testSignIn(t *testing.T, a *place) {
	stage := a.stage("SIGN_IN")
	a.create(t, stage, client.Stage{}, client.ErrorIfExists)

	t.Run("refused", func(t *testing.T) {
		t.Parallel()
		for name, credential := range map[string]client.Credential{
			"token":  static(t, token.Form{Kind: token.ProgrammaticAccessToken}, "wrong"),
			"oauth":  static(t, token.Form{Kind: token.OAuth}, "wrong"),
			"jwt":    static(t, token.Form{Kind: token.KeyPairJWT}, "wrong"),
			"no_key": keyPair(t, claim, user, otherKey()),
		} {
			for operation, err := range everyOperation(t, a.as(t, credential, ""), stage) {
				refused, ok := errors.AsType[*client.Error](err)
				if !errors.Is(err, client.ErrUnauthorized) || !ok || refused.Status != http.StatusUnauthorized || refused.Code == "" {
					t.Errorf("%s with a wrong %s: %v, want status 401 and a code", operation, name, err)
				}
			}
		}
		a.fetch(t, stage) // Nothing was dropped.
	})
	t.Run("accepted", func(t *testing.T) {
		t.Parallel()
		a.onlyEmulated(t, "it signs in with one credential")
		for name, credential := range map[string]client.Credential{
			"key pair":           keyPair(t, claim, user, registeredKey()),
			"key pair, any case": keyPair(t, "acme-test", "terraform", registeredKey()),
			"access token":       static(t, token.Form{Kind: token.OAuth}, granted),
			"workload identity":  static(t, token.WorkloadIdentityForm("OIDC"), workload),
			"client credentials": oauth(t, token.OAuthConfig{ClientID: clientID, ClientSecret: secret, TokenURL: a.tokenURL()}),
			"refresh token":      oauth(t, token.OAuthConfig{ClientID: clientID, ClientSecret: secret, TokenURL: a.tokenURL(), RefreshToken: refresh}),
		} {
			for operation, err := range everyRead(t, a.as(t, credential, "LOADER"), stage) {
				if err != nil {
					t.Errorf("%s with a %s: %v", operation, name, err)
				}
			}
		}
	})
	t.Run("clock_that_is_wrong", func(t *testing.T) {
		t.Parallel()
		a.onlyEmulated(t, "it signs in with one credential")
		for _, ahead := range []time.Duration{3 * time.Hour, -3 * time.Hour} {
			credential, err := keypair.NewCredential(claim, user, registeredKey(), func() time.Time { return time.Now().Add(ahead) })
			if err != nil {
				t.Fatal(err)
			}
			for operation, err := range everyRead(t, a.as(t, credential, ""), stage) {
				if err != nil {
					t.Errorf("%s with a clock that is %s ahead: %v", operation, ahead, err)
				}
			}
		}
	})
	t.Run("token_that_is_revoked", func(t *testing.T) {
		t.Parallel()
		a.onlyEmulated(t, "it signs in with one credential")
		credential := oauth(t, token.OAuthConfig{ClientID: clientID, ClientSecret: secret, TokenURL: a.tokenURL()})
		c := a.as(t, credential, "")
		if _, err := c.Stages.Fetch(t.Context(), stage); err != nil {
			t.Fatal(err)
		}
		first, err := credential.Token(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		a.emulator.RevokeToken(first)
		if _, err := c.Stages.Fetch(t.Context(), stage); err != nil {
			t.Errorf("fetching once the token is revoked: %v, want another token", err)
		}
		if second, err := credential.Token(t.Context()); err != nil || second == first {
			t.Errorf("the token is kept (%v)", err)
		}
	})
	t.Run("role", func(t *testing.T) {
		t.Parallel()
		a.onlyEmulated(t, "how it refuses a role is not documented")
		c := a.as(t, static(t, token.Form{Kind: token.ProgrammaticAccessToken}, listed), "SOMEBODY_ELSES_ROLE")
		_, err := c.Stages.Fetch(t.Context(), stage)
		refused, ok := errors.AsType[*client.Error](err)
		if !ok || refused.Status < 400 || refused.Status >= 500 || errors.Is(err, client.ErrNotFound) {
			t.Errorf("fetching with a role that is not granted: %v, want a refusal that is no 404", err)
		}
	})
}

func (a *place) tokenURL() *url.URL { return a.address.JoinPath("/oauth/token-request") }

func static(t *testing.T, form token.Form, text string) client.Credential {
	t.Helper()
	credential, err := token.NewStatic(form, text)
	if err != nil {
		t.Fatal(err)
	}
	return credential
}

func keyPair(t *testing.T, account, user string, key *rsa.PrivateKey) client.Credential {
	t.Helper()
	credential, err := keypair.NewCredential(account, user, key, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	return credential
}

func oauth(t *testing.T, config token.OAuthConfig) client.Credential {
	t.Helper()
	credential, err := token.NewOAuth(config)
	if err != nil {
		t.Fatal(err)
	}
	return credential
}
