package token

import (
	"strings"
	"testing"
)

func TestStaticIsSentAsGiven(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		form                Form
		given, kind, onWire string
	}{
		{Form{Kind: OAuth}, "abc", "OAUTH", "abc"},
		{Form{Kind: ProgrammaticAccessToken}, " abc\r\n", "PROGRAMMATIC_ACCESS_TOKEN", "abc"},
		{WorkloadIdentityForm("oidc"), "eyJ.x.y\n", "WORKLOAD_IDENTITY_FEDERATION", "WIF.OIDC.eyJ.x.y"},
		{WorkloadIdentityForm("OIDC"), "WIF.AWS.eyJ", "WORKLOAD_IDENTITY_FEDERATION", "WIF.AWS.eyJ"},
	} {
		source, err := NewStatic(test.form, test.given)
		if err != nil {
			t.Errorf("%q: %v", test.given, err)
			continue
		}
		token, err := source.Token(t.Context())
		if err != nil || token != test.onWire || source.TokenType() != test.kind {
			t.Errorf("%q is sent as %s %q, %v; want %s %q", test.given, source.TokenType(), token, err, test.kind, test.onWire)
		}
		if again, err := source.Renew(t.Context(), token); err != nil || again != token {
			t.Errorf("Renew = %q, %v; want the same token", again, err)
		}
	}
}

func TestStaticRefusesWhatNoHeaderCarries(t *testing.T) {
	t.Parallel()
	for _, given := range []string{"", " \n", "hush hush", "hush\nhush", "hush\x00", "hüsh"} {
		_, err := NewStatic(Form{Kind: OAuth}, given)
		if err == nil {
			t.Errorf("%q was taken", given)
			continue
		}
		if strings.Contains(err.Error(), "hush") {
			t.Errorf("the error %q tells the token", err)
		}
	}
}
