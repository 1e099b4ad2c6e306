package emulator_test

import (
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/snowstage/terraform-provider-snowstage/internal/emulator"
)

func (f *fixture) scoped(user, path string) string {
	f.Helper()
	scoped, err := f.ScopedURL(user, "db", "raw", "landing", path)
	if err != nil {
		f.Fatal(err)
	}
	encoded, ok := strings.CutPrefix(scoped, "/api/files/")
	if !ok {
		f.Fatalf("scoped URL %s", scoped)
	}
	return encoded
}

var scopedForm = regexp.MustCompile(`^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/[0-9]+/([0-9A-Za-z]|%2f|%2b|%3d)+$`)

func TestScopedURLLeadsItsUserToTheFile(t *testing.T) {
	t.Parallel()
	f := start(t, emulator.WithUser(testAccount, "other", &secondKey().PublicKey), emulator.WithToken("OAUTH", "token-of-another"))
	f.create(`{"name":"landing","encryption":{"type":"SNOWFLAKE_SSE"}}`)
	f.put("landing", "secret/plan a.csv", "1")
	jwt := "Bearer " + f.jwt(firstKey(), nil)
	for user, authorization := range map[string]string{"builder": jwt, testToken: "Bearer " + testToken} {
		encoded := f.scoped(user, "secret/plan a.csv")
		if decoded, err := url.PathUnescape(encoded); err != nil || !scopedForm.MatchString(encoded) || strings.Contains(strings.ToLower(decoded), "landing") ||
			strings.Contains(decoded, "plan") {
			t.Errorf("scoped URL %s, %v", encoded, err)
		}
		if f.scoped(user, "secret/plan a.csv") == encoded {
			t.Error("two calls give one URL")
		}
		for _, spelling := range []string{encoded, strings.NewReplacer("%2f", "%2F", "%2b", "+", "%3d", "=").Replace(encoded)} {
			if got := f.file(spelling, "Authorization", authorization).content(f); got != "1" {
				t.Errorf("%s: %q", user, got)
			}
		}
		for _, other := range []string{jwt, "Bearer " + testToken, "Bearer token-of-another"} {
			if other != authorization {
				f.file(encoded, "Authorization", other).wantError(403, "390403", "user who generated")
			}
		}
		f.file(encoded, "Authorization", "").wantError(401, "390101")
		f.file(encoded, "Accept", "").wantError(400, "390400", "Accept")
		f.do("HEAD", "/api/files/"+encoded, "", "Accept", "*/*").wantBare(405)
	}
	f.storage("GET", f.file(f.scoped(testToken, "none")).want(302).header.Get("Location"), "").wantXML(404, "NoSuchKey", "")
}

func TestScopedURLLivesADay(t *testing.T) {
	t.Parallel()
	f := start(t)
	f.create(`{"name":"landing","encryption":{"type":"SNOWFLAKE_SSE"}}`)
	f.put("landing", "a", "1")
	encoded := f.scoped(testToken, "a")
	f.clock.Advance(24*time.Hour - time.Second)
	if got := f.file(encoded).content(f); got != "1" {
		t.Errorf("content %q", got)
	}
	f.clock.Advance(time.Second)
	f.file(encoded).wantError(403, "390403", "expired")
}

func TestScopedURLsThatAreNone(t *testing.T) {
	t.Parallel()
	f := start(t, emulator.WithUser("ACME-TWO", testUser, &secondKey().PublicKey))
	f.create(`{"name":"landing"}`)
	encoded := f.scoped(testToken, "a")
	parts := strings.Split(encoded, "/")
	for what, spoilt := range map[string]string{
		"another query":  "0" + strings.Repeat("1", 7) + encoded[8:],
		"another number": parts[0] + "/1/" + parts[2],
		"another file":   parts[0] + "/" + parts[1] + "/" + strings.Split(f.scoped(testToken, "b"), "/")[2],
		"a part":         encoded[:len(encoded)-9],
		"too short":      parts[0] + "/" + parts[1] + "/AAAA",
		"no Base64":      parts[0] + "/" + parts[1] + "/%2e%2e",
	} {
		t.Log(what) // which a failure would not tell
		f.file(spoilt).wantError(404, "390404", "does not exist or not authorized")
	}
	f.do("DELETE", stagesPath+"/landing", "").want(200)
	if got := f.file(encoded); strings.Contains(strings.ToLower(got.body), "landing") {
		t.Errorf("the answer names the stage: %s", got.body)
	} else {
		got.wantError(404, "390404")
	}
	for what, c := range map[string][5]string{
		"a stage that is not there": {testToken, "db", "raw", "landing", "a"},
		"an unknown user":           {"nobody", "db", "raw", "s", "a"},
		"a user of two accounts":    {testUser, "db", "raw", "s", "a"},
		"no file":                   {testToken, "db", "raw", "s", ".."},
	} {
		f.do("POST", stagesPath+"?createMode=ifNotExists", `{"name":"s"}`).want(200)
		if got, err := f.ScopedURL(c[0], c[1], c[2], c[3], c[4]); err == nil {
			t.Errorf("%s: %s", what, got)
		}
	}
}
