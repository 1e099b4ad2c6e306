package emulator

import (
	"bytes"
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"
)

const (
	longestJWTLife = time.Hour   // from the time of issue, whatever exp says
	clockSkew      = time.Minute // by which a token may come from the future
)

// fingerprintOf is what DESCRIBE USER shows as RSA_PUBLIC_KEY_FP, without "SHA256:".
func fingerprintOf(key *rsa.PublicKey) (string, error) {
	der, err := x509.MarshalPKIXPublicKey(key)
	if err != nil {
		return "", fmt.Errorf("encoding a public key: %w", err)
	}
	sum := sha256.Sum256(der)
	return base64.StdEncoding.EncodeToString(sum[:]), nil
}

type jwtClaims struct {
	Issuer    string       `json:"iss"`
	Subject   string       `json:"sub"`
	IssuedAt  *json.Number `json:"iat"`
	ExpiresAt *json.Number `json:"exp"`
	NotBefore *json.Number `json:"nbf"`
}

// verifyJWT returns the ACCOUNT.USER whose key signed a token that is valid now.
func verifyJWT(token string, now time.Time, users map[string]registeredKeys) (string, error) {
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		return "", errors.New("not three parts")
	}
	var header struct {
		Algorithm string `json:"alg"`
	}
	var claims jwtClaims
	if err := errors.Join(readPart(parts[0], &header), readPart(parts[1], &claims)); err != nil {
		return "", err
	}
	if header.Algorithm != "RS256" {
		return "", fmt.Errorf("algorithm %q", header.Algorithm)
	}
	user, fingerprint, ok := strings.Cut(claims.Issuer, ".SHA256:")
	if !ok || claims.Subject != user {
		return "", errors.New("issuer and subject disagree")
	}
	key, ok := users[user][fingerprint]
	if !ok {
		return "", errors.New("no such user or no such key")
	}
	signature, err := base64.RawURLEncoding.DecodeString(parts[2])
	if err != nil {
		return "", fmt.Errorf("reading the signature: %w", err)
	}
	digest := sha256.Sum256([]byte(parts[0] + "." + parts[1]))
	if err := rsa.VerifyPKCS1v15(key, crypto.SHA256, digest[:], signature); err != nil {
		return "", fmt.Errorf("checking the signature: %w", err)
	}
	return user, claims.validAt(now)
}

func readPart(encoded string, into any) error {
	text, err := base64.RawURLEncoding.DecodeString(encoded)
	if err != nil {
		return fmt.Errorf("decoding a part: %w", err)
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	if err := decoder.Decode(into); err != nil {
		return fmt.Errorf("reading a part: %w", err)
	}
	return nil
}

func (c jwtClaims) validAt(now time.Time) error {
	issued, expires := numericDate(c.IssuedAt), numericDate(c.ExpiresAt)
	switch {
	case issued.IsZero() || expires.IsZero():
		return errors.New("no time of issue or of expiry")
	case issued.After(now.Add(clockSkew)):
		return errors.New("issued in the future")
	case !now.Before(expires):
		return errors.New("expired")
	case !now.Before(issued.Add(longestJWTLife)):
		return errors.New("issued more than an hour ago")
	case numericDate(c.NotBefore).After(now.Add(clockSkew)):
		return errors.New("not valid yet")
	}
	return nil
}

// numericDate reads seconds or milliseconds since 1970; the documents allow both. Seconds reach
// the limit in the year 5138, milliseconds passed it in 1973.
func numericDate(number *json.Number) time.Time {
	if number == nil {
		return time.Time{}
	}
	value, err := number.Float64()
	if err != nil {
		return time.Time{}
	}
	const firstMillisecond = 1e11
	if value >= firstMillisecond {
		value /= 1000
	}
	return time.UnixMilli(int64(value * 1000))
}
