package provider

import (
	"bytes"
	"cmp"
	"encoding/base64"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/snowstage/terraform-provider-snowstage/internal/emulator"
)

// The secrets of the wire, by name.
const (
	sentAuthorization = "value of the header Authorization"
	jwtSignature      = "signature of a JSON Web Token"
	clientPair        = "OAuth client's id and secret"
	presignedQuery    = "query of a presigned URL"
	redirectQuery     = "query of a redirect to the object store"
	scopedPath        = "path of a scoped URL"
	accessToken       = "access token"
)

// sweepAccount is an account that remembers each secret it was sent or gave out, and that can be made hostile.
type sweepAccount struct {
	*emulator.Emulator
	address *url.URL

	mu       sync.Mutex
	hostile  func(fault string) bool
	onlySQL  bool           // is answered by faults
	met      map[string]int // requests by the name of the fault that answered them
	canaries map[canary]bool
	scoped   map[string]string // names of faults by the paths of scoped URLs
	ahead    time.Duration     // of the right time
}

func newSweepAccount(t *testing.T, secrets sweepSecrets) *sweepAccount {
	t.Helper()
	a := &sweepAccount{hostile: noFault, met: map[string]int{}, canaries: map[canary]bool{}, scoped: map[string]string{}}
	options := []emulator.Option{
		emulator.WithClock(a.now),
		emulator.WithSchema("ANALYTICS", "RAW"), emulator.WithPageSize(2), emulator.WithAsync(2, 1),
		emulator.WithUser(testAccount, testUser, &secrets.key.PublicKey),
		emulator.WithToken("PROGRAMMATIC_ACCESS_TOKEN", secrets.token), emulator.WithToken("WORKLOAD_IDENTITY_FEDERATION", secrets.workload),
		emulator.WithOAuthClient("client", secrets.oauthSecret, secrets.refreshToken, 0),
	}
	for name := range sweepFaults() {
		options = append(options, emulator.WithSchema("ANALYTICS", name))
	}
	e, err := emulator.New(options...)
	if err != nil {
		t.Fatal(err)
	}
	a.Emulator = e
	faults := sweepFaults()
	maps.Copy(faults, storeFaultsOfSweep())
	e.InjectChosen(func(r emulator.Request) *emulator.Fault {
		name := a.faultOf(r.Path, r.Body)
		if fault, ok := faults[name]; ok {
			return fault(r)
		}
		return nil
	})
	server := httptest.NewServer(a)
	t.Cleanup(server.Close)
	if a.address, err = url.Parse(server.URL); err != nil {
		t.Fatal(err)
	}
	return a
}

func (a *sweepAccount) now() time.Time {
	a.mu.Lock()
	defer a.mu.Unlock()
	return time.Now().Add(a.ahead)
}

// beAhead sets the account's clock wrong, from now on.
func (a *sweepAccount) beAhead(by time.Duration) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.ahead = by
}

// beHostile lets the faults happen that are chosen, from now on.
func (a *sweepAccount) beHostile(chosen func(fault string) bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.hostile, a.onlySQL = chosen, false
}

// beHostileToSQL lets the faults happen that are chosen, to statements only, from now on.
func (a *sweepAccount) beHostileToSQL(chosen func(fault string) bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.hostile, a.onlySQL = chosen, true
}

// meet returns how many requests each fault has answered since it was asked last.
func (a *sweepAccount) meet() map[string]int {
	a.mu.Lock()
	defer a.mu.Unlock()
	met := a.met
	a.met = map[string]int{}
	return met
}

func everyFault(string) bool { return true }

func noFault(string) bool { return false }

var (
	schemaInPath      = regexp.MustCompile(`/schemas/(\w+)/`)
	schemaInFileURL   = regexp.MustCompile(`^/api/files/ANALYTICS/(\w+)/`)
	faultInStorage    = regexp.MustCompile(`^/storage/.*/(STORE_\w+)/`)
	schemaInStatement = regexp.MustCompile(`^\{"statement":"[^']*?\\"ANALYTICS\\"\.\\"(\w+)\\"`)
)

// faultOf names the fault that answers a request while the account is hostile: each schema has its own, and so has the token endpoint.
func (a *sweepAccount) faultOf(path, body string) string {
	a.mu.Lock()
	defer a.mu.Unlock()
	name := cmp.Or(a.scoped[path], schemaOf(path, body))
	switch {
	case name != "":
	case path == "/oauth/token-request":
		name = "TOKEN_ENDPOINT"
	default:
		name = "RESULTS"
	}
	if !a.hostile(name) || a.onlySQL && path != statementsPath {
		return ""
	}
	a.met[name]++
	return name
}

// schemaOf is the schema that a request is about: in its path, or in the first name of its statement. Of one to the storage it is the fault's
// name, in the path of the file.
func schemaOf(path, body string) string {
	for _, pattern := range []*regexp.Regexp{schemaInPath, schemaInFileURL, faultInStorage} {
		if found := pattern.FindStringSubmatch(path); found != nil {
			return found[1]
		}
	}
	if found := schemaInStatement.FindStringSubmatch(body); found != nil {
		return found[1]
	}
	return ""
}

// addScoped makes a scoped URL, and lets a fault answer requests for it while the account is hostile.
func (a *sweepAccount) addScoped(t *testing.T, fault, schema, stage, path string) (url string) {
	t.Helper()
	scoped, err := a.ScopedURL(testUser, "ANALYTICS", schema, stage, path)
	if err != nil {
		t.Fatal(err)
	}
	a.keep(scopedPath, strings.TrimPrefix(scoped, "/api/files/"))
	a.mu.Lock()
	defer a.mu.Unlock()
	a.scoped[scoped] = fault
	return "https://" + a.address.Host + scoped
}

func (a *sweepAccount) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	a.note(r.Header.Get("Authorization"))
	body, err := io.ReadAll(r.Body)
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	if answer := brokenReplies[schemaOf(r.URL.EscapedPath(), string(body))]; answer != nil && a.faultOf(r.URL.EscapedPath(), string(body)) != "" {
		if connection, _, err := http.NewResponseController(w).Hijack(); err == nil {
			_, _ = io.WriteString(connection, answer(r)+"\r\n\r\n")
			_ = connection.Close()
		}
		return
	}
	a.Emulator.ServeHTTP(&listening{w, a}, r)
}

// note keeps what signs a request in: a token whole, of a JSON Web Token its signature too, and what HTTP's Basic carries.
func (a *sweepAccount) note(header string) {
	_, value, ok := strings.Cut(header, " ")
	if !ok {
		return
	}
	a.keep(sentAuthorization, value)
	if parts := strings.Split(value, "."); len(parts) == 3 && strings.HasPrefix(value, "eyJ") {
		a.keep(jwtSignature, parts[2])
	}
	if pair, err := base64.StdEncoding.DecodeString(value); err == nil && strings.HasPrefix(header, "Basic ") {
		a.keep(clientPair, string(pair))
	}
}

func (a *sweepAccount) keep(name, value string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.canaries[canary{name, value}] = true
}

// sent are the secrets that went over the wire.
func (a *sweepAccount) sent() []canary {
	a.mu.Lock()
	defer a.mu.Unlock()
	return slices.Collect(maps.Keys(a.canaries))
}

// brokenReplies are no HTTP, by the names of faults.
var brokenReplies = map[string]func(*http.Request) string{
	"ECHO_BROKEN_HEADER":  func(r *http.Request) string { return "HTTP/1.1 200 OK\r\n" + r.Header.Get("Authorization") },
	"STORE_BROKEN_HEADER": func(r *http.Request) string { return "HTTP/1.1 200 OK\r\n" + r.URL.RawQuery },
	"STORE_BROKEN_STATUS": func(r *http.Request) string { return r.URL.RawQuery },
}

// listening looks for presigned URLs and access tokens in replies.
type listening struct {
	http.ResponseWriter
	account *sweepAccount
}

func (l *listening) WriteHeader(status int) {
	if _, query, signed := strings.Cut(l.Header().Get("Location"), "?X-Amz-"); signed {
		l.account.keep(redirectQuery, "X-Amz-"+query)
	}
	l.ResponseWriter.WriteHeader(status)
}

func (l *listening) Unwrap() http.ResponseWriter { return l.ResponseWriter }

var (
	presignedInReply   = regexp.MustCompile(`"presigned_url":"[^"?]*\?([^"]*)"`)
	accessTokenInReply = regexp.MustCompile(`"access_token":"([^"]*)"`)
)

func (l *listening) Write(body []byte) (int, error) {
	for _, found := range presignedInReply.FindAllSubmatch(body, -1) {
		l.account.keep(presignedQuery, strings.ReplaceAll(string(found[1]), `\u0026`, "&"))
	}
	for _, found := range accessTokenInReply.FindAllSubmatch(body, -1) {
		l.account.keep(accessToken, string(found[1]))
	}
	return l.ResponseWriter.Write(body)
}
