package client

import (
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// TestBurstKeepsItsConnections sends 1,000 requests, ten at a time, to servers that answer at once and slowly.
func TestBurstKeepsItsConnections(t *testing.T) {
	t.Parallel()
	const requests, parallelism = 1000, 10
	for _, secure := range []bool{false, true} {
		for _, latency := range []time.Duration{0, time.Millisecond} {
			t.Run(fmt.Sprintf("tls %v, %v", secure, latency), func(t *testing.T) {
				t.Parallel()
				var opened, answered atomic.Int32
				server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					time.Sleep(latency)
					if answered.Add(1)%7 == 0 {
						respond(404, "text/html", strings.Repeat("<p>", 1000))(w, r)
						return
					}
					answerJSON(200, `{"name":"LANDING"}`)(w, r)
				}))
				server.Config.ConnState = func(_ net.Conn, state http.ConnState) {
					if state == http.StateNew {
						opened.Add(1)
					}
				}
				c := startedClient(t, server, secure)
				stage := landing(t)
				var left atomic.Int32
				var wait sync.WaitGroup
				for range parallelism {
					wait.Go(func() {
						for left.Add(1) <= requests {
							if _, err := c.Stages.Fetch(t.Context(), stage); err != nil && !errors.Is(err, ErrNotSnowflake) {
								t.Error(err)
							}
						}
					})
				}
				wait.Wait()
				if answered.Load() != requests || opened.Load() > parallelism+1 {
					t.Errorf("%d requests on %d connections", answered.Load(), opened.Load())
				}
			})
		}
	}
}

func startedClient(t *testing.T, server *httptest.Server, secure bool) *Client {
	t.Helper()
	config := Config{Credential: &fixedCredential{token: "first-token"}, UserAgent: "test/1", MaxRetries: -1}
	if secure {
		server.StartTLS()
		config.RootCAs = x509.NewCertPool()
		config.RootCAs.AddCert(server.Certificate())
	} else {
		server.Start()
	}
	t.Cleanup(server.Close)
	var err error
	if config.BaseURL, err = url.Parse(server.URL); err != nil {
		t.Fatal(err)
	}
	c, err := New(config)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestHTTP2IsUsedWhenOffered(t *testing.T) {
	t.Parallel()
	var version atomic.Value
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		version.Store(r.Proto)
		answerJSON(200, `{"name":"LANDING"}`)(w, r)
	}))
	server.EnableHTTP2 = true
	c := startedClient(t, server, true)
	if _, err := c.Stages.Fetch(t.Context(), landing(t)); err != nil {
		t.Fatal(err)
	}
	if version.Load() != "HTTP/2.0" {
		t.Errorf("%v", version.Load())
	}
}

func quietServer(handler http.HandlerFunc) *httptest.Server {
	server := httptest.NewUnstartedServer(handler)
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	return server
}

// TestHopelessConnections shows that what no repetition mends fails at once, and says what to do.
func TestHopelessConnections(t *testing.T) {
	t.Parallel()
	plain := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(plain.Close)
	secure := quietServer(func(http.ResponseWriter, *http.Request) { t.Error("answered") })
	secure.StartTLS()
	t.Cleanup(secure.Close)
	authorities := x509.NewCertPool()
	authorities.AddCert(secure.Certificate())
	_, securePort, err := net.SplitHostPort(secure.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	proxyThat := func(status int) func(*http.Request) (*url.URL, error) {
		proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(status) }))
		t.Cleanup(proxy.Close)
		address, err := url.Parse(proxy.URL)
		if err != nil {
			t.Fatal(err)
		}
		address.User = url.UserPassword("jane", "pr0xy-password")
		return http.ProxyURL(address)
	}
	tests := []struct {
		name    string
		base    string
		proxy   func(*http.Request) (*url.URL, error)
		trusted *x509.CertPool
		want    string
		tries   int
	}{
		{"unknown authority", secure.URL, nil, nil, "is not trusted", 1},
		{"certificate of another host", "https://localhost:" + securePort, nil, authorities, "is not trusted", 1},
		{"no TLS", strings.Replace(plain.URL, "http:", "https:", 1), nil, nil, "does not speak TLS", 1},
		{"proxy wants a password", "https://acme.invalid", proxyThat(407), nil, "the proxy asks for a user name and password (407)", 1},
		{"proxy forbids", "https://acme.invalid", proxyThat(403), nil, "the proxy did not connect to acme.invalid:443: 403 Forbidden", 1},
		{"proxy is down", "https://acme.invalid", proxyThat(503), nil, "the proxy did not connect to acme.invalid:443: 503", 3},
		{"proxy unreadable", "https://acme.invalid", func(*http.Request) (*url.URL, error) {
			return nil, errors.New(`parse "http://jane:pr0xy-password@%zz": invalid URL escape "%zz"`)
		}, nil, "the proxy's address cannot be read", 1},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			account := newAccount(t)
			c, _ := account.client(func(config *Config) {
				config.BaseURL, _ = url.Parse(test.base)
				config.Proxy, config.RootCAs, config.MaxRetries = test.proxy, test.trusted, 2
			})
			_, err := c.Stages.Create(t.Context(), landing(t).In(), Stage{Name: "X"}, ErrorIfExists, nil)
			got := failure(t, err)
			contains(t, got.Error(), test.want)
			if got.Tries != test.tries || errors.Is(err, ErrUnclear) || strings.Contains(err.Error(), "pr0xy-password") {
				t.Errorf("%d tries: %v", got.Tries, err)
			}
		})
	}
}

func TestUnknownHost(t *testing.T) {
	t.Parallel()
	notFound := &net.OpError{Op: "dial", Err: &net.DNSError{Err: "no such host", Name: "acme.snowflakecomputing.com", IsNotFound: true}}
	busy := &net.OpError{Op: "dial", Err: &net.DNSError{Err: "server misbehaving", Name: "acme.snowflakecomputing.com", IsTemporary: true}}
	contains(t, explainHopeless(notFound, "acme.snowflakecomputing.com").Error(), "acme.snowflakecomputing.com is not known", "organization and name")
	if err := explainHopeless(busy, "acme.snowflakecomputing.com"); err != nil {
		t.Errorf("given up: %v", err)
	}
}

// TestRefusedConnectionIsRepeated asks a port where nobody listens.
func TestRefusedConnectionIsRepeated(t *testing.T) {
	t.Parallel()
	account := newAccount(t)
	account.Close()
	c, clock := account.client()
	_, err := c.Stages.Create(t.Context(), landing(t).In(), Stage{Name: "X"}, ErrorIfExists, nil)
	if got := failure(t, err); got.Tries != 8 || len(clock.slept()) != 7 || errors.Is(err, ErrUnclear) {
		t.Errorf("%v", err)
	}
}

func TestProxyCarriesRequests(t *testing.T) {
	t.Parallel()
	var asked atomic.Value
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked.Store(r.RequestURI)
		answerJSON(200, `{"name":"LANDING"}`)(w, r)
	}))
	t.Cleanup(proxy.Close)
	address, err := url.Parse(proxy.URL)
	if err != nil {
		t.Fatal(err)
	}
	account := newAccount(t)
	c, _ := account.client(func(config *Config) { config.Proxy = http.ProxyURL(address) })
	if _, err := c.Stages.Fetch(t.Context(), landing(t)); err != nil {
		t.Fatal(err)
	}
	if want := account.URL + stagesURI + "/LANDING"; asked.Load() != want {
		t.Errorf("asked for %v", asked.Load())
	}
}

// TestCrowdIsEmptyAfterwards shows that failures of every sort leave no connection and no request counted.
func TestCrowdIsEmptyAfterwards(t *testing.T) {
	t.Parallel()
	account := newAccount(t, hangUp, reset, cutOff, answerJSON(200, `{"name":"LANDING"}`))
	c, _ := account.client()
	if _, err := c.Stages.Fetch(t.Context(), landing(t)); err != nil {
		t.Fatal(err)
	}
	transport, ok := c.transport.(*http.Transport)
	if !ok {
		t.Fatal("not net/http's")
	}
	transport.CloseIdleConnections()
	for range 5000 { // net/http closes connections in the background
		if c.crowd.isEmpty() {
			return
		}
		time.Sleep(time.Millisecond)
	}
	t.Errorf("%d requests and %d connections are still counted", c.crowd.visitors, c.crowd.connections)
}

func (c *crowd) isEmpty() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.visitors == 0 && c.connections == 0
}
