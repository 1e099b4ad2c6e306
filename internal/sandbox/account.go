package sandbox

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	"github.com/snowstage/terraform-provider-snowstage/internal/emulator"
)

// The one schema of an account.
const (
	Database = "SANDBOX"
	Schema   = "STAGES"
)

const (
	accountName = "ACME-SANDBOX"
	userName    = "TERRAFORM"
)

// OthersToken is a programmatic access token of somebody who works beside Terraform.
const OthersToken = "token-of-somebody-who-works-beside-terraform"

// Account is an emulator on loopback with one user, who signs in with a key pair as real users do, and one schema.
type Account struct {
	*emulator.Emulator

	// Address is where it listens.
	Address *url.URL

	servers                     []*http.Server
	key                         string // PEM
	requests, connections, open atomic.Int64
	latency                     atomic.Int64 // nanoseconds
}

// ServeAccount starts an account; more options are applied last. End it with Close.
func ServeAccount(options ...emulator.Option) (*Account, error) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return nil, fmt.Errorf("making the user's key: %w", err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return nil, fmt.Errorf("writing the user's key: %w", err)
	}
	e, err := emulator.New(append([]emulator.Option{
		emulator.WithSchema(Database, Schema),
		emulator.WithUser(accountName, userName, &key.PublicKey),
		emulator.WithToken("PROGRAMMATIC_ACCESS_TOKEN", OthersToken),
	}, options...)...)
	if err != nil {
		return nil, fmt.Errorf("making the emulator: %w", err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("listening for the emulator: %w", err)
	}
	a := &Account{
		Emulator: e,
		Address:  &url.URL{Scheme: "http", Host: listener.Addr().String()},
		key:      string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})),
	}
	server := a.newServer()
	go func() { _ = server.Serve(listener) }() // Ends with Close.
	return a, nil
}

// newServer counts what arrives, and is stopped by Close.
func (a *Account) newServer() *http.Server {
	server := &http.Server{
		Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			latency := time.Duration(a.latency.Load()) // before the request is counted: who sees the count may set another
			a.requests.Add(1)
			if latency > 0 {
				select {
				case <-time.After(latency):
				case <-r.Context().Done():
					return
				}
			}
			a.ServeHTTP(w, r)
		}),
		ConnState: func(_ net.Conn, state http.ConnState) {
			switch state {
			case http.StateNew:
				a.connections.Add(1)
				a.open.Add(1)
			case http.StateClosed, http.StateHijacked:
				a.open.Add(-1)
			}
		},
		ReadHeaderTimeout: time.Minute,
		ErrorLog:          log.New(io.Discard, "", 0), // Who hangs up does so on purpose.
	}
	a.servers = append(a.servers, server)
	return server
}

// Close stops the account at once, and with it all requests under way.
func (a *Account) Close() {
	for _, server := range a.servers {
		_ = server.Close()
	}
}

// SetLatency makes every request that arrives from now on wait for so long before it is carried out.
func (a *Account) SetLatency(latency time.Duration) { a.latency.Store(int64(latency)) }

// Requests counts what has arrived so far, from whomever.
func (a *Account) Requests() int64 { return a.requests.Load() }

// Connections counts the connections opened so far.
func (a *Account) Connections() int64 { return a.connections.Load() }

// IsQuiet tells that nobody is connected: what was sent by a process that is gone has been carried out by then.
func (a *Account) IsQuiet() bool { return a.open.Load() == 0 }

// ProviderBlock configures the provider for this account, reached at an address that may be a proxy's. More settings are lines of HCL.
func (a *Account) ProviderBlock(address *url.URL, settings ...string) string {
	return fmt.Sprintf(`
provider "snowstage" {
  account     = %q
  user        = %q
  host        = %q
  port        = %s
  protocol    = %q
  private_key = %q
  %s
}
`, accountName, userName, address.Hostname(), address.Port(), address.Scheme, a.key, strings.Join(settings, "\n  "))
}
