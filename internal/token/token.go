// Package token supplies the bearer tokens of requests: given ones, ones read from a file, and ones renewed in time.
// Each type of it can be the credential of a client.
package token

import (
	"context"
	"errors"
	"strings"
)

// Kind is a value of the header X-Snowflake-Authorization-Token-Type.
// Source: https://docs.snowflake.com/en/developer-guide/snowflake-rest-api/authentication.
type Kind string

// The kinds of tokens that Snowflake's REST API takes.
const (
	KeyPairJWT              Kind = "KEYPAIR_JWT"
	OAuth                   Kind = "OAUTH"
	ProgrammaticAccessToken Kind = "PROGRAMMATIC_ACCESS_TOKEN"
	WorkloadIdentity        Kind = "WORKLOAD_IDENTITY_FEDERATION"
)

// Form is what a token looks like on the wire.
type Form struct {
	Kind   Kind
	Prefix string // put before a token that does not start with WorkloadIdentityPrefix
}

// WorkloadIdentityPrefix starts each workload identity token on the wire.
const WorkloadIdentityPrefix = "WIF."

// WorkloadIdentityForm is the form of tokens that the platform AWS, AZURE, GCP or OIDC issued: WIF.<platform>.<token>.
func WorkloadIdentityForm(platform string) Form {
	return Form{Kind: WorkloadIdentity, Prefix: WorkloadIdentityPrefix + strings.ToUpper(platform) + "."}
}

// TokenType returns the kind.
func (f Form) TokenType() string { return string(f.Kind) }

// wire returns the token as it is sent. White space around it, like the line break that editors leave, is dropped.
func (f Form) wire(raw string) (string, error) {
	token := strings.TrimSpace(raw)
	if token == "" {
		return "", errors.New("the token is empty")
	}
	for _, c := range []byte(token) {
		if c <= ' ' || c > '~' {
			return "", errors.New("the token has characters other than printable ASCII, like a space or a line break inside")
		}
	}
	if strings.HasPrefix(token, WorkloadIdentityPrefix) {
		return token, nil
	}
	return f.Prefix + token, nil
}

// Static is a token that was given and that nothing can renew. It is safe for concurrent use.
type Static struct {
	Form
	token string
}

// NewStatic checks the token and returns its source. An error does not hold the token.
func NewStatic(form Form, token string) (*Static, error) {
	token, err := form.wire(token)
	if err != nil {
		return nil, err
	}
	return &Static{form, token}, nil
}

// Token returns the token.
func (s *Static) Token(context.Context) (string, error) { return s.token, nil }

// Renew returns the token, refused or not: there is no other.
func (s *Static) Renew(context.Context, string) (string, error) { return s.token, nil }
