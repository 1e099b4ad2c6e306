package client

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"time"
)

const (
	// More than any -parallelism in use; idle connections cost little, opening one costs a handshake.
	maxIdleConnections = 256
	// Shorter than the usual 60 s of load balancers, so that a write rarely meets a connection that is being closed.
	idleTimeout = 30 * time.Second
	// Well below the time of one try, so that a host that does not answer is known not to have been sent anything.
	dialTimeout = 10 * time.Second
	// A store that says nothing by then is sent the file all the same.
	consentTimeout = 2 * time.Second
)

// newTransport connects to the account. Its crowd limits the connections.
func newTransport(config Config, crowd *crowd) *http.Transport {
	return newTransportBy(config, crowd.limit(dialer().DialContext))
}

// newStoreTransport connects to object stores, which are many hosts: connections to one say nothing of those that another needs. What is
// stored compressed is left so.
func newStoreTransport(config Config) *http.Transport {
	transport := newTransportBy(config, dialer().DialContext)
	transport.DisableCompression = true
	transport.ExpectContinueTimeout = consentTimeout
	return transport
}

func dialer() *net.Dialer { return &net.Dialer{Timeout: dialTimeout, KeepAlive: idleTimeout} }

func newTransportBy(config Config, dial dial) *http.Transport {
	transport := &http.Transport{
		DialContext:            dial,
		TLSClientConfig:        &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: config.RootCAs},
		TLSHandshakeTimeout:    dialTimeout,
		ForceAttemptHTTP2:      true,
		HTTP2:                  &http.HTTP2Config{SendPingTimeout: idleTimeout, PingTimeout: dialTimeout},
		MaxIdleConns:           maxIdleConnections,
		MaxIdleConnsPerHost:    maxIdleConnections,
		IdleConnTimeout:        idleTimeout,
		OnProxyConnectResponse: checkProxyReply,
	}
	if config.Proxy != nil {
		transport.Proxy = func(request *http.Request) (*url.URL, error) {
			proxy, err := config.Proxy(request)
			if err != nil {
				// The error would quote the address, and with it the proxy's password.
				return nil, errBadProxy
			}
			return proxy, nil
		}
	}
	return transport
}

var errBadProxy = errors.New("the proxy's address cannot be read; it has the form http://[user:password@]host:port")

// proxyRefusal is a proxy's answer to CONNECT.
type proxyRefusal struct {
	status int
	host   string // host:port
}

func (p proxyRefusal) Error() string {
	if p.status == http.StatusProxyAuthRequired {
		return proxySignIn
	}
	return fmt.Sprintf("the proxy did not connect to %s: %d %s", p.host, p.status, http.StatusText(p.status))
}

const proxySignIn = "the proxy asks for a user name and password (407); they belong in the proxy's address, http://user:password@host:port"

func checkProxyReply(_ context.Context, _ *url.URL, request *http.Request, reply *http.Response) error {
	if reply.StatusCode == http.StatusOK {
		return nil
	}
	return proxyRefusal{reply.StatusCode, request.Host}
}

// explainHopeless returns what to tell of a failure that no repetition can mend, or nil.
func explainHopeless(err error, host string) error {
	if errors.Is(err, errBadProxy) {
		return err
	}
	if refusal, ok := errors.AsType[proxyRefusal](err); ok && refusal.status < http.StatusInternalServerError {
		return err
	}
	if unknown, ok := errors.AsType[*net.DNSError](err); ok && unknown.IsNotFound {
		return fmt.Errorf("the host %s is not known; check the account's organization and name, or host: %w", host, err)
	}
	if _, ok := errors.AsType[tls.RecordHeaderError](err); ok {
		return fmt.Errorf("%s does not speak TLS on this port; check host, port and protocol: %w", host, err)
	}
	if isCertificateError(err) {
		return fmt.Errorf("the certificate of %s is not trusted; a proxy that inspects TLS needs its authority in the system's certificates: %w", host, err)
	}
	return nil
}

func isCertificateError(err error) bool {
	if _, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		return true
	}
	if _, ok := errors.AsType[x509.HostnameError](err); ok {
		return true
	}
	_, ok := errors.AsType[x509.UnknownAuthorityError](err)
	return ok
}
