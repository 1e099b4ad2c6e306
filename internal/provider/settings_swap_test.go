package provider

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"github.com/snowstage/terraform-provider-snowstage/internal/privatefile/privatefiletest"
)

// TestSwappedKeyIsNeverOneThatOthersMayRead configures a key pair as the provider does, while another key takes the place of its file.
func TestSwappedKeyIsNeverOneThatOthersMayRead(t *testing.T) {
	t.Parallel()
	exposed, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	exposedPEM := string(pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(exposed)}))
	for name, way := range privatefiletest.Ways {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			privatefiletest.Swap(t, way, testKeyPEM(), exposedPEM, func(path string) bool {
				c := connection{account: testAccount, signIn: signIn{
					method: keyPair, user: setting{name: "user", value: testUser}, secret: setting{name: "private_key_path", value: path},
				}}
				credential, problems := c.credential(time.Now, nil)
				if len(problems) > 0 {
					if credential != nil || !strings.Contains(problems[0].detail, "its mode is 0644") {
						t.Errorf("%v, %v", credential, problems)
					}
					return false
				}
				signed, err := credential.Token(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				_, err = jwt.Parse(signed, func(*jwt.Token) (any, error) { return &testKey().PublicKey, nil })
				if err != nil {
					t.Errorf("signed with the key that others may read: %v", err)
				}
				return true
			})
		})
	}
}
