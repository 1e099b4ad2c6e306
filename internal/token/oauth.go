package token

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"golang.org/x/oauth2"
	"golang.org/x/oauth2/clientcredentials"

	"github.com/snowstage/terraform-provider-snowstage/internal/redact"
)

// OAuthConfig says where access tokens come from: from the client's own credentials or, if RefreshToken is set, from that.
// Zero values of the optional fields mean the defaults given with them.
type OAuthConfig struct {
	ClientID     string
	ClientSecret string
	TokenURL     *url.URL // https; http is refused except for loopback
	Scope        string   // space-separated; not asked for if empty; a refresh token has its scope already
	RefreshToken string

	Proxy func(*http.Request) (*url.URL, error) // default: no proxy
	Now   func() time.Time                      // default: time.Now
}

// requestTimeout bounds one request to the token endpoint. The library bounds the reply to 1 MiB.
const requestTimeout = 30 * time.Second

// NewOAuth returns a source of access tokens of Snowflake OAuth or External OAuth; it sends nothing yet.
// A refresh token that the endpoint replaces is kept in memory. No error holds the secret or a token.
func NewOAuth(config OAuthConfig) (*Renewed, error) {
	if err := CheckEndpoint(config.TokenURL); err != nil {
		return nil, err
	}
	if config.Now == nil {
		config.Now = time.Now
	}
	endpoint := &endpoint{config: config, http: newHTTPClient(config.Proxy), refreshToken: config.RefreshToken}
	endpoint.grant = endpoint.newGrant()
	return NewRenewed(Form{Kind: OAuth}, config.Now, endpoint.issue), nil
}

// CheckEndpoint reports whether secrets may be sent to a token endpoint.
func CheckEndpoint(address *url.URL) error {
	switch {
	case address == nil || address.Hostname() == "" || address.Opaque != "":
		return errors.New("the address of the token endpoint is no URL like https://host/path")
	case address.User != nil:
		return errors.New("the address of the token endpoint must not hold a user or a password")
	case address.Scheme == "https", address.Scheme == "http" && isLoopback(address.Hostname()):
		return nil
	}
	return fmt.Errorf("the address of the token endpoint starts with %s://; only https:// is safe for secrets", address.Scheme)
}

// endpoint asks for tokens. Only one issue runs at a time.
type endpoint struct {
	config       OAuthConfig
	http         *http.Client
	refreshToken string
	grant        func(context.Context) (*oauth2.Token, error)
}

func (e *endpoint) issue(ctx context.Context) (Issued, error) {
	granted, err := e.grant(context.WithValue(ctx, oauth2.HTTPClient, e.http))
	if err != nil {
		return Issued{}, e.explain(err)
	}
	if granted.RefreshToken != "" {
		e.refreshToken = granted.RefreshToken
	}
	token, err := Form{Kind: OAuth}.wire(granted.AccessToken)
	if err != nil {
		return Issued{}, fmt.Errorf("reading the reply of the token endpoint %s: %w", e.config.TokenURL.Host, err)
	}
	var lifetime time.Duration // the library counts from time.Now
	if !granted.Expiry.IsZero() {
		lifetime = max(time.Until(granted.Expiry), time.Second)
	}
	return Issued{Token: token, Lifetime: lifetime}, nil
}

// newGrant lets the library find out whether the endpoint wants the client's credentials in a header or in the form:
// identity providers differ.
func (e *endpoint) newGrant() func(context.Context) (*oauth2.Token, error) {
	address := e.config.TokenURL.String()
	if e.config.RefreshToken == "" {
		credentials := &clientcredentials.Config{
			ClientID: e.config.ClientID, ClientSecret: e.config.ClientSecret, TokenURL: address, Scopes: strings.Fields(e.config.Scope),
		}
		return credentials.Token
	}
	client := &oauth2.Config{ClientID: e.config.ClientID, ClientSecret: e.config.ClientSecret, Endpoint: oauth2.Endpoint{TokenURL: address}}
	return func(ctx context.Context) (*oauth2.Token, error) {
		return client.TokenSource(ctx, &oauth2.Token{RefreshToken: e.refreshToken}).Token()
	}
}

// explain keeps the endpoint's code and description, and never its body, which may hold a token.
func (e *endpoint) explain(err error) error {
	doing := "asking the token endpoint " + e.config.TokenURL.Host + " for an access token"
	if refused, ok := errors.AsType[*oauth2.RetrieveError](err); ok {
		answer := fmt.Sprintf("it answered HTTP status %d", refused.Response.StatusCode)
		if code := e.redact(refused.ErrorCode); code != "" {
			answer += " with the error " + code
		}
		if description := e.redact(refused.ErrorDescription); description != "" {
			answer += ": " + description
		}
		return fmt.Errorf("%s: %s", doing, answer)
	}
	if failed, ok := errors.AsType[*url.Error](err); ok {
		return fmt.Errorf("%s: %w", doing, redact.Error(failed.Err, e.secrets()...))
	}
	return fmt.Errorf("%s: the reply is not the JSON object of RFC 6749 with an access_token", doing)
}

func (e *endpoint) secrets() []string {
	return []string{e.config.ClientSecret, e.config.RefreshToken, e.refreshToken}
}

// redact hides the secrets before it shortens the text, which might leave half of one.
func (e *endpoint) redact(text string) string {
	const longest = 500
	text = strings.Join(strings.Fields(redact.Text(text, e.secrets()...)), " ")
	return strings.ToValidUTF8(text[:min(len(text), longest)], "")
}
