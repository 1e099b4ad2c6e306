package provider

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"github.com/snowstage/terraform-provider-snowstage/internal/client"
	"github.com/snowstage/terraform-provider-snowstage/internal/keypair"
	"github.com/snowstage/terraform-provider-snowstage/internal/privatefile"
	"github.com/snowstage/terraform-provider-snowstage/internal/token"
)

// The client tells a key pair the server's time.
var _ client.DateObserver = (*keypair.Credential)(nil)

// credential reads the files that the settings name. It sends nothing.
func (c connection) credential(now func() time.Time, proxy func(*http.Request) (*url.URL, error)) (client.Credential, []problem) {
	switch c.signIn.method {
	case keyPair:
		return c.keyPair(now)
	case oauthToken:
		return c.signIn.token(token.Form{Kind: token.OAuth})
	case programmaticToken:
		return c.signIn.token(token.Form{Kind: token.ProgrammaticAccessToken})
	case workloadIdentity:
		return c.signIn.token(token.WorkloadIdentityForm(c.signIn.platform))
	}
	return c.granted(now, proxy)
}

func (c connection) keyPair(now func() time.Time) (client.Credential, []problem) {
	secret, text := c.signIn.secret, c.signIn.secret.value
	if secret.name == "private_key_path" {
		content, _, err := privatefile.Read(expandHome(secret.value, c.signIn.home))
		if err != nil {
			return nil, []problem{invalid(secret, err)}
		}
		text = string(content)
	}
	key, err := keypair.Parse(text, c.signIn.passphrase.value)
	switch {
	case errors.Is(err, keypair.ErrPassphraseMissing):
		return nil, []problem{c.signIn.missingPassphrase()}
	case errors.Is(err, keypair.ErrPassphraseWrong):
		return nil, []problem{invalid(c.signIn.passphrase, err)}
	case err != nil:
		return nil, []problem{invalid(secret, err)}
	}
	credential, err := keypair.NewCredential(c.account, c.signIn.user.value, key, now)
	if err != nil {
		return nil, []problem{invalid(secret, err)}
	}
	return credential, nil
}

func (s signIn) missingPassphrase() problem {
	why := fmt.Sprintf("The private key that %s gives is encrypted.", s.secret.source)
	if s.unused.given() {
		why += fmt.Sprintf(" The passphrase that %s gives is not tried on it: a key and its passphrase are given in the same way.", s.unused.source)
	}
	return missing("private_key_passphrase", why)
}

func (s signIn) token(form token.Form) (client.Credential, []problem) {
	var credential client.Credential
	var err error
	if s.secret.name == "token_path" {
		credential, err = token.NewFile(form, expandHome(s.secret.value, s.home))
	} else {
		credential, err = token.NewStatic(form, s.secret.value)
	}
	if err != nil {
		return nil, []problem{invalid(s.secret, err)}
	}
	return credential, nil
}

func (c connection) granted(now func() time.Time, proxy func(*http.Request) (*url.URL, error)) (client.Credential, []problem) {
	g := c.signIn.grant
	endpoint := c.baseURL.JoinPath("/oauth/token-request")
	if g.tokenURL.given() {
		var err error
		if endpoint, err = url.Parse(g.tokenURL.value); err != nil {
			return nil, []problem{invalid(g.tokenURL, errors.New("it is no URL"))}
		}
	}
	scope := g.scope.value
	if scope == "" && c.role != "" {
		scope = "session:role:" + c.role
	}
	credential, err := token.NewOAuth(token.OAuthConfig{
		ClientID: g.clientID.value, ClientSecret: g.clientSecret.value, RefreshToken: g.refreshToken.value,
		TokenURL: endpoint, Scope: scope, Proxy: proxy, Now: now,
	})
	if err != nil {
		return nil, []problem{invalid(g.tokenURL, err)}
	}
	return credential, nil
}
