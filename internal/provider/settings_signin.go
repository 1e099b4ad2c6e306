package provider

import (
	"fmt"
	"strings"

	"github.com/snowstage/terraform-provider-snowstage/internal/token"
)

// signIn is the chosen way to sign in and its settings.
type signIn struct {
	method method
	secret setting // the key, the token or the OAuth secret; or the path of the file with it
	home   string  // for paths that start with ~

	user       setting // of a key pair
	passphrase setting // of the key, from the same level
	unused     setting // a passphrase that another level gives
	platform   string  // of a workload identity
	grant      grant   // of OAuth
}

// grant is what an OAuth token endpoint is asked with.
type grant struct{ clientID, clientSecret, refreshToken, tokenURL, scope setting }

// signIn chooses a method and collects what belongs to it.
func (s settings) signIn(home string) (signIn, []problem) {
	authenticator := s.find("authenticator")
	chosen := signIn{home: home}
	by, kind, top, problems := s.choose(authenticator)
	if len(problems) > 0 {
		return chosen, problems
	}
	fields := secretFields[kind]
	chosen.method, chosen.secret = by, s.firstAt(top, kind)
	if second := s.at(top, fields[1]); kind != grantSecret && second.given() && second != chosen.secret {
		return chosen, []problem{conflicting(chosen.secret, second, "leave one of them out.")}
	}
	if by == oauthToken && !authenticator.given() && strings.HasPrefix(chosen.secret.value, token.WorkloadIdentityPrefix) {
		chosen.method = workloadIdentity
	}
	switch chosen.method {
	case keyPair:
		chosen.user = s.find("user")
		chosen.passphrase, chosen.unused = s.at(top, "private_key_passphrase"), s.find("private_key_passphrase")
		if !chosen.user.given() {
			problems = append(problems, missing("user", "A key pair's token names the user."))
		}
	case workloadIdentity:
		chosen.platform, problems = s.platform()
	case anyGrant, clientCredentials, refreshGrant:
		chosen.grant, problems = s.grant(chosen.method, top)
	}
	return chosen, problems
}

// choose looks for a secret from the highest level down. A secret hides what lower levels say, so that what is left over in the environment
// or in a profile does no harm; but an authenticator of any level is heard on how the secret is meant.
func (s settings) choose(authenticator setting) (method, secretKind, level, []problem) {
	methods, err := methodsOf(authenticator.value)
	for l := fromAttribute; l < nowhere; l++ {
		hidden := authenticator.level > l
		if err != nil && !hidden {
			return noMethod, noSecret, nowhere, []problem{invalid(authenticator, err)}
		}
		var present, fitting []secretKind
		for _, kind := range secretKinds {
			if !s.firstAt(l, kind).given() {
				continue
			}
			present = append(present, kind)
			if methods[kind] != noMethod {
				fitting = append(fitting, kind)
			}
		}
		meaning := methods
		if len(fitting) == 0 && hidden {
			fitting, meaning = present, derived
		}
		switch len(fitting) {
		case 0:
		case 1:
			return meaning[fitting[0]], fitting[0], l, nil
		default:
			return noMethod, noSecret, nowhere, []problem{conflicting(s.firstAt(l, fitting[0]), s.firstAt(l, fitting[1]),
				"leave one of them out, or say by authenticator which one counts.")}
		}
	}
	return noMethod, noSecret, nowhere, []problem{missingSecret(authenticator, methods)}
}

// firstAt returns the first setting of a kind that one level gives.
func (s settings) firstAt(l level, kind secretKind) setting {
	for _, name := range secretFields[kind] {
		if found := s.at(l, name); found.given() {
			return found
		}
	}
	return setting{level: nowhere}
}

func missingSecret(authenticator setting, methods map[secretKind]method) problem {
	if !authenticator.given() {
		return missing("private_key_path", "There is nothing to sign in with: neither a private key (private_key or private_key_path), "+
			"nor a token (token or token_path), nor an OAuth client (oauth_client_id with oauth_client_secret or oauth_refresh_token).")
	}
	for _, kind := range secretKinds {
		if methods[kind] != noMethod {
			fields := secretFields[kind]
			return missing(fields[0], fmt.Sprintf("The authenticator %s needs %s or %s.", strings.ToUpper(authenticator.value), fields[0], fields[1]))
		}
	}
	return missing("authenticator", "There is nothing to sign in with.")
}

func (s settings) platform() (string, []problem) {
	given := s.find("workload_identity_provider")
	if !given.given() {
		return "OIDC", nil
	}
	if err := checkPlatform(given.value); err != nil {
		return "", []problem{invalid(given, err)}
	}
	return given.value, nil
}

// grant collects the settings of OAuth, each from its highest level: an id in the configuration and its secret in the environment are usual.
// Which of two secrets counts is said by the level that gave the first.
func (s settings) grant(by method, top level) (grant, []problem) {
	g := grant{
		clientID: s.find("oauth_client_id"), clientSecret: s.find("oauth_client_secret"),
		tokenURL: s.find("oauth_token_request_url"), scope: s.find("oauth_scope"),
	}
	switch by {
	case anyGrant:
		g.refreshToken = s.at(top, "oauth_refresh_token")
	case refreshGrant:
		g.refreshToken = s.find("oauth_refresh_token")
	}
	var problems []problem
	need := func(given setting, name, why string) {
		if !given.given() {
			problems = append(problems, missing(name, why))
		}
	}
	need(g.clientID, "oauth_client_id", "The OAuth token endpoint asks who the client is.")
	if by == refreshGrant {
		need(g.refreshToken, "oauth_refresh_token", "The authenticator OAUTH_REFRESH_TOKEN needs a refresh token.")
	} else if !g.refreshToken.given() {
		need(g.clientSecret, "oauth_client_secret", "The client signs in to the OAuth token endpoint by its secret.")
		need(g.tokenURL, "oauth_token_request_url", "Access tokens of a client's own credentials come from an identity provider, not from Snowflake.")
	}
	return g, problems
}
