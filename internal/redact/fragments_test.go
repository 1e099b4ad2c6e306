package redact

import (
	"strings"
	"testing"
)

func TestWhatIsLeftOfASecretIsHidden(t *testing.T) {
	t.Parallel()
	const secret = "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJBQ01FIn0.c2lnbmF0dXJlLW9mLXRoZS10b2tlbg"
	for text, want := range map[string]string{
		"near " + secret[:30] + "… at line 1":            "near " + Mark + "… at line 1",
		"near …" + secret[30:]:                           "near …" + Mark,
		"near " + strings.ToUpper(secret[10:40]) + " ü":  "near " + Mark + " ü",
		secret[:20] + " and " + secret[40:]:              Mark + " and " + Mark,
		secret[:20] + secret[40:60]:                      Mark,
		"ü " + secret[5:21] + " ü " + secret[5:20]:       "ü " + Mark + " ü " + secret[5:20],
		secret + secret[:16]:                             Mark + Mark,
		"nothing of it":                                  "nothing of it",
		"header payload signature, each of them nothing": "header payload signature, each of them nothing",
	} {
		if got := Text(text, "short", secret, "another-one-that-is-not-there"); got != want {
			t.Errorf("%s:\n got %s\nwant %s", text, got, want)
		}
	}
}

func TestWhatIsLeftOfAnEncodedSecretIsHidden(t *testing.T) {
	t.Parallel()
	const sas = "?sv=2026&sig=abcdefghijklmnop%2Fqrstuvwxyz%3D"
	for _, text := range []string{"sig=abcdefghijklmnop/qrst", "mnop/qrstuvwxyz=", "sv=2026&sig=abcd"} {
		if got := Text(text+" ends", sas); strings.Contains(got, "sig=") || strings.Contains(got, "qrst") {
			t.Errorf("%s is left as %s", text, got)
		}
	}
}
