package token

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/snowstage/terraform-provider-snowstage/internal/redact"
)

// endpointStub answers with replies in turn and keeps the forms it was sent.
type endpointStub struct {
	t       *testing.T
	replies []string // status 200; one that starts with ! is a 400
	forms   []url.Values
}

func (s *endpointStub) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseForm(); err != nil {
		s.t.Errorf("the request has no form: %v", err)
	}
	if id, secret, _ := r.BasicAuth(); id != "me" || secret != "s3cret" {
		s.t.Errorf("signed in as %q with %q", id, secret)
	}
	if r.Header.Get("X-Snowflake-Authorization-Token-Type") != "" {
		s.t.Error("the endpoint was sent a Snowflake header")
	}
	reply := s.replies[len(s.forms)]
	s.forms = append(s.forms, r.PostForm)
	w.Header().Set("Content-Type", "application/json")
	if body, refused := strings.CutPrefix(reply, "!"); refused {
		reply = body
		w.WriteHeader(http.StatusBadRequest)
	}
	_, _ = io.WriteString(w, reply)
}

func serve(t *testing.T, handler http.Handler) *url.URL {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	address, err := url.Parse(server.URL + "/oauth/token-request")
	if err != nil {
		t.Fatal(err)
	}
	return address
}

func TestClientCredentials(t *testing.T) {
	t.Parallel()
	stub := &endpointStub{t: t, replies: []string{
		`{"access_token":"a1","token_type":"Bearer","expires_in":600}`,
		`{"access_token":"a2","token_type":"Bearer","expires_in":"600"}`,
		`{"access_token":"a3"}`,
	}}
	now := time.Now()
	source, err := NewOAuth(OAuthConfig{
		ClientID: "me", ClientSecret: "s3cret", TokenURL: serve(t, stub), Scope: "session:role:LOADER",
		Now: func() time.Time { return now },
	})
	if err != nil {
		t.Fatal(err)
	}
	if source.TokenType() != "OAUTH" {
		t.Errorf("the token type is %s, want OAUTH", source.TokenType())
	}
	for _, step := range []struct {
		wait time.Duration
		want string
	}{{0, "a1"}, {8 * time.Minute, "a1"}, {time.Minute, "a2"}} {
		now = now.Add(step.wait)
		if token, err := source.Token(t.Context()); err != nil || token != step.want {
			t.Fatalf("after %v more: %q, %v; want %q", step.wait, token, err, step.want)
		}
	}
	if token, err := source.Renew(t.Context(), "a2"); err != nil || token != "a3" {
		t.Fatalf("Renew = %q, %v; want a3", token, err)
	}
	for _, form := range stub.forms {
		if form.Get("grant_type") != "client_credentials" || form.Get("scope") != "session:role:LOADER" {
			t.Errorf("asked with %v", form)
		}
	}
}

func TestRefreshTokenIsReplaced(t *testing.T) {
	t.Parallel()
	stub := &endpointStub{t: t, replies: []string{
		`{"access_token":"a1","expires_in":600,"refresh_token":"r2"}`,
		`{"access_token":"a2","expires_in":600}`,
		`{"access_token":"a3","expires_in":600}`,
	}}
	source, err := NewOAuth(OAuthConfig{ClientID: "me", ClientSecret: "s3cret", TokenURL: serve(t, stub), RefreshToken: "r1"})
	if err != nil {
		t.Fatal(err)
	}
	refused := ""
	for _, want := range []string{"a1", "a2", "a3"} {
		token, err := source.Renew(t.Context(), refused)
		if err != nil || token != want {
			t.Fatalf("Renew = %q, %v; want %q", token, err, want)
		}
		refused = token
	}
	for i, want := range []string{"r1", "r2", "r2"} {
		if form := stub.forms[i]; form.Get("grant_type") != "refresh_token" || form.Get("refresh_token") != want {
			t.Errorf("request %d was %v, want the refresh token %s", i+1, form, want)
		}
	}
}

func TestOAuthErrorsTellNoSecret(t *testing.T) {
	t.Parallel()
	redirect := http.RedirectHandler("http://127.0.0.1:1/elsewhere", http.StatusTemporaryRedirect)
	answer := func(status int, body string) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(status)
			_, _ = io.WriteString(w, body)
		})
	}
	for name, test := range map[string]struct {
		handler http.Handler
		want    string
	}{
		"refused":   {answer(400, `{"error":"invalid_grant","error_description":"s3cret and r3fresh\nare wrong"}`), "400 with the error invalid_grant: [redacted] and [redacted] are wrong"},
		"html":      {answer(502, `<html>s3cret r3fresh acc3ss</html>`), "502"},
		"no token":  {answer(200, `{"refresh_token":"acc3ss"}`), "access_token"},
		"no json":   {answer(200, `acc3ss`), "JSON"},
		"bad token": {answer(200, `{"access_token":"acc3ss acc3ss"}`), "printable ASCII"},
		"redirect":  {redirect, "307"},
		"reset":     {http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }), "EOF"},
	} {
		address := serve(t, test.handler)
		source, err := NewOAuth(OAuthConfig{ClientID: "me", ClientSecret: "s3cret", TokenURL: address, RefreshToken: "r3fresh"})
		if err != nil {
			t.Fatal(err)
		}
		_, err = source.Token(t.Context())
		if err == nil {
			t.Errorf("%s: no error", name)
			continue
		}
		text := err.Error()
		if !strings.Contains(text, test.want) || !strings.Contains(text, address.Host) {
			t.Errorf("%s: the error %q lacks %q or the endpoint", name, text, test.want)
		}
		for _, secret := range []string{"s3cret", "r3fresh", "acc3ss"} {
			if strings.Contains(text, secret) {
				t.Errorf("%s: the error %q tells a secret", name, text)
			}
		}
	}
}

// TestEchoedFormTellsNoSecret lets the endpoint repeat what it was sent, as it came and decoded, in both ways of sending a client's secret.
func TestEchoedFormTellsNoSecret(t *testing.T) {
	t.Parallel()
	const secret, refresh = `Cl1ent+Secret/"<&>"=`, "ver:1-hint:2-Ref/resh+Token=="
	address := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		form, _ := url.ParseQuery(string(body))
		echo := strings.Join([]string{string(body), strings.ToLower(string(body)), fmt.Sprint(form), r.Header.Get("Authorization")}, " ")
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusBadRequest)
		_ = json.NewEncoder(w).Encode(map[string]string{"error": echo[:min(len(echo), 480)], "error_description": echo})
	}))
	source, err := NewOAuth(OAuthConfig{ClientID: "me", ClientSecret: secret, TokenURL: address, RefreshToken: refresh})
	if err != nil {
		t.Fatal(err)
	}
	_, err = source.Token(t.Context())
	if err == nil || !strings.Contains(err.Error(), redact.Mark) {
		t.Fatalf("%v", err)
	}
	for _, part := range []string{"cl1ent", "secret/", "secret%2f", "ref/resh", "ref%2fresh", base64.RawStdEncoding.EncodeToString([]byte("me:" + url.QueryEscape(secret)))[8:24]} {
		if strings.Contains(strings.ToLower(err.Error()), strings.ToLower(part)) {
			t.Errorf("%s is in %v", part, err)
		}
	}
}

func TestUnreadableReplyOfTheEndpointTellsNoSecret(t *testing.T) {
	t.Parallel()
	address := serve(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		connection, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		_, _ = io.WriteString(connection, "HTTP/1.1 200 OK\r\nclient_secret=s3cret\r\n\r\n")
		_ = connection.Close()
	}))
	source, err := NewOAuth(OAuthConfig{ClientID: "me", ClientSecret: "s3cret", TokenURL: address})
	if err != nil {
		t.Fatal(err)
	}
	if _, err = source.Token(t.Context()); err == nil || !strings.Contains(err.Error(), "malformed") || strings.Contains(err.Error(), "s3cret") {
		t.Errorf("%v", err)
	}
}

func TestSecretsGoOnlyToSafeEndpoints(t *testing.T) {
	t.Parallel()
	for address, safe := range map[string]bool{
		"https://idp.example.com/token":    true,
		"http://127.0.0.1:8085/token":      true,
		"http://[::1]:8085/token":          true,
		"http://localhost/token":           true,
		"http://LocalHost/token":           true,
		"http://idp.example.com/token":     false,
		"http://localhost.example.com/t":   false,
		"https://me:pw@idp.example.com/t":  false,
		"ftp://idp.example.com/token":      false,
		"idp.example.com/token":            false,
		"https:///token":                   false,
		"https:idp.example.com":            false,
		"http://127.0.0.1.example.com/tok": false,
	} {
		parsed, err := url.Parse(address)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := NewOAuth(OAuthConfig{TokenURL: parsed}); (err == nil) != safe {
			t.Errorf("%s: %v, want safe = %t", address, err, safe)
		}
	}
}
