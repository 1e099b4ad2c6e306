package client

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"time"
)

const (
	defaultRequestTimeout = 60 * time.Second
	defaultMaxRetries     = 7 // as gosnowflake
)

// Credential supplies the bearer token of each request. Implementations are safe for concurrent use.
type Credential interface {
	// TokenType is the value of the header X-Snowflake-Authorization-Token-Type.
	TokenType() string
	// Token returns the token to send now.
	Token(ctx context.Context) (string, error)
	// Renew returns the token to send in place of one that was answered with 401; the same one if there is no other.
	Renew(ctx context.Context, refused string) (string, error)
}

// DateObserver is implemented by a Credential that keeps the server's time.
type DateObserver interface {
	// ObserveDate is told the Date header of every reply of the account's host.
	ObserveDate(server time.Time)
}

// Config says where and how to reach an account. Zero values of the optional fields mean the defaults given with them.
type Config struct {
	BaseURL    *url.URL // https://host[:port]; http is refused except for loopback
	Credential Credential
	Role       string // X-Snowflake-Role; not sent if empty
	Warehouse  string // X-Snowflake-Warehouse; not sent if empty
	UserAgent  string // product/version, RFC 9110 section 10.1.5

	RequestTimeout time.Duration // of one try; default 60 s, more than the 45 s after which Snowflake answers 202
	MaxRetries     int           // of one request, after its first try; negative means none; default 7
	ReadStrategy   ReadStrategy  // of Stages.Read
	RequestRate    int           // requests to the account in a second, at most; default: as many as it takes

	RootCAs *x509.CertPool                                   // certificate authorities to trust; default: the system's
	Proxy   func(*http.Request) (*url.URL, error)            // default: no proxy
	Log     func(ctx context.Context, event Event)           // default: none; called after each try
	Notice  func(ctx context.Context, text string)           // default: none; called for what a log should tell besides tries
	Now     func() time.Time                                 // default: time.Now
	Sleep   func(ctx context.Context, d time.Duration) error // default: a timer that ends with ctx
	Rand    func() float64                                   // in [0,1); default: math/rand/v2
}

// Event describes one finished try for a log: never a body, a header value or a query value.
type Event struct {
	Operation string
	Method    string
	Path      string
	Try       int // from 1
	Status    int // 0 if there was no reply
	Code      string
	RequestID string
	Duration  time.Duration
	Err       error
}

// checkConfig returns the base URL in its normal form: lower case, without a path.
func checkConfig(config Config) (*url.URL, error) {
	if config.Credential == nil {
		return nil, errors.New("checking the client's configuration: no credential")
	}
	if config.UserAgent == "" {
		return nil, errors.New("checking the client's configuration: no user agent, which the API requires")
	}
	if config.RequestTimeout < 0 {
		return nil, errors.New("checking the client's configuration: the request timeout is negative")
	}
	for name, value := range map[string]string{"role": config.Role, "warehouse": config.Warehouse, "user agent": config.UserAgent} {
		if !fitsHeader(value) {
			return nil, fmt.Errorf("checking the client's configuration: the %s holds a control character", name)
		}
	}
	base, err := checkBaseURL(config.BaseURL)
	if err != nil {
		return nil, fmt.Errorf("checking the account's address: %w", err)
	}
	return base, nil
}

func checkBaseURL(base *url.URL) (*url.URL, error) {
	if base == nil || base.Hostname() == "" {
		return nil, errors.New("no host")
	}
	scheme := strings.ToLower(base.Scheme)
	switch {
	case base.User != nil:
		return nil, errors.New("it must not hold a user name or password")
	case base.Path != "" && base.Path != "/", base.RawQuery != "", base.ForceQuery, base.Fragment != "":
		return nil, fmt.Errorf("%s://%s must not be followed by a path, a query or a fragment", scheme, base.Host)
	case scheme == "http" && !isLoopback(base.Hostname()):
		return nil, fmt.Errorf("http://%s would send the token unencrypted; http is for loopback only, use https", base.Host)
	case scheme != "http" && scheme != "https":
		return nil, fmt.Errorf("the scheme %q is not https", base.Scheme)
	}
	return &url.URL{Scheme: scheme, Host: strings.ToLower(base.Host)}, nil
}

func isLoopback(host string) bool {
	if strings.EqualFold(host, "localhost") {
		return true
	}
	address, err := netip.ParseAddr(host)
	return err == nil && address.IsLoopback()
}

// fitsHeader reports whether net/http would send the value.
func fitsHeader(value string) bool {
	return !strings.ContainsFunc(value, func(r rune) bool { return r < ' ' && r != '\t' || r == 0x7f })
}

func (c Config) withDefaults() Config {
	if c.RequestTimeout == 0 {
		c.RequestTimeout = defaultRequestTimeout
	}
	if c.MaxRetries == 0 {
		c.MaxRetries = defaultMaxRetries
	}
	if c.Log == nil {
		c.Log = func(context.Context, Event) {}
	}
	if c.Notice == nil {
		c.Notice = func(context.Context, string) {}
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Sleep == nil {
		c.Sleep = sleep
	}
	if c.Rand == nil {
		c.Rand = rand.Float64
	}
	return c
}

func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}
