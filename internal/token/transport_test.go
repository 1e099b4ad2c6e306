package token

import (
	"crypto/tls"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
)

// TestSecretStaysWithTheEndpoint follows the client's secret and the refresh token: neither a redirect nor a server without a certificate that
// is trusted, or with old TLS, gets them.
func TestSecretStaysWithTheEndpoint(t *testing.T) {
	t.Parallel()
	var arrived atomic.Int32
	elsewhere := httptest.NewUnstartedServer(http.NotFoundHandler())
	elsewhere.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			arrived.Add(1)
		}
	}
	elsewhere.Start()
	t.Cleanup(elsewhere.Close)
	redirecting := func(status int) *httptest.Server {
		return httptest.NewServer(http.RedirectHandler(elsewhere.URL, status))
	}
	secure := func(newest uint16) *httptest.Server {
		server := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("a request arrived") }))
		server.Config.ErrorLog = log.New(io.Discard, "", 0)
		server.TLS = &tls.Config{MinVersion: tls.VersionTLS10, MaxVersion: newest}
		server.StartTLS()
		return server
	}
	for name, test := range map[string]struct {
		server *httptest.Server
		want   string
	}{
		"301": {redirecting(301), "status 301"}, "302": {redirecting(302), "status 302"}, "303": {redirecting(303), "status 303"},
		"307": {redirecting(307), "status 307"}, "308": {redirecting(308), "status 308"},
		"unknown authority": {secure(0), "certificate signed by unknown authority"},
		"TLS 1.1":           {secure(tls.VersionTLS11), "protocol version"},
	} {
		t.Cleanup(test.server.Close)
		endpoint, err := url.Parse(test.server.URL + "/oauth/token-request")
		if err != nil {
			t.Fatal(err)
		}
		for _, refreshToken := range []string{"", "r3fresh"} {
			source, err := NewOAuth(OAuthConfig{ClientID: "me", ClientSecret: "s3cret", RefreshToken: refreshToken, TokenURL: endpoint})
			if err != nil {
				t.Fatal(err)
			}
			if token, err := source.Token(t.Context()); token != "" || err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("%s: %q, %v; want %q", name, token, err, test.want)
			}
		}
	}
	if n := arrived.Load(); n != 0 {
		t.Errorf("%d connections were made elsewhere", n)
	}
}
