package emulator_test

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/snowstage/terraform-provider-snowstage/internal/emulator"
)

const (
	testAccount = "ACME-TEST"
	testUser    = "BUILDER"
	testToken   = "pat-of-the-tests"
	stagesPath  = "/api/v2/databases/DB/schemas/RAW/stages"
)

func newKey() *rsa.PrivateKey {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	return key
}

var firstKey, secondKey, thirdKey = sync.OnceValue(newKey), sync.OnceValue(newKey), sync.OnceValue(newKey)

// clock is a time that only moves when told to.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func newClock() *clock {
	return &clock{now: time.Date(2026, time.September, 5, 17, 59, 21, 123_456_789, time.UTC)}
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// fixture is an emulator behind a real server, and a caller with a token it accepts.
type fixture struct {
	*testing.T
	*emulator.Emulator
	clock  *clock
	server *httptest.Server
	client *http.Client
	token  string
}

func start(t *testing.T, options ...emulator.Option) *fixture {
	t.Helper()
	f := &fixture{T: t, clock: newClock(), token: testToken}
	options = append([]emulator.Option{
		emulator.WithClock(f.clock.Now),
		emulator.WithSchema("db", "raw"),
		emulator.WithUser(testAccount, testUser, &firstKey().PublicKey),
		emulator.WithToken("PROGRAMMATIC_ACCESS_TOKEN", testToken),
	}, options...)
	var err error
	if f.Emulator, err = emulator.New(options...); err != nil {
		t.Fatal(err)
	}
	f.server = httptest.NewServer(f.Emulator)
	t.Cleanup(f.server.Close)
	f.client = f.server.Client()
	f.client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	t.Cleanup(func() {
		if err := f.Close(); err != nil {
			t.Errorf("closing: %v", err)
		}
	})
	return f
}

// answer is a reply that has been read.
type answer struct {
	*testing.T
	status int
	header http.Header
	body   string
}

// request builds a request as the tests' caller sends it; headers are pairs, an empty value removes.
func (f *fixture) request(method, path, body string, headers ...string) *http.Request {
	f.Helper()
	request, err := http.NewRequestWithContext(f.Context(), method, f.server.URL+path, strings.NewReader(body))
	if err != nil {
		f.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+f.token)
	request.Header.Set("User-Agent", "emulator-test/1")
	for i := 0; i < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
		if headers[i+1] == "" && headers[i] != "User-Agent" {
			request.Header.Del(headers[i])
		}
	}
	return request
}

func (f *fixture) do(method, path, body string, headers ...string) answer {
	f.Helper()
	return f.send(f.request(method, path, body, headers...))
}

func (f *fixture) send(request *http.Request) answer {
	f.Helper()
	response, err := f.client.Do(request)
	if err != nil {
		f.Fatalf("%s %s: %v", request.Method, request.URL, err)
	}
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		f.Fatalf("%s %s: reading the reply: %v", request.Method, request.URL, err)
	}
	return answer{f.T, response.StatusCode, response.Header, string(body)}
}

// create makes a stage of a JSON body and fails the test if it does not become one.
func (f *fixture) create(body string) {
	f.Helper()
	f.do(http.MethodPost, stagesPath, body).want(http.StatusOK)
}

// fetch returns a stage by its name in the path.
func (f *fixture) fetch(encodedName string) map[string]any {
	f.Helper()
	stage := map[string]any{}
	f.do(http.MethodGet, stagesPath+"/"+encodedName, "").want(http.StatusOK).decode(&stage)
	return stage
}

// names returns one property of each row of a list.
func (a answer) column(property string) []string {
	a.Helper()
	var rows []map[string]any
	a.decode(&rows)
	column := []string{}
	for _, row := range rows {
		text, ok := row[property].(string)
		if !ok {
			a.Fatalf("row %v has no text %q", row, property)
		}
		column = append(column, text)
	}
	return column
}

func (a answer) want(status int) answer {
	a.Helper()
	if a.status != status {
		a.Fatalf("status %d, want %d; body %q", a.status, status, a.body)
	}
	return a
}

func (a answer) decode(into any) {
	a.Helper()
	if err := json.Unmarshal([]byte(a.body), into); err != nil {
		a.Fatalf("body %q: %v", a.body, err)
	}
}

// wantError checks an error of the API: its code, and texts that its message holds.
func (a answer) wantError(status int, code string, texts ...string) {
	a.Helper()
	a.want(status)
	var body struct {
		Code      *string `json:"code"`
		ErrorCode *string `json:"error_code"`
		Message   string  `json:"message"`
		RequestID string  `json:"request_id"`
	}
	a.decode(&body)
	if body.Code == nil || body.ErrorCode == nil || *body.Code != code || *body.ErrorCode != code {
		a.Errorf("body %q: want code and error_code %q", a.body, code)
	}
	if body.RequestID == "" || body.RequestID != a.header.Get("X-Snowflake-Request-ID") {
		a.Errorf("request_id %q, header %q: want the same", body.RequestID, a.header.Get("X-Snowflake-Request-ID"))
	}
	for _, text := range texts {
		if !strings.Contains(body.Message, text) {
			a.Errorf("message %q does not say %q", body.Message, text)
		}
	}
}

// wantBare checks an error from before the API: neither body nor request id.
func (a answer) wantBare(status int) {
	a.Helper()
	a.want(status)
	if a.body != "" || a.header.Get("X-Snowflake-Request-ID") != "" {
		a.Errorf("body %q, request id %q: want neither", a.body, a.header.Get("X-Snowflake-Request-ID"))
	}
}

func fingerprint(t *testing.T, key *rsa.PublicKey) string {
	t.Helper()
	der, err := x509.MarshalPKIXPublicKey(key)
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(der)
	return "SHA256:" + base64.StdEncoding.EncodeToString(sum[:])
}

// signJWT signs claims with RS256.
func signJWT(t *testing.T, key *rsa.PrivateKey, header, claims map[string]any) string {
	t.Helper()
	part := func(value any) string {
		text, err := json.Marshal(value)
		if err != nil {
			t.Fatal(err)
		}
		return base64.RawURLEncoding.EncodeToString(text)
	}
	signed := part(header) + "." + part(claims)
	digest := sha256.Sum256([]byte(signed))
	signature, err := rsa.SignPKCS1v15(nil, key, crypto.SHA256, digest[:])
	if err != nil {
		t.Fatal(err)
	}
	return signed + "." + base64.RawURLEncoding.EncodeToString(signature)
}
