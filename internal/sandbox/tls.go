package sandbox

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"net/http"
	"net/url"
	"os"
	"time"
)

// Protocol is what a server speaks with those who can speak both.
type Protocol string

// The protocols.
const (
	HTTP1 Protocol = "HTTP/1.1"
	HTTP2 Protocol = "HTTP/2"
)

// Certificate is one for loopback that signs itself.
type Certificate struct {
	// File holds it in PEM. A Go program on a Unix other than Apple's trusts it, and nothing else, with Variable in its environment.
	File string

	pair tls.Certificate
}

// Variable is an entry of an environment, as NAME=value.
func (c Certificate) Variable() string { return "SSL_CERT_FILE=" + c.File }

// NewCertificate makes a certificate that is valid for a day, and writes it to a file. Its key is written nowhere.
func NewCertificate(file string) (Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return Certificate{}, fmt.Errorf("making the server's key: %w", err)
	}
	now := time.Now()
	template := &x509.Certificate{
		SerialNumber:          big.NewInt(now.UnixNano()),
		Subject:               pkix.Name{CommonName: "snowstage sandbox"},
		NotBefore:             now.Add(-time.Hour),
		NotAfter:              now.Add(24 * time.Hour),
		IPAddresses:           []net.IP{net.IPv4(127, 0, 0, 1)},
		KeyUsage:              x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
		ExtKeyUsage:           []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		BasicConstraintsValid: true,
		IsCA:                  true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		return Certificate{}, fmt.Errorf("making the server's certificate: %w", err)
	}
	if err := os.WriteFile(file, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o600); err != nil {
		return Certificate{}, fmt.Errorf("writing the server's certificate: %w", err)
	}
	return Certificate{File: file, pair: tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}}, nil
}

// ServeTLS serves the account at one more address, until Close, by TLS and by one protocol only.
func (a *Account) ServeTLS(certificate Certificate, protocol Protocol) (*url.URL, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("listening for the emulator by TLS: %w", err)
	}
	server := a.newServer()
	server.TLSConfig = &tls.Config{MinVersion: tls.VersionTLS12, Certificates: []tls.Certificate{certificate.pair}}
	server.Protocols = new(http.Protocols)
	server.Protocols.SetHTTP1(protocol == HTTP1)
	server.Protocols.SetHTTP2(protocol == HTTP2)
	go func() { _ = server.ServeTLS(listener, "", "") }() // Ends with Close.
	return &url.URL{Scheme: "https", Host: listener.Addr().String()}, nil
}
