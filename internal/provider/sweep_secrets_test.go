package provider

import (
	"crypto/md5"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"encoding/pem"
	"net/url"
	"strings"
	"testing"

	"github.com/youmark/pkcs8"
)

// sweepSecrets are what a user has. Each looks like itself as far as its form allows, and holds characters that encodings change.
type sweepSecrets struct {
	key                                *rsa.PrivateKey
	plainKey, encryptedKey, passphrase string
	token, workload                    string
	oauthSecret, refreshToken          string
	awsKeyID, awsSecretKey, awsToken   string
	sasToken, masterKey                string
	content, laterContent              string // of files
}

func newSweepSecrets(t *testing.T) sweepSecrets {
	t.Helper()
	s := sweepSecrets{
		key: testKey(), plainKey: testKeyPEM(), passphrase: mixed(`<"&\é>`),
		token: mixed("/+=~<>&"), workload: "WIF.OIDC." + rand.Text() + "." + rand.Text(),
		oauthSecret: mixed(`/+="<>&\%2F`), refreshToken: "ver:2-" + mixed("/+="),
		awsKeyID: "AKIA" + rand.Text(), awsSecretKey: mixed(`/+="<>&'\`), awsToken: "IQoJ" + mixed(`//++='\''`) + rand.Text(),
		content: mixed(`/+="<>&'\%2F,;`), laterContent: mixed("\n\t/+=<>é"),
		sasToken: "?sv=2026-02-06&ss=b&sig=" + url.QueryEscape(mixed("/+=")), masterKey: base64.StdEncoding.EncodeToString([]byte(rand.Text() + rand.Text())[:32]),
	}
	der, err := pkcs8.MarshalPrivateKey(s.key, []byte(s.passphrase), nil)
	if err != nil {
		t.Fatal(err)
	}
	s.encryptedKey = string(pem.EncodeToMemory(&pem.Block{Type: "ENCRYPTED PRIVATE KEY", Bytes: der}))
	return s
}

// mixed puts characters apart from each other into what is random, so that no two secrets have a fragment in common.
func mixed(characters string) string {
	var text strings.Builder
	for _, character := range characters {
		text.WriteString(rand.Text()[:6] + string(character))
	}
	return text.String() + rand.Text()
}

// canaries are the secrets, and the private key in each form in which it is around.
func (s sweepSecrets) canaries(t *testing.T) []canary {
	t.Helper()
	const publicPart = 400 // bytes at the start of a key of 2048 bits, which the public key has too
	pkcs1 := x509.MarshalPKCS1PrivateKey(s.key)
	return append([]canary{
		{"private key", body(s.plainKey)}, {"encrypted private key", body(s.encryptedKey)}, {"private key on one line", strings.ReplaceAll(body(s.plainKey), "\n", "")},
		{"private key as PKCS#1", base64.StdEncoding.EncodeToString(pkcs1)}, {"private key's bytes", string(pkcs1[publicPart:])}, {"encrypted private key's bytes", string(decoded(t, s.encryptedKey)[publicPart:])},
		{"private exponent", s.key.D.String()}, {"private exponent in hexadecimal", s.key.D.Text(16)},
		{"passphrase", s.passphrase}, {"token", s.token}, {"workload identity token", s.workload},
		{"OAuth client secret", s.oauthSecret}, {"refresh token", s.refreshToken},
	}, append(s.ofStages(), s.ofFiles()...)...)
}

// ofFiles are write-only contents, and what would prove a guess of them right.
func (s sweepSecrets) ofFiles() (canaries []canary) {
	for name, content := range map[string]string{"content": s.content, "later content": s.laterContent} {
		sum, digest := md5.Sum([]byte(content)), sha256.Sum256([]byte(content))
		canaries = append(canaries, canary{name, content},
			canary{"MD5 of the " + name, string(sum[:])}, canary{"MD5 of the " + name + " in hexadecimal", hex.EncodeToString(sum[:])},
			canary{"SHA-256 of the " + name, string(digest[:])}, canary{"SHA-256 of the " + name + " in hexadecimal", hex.EncodeToString(digest[:])})
	}
	return canaries
}

// ofStages are the secrets that stages are created with.
func (s sweepSecrets) ofStages() []canary {
	return []canary{
		{"aws_key_id", s.awsKeyID}, {"aws_secret_key", s.awsSecretKey}, {"aws_token", s.awsToken}, {"azure_sas_token", s.sasToken}, {"master_key", s.masterKey},
	}
}

// body is what is between the lines of a PEM frame.
func body(key string) string {
	_, key, _ = strings.Cut(key, "-----\n")
	key, _, _ = strings.Cut(key, "\n-----")
	return key
}

func decoded(t *testing.T, key string) []byte {
	t.Helper()
	block, _ := pem.Decode([]byte(key))
	if block == nil {
		t.Fatal("no PEM")
	}
	return block.Bytes
}
