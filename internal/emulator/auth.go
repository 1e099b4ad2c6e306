package emulator

import (
	"crypto/rsa"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"
)

// Token types, as the header X-Snowflake-Authorization-Token-Type names them.
const (
	typeJWT   = "KEYPAIR_JWT"
	typeOAuth = "OAUTH"
	typePAT   = "PROGRAMMATIC_ACCESS_TOKEN"
	typeWIF   = "WORKLOAD_IDENTITY_FEDERATION"
)

var tokenTypes = []string{typeJWT, typeOAuth, typePAT, typeWIF}

// accounts knows who may sign in, and with what.
type accounts struct {
	roles nameSet

	mu      sync.Mutex
	users   map[string]registeredKeys // by ACCOUNT.USER
	tokens  map[string]listedToken
	revoked map[string]bool
	clients map[string]oauthClient
}

type registeredKeys map[string]*rsa.PublicKey // by fingerprint

type listedToken struct {
	tokenType string
	owner     string
	role      name      // of the scope it was issued for; "": the user's default
	expires   time.Time // zero: never
}

// caller is who sent a request. Results belong to the id, new stages to the role.
type caller struct {
	id   string
	role name
}

const (
	defaultRole   = name("ACCOUNTADMIN")
	mostKeys      = 2
	fewestKeyBits = 2048
)

func (a *accounts) register(account, user string, keys []*rsa.PublicKey) error {
	if account == "" || user == "" {
		return errors.New("registering a user: account and user must not be empty")
	}
	if strings.Contains(account, ".") {
		return fmt.Errorf("registering a user of account %q: periods make a token invalid; want ORGANIZATION-NAME or a locator without its region", account)
	}
	if len(keys) > mostKeys {
		return fmt.Errorf("registering user %q: %d public keys, at most %d are allowed", user, len(keys), mostKeys)
	}
	registered := registeredKeys{}
	for _, key := range keys {
		if key.N.BitLen() < fewestKeyBits {
			return fmt.Errorf("registering user %q: a public key of %d bits, at least %d are needed", user, key.N.BitLen(), fewestKeyBits)
		}
		fingerprint, err := fingerprintOf(key)
		if err != nil {
			return fmt.Errorf("registering user %q: %w", user, err)
		}
		registered[fingerprint] = key
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.users == nil {
		a.users = map[string]registeredKeys{}
	}
	a.users[strings.ToUpper(account+"."+user)] = registered
	return nil
}

func (a *accounts) list(tokenType, token string) error {
	if tokenType == typeJWT || !slices.Contains(tokenTypes, tokenType) {
		return fmt.Errorf("adding a token: type %q, want one of %s", tokenType, strings.Join(tokenTypes[1:], ", "))
	}
	if token == "" {
		return fmt.Errorf("adding a token of type %s: it is empty", tokenType)
	}
	a.add(token, listedToken{tokenType: tokenType, owner: tokenType + " " + token})
	return nil
}

func (a *accounts) add(token string, listed listedToken) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.tokens == nil {
		a.tokens = map[string]listedToken{}
	}
	a.tokens[token] = listed
}

// RotateKeys replaces the public keys of a user, as ALTER USER does; tokens signed with a key that
// is gone are refused from then on.
func (e *Emulator) RotateKeys(account, user string, keys ...*rsa.PublicKey) error {
	return e.accounts.register(account, user, keys)
}

// RevokeToken makes the emulator refuse a token that it accepted so far, of whatever type: 401.
func (e *Emulator) RevokeToken(token string) {
	e.accounts.mu.Lock()
	defer e.accounts.mu.Unlock()
	if e.accounts.revoked == nil {
		e.accounts.revoked = map[string]bool{}
	}
	e.accounts.revoked[token] = true
}

// signIn finds out who sent a request, and whether they may use the role or the API they ask for.
func (e *Emulator) signIn(r *http.Request, of api) (caller, *refusal) {
	if r.UserAgent() == "" {
		return caller{}, badRequest("The header User-Agent must name the application and its version.")
	}
	token, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if !ok || token == "" {
		return caller{}, unauthorized("390101", "Authorization header with a Bearer token was not found in the request.")
	}
	wanted := r.Header.Get("X-Snowflake-Authorization-Token-Type")
	if wanted != "" && !slices.Contains(tokenTypes, wanted) {
		return caller{}, badRequest("Invalid token type in X-Snowflake-Authorization-Token-Type: %s", wanted)
	}
	who, refused := e.accounts.identify(token, wanted, e.now())
	if refused != nil {
		return caller{}, refused
	}
	switch {
	case of == stageAPI:
		refused = e.accounts.assumeSpelled(&who, r.Header.Get("X-Snowflake-Role"))
	case of == sqlAPI && e.noSQL:
		refused = forbidden("The SQL API is not enabled for this account.")
	}
	return who, refused
}

// identify checks a token as the type the caller says, or as the type it looks like.
func (a *accounts) identify(token, wanted string, now time.Time) (caller, *refusal) {
	a.mu.Lock()
	defer a.mu.Unlock()
	listed, isListed := a.lookUp(token)
	if wanted == "" {
		wanted = guessType(token, listed, isListed)
	}
	switch {
	case a.revoked[token]:
		return caller{}, tokenRefused(wanted)
	case wanted == typeJWT:
		user, err := verifyJWT(token, now, a.users)
		if err != nil {
			return caller{}, tokenRefused(typeJWT)
		}
		return caller{id: user, role: defaultRole}, nil
	case !isListed || listed.tokenType != wanted:
		return caller{}, tokenRefused(wanted)
	case !listed.expires.IsZero() && !now.Before(listed.expires):
		return caller{}, unauthorized("390318", "OAuth access token expired. ["+newUUID()+"]")
	}
	role := listed.role
	if role == "" {
		role = defaultRole
	}
	return caller{id: listed.owner, role: role}, nil
}

// lookUp finds a listed token; callers put WIF.<provider>. in front of a workload identity's.
func (a *accounts) lookUp(token string) (listedToken, bool) {
	if listed, ok := a.tokens[token]; ok {
		// Without the prefix the real one could not tell whose token this is.
		return listed, listed.tokenType != typeWIF || hasWIFPrefix(token)
	}
	if !hasWIFPrefix(token) {
		return listedToken{}, false
	}
	listed, ok := a.tokens[strings.SplitN(token, ".", 3)[2]]
	return listed, ok && listed.tokenType == typeWIF
}

func hasWIFPrefix(token string) bool {
	parts := strings.SplitN(token, ".", 3)
	return len(parts) == 3 && parts[0] == "WIF" && slices.Contains([]string{"AWS", "AZURE", "GCP", "OIDC"}, parts[1])
}

func guessType(token string, listed listedToken, isListed bool) string {
	switch {
	case isListed:
		return listed.tokenType
	case hasWIFPrefix(token):
		return typeWIF
	case strings.HasPrefix(token, oauthPrefix):
		return typeOAuth
	}
	return typeJWT
}

// find returns the id of callers with a login name, which must be one account's, or with a listed token.
func (a *accounts) find(user string) (id string, err error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if listed, ok := a.tokens[user]; ok {
		return listed.owner, nil
	}
	var found []string
	for id := range a.users {
		if _, login, _ := strings.Cut(id, "."); login == strings.ToUpper(user) {
			found = append(found, id)
		}
	}
	if len(found) != 1 {
		return "", fmt.Errorf("finding the user: %d have that login name, and it is no listed token", len(found))
	}
	return found[0], nil
}

func unauthorized(code, message string) *refusal {
	return &refusal{status: http.StatusUnauthorized, code: code, message: message}
}

func forbidden(message string) *refusal {
	return &refusal{status: http.StatusForbidden, code: "390403", message: message}
}

// tokenRefused never says why: only an administrator may look that up by the id.
func tokenRefused(tokenType string) *refusal {
	id := "[" + newUUID() + "]"
	switch tokenType {
	case typeOAuth:
		return unauthorized("390144", "Invalid OAuth access token. "+id)
	case typePAT:
		return unauthorized("390144", "Programmatic access token is invalid: PAT_INVALID. "+id)
	case typeWIF:
		return unauthorized("390144", "Workload identity federation token is invalid. "+id)
	}
	return unauthorized("390144", "JWT token is invalid. "+id)
}

func (a *accounts) assumeSpelled(who *caller, spelling string) *refusal {
	if spelling == "" {
		return nil
	}
	role, err := readName(spelling)
	if err != nil {
		return invalidIdentifier(spelling)
	}
	return a.assume(who, role)
}

// assume gives the caller a role; without one they have their default.
func (a *accounts) assume(who *caller, role name) *refusal {
	switch {
	case role == "":
		return nil
	case !a.roles.has(role):
		return &refusal{
			status:  http.StatusForbidden,
			code:    "390189",
			message: "Role '" + string(role) + "' specified in the request does not exist or not authorized.",
		}
	}
	who.role = role
	return nil
}
