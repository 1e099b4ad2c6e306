package emulator

import (
	"crypto/subtle"
	"errors"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"time"
)

const (
	tokenEndpoint       = "/oauth/token-request"
	defaultOAuthLife    = 10 * time.Minute
	keepExpiredOAuthFor = 24 * time.Hour
	oauthPrefix         = "ver:" // starts the access tokens that Snowflake issues
)

type oauthClient struct {
	secret, refreshToken string
	lifetime             time.Duration
}

func (a *accounts) addClient(id, secret, refreshToken string, lifetime time.Duration) error {
	if id == "" || secret == "" {
		return errors.New("adding an oauth client: id and secret must not be empty")
	}
	if lifetime == 0 {
		lifetime = defaultOAuthLife
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.clients == nil {
		a.clients = map[string]oauthClient{}
	}
	a.clients[id] = oauthClient{secret, refreshToken, lifetime}
	return nil
}

// serveToken answers as RFC 6749 says (sections 5.1 and 5.2).
func (e *Emulator) serveToken(r *http.Request, body []byte) response {
	if r.Method != http.MethodPost {
		return bare(http.StatusMethodNotAllowed).render("")
	}
	mediaType, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	form, formErr := url.ParseQuery(string(body))
	if err != nil || formErr != nil || mediaType != "application/x-www-form-urlencoded" {
		return oauthError(http.StatusBadRequest, "invalid_request", "the body must be a form")
	}
	id, secret, isBasic := basicCredentials(r)
	if !isBasic {
		id, secret = form.Get("client_id"), form.Get("client_secret")
	}
	client, ok := e.accounts.client(id, secret)
	if !ok {
		refused := oauthError(http.StatusUnauthorized, "invalid_client", "unknown client or wrong secret")
		if isBasic {
			refused.header.Set("WWW-Authenticate", `Basic realm="snowflake"`)
		}
		return refused
	}
	role, ok := e.accounts.scopedRole(form.Get("scope"))
	if !ok {
		return oauthError(http.StatusBadRequest, "invalid_scope", "the role does not exist or is not granted")
	}
	switch form.Get("grant_type") {
	case "client_credentials":
	case "refresh_token":
		if client.refreshToken == "" || !equal(client.refreshToken, form.Get("refresh_token")) {
			return oauthError(http.StatusBadRequest, "invalid_grant", "unknown refresh token")
		}
	case "":
		return oauthError(http.StatusBadRequest, "invalid_request", "grant_type is missing")
	default:
		return oauthError(http.StatusBadRequest, "unsupported_grant_type", "want client_credentials or refresh_token")
	}
	return oauthResponse(http.StatusOK, map[string]any{
		"access_token": e.accounts.issue(id, role, client.lifetime, e.now()),
		"token_type":   "Bearer",
		"expires_in":   int64(client.lifetime / time.Second),
	})
}

// basicCredentials undoes the form encoding that RFC 6749 (section 2.3.1) asks for inside Basic.
func basicCredentials(r *http.Request) (id, secret string, ok bool) {
	id, secret, ok = r.BasicAuth()
	if !ok {
		return "", "", false
	}
	decodedID, idErr := url.QueryUnescape(id)
	decodedSecret, secretErr := url.QueryUnescape(secret)
	if idErr != nil || secretErr != nil {
		return id, secret, true
	}
	return decodedID, decodedSecret, true
}

func (a *accounts) client(id, secret string) (oauthClient, bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	client, ok := a.clients[id]
	return client, ok && equal(client.secret, secret)
}

// scopedRole reads the role of a scope like session:role:ANALYST; other scopes say nothing of a role.
func (a *accounts) scopedRole(scope string) (name, bool) {
	for part := range strings.FieldsSeq(scope) {
		spelling, ok := strings.CutPrefix(part, "session:role:")
		if !ok {
			continue
		}
		role, err := readName(spelling)
		return role, err == nil && a.roles.has(role)
	}
	return "", true
}

// issue lists a new access token and forgets those that expired long ago.
func (a *accounts) issue(client string, role name, lifetime time.Duration, now time.Time) string {
	token := oauthPrefix + "1-emulator-" + strings.ReplaceAll(newUUID()+newUUID(), "-", "")
	a.add(token, listedToken{tokenType: typeOAuth, owner: "OAUTH CLIENT " + client, role: role, expires: now.Add(lifetime)})
	a.mu.Lock()
	defer a.mu.Unlock()
	for old, listed := range a.tokens {
		if !listed.expires.IsZero() && now.Sub(listed.expires) > keepExpiredOAuthFor {
			delete(a.tokens, old)
		}
	}
	return token
}

func oauthError(status int, code, description string) response {
	return oauthResponse(status, map[string]any{"error": code, "error_description": description})
}

func oauthResponse(status int, body map[string]any) response {
	header := jsonHeader()
	header.Set("Cache-Control", "no-store")
	return response{status: status, header: header, body: mustJSON(body)}
}

func equal(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }
