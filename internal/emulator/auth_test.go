package emulator_test

import (
	"crypto/rsa"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/snowstage/terraform-provider-snowstage/internal/emulator"
)

// token signs a JWT as Snowflake wants it; change may spoil its header and claims.
func (f *fixture) jwt(key *rsa.PrivateKey, change func(header, claims map[string]any)) string {
	f.Helper()
	header := map[string]any{"alg": "RS256", "typ": "JWT"}
	now := f.clock.Now()
	claims := map[string]any{
		"iss": testAccount + "." + testUser + "." + fingerprint(f.T, &key.PublicKey),
		"sub": testAccount + "." + testUser,
		"iat": now.Unix(),
		"exp": now.Add(59 * time.Minute).Unix(),
	}
	if change != nil {
		change(header, claims)
	}
	return signJWT(f.T, key, header, claims)
}

func (f *fixture) signIn(token, tokenType string) answer {
	f.Helper()
	return f.do("GET", stagesPath, "", "Authorization", "Bearer "+token, "X-Snowflake-Authorization-Token-Type", tokenType)
}

func TestJWTsThatAreAccepted(t *testing.T) {
	t.Parallel()
	f := start(t, emulator.WithUser("acme-two", "john.doe@acme.example", &firstKey().PublicKey, &secondKey().PublicKey))
	now := f.clock.Now()
	for what, change := range map[string]func(header, claims map[string]any){
		"plain":                      nil,
		"in milliseconds":            func(_, c map[string]any) { c["iat"], c["exp"] = now.UnixMilli(), now.Add(time.Hour).UnixMilli() },
		"from a clock a bit ahead":   func(_, c map[string]any) { c["iat"] = now.Add(50 * time.Second).Unix() },
		"asking for a day":           func(_, c map[string]any) { c["exp"] = now.Add(24 * time.Hour).Unix() },
		"with an old nbf":            func(_, c map[string]any) { c["nbf"] = 1444478400 },
		"with fractions of a second": func(_, c map[string]any) { c["iat"] = float64(now.UnixMilli()) / 1000 },
		"of a user with dots": func(_, c map[string]any) {
			c["sub"] = "ACME-TWO.JOHN.DOE@ACME.EXAMPLE"
			c["iss"] = "ACME-TWO.JOHN.DOE@ACME.EXAMPLE." + fingerprint(t, &firstKey().PublicKey)
		},
	} {
		for _, tokenType := range []string{"KEYPAIR_JWT", ""} {
			if got := f.signIn(f.jwt(firstKey(), change), tokenType); got.status != 200 {
				t.Errorf("%s: %d %s", what, got.status, got.body)
			}
		}
	}
	f.signIn(f.jwt(secondKey(), func(_, c map[string]any) {
		c["sub"] = "ACME-TWO.JOHN.DOE@ACME.EXAMPLE"
		c["iss"] = "ACME-TWO.JOHN.DOE@ACME.EXAMPLE." + fingerprint(t, &secondKey().PublicKey)
	}), "").want(200)
}

func TestJWTsThatAreRefused(t *testing.T) {
	t.Parallel()
	f := start(t)
	now := f.clock.Now()
	valid := f.jwt(firstKey(), nil)
	parts := strings.Split(valid, ".")
	claim := func(name string, value any) string {
		return f.jwt(firstKey(), func(_, c map[string]any) {
			if value == nil {
				delete(c, name)
				return
			}
			c[name] = value
		})
	}
	algorithm := func(name string) string {
		return f.jwt(firstKey(), func(h, _ map[string]any) { h["alg"] = name })
	}
	issuer := testAccount + "." + testUser + "." + fingerprint(t, &firstKey().PublicKey)
	for what, token := range map[string]string{
		"algorithm none":         algorithm("none"),
		"algorithm HS256":        algorithm("HS256"),
		"algorithm RS512":        algorithm("RS512"),
		"unsigned":               parts[0] + "." + parts[1] + ".",
		"other claims":           parts[0] + "." + strings.Split(claim("exp", now.Add(time.Minute).Unix()), ".")[1] + "." + parts[2],
		"a stranger's key":       f.jwt(secondKey(), nil),
		"a stranger's signature": f.jwt(secondKey(), func(_, c map[string]any) { c["iss"] = issuer }),
		"no issuer":              claim("iss", nil),
		"no fingerprint":         claim("iss", testAccount+"."+testUser),
		"lower-case account": f.jwt(firstKey(), func(_, c map[string]any) {
			c["iss"], c["sub"] = strings.Replace(issuer, "ACME", "acme", 1), "acme-TEST."+testUser
		}),
		"another subject":  claim("sub", testAccount+".OTHER"),
		"no subject":       claim("sub", nil),
		"no expiry":        claim("exp", nil),
		"no time of issue": claim("iat", nil),
		"expired":          claim("exp", now.Unix()),
		"an hour old":      claim("iat", now.Add(-time.Hour).Unix()),
		"from the future":  claim("iat", now.Add(62*time.Second).Unix()),
		"not yet valid":    claim("nbf", now.Add(2*time.Minute).Unix()),
		"expiry a text":    claim("exp", "tomorrow"),
		"two parts":        parts[0] + "." + parts[1],
		"no base64":        "a.b.c",
		"nonsense":         "nonsense",
	} {
		got := f.signIn(token, "KEYPAIR_JWT")
		if got.status != 401 {
			t.Errorf("%s: status %d", what, got.status)
			continue
		}
		got.wantError(401, "390144", "JWT token is invalid. [")
	}
	f.signIn(valid, "").want(200)
}

func TestJWTLivesAnHourAtMost(t *testing.T) {
	t.Parallel()
	f := start(t)
	token := f.jwt(firstKey(), func(_, c map[string]any) { c["exp"] = f.clock.Now().Add(24 * time.Hour).Unix() })
	f.clock.Advance(time.Hour - 2*time.Second)
	f.signIn(token, "").want(200)
	f.clock.Advance(2 * time.Second)
	f.signIn(token, "").wantError(401, "390144")
}

func TestListedTokens(t *testing.T) {
	t.Parallel()
	f := start(t,
		emulator.WithToken("OAUTH", "oauth-token"),
		emulator.WithToken("OAUTH", "an.external.jwt"),
		emulator.WithToken("WORKLOAD_IDENTITY_FEDERATION", "e.y.J"),
		emulator.WithToken("WORKLOAD_IDENTITY_FEDERATION", "WIF.AWS.whole"))
	for _, c := range []struct {
		token, tokenType string
		status           int
		code, message    string
	}{
		{testToken, "PROGRAMMATIC_ACCESS_TOKEN", 200, "", ""},
		{testToken, "", 200, "", ""},
		{testToken, "OAUTH", 401, "390144", "Invalid OAuth access token"},
		{testToken, "KEYPAIR_JWT", 401, "390144", "JWT token is invalid"},
		{"oauth-token", "OAUTH", 200, "", ""},
		{"oauth-token", "", 200, "", ""},
		{"an.external.jwt", "OAUTH", 200, "", ""},
		{"an.external.jwt", "", 200, "", ""},
		{"unknown", "", 401, "390144", "JWT token is invalid"},
		{"ver:1-unknown", "", 401, "390144", "Invalid OAuth access token"},
		{"unknown", "OAUTH", 401, "390144", "Invalid OAuth access token"},
		{"unknown", "PROGRAMMATIC_ACCESS_TOKEN", 401, "390144", "PAT_INVALID"},
		{"WIF.OIDC.e.y.J", "WORKLOAD_IDENTITY_FEDERATION", 200, "", ""},
		{"WIF.AZURE.e.y.J", "", 200, "", ""},
		{"WIF.AWS.whole", "WORKLOAD_IDENTITY_FEDERATION", 200, "", ""},
		{"e.y.J", "WORKLOAD_IDENTITY_FEDERATION", 401, "390144", "Workload identity"},
		{"WIF.IBM.e.y.J", "WORKLOAD_IDENTITY_FEDERATION", 401, "390144", "Workload identity"},
		{"WIF.OIDC.other", "", 401, "390144", "Workload identity"},
		{testToken, "PAT", 400, "390400", "X-Snowflake-Authorization-Token-Type"},
	} {
		got := f.signIn(c.token, c.tokenType)
		if c.status == 200 {
			got.want(200)
			continue
		}
		got.wantError(c.status, c.code, c.message)
	}
}

func TestHeadersOfACaller(t *testing.T) {
	t.Parallel()
	f := start(t)
	for _, authorization := range []string{"", "Basic YTpi", `Snowflake Token="` + testToken + `"`, "bearer " + testToken, "Bearer "} {
		f.do("GET", stagesPath, "", "Authorization", authorization).wantError(401, "390101")
	}
	f.do("GET", stagesPath, "", "User-Agent", "").wantError(400, "390400", "User-Agent")
}

func TestTokensRefusedInMidRun(t *testing.T) {
	t.Parallel()
	f := start(t)
	f.signIn(testToken, "").want(200)
	f.RevokeToken(testToken)
	f.signIn(testToken, "").wantError(401, "390144", "PAT_INVALID")

	old := f.jwt(firstKey(), nil)
	f.signIn(old, "").want(200)
	if err := f.RotateKeys(testAccount, testUser, &secondKey().PublicKey); err != nil {
		t.Fatal(err)
	}
	f.signIn(old, "").wantError(401, "390144")
	renewed := f.jwt(secondKey(), nil)
	f.signIn(renewed, "").want(200)
	f.RevokeToken(renewed)
	f.signIn(renewed, "").wantError(401, "390144", "JWT token is invalid")
}

func TestUsersThatCannotBeRegistered(t *testing.T) {
	t.Parallel()
	key := &firstKey().PublicKey
	short := &rsa.PublicKey{N: firstKey().Primes[0], E: 65537}
	for what, option := range map[string]emulator.Option{
		"three keys":       emulator.WithUser("A", "U", key, &secondKey().PublicKey, &thirdKey().PublicKey),
		"a short key":      emulator.WithUser("A", "U", short),
		"a dotted account": emulator.WithUser("ORG.ACCOUNT", "U", key),
		"no account":       emulator.WithUser("", "U", key),
		"no user":          emulator.WithUser("A", "", key),
		"a token type":     emulator.WithToken("PAT", "x"),
		"a listed JWT":     emulator.WithToken("KEYPAIR_JWT", "x"),
		"an empty token":   emulator.WithToken("OAUTH", ""),
		"a client":         emulator.WithOAuthClient("id", "", "", 0),
		"a schema":         emulator.WithSchema("my db", "s"),
		"a schema's name":  emulator.WithQualifiedSchema("A.B.C"),
		"half a schema":    emulator.WithQualifiedSchema("A"),
		"a role":           emulator.WithRoles("a b"),
		"a page size":      emulator.WithPageSize(-1),
		"a latency":        emulator.WithLatency(-1),
		"async":            emulator.WithAsync(-1, 0),
	} {
		if _, err := emulator.New(option); err == nil {
			t.Errorf("%s: no error", what)
		}
	}
	for _, spelling := range []string{"a.b", `"a.b"."c.d"`, `a."b"`} {
		if _, err := emulator.New(emulator.WithQualifiedSchema(spelling)); err != nil {
			t.Errorf("%s: %v", spelling, err)
		}
	}
}

func TestOAuthClientGetsTokens(t *testing.T) {
	t.Parallel()
	f := start(t, emulator.WithOAuthClient("id", "s/e=c", "refresh", 5*time.Minute), emulator.WithOAuthClient("other", "secret", "", 0),
		emulator.WithRoles("analyst"))
	form := func(body string, headers ...string) answer {
		return f.do("POST", "/oauth/token-request", body,
			append([]string{"Authorization", "", "Content-Type", "application/x-www-form-urlencoded"}, headers...)...)
	}
	basic := func(id, secret string) string {
		request := f.request("POST", "/", "")
		request.SetBasicAuth(id, secret)
		return request.Header.Get("Authorization")
	}
	for what, ask := range map[string]func() answer{
		"body credentials": func() answer { return form("grant_type=client_credentials&client_id=id&client_secret=s%2Fe%3Dc") },
		"basic":            func() answer { return form("grant_type=client_credentials", "Authorization", basic("id", "s%2Fe%3Dc")) },
		"refresh token": func() answer {
			return form("grant_type=refresh_token&refresh_token=refresh&scope=session:role:ANALYST", "Authorization", basic("id", "s%2Fe%3Dc"))
		},
	} {
		var body struct {
			AccessToken string `json:"access_token"`
			TokenType   string `json:"token_type"`
			ExpiresIn   int    `json:"expires_in"`
		}
		got := ask()
		got.want(200).decode(&body)
		if body.TokenType != "Bearer" || body.ExpiresIn != 300 || got.header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s: %s", what, got.body)
		}
		f.signIn(body.AccessToken, "OAUTH").want(200)
		if what == "refresh token" {
			f.do("POST", stagesPath, `{"name":"s"}`, "Authorization", "Bearer "+body.AccessToken).want(200)
			if owner := f.fetch("s")["owner"]; owner != "ANALYST" {
				t.Errorf("owner %v, want the role of the scope", owner)
			}
		}
		f.clock.Advance(5 * time.Minute)
		f.signIn(body.AccessToken, "OAUTH").wantError(401, "390318", "expired")
		f.signIn(body.AccessToken, "").wantError(401, "390318")
	}
	for body, want := range map[string]struct {
		status int
		code   string
	}{
		"grant_type=client_credentials&client_id=id&client_secret=wrong":                            {401, "invalid_client"},
		"grant_type=client_credentials&client_id=nobody&client_secret=x":                            {401, "invalid_client"},
		"grant_type=client_credentials":                                                             {401, "invalid_client"},
		"client_id=other&client_secret=secret":                                                      {400, "invalid_request"},
		"grant_type=password&client_id=other&client_secret=secret":                                  {400, "unsupported_grant_type"},
		"grant_type=refresh_token&client_id=other&client_secret=secret":                             {400, "invalid_grant"},
		"grant_type=refresh_token&refresh_token=x&client_id=id&client_secret=s/e%3Dc":               {400, "invalid_grant"},
		"grant_type=client_credentials&client_id=other&client_secret=secret&scope=session:role:GOD": {400, "invalid_scope"},
	} {
		var refused struct{ Error string }
		form(body).want(want.status).decode(&refused)
		if refused.Error != want.code {
			t.Errorf("%s: %s, want %s", body, refused.Error, want.code)
		}
	}
	if got := form("grant_type=client_credentials", "Authorization", basic("id", "wrong")); got.status != 401 || !strings.HasPrefix(got.header.Get("WWW-Authenticate"), "Basic") {
		t.Errorf("%d %v", got.status, got.header)
	}
	form("{}", "Content-Type", "application/json").want(400)
	f.do("GET", "/oauth/token-request", "").want(http.StatusMethodNotAllowed)
}
