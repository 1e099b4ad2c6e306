package main

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"net"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/snowstage/terraform-provider-snowstage/internal/emulator"
)

// account is an emulator on loopback that counts.
type account struct {
	server                *http.Server
	host, port, key       string
	requests, connections atomic.Int64
}

// serveAccount starts the emulator with one user, who signs in with a key pair as real users do.
func serveAccount(latency time.Duration) (*account, error) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return nil, err
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return nil, err
	}
	e, err := emulator.New(
		emulator.WithSchema("BENCH", "STAGES"),
		emulator.WithUser("ACME-BENCH", "BENCH", &key.PublicKey),
		emulator.WithLatency(latency),
	)
	if err != nil {
		return nil, err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	a := &account{key: string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}))}
	if a.host, a.port, err = net.SplitHostPort(listener.Addr().String()); err != nil {
		return nil, err
	}
	a.server = &http.Server{
		Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			a.requests.Add(1)
			e.ServeHTTP(w, r)
		}),
		ConnState: func(_ net.Conn, state http.ConnState) {
			if state == http.StateNew {
				a.connections.Add(1)
			}
		},
		ReadHeaderTimeout: time.Minute,
	}
	go func() { _ = a.server.Serve(listener) }() // Ends with close.
	return a, nil
}

func (a *account) close() { _ = a.server.Close() }

func (a *account) providerConfig() string {
	return fmt.Sprintf(`
provider "snowstage" {
  account     = "ACME-BENCH"
  user        = "BENCH"
  host        = %q
  port        = %s
  protocol    = "http"
  private_key = %q
}
`, a.host, a.port, a.key)
}
