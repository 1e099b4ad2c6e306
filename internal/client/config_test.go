package client

import (
	"context"
	"errors"
	"net/url"
	"strings"
	"testing"
)

func TestBaseURL(t *testing.T) {
	t.Parallel()
	tests := []struct{ base, want, complaint string }{
		{"https://acme-main.snowflakecomputing.com", "https://acme-main.snowflakecomputing.com", ""},
		{"HTTPS://Acme-Main.SnowflakeComputing.com:443/", "https://acme-main.snowflakecomputing.com:443", ""},
		{"http://localhost:8085", "http://localhost:8085", ""},
		{"http://127.0.0.1:8085/", "http://127.0.0.1:8085", ""},
		{"http://127.1.2.3", "http://127.1.2.3", ""},
		{"http://[::1]:8085", "http://[::1]:8085", ""},
		{"http://acme.snowflakecomputing.com", "", "unencrypted"},
		{"http://127.0.0.1.evil.example", "", "unencrypted"},
		{"http://localhost.evil.example", "", "unencrypted"},
		{"http://10.0.0.1", "", "unencrypted"},
		{"ftp://acme.example", "", `scheme "ftp"`},
		{"acme.snowflakecomputing.com", "", "no host"},
		{"https://", "", "no host"},
		{"https://:443", "", "no host"},
		{"https://jane:s3cret@acme.example", "", "user name or password"},
		{"https://acme.example/api", "", "must not be followed"},
		{"https://acme.example?x", "", "must not be followed"},
		{"https://acme.example#x", "", "must not be followed"},
	}
	for _, test := range tests {
		t.Run(test.base, func(t *testing.T) {
			t.Parallel()
			base, err := url.Parse(test.base)
			if err != nil {
				t.Fatal(err)
			}
			c, err := New(Config{BaseURL: base, Credential: &fixedCredential{}, UserAgent: "test/1"})
			switch {
			case test.complaint == "" && (err != nil || c.base.String() != test.want):
				t.Errorf("%v", err)
			case test.complaint != "" && (err == nil || !strings.Contains(err.Error(), test.complaint) || strings.Contains(err.Error(), "s3cret")):
				t.Errorf("%v", err)
			}
		})
	}
}

func TestConfigIsChecked(t *testing.T) {
	t.Parallel()
	good := Config{BaseURL: &url.URL{Scheme: "https", Host: "acme.example"}, Credential: &fixedCredential{}, UserAgent: "test/1"}
	tests := map[string]func(*Config){
		"no credential":                   func(c *Config) { c.Credential = nil },
		"no user agent":                   func(c *Config) { c.UserAgent = "" },
		"no host":                         func(c *Config) { c.BaseURL = nil },
		"the role holds a control":        func(c *Config) { c.Role = "A\r\nX-Evil: 1" },
		"the warehouse holds a control":   func(c *Config) { c.Warehouse = "A\x00" },
		"the user agent holds a control":  func(c *Config) { c.UserAgent = "a/1\n" },
		"the request timeout is negative": func(c *Config) { c.RequestTimeout = -1 },
	}
	if _, err := New(good); err != nil {
		t.Fatal(err)
	}
	for complaint, change := range tests {
		config := good
		change(&config)
		if _, err := New(config); err == nil || !strings.Contains(err.Error(), complaint) {
			t.Errorf("%s: %v", complaint, err)
		}
	}
}

func TestDefaults(t *testing.T) {
	t.Parallel()
	config := Config{}.withDefaults()
	if config.RequestTimeout != defaultRequestTimeout || config.MaxRetries != defaultMaxRetries || config.Now().IsZero() {
		t.Errorf("%+v", config)
	}
	if r := config.Rand(); r < 0 || r >= 1 {
		t.Errorf("%v is not in [0,1)", r)
	}
	ctx, cancel := context.WithCancel(t.Context())
	if err := config.Sleep(ctx, 1); err != nil {
		t.Error(err)
	}
	cancel()
	if err := config.Sleep(ctx, 1<<62); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}
