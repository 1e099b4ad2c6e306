package keypair

import (
	"context"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"fmt"
	"strings"
	"sync/atomic"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"github.com/snowstage/terraform-provider-snowstage/internal/token"
)

const (
	// lifetime is short of the hour after which Snowflake refuses a token, whatever its claims say.
	lifetime = 59 * time.Minute
	// backdate keeps the time of issue from lying in the future of a server whose clock is a little behind.
	backdate = 10 * time.Second
	// tolerance is the difference of clocks that is left alone: a Date header is a whole second, and old by its way here.
	tolerance = 5 * time.Second
	// disbelief is the difference of clocks beyond which a Date header is taken for nonsense: by one from the year 9999 a token
	// would be signed that is still valid then.
	disbelief = 24 * time.Hour
	// variants is the number of tokens signed within a second that differ.
	variants = 60
)

// Credential signs a token when it is needed, and keeps it until it is old or refused. It is safe for concurrent use.
type Credential struct {
	*token.Renewed

	key             *rsa.PrivateKey
	subject, issuer string
	now             func() time.Time
	ahead           atomic.Int64 // nanoseconds by which the server's clock is ahead of ours
	signed          int          // tokens so far; only one sign runs at a time
}

// NewCredential returns the credential of the user with that login name, in the account as tokens name it, like ORG-ACCOUNT.
// Source of the claims: https://docs.snowflake.com/en/developer-guide/sql-api/authenticating.
func NewCredential(account, user string, key *rsa.PrivateKey, now func() time.Time) (*Credential, error) {
	fingerprint, err := Fingerprint(&key.PublicKey)
	if err != nil {
		return nil, err
	}
	subject := strings.ToUpper(account + "." + user)
	c := &Credential{key: key, subject: subject, issuer: subject + "." + fingerprint, now: now}
	c.Renewed = token.NewRenewed(token.Form{Kind: token.KeyPairJWT}, now, c.sign)
	return c, nil
}

// Fingerprint returns the name that Snowflake gives to a public key, as DESCRIBE USER shows it in RSA_PUBLIC_KEY_FP: SHA256:<base64>.
func Fingerprint(key *rsa.PublicKey) (string, error) {
	der, err := x509.MarshalPKIXPublicKey(key)
	if err != nil {
		return "", fmt.Errorf("encoding the public key: %w", err)
	}
	sum := sha256.Sum256(der)
	return "SHA256:" + base64.StdEncoding.EncodeToString(sum[:]), nil
}

// ObserveDate learns from a reply's Date header how far the server's clock is from ours. The next token is signed by the server's clock.
// A date more than a day from ours is ignored.
func (c *Credential) ObserveDate(server time.Time) {
	ahead := server.Sub(c.now())
	switch {
	case ahead.Abs() > disbelief:
		return
	case ahead.Abs() <= tolerance:
		ahead = 0
	}
	c.ahead.Store(int64(ahead))
}

// sign makes each token end a second earlier than the one before, in a circle, so that the one that replaces a refused one in the same
// second is another. An ID claim would do as well, but Snowflake documents none.
func (c *Credential) sign(context.Context) (token.Issued, error) {
	life := lifetime - time.Duration(c.signed%variants)*time.Second
	c.signed++
	issuedAt := c.now().Add(time.Duration(c.ahead.Load())).Add(-backdate)
	claims := jwt.RegisteredClaims{
		Issuer:    c.issuer,
		Subject:   c.subject,
		IssuedAt:  jwt.NewNumericDate(issuedAt),
		ExpiresAt: jwt.NewNumericDate(issuedAt.Add(life)),
	}
	signed, err := jwt.NewWithClaims(jwt.SigningMethodRS256, claims).SignedString(c.key)
	if err != nil {
		return token.Issued{}, fmt.Errorf("signing a token for %s: %w", c.subject, err)
	}
	return token.Issued{Token: signed, Lifetime: life - backdate}, nil
}
