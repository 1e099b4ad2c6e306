package client

import (
	"errors"
	"net/url"
	"testing"
)

func testClient(t testing.TB, base string) *Client {
	t.Helper()
	address, err := url.Parse(base)
	if err != nil {
		t.Fatal(err)
	}
	c, err := New(Config{BaseURL: address, Credential: &fixedCredential{token: "t"}, UserAgent: "test/1"})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestResolve(t *testing.T) {
	t.Parallel()
	const base = "https://acme.snowflakecomputing.com"
	tests := []struct{ reference, want string }{ // "" if refused
		{"/api/v2/results/1?page=2", base + "/api/v2/results/1?page=2"},
		{base + "/api/v2/results/1", base + "/api/v2/results/1"},
		{"HTTPS://ACME.SnowflakeComputing.com:443/x#part", base + "/x"},
		{"?page=2", base + "/api/v2/results/0?page=2"},
		{"/@evil.example/", base + "/@evil.example/"},
		{"", ""},
		{"results/1", ""},
		{"@evil.example/", ""},
		{".evil.example/", ""},
		{":8443/", ""},
		{"//evil.example/", ""},
		{"///evil.example/", base + "///evil.example/"},
		{`\\evil.example/`, ""},
		{`/\evil.example/`, ""},
		{`https:\\evil.example/`, ""},
		{"https:evil.example/", ""},
		{"https:/x", ""},
		{"https://evil.example/", ""},
		{"https://evil.acme.snowflakecomputing.com/", ""},
		{"https://acme.snowflakecomputing.com.evil.example/", ""},
		{"https://acme.snowflakecomputing.com:8443/", ""},
		{"https://acme.snowflakecomputing.com@evil.example/", ""},
		{"https://user@acme.snowflakecomputing.com/", ""},
		{"https://user:password@acme.snowflakecomputing.com/", ""},
		{"http://acme.snowflakecomputing.com/", ""},
		{"http://acme.snowflakecomputing.com:443/", ""},
		{"https://[::1]/", ""},
		{"https://2130706433/", ""},
		{"https://0x7f.1/", ""},
		{"https://acme.snowflakecomputing.com./", ""},
		{"https://acme.snowflakecomputing.com:0443/", ""},
		{"https://acme%2esnowflakecomputing.com/", ""},
		{"https://acme.snowflakecomputing.com%2eevil.example/", ""},
		{"https://acme.snowflakecomputing.com:443@evil.example/", ""},
		{"javascript:alert(1)", ""},
		{"/\nHost: evil.example", ""},
		{" /x", ""},
		{"/%zz", ""},
	}
	c := testClient(t, base)
	from := &reply{url: c.base.JoinPath("/api/v2/results/0")}
	for _, test := range tests {
		t.Run(test.reference, func(t *testing.T) {
			t.Parallel()
			got, err := c.resolve(from, test.reference)
			switch {
			case test.want == "" && !errors.Is(err, errElsewhere):
				t.Errorf("leads to %v, %v", got, err)
			case test.want != "" && (err != nil || got.String() != test.want):
				t.Errorf("leads to %v, %v, not to %s", got, err, test.want)
			}
		})
	}
}

func TestRedirects(t *testing.T) {
	t.Parallel()
	to := func(status int) step { return respond(status, "", "", "Location", "/elsewhere?a=b") }
	tests := []struct {
		name     string
		op       string
		redirect step
		times    int
		want     error
	}{
		{"read", "fetch", to(302), 1, nil},
		{"read, permanently", "list", to(301), 1, nil},
		{"read, five times", "fetch", to(303), 5, nil},
		{"read, six times", "fetch", to(307), 6, errRedirect},
		{"read to nowhere", "fetch", respond(302, "", ""), 1, errElsewhere},
		{"read by post", "presign", to(307), 1, errRedirect},
		{"read by post that would become a get", "presign", to(301), 1, errRedirect},
		{"write", "create", to(307), 1, errRedirect},
		{"write, permanently", "create", respond(308, "", "", "Location", stagesURI+"?createMode=orReplace"), 1, errRedirect},
		{"write to its own address", "delete", respond(308, "", "", "Location", stagesURI+"/LANDING"), 1, errRedirect},
		{"write that would become a read", "create", to(302), 1, nil},
		{"write that would become a read, see other", "replace", to(303), 1, nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			for _, op := range operations() {
				if op.name != test.op {
					continue
				}
				script := repeat(test.redirect, test.times)
				if test.want == nil && op.isWrite() {
					script = append(script, op.notDone())
				}
				if test.want == nil {
					script = append(script, answerJSON(200, op.success))
				}
				account := newAccount(t, script...)
				c, _ := account.client()
				if err := op.call(t.Context(), t, c); !errors.Is(err, test.want) {
					t.Errorf("%v, not %v", err, test.want)
				}
				requests := account.requests()
				if len(requests) != len(script) {
					t.Errorf("%v", account.uris())
				}
				first, last := requests[0], requests[len(requests)-1]
				if last.method != first.method || last.body != first.body || last.header.Get("Authorization") != "Bearer first-token" {
					t.Errorf("%+v became %+v", first, last)
				}
			}
		})
	}
}
