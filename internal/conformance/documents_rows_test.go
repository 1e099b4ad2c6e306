package conformance

import (
	"io"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/snowstage/terraform-provider-snowstage/internal/client"
	"github.com/snowstage/terraform-provider-snowstage/internal/emulator"
	"github.com/snowstage/terraform-provider-snowstage/internal/token"
)

// row is what one row of a document says, in our words: with the calls that show it, or the reason why none can.
type row struct {
	says   string
	shown  func(*testing.T, *wire)
	reason string
}

// testRows runs the rows of a document in a test each.
func testRows(t *testing.T, traffic *wire, document string, rows []row) {
	t.Helper()
	for _, r := range rows {
		t.Run(document+"_says_"+r.says, func(t *testing.T) {
			t.Parallel()
			if r.shown == nil {
				t.Skip(r.reason)
			}
			r.shown(t, traffic)
		})
	}
}

func TestEveryRowIsShownOrExplained(t *testing.T) {
	t.Parallel()
	for document, rows := range map[string][]row{"files": rowsOfFiles, "pipes": rowsOfPipes} {
		seen := map[string]bool{}
		for _, r := range rows {
			if r.says == "" || strings.Contains(r.says, "/") || seen[r.says] {
				t.Errorf("%s: %q names no test of its own", document, r.says)
			}
			if seen[r.says] = true; (r.shown == nil) == (r.reason == "") {
				t.Errorf("%s: %q wants either a test or a reason", document, r.says)
			}
		}
	}
}

// clock runs like ours, and can be set forward.
type clock struct{ ahead atomic.Int64 }

func (c *clock) now() time.Time { return time.Now().Add(time.Duration(c.ahead.Load())) }

func (c *clock) advance(d time.Duration) { c.ahead.Add(int64(d)) }

// requests returns what was asked below a path since the journal was reset.
func (a *place) requests(prefix string) []emulator.Request {
	return slices.DeleteFunc(a.emulator.Journal(), func(r emulator.Request) bool { return !strings.HasPrefix(r.Path, prefix) })
}

// ask sends a GET of somebody else's making; an empty User-Agent is left out. Redirects are not followed.
func (a *place) ask(t *testing.T, target string, header map[string]string) (status int, body string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, a.address.String()+target, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	for name, value := range header {
		request.Header.Set(name, value)
	}
	reply, err := http.DefaultTransport.RoundTrip(request)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = reply.Body.Close() }()
	received, err := io.ReadAll(reply.Body)
	if err != nil {
		t.Fatal(err)
	}
	return reply.StatusCode, string(received)
}

// byOAuth are the ways to a token of OAuth.
func (a *place) byOAuth(t *testing.T) map[string]client.Credential {
	t.Helper()
	return map[string]client.Credential{
		"access token":       static(t, token.Form{Kind: token.OAuth}, granted),
		"client credentials": oauth(t, token.OAuthConfig{ClientID: clientID, ClientSecret: secret, TokenURL: a.tokenURL()}),
		"refresh token":      oauth(t, token.OAuthConfig{ClientID: clientID, ClientSecret: secret, TokenURL: a.tokenURL(), RefreshToken: refresh}),
	}
}

// signsIn reports whether a request carries the credential's token.
func signsIn(t *testing.T, request emulator.Request, credential client.Credential, tokenType string) bool {
	t.Helper()
	held, err := credential.Token(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return request.Header.Get("Authorization") == "Bearer "+held && request.Header.Get("X-Snowflake-Authorization-Token-Type") == tokenType
}
