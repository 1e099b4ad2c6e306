package provider

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// method is how to sign in.
type method int

const (
	noMethod method = iota
	keyPair
	oauthToken
	programmaticToken
	workloadIdentity
	anyGrant // OAuth tokens by whatever grant the settings allow
	clientCredentials
	refreshGrant
)

// secretKind is a group of settings of which one signs in.
type secretKind int

const (
	noSecret secretKind = iota
	keySecret
	tokenSecret
	grantSecret
)

var secretKinds = []secretKind{keySecret, tokenSecret, grantSecret}

var secretFields = map[secretKind][2]string{
	keySecret:   {"private_key", "private_key_path"},
	tokenSecret: {"token", "token_path"},
	grantSecret: {"oauth_client_secret", "oauth_refresh_token"},
}

// derived is what a secret means if no authenticator is given. A token is taken for OAuth's, as the CLI takes it:
// OAuth tokens and programmatic access tokens cannot be told from each other.
var derived = map[secretKind]method{keySecret: keyPair, tokenSecret: oauthToken, grantSecret: anyGrant}

// authenticators are the official provider's names, and the REST API's for workload identities. OAUTH_REFRESH_TOKEN is ours.
var authenticators = map[string]map[secretKind]method{
	"SNOWFLAKE_JWT":                {keySecret: keyPair},
	"OAUTH":                        {tokenSecret: oauthToken, grantSecret: anyGrant},
	"OAUTH_CLIENT_CREDENTIALS":     {grantSecret: clientCredentials},
	"OAUTH_REFRESH_TOKEN":          {grantSecret: refreshGrant},
	"PROGRAMMATIC_ACCESS_TOKEN":    {tokenSecret: programmaticToken},
	"WORKLOAD_IDENTITY":            {tokenSecret: workloadIdentity},
	"WORKLOAD_IDENTITY_FEDERATION": {tokenSecret: workloadIdentity},
}

var workloadPlatforms = []string{"AWS", "AZURE", "GCP", "OIDC"}

func authenticatorNames() []string { return slices.Sorted(maps.Keys(authenticators)) }

// methodsOf returns what secrets mean to an authenticator; an empty one is not given.
func methodsOf(authenticator string) (map[secretKind]method, error) {
	if authenticator == "" {
		return derived, nil
	}
	name := strings.ToUpper(authenticator)
	if methods, ok := authenticators[name]; ok {
		return methods, nil
	}
	accepted := strings.Join(authenticatorNames(), ", ")
	switch {
	case name == "SNOWFLAKE", name == "USERNAME_PASSWORD_MFA":
		return nil, fmt.Errorf("%s signs in by password, which Snowflake's REST API does not take: use a key pair (SNOWFLAKE_JWT) or "+
			"a programmatic access token (PROGRAMMATIC_ACCESS_TOKEN); accepted are %s", authenticator, accepted)
	case name == "EXTERNALBROWSER", name == "OAUTH_AUTHORIZATION_CODE", name == "OKTA", name == "TOKENACCESSOR", strings.HasPrefix(name, "HTTPS://"):
		return nil, fmt.Errorf("%s needs a person at a browser, which a provider has not: use a key pair (SNOWFLAKE_JWT), "+
			"or OAuth by OAUTH_CLIENT_CREDENTIALS or OAUTH_REFRESH_TOKEN; accepted are %s", authenticator, accepted)
	}
	return nil, fmt.Errorf("%q is no authenticator; accepted are %s", authenticator, accepted)
}
