package keypair

import (
	"sync"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// start is a whole second, as claims are.
var start = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

func newCredential(t *testing.T) (*Credential, *clock) {
	t.Helper()
	clock := &clock{now: start}
	credential, err := NewCredential("acme-My_Account", "terraform", parse(t, "rsa2048-pkcs8.pem"), clock.Now)
	if err != nil {
		t.Fatal(err)
	}
	return credential, clock
}

// verify reads a token as a server does whose clock says now.
func verify(t *testing.T, text string, now time.Time) jwt.RegisteredClaims {
	t.Helper()
	public := &parse(t, "rsa2048-pkcs1.pem").PublicKey
	var claims jwt.RegisteredClaims
	_, err := jwt.ParseWithClaims(text, &claims, func(*jwt.Token) (any, error) { return public, nil },
		jwt.WithValidMethods([]string{"RS256"}), jwt.WithIssuedAt(), jwt.WithExpirationRequired(), jwt.WithTimeFunc(func() time.Time { return now }))
	if err != nil {
		t.Errorf("the token does not verify: %v", err)
	}
	return claims
}

func TestTokenCarriesTheClaims(t *testing.T) {
	t.Parallel()
	credential, _ := newCredential(t)
	if credential.TokenType() != "KEYPAIR_JWT" {
		t.Errorf("the token type is %s", credential.TokenType())
	}
	text, err := credential.Token(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	claims := verify(t, text, start)
	if want := "ACME-MY_ACCOUNT.TERRAFORM"; claims.Subject != want || claims.Issuer != want+"."+fingerprint {
		t.Errorf("sub is %s and iss is %s", claims.Subject, claims.Issuer)
	}
	if age := start.Sub(claims.IssuedAt.Time); age != backdate {
		t.Errorf("the token is %v old when it is made, want %v", age, backdate)
	}
	if life := claims.ExpiresAt.Sub(claims.IssuedAt.Time); life != lifetime {
		t.Errorf("the token lives %v, want %v", life, lifetime)
	}
}

func TestTokenIsKeptUntilItIsOldOrRefused(t *testing.T) {
	t.Parallel()
	credential, clock := newCredential(t)
	ask := func() string {
		text, err := credential.Token(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		verify(t, text, clock.Now())
		return text
	}
	first := ask()
	clock.advance(45 * time.Minute)
	if ask() != first {
		t.Error("a young token was replaced")
	}
	clock.advance(10 * time.Minute)
	second := ask()
	if second == first {
		t.Error("an old token was kept")
	}
	clock.advance(time.Minute)
	third, err := credential.Renew(t.Context(), second)
	if err != nil || third == second {
		t.Errorf("a refused token was kept (%v)", err)
	}
	if again, err := credential.Renew(t.Context(), second); err != nil || again != third {
		t.Errorf("a token that was refused before was answered with another new one (%v)", err)
	}
}

func TestManyCallersSignOnce(t *testing.T) {
	t.Parallel()
	credential, clock := newCredential(t)
	tokens := make([]string, 100)
	var callers sync.WaitGroup
	for i := range tokens {
		callers.Go(func() {
			tokens[i], _ = credential.Token(t.Context())
			clock.advance(time.Second) // so that a second signature would differ
		})
	}
	callers.Wait()
	for _, text := range tokens {
		if text == "" || text != tokens[0] {
			t.Fatal("the callers got different tokens")
		}
	}
}

func TestTokenFollowsTheServersClock(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ ahead, want time.Duration }{
		{0, 0}, {4 * time.Second, 0}, {-5 * time.Second, 0},
		{3 * time.Hour, 3 * time.Hour}, {-90 * time.Second, -90 * time.Second},
		{24 * time.Hour, 24 * time.Hour}, {-24 * time.Hour, -24 * time.Hour},
	} {
		credential, clock := newCredential(t)
		before, err := credential.Token(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		server := clock.Now().Add(test.ahead)
		credential.ObserveDate(server)
		after, err := credential.Renew(t.Context(), before)
		if err != nil {
			t.Fatal(err)
		}
		if got := verify(t, after, server).IssuedAt.Time; !got.Equal(start.Add(test.want - backdate)) {
			t.Errorf("%v ahead: issued at %v, want %v", test.ahead, got, start.Add(test.want-backdate))
		}
	}
}

func TestClockThatIsRightAgainIsTrusted(t *testing.T) {
	t.Parallel()
	credential, _ := newCredential(t)
	credential.ObserveDate(start.Add(time.Hour))
	credential.ObserveDate(start.Add(time.Second))
	text, err := credential.Token(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if got := verify(t, text, start).IssuedAt.Time; !got.Equal(start.Add(-backdate)) {
		t.Errorf("issued at %v, want %v", got, start.Add(-backdate))
	}
}

func TestNonsensicalDateIsIgnored(t *testing.T) {
	t.Parallel()
	for _, year := range []int{1, 1970, start.Year() - 1, start.Year() + 1, 9999} {
		credential, _ := newCredential(t)
		credential.ObserveDate(start.Add(time.Minute))
		credential.ObserveDate(time.Date(year, 11, 22, 12, 0, 0, 0, time.UTC))
		text, err := credential.Token(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if got := verify(t, text, start.Add(time.Minute)).IssuedAt.Time; !got.Equal(start.Add(time.Minute - backdate)) {
			t.Errorf("after a date of the year %d: issued at %v", year, got)
		}
	}
}

func TestTokenRenewedInTheSameSecondIsAnother(t *testing.T) {
	t.Parallel()
	credential, _ := newCredential(t)
	seen := map[string]bool{}
	refused := ""
	for range variants {
		text, err := credential.Renew(t.Context(), refused)
		if err != nil || seen[text] {
			t.Fatalf("token %d is one that was refused (%v)", len(seen)+1, err)
		}
		claims := verify(t, text, start)
		if life := claims.ExpiresAt.Sub(claims.IssuedAt.Time); life > lifetime || life <= lifetime-variants*time.Second {
			t.Errorf("the token lives %v", life)
		}
		seen[text], refused = true, text
	}
}
