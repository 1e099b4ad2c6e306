package conformance

import (
	"io"
	"net/http"
	"regexp"
	"testing"

	"github.com/snowstage/terraform-provider-snowstage/internal/token"
)

// headersOfFiles are those of the document's table and its example.
func headersOfFiles() map[string]string {
	return map[string]string{
		"Authorization": "Bearer " + granted, "Accept": "*/*", "User-Agent": "reg-tests", "X-Snowflake-Authorization-Token-Type": "OAUTH",
	}
}

// expectHeader finds a header in what the client sends, and has the account refuse another value.
func expectHeader(t *testing.T, traffic *wire, name string, want *regexp.Regexp, spoilt string, status int) {
	t.Helper()
	f := newFiled(t, traffic, sse())
	f.expectContent(t, f.as(t, static(t, token.Form{Kind: token.OAuth}, granted), ""))
	if asked := f.requests("/api/files/"); len(asked) != 1 || len(asked[0].Header.Values(name)) != 1 || !want.MatchString(asked[0].Header.Get(name)) {
		t.Errorf("sent %+v", asked)
	}
	header := headersOfFiles()
	if got, body := f.ask(t, f.file.EncodedPath(), header); got != http.StatusFound {
		t.Fatalf("the document's headers are answered %d %s", got, body)
	}
	header[name] = spoilt
	if got, body := f.ask(t, f.file.EncodedPath(), header); got != status {
		t.Errorf("%q is answered %d %s, want %d", spoilt, got, body, status)
	}
}

func headerAuthorization(t *testing.T, traffic *wire) {
	expectHeader(t, traffic, "Authorization", regexp.MustCompile("^Bearer "+regexp.QuoteMeta(granted)+"$"), "Bearer other", http.StatusUnauthorized)
}

func headerAccept(t *testing.T, traffic *wire) {
	expectHeader(t, traffic, "Accept", regexp.MustCompile(`^\*/\*$`), "application/json", http.StatusBadRequest)
}

// headerUserAgent expects products with versions: https://www.rfc-editor.org/rfc/rfc7231#section-5.5.3.
func headerUserAgent(t *testing.T, traffic *wire) {
	const product = "[!#$%&'*+.^_`|~0-9A-Za-z-]+/[!#$%&'*+.^_`|~0-9A-Za-z-]+"
	expectHeader(t, traffic, "User-Agent", regexp.MustCompile("^"+product+"( "+product+"| \\([^()]*\\))*$"), "", http.StatusBadRequest)
}

func headerTokenType(t *testing.T, traffic *wire) {
	expectHeader(t, traffic, "X-Snowflake-Authorization-Token-Type", regexp.MustCompile("^OAUTH$"), "BASIC", http.StatusBadRequest)
}

func exampleOfFiles(t *testing.T, traffic *wire) {
	f := newFiled(t, traffic, sse())
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, f.address.String()+f.file.EncodedPath(), http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	for name, value := range headersOfFiles() {
		request.Header.Set(name, value)
	}
	reply, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = reply.Body.Close() }()
	if content, err := io.ReadAll(reply.Body); err != nil || reply.StatusCode != http.StatusOK || string(content) != fileContent {
		t.Errorf("%d %q, %v", reply.StatusCode, content, err)
	}
	f.expectContent(t, f.client) // The client and the example agree.
}
