package client

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"io"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"
)

// authority signs certificates of servers.
type authority struct {
	certificate *x509.Certificate
	key         *ecdsa.PrivateKey
}

func newAuthority(t *testing.T) authority {
	t.Helper()
	return authority{}.sign(t, x509.Certificate{
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
	})
}

// sign makes a certificate; the zero authority makes one that is signed by itself.
func (a authority) sign(t *testing.T, template x509.Certificate) authority {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template.SerialNumber, template.Subject = big.NewInt(1), pkix.Name{CommonName: "test"}
	if a.key == nil {
		a = authority{&template, key}
	}
	der, err := x509.CreateCertificate(rand.Reader, &template, a.certificate, &key.PublicKey, a.key)
	if err != nil {
		t.Fatal(err)
	}
	certificate, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return authority{certificate, key}
}

// eavesdropper is a TLS server that keeps every byte it can decrypt.
type eavesdropper struct {
	net.Listener
	mu         sync.Mutex
	heard      bytes.Buffer
	handshakes []error // nil for one that was completed
}

func (e *eavesdropper) serve(config *tls.Config) {
	for {
		connection, err := e.Accept()
		if err != nil {
			return
		}
		secure := tls.Server(connection, config)
		_ = secure.SetDeadline(time.Now().Add(10 * time.Second))
		err = secure.Handshake()
		e.mu.Lock()
		e.handshakes = append(e.handshakes, err)
		e.mu.Unlock()
		// A client of TLS 1.3 has done its part of the handshake before it looks at the certificate, so all is read to the end.
		piece := make([]byte, 4096)
		for err == nil {
			var n int
			n, err = secure.Read(piece)
			e.mu.Lock()
			e.heard.Write(piece[:n])
			e.mu.Unlock()
			if n > 0 {
				_, _ = io.WriteString(secure, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 18\r\nConnection: close\r\n\r\n"+`{"name":"LANDING"}`)
				break
			}
		}
		_ = secure.Close()
	}
}

func (e *eavesdropper) report() (heard string, handshakes []error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.heard.String(), e.handshakes
}

// TestNothingIsToldToAServerThatIsNotTrusted listens to what arrives after a handshake that must fail, directly and through a proxy.
func TestNothingIsToldToAServerThatIsNotTrusted(t *testing.T) {
	t.Parallel()
	trusted := newAuthority(t)
	valid := func(adjust ...func(*x509.Certificate)) x509.Certificate {
		template := x509.Certificate{
			IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
			NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		}
		for _, adjust := range adjust {
			adjust(&template)
		}
		return template
	}
	tests := map[string]struct {
		certificate authority
		newest      uint16 // version of TLS; 0: the newest there is
		want        string // in the error; "" if the server is to be trusted
	}{
		"trusted": {certificate: trusted.sign(t, valid())},
		"TLS 1.1": {trusted.sign(t, valid()), tls.VersionTLS11, "protocol version"},
		"another name": {trusted.sign(t, valid(func(c *x509.Certificate) {
			c.IPAddresses, c.DNSNames = nil, []string{"acme.snowflakecomputing.com"}
		})), 0, "is not trusted"},
		"expired":       {trusted.sign(t, valid(func(c *x509.Certificate) { c.NotAfter = time.Now().Add(-time.Minute) })), 0, "is not trusted"},
		"not valid yet": {trusted.sign(t, valid(func(c *x509.Certificate) { c.NotBefore = time.Now().Add(time.Minute) })), 0, "is not trusted"},
		"for clients only": {trusted.sign(t, valid(func(c *x509.Certificate) {
			c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}
		})), 0, "is not trusted"},
		"unknown authority":               {newAuthority(t).sign(t, valid()), 0, "is not trusted"},
		"signed by itself":                {authority{}.sign(t, valid()), 0, "is not trusted"},
		"unknown authority under TLS 1.2": {newAuthority(t).sign(t, valid()), tls.VersionTLS12, "is not trusted"},
		"signed by one that may not sign": {trusted.sign(t, valid()).sign(t, valid()), 0, "is not trusted"},
	}
	for name, test := range tests {
		for _, proxied := range []bool{false, true} {
			t.Run(name+map[bool]string{true: " through a proxy"}[proxied], func(t *testing.T) {
				t.Parallel()
				listener, err := net.Listen("tcp", "127.0.0.1:0")
				if err != nil {
					t.Fatal(err)
				}
				t.Cleanup(func() { _ = listener.Close() })
				server := &eavesdropper{Listener: listener}
				go server.serve(&tls.Config{
					MinVersion: tls.VersionTLS10, MaxVersion: test.newest,
					Certificates: []tls.Certificate{{Certificate: [][]byte{test.certificate.certificate.Raw}, PrivateKey: test.certificate.key}},
				})
				tunnel := newTunnel(t)
				account := newAccount(t)
				c, _ := account.client(func(config *Config) {
					config.BaseURL = &url.URL{Scheme: "https", Host: listener.Addr().String()}
					config.RootCAs = x509.NewCertPool()
					config.RootCAs.AddCert(trusted.certificate)
					config.MaxRetries = -1
					if test.want == "" {
						config.MaxRetries = 2 // The server closes each connection, of which the proxy may tell too late.
					}
					if proxied {
						config.Proxy = http.ProxyURL(tunnel.address)
					}
				})
				for _, op := range operations() {
					err = op.call(t.Context(), t, c)
					if test.want == "" && op.name == "fetch" && err != nil {
						t.Errorf("%s: %v", op.name, err)
					}
					said := err != nil && (strings.Contains(err.Error(), test.want) || errors.Is(err, io.EOF)) // A proxy may end before the server's alert gets through.
					if test.want != "" && (!said || errors.Is(err, ErrUnclear)) {
						t.Errorf("%s: %v", op.name, err)
					}
				}
				waitFor(t, func() bool { _, handshakes := server.report(); return len(handshakes) >= len(operations()) })
				heard, handshakes := server.report()
				switch trusts := test.want == ""; {
				case trusts && !strings.Contains(heard, "Bearer first-token"):
					t.Errorf("the server that is trusted heard %q, so that the others' silence proves nothing", heard)
				case !trusts && heard != "":
					t.Errorf("the server heard %q after the handshakes %v", heard, handshakes)
				}
				if said := tunnel.report(); proxied != strings.Contains(said, "CONNECT "+listener.Addr().String()) || strings.Contains(said, "Authorization") {
					t.Errorf("the proxy heard %q", said)
				}
			})
		}
	}
}

// tunnel is a proxy for CONNECT only.
type tunnel struct {
	address *url.URL
	mu      sync.Mutex
	said    strings.Builder
}

func newTunnel(t *testing.T) *tunnel {
	t.Helper()
	made := &tunnel{}
	server := httptest.NewServer(made)
	t.Cleanup(server.Close)
	address, err := url.Parse(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	made.address = address
	return made
}

func (p *tunnel) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	_ = r.WriteProxy(&p.said)
	p.mu.Unlock()
	server, err := net.Dial("tcp", r.Host)
	if err != nil || r.Method != http.MethodConnect {
		w.WriteHeader(http.StatusBadGateway)
		return
	}
	defer func() { _ = server.Close() }()
	w.WriteHeader(http.StatusOK)
	client, received, err := http.NewResponseController(w).Hijack()
	if err != nil {
		return
	}
	defer func() { _ = client.Close() }()
	go func() {
		_, _ = io.Copy(server, received) // which may hold the beginning already
		_ = server.Close()
	}()
	_, _ = io.Copy(client, server)
}

func (p *tunnel) report() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.said.String()
}
