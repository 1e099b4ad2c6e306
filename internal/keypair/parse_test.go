package keypair

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/youmark/pkcs8"
)

const (
	// fingerprint is what `openssl rsa -pubout -outform DER | openssl dgst -sha256 -binary | openssl enc -base64` says of rsa2048.
	fingerprint = "SHA256:Sacg7nDJugYQ12scMV4Y9v9IUiBarwVqrF5hWK0QSUw="
	passphrase  = "correct"
)

func TestParseReadsWhatOpenSSLWrites(t *testing.T) {
	t.Parallel()
	for file, passphrase := range map[string]string{
		"rsa2048-pkcs8.pem":            "",
		"rsa2048-pkcs1.pem":            "",
		"rsa2048-aes-128-cbc.pem":      passphrase,
		"rsa2048-aes-192-cbc.pem":      passphrase,
		"rsa2048-aes-256-cbc.pem":      passphrase,
		"rsa2048-aes-256-cbc-sha1.pem": passphrase,
		"rsa2048-des3.pem":             passphrase,
	} {
		key, err := Parse(read(t, file), passphrase)
		if err != nil {
			t.Errorf("%s: %v", file, err)
			continue
		}
		if got, err := Fingerprint(&key.PublicKey); err != nil || got != fingerprint {
			t.Errorf("%s: the fingerprint is %s, %v; want %s", file, got, err, fingerprint)
		}
	}
}

func TestParseReadsWhatTheLibraryWrites(t *testing.T) {
	t.Parallel()
	want := parse(t, "rsa2048-pkcs8.pem")
	for name, cipher := range map[string]pkcs8.Cipher{
		"AES-128": pkcs8.AES128CBC, "AES-192": pkcs8.AES192CBC, "AES-256": pkcs8.AES256CBC, "3DES": pkcs8.TripleDESCBC,
	} {
		options := *pkcs8.DefaultOpts
		options.Cipher = cipher
		der, err := pkcs8.MarshalPrivateKey(want, []byte("pässword with spaces"), &options)
		if err != nil {
			t.Fatal(err)
		}
		text := string(pem.EncodeToMemory(&pem.Block{Type: "ENCRYPTED PRIVATE KEY", Bytes: der}))
		if got, err := Parse(text, "pässword with spaces"); err != nil || !got.Equal(want) {
			t.Errorf("%s: %v; want the key", name, err)
		}
	}
}

func TestParseForgivesHowTheTextWasCarried(t *testing.T) {
	t.Parallel()
	plain := read(t, "rsa2048-pkcs8.pem")
	want := parse(t, "rsa2048-pkcs8.pem")
	for name, text := range map[string]string{
		"escaped line breaks":   strings.ReplaceAll(plain, "\n", `\n`),
		"escaped Windows lines": strings.ReplaceAll(plain, "\n", `\r\n`),
		"Windows lines":         strings.ReplaceAll(plain, "\n", "\r\n"),
		"no last line break":    strings.TrimSuffix(plain, "\n"),
		"blank lines":           "\n\n" + plain + "\n\n",
		"indented":              "    " + strings.ReplaceAll(plain, "\n", "\n    "),
		"after its public key":  read(t, "rsa2048-public.pem") + plain,
		"needless passphrase":   plain,
	} {
		if got, err := Parse(text, "needless"); err != nil || !got.Equal(want) {
			t.Errorf("%s: %v; want the key", name, err)
		}
	}
}

func TestParseSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, text, passphrase string
		want                   error
	}{
		{"no passphrase", read(t, "rsa2048-aes-256-cbc.pem"), "", ErrPassphraseMissing},
		{"wrong passphrase", read(t, "rsa2048-aes-256-cbc.pem"), "incorrect", ErrPassphraseWrong},
		{"wrong passphrase, 3DES", read(t, "rsa2048-des3.pem"), "incorrect", ErrPassphraseWrong},
		{"elliptic curve", read(t, "ec-pkcs8.pem"), "", errNotRSA},
		{"elliptic curve, SEC 1", read(t, "ec-sec1.pem"), "", errNotRSA},
		{"elliptic curve, encrypted", read(t, "ec-encrypted.pem"), passphrase, errNotRSA},
		{"legacy encryption", read(t, "rsa2048-pkcs1-encrypted.pem"), passphrase, errLegacy},
		{"old scheme", read(t, "rsa2048-pbes1.pem"), passphrase, errUnsupported},
		{"scrypt", read(t, "rsa2048-scrypt.pem"), passphrase, errUnsupported},
		{"SHA-512", read(t, "rsa2048-aes-256-cbc-sha512.pem"), passphrase, errUnsupported},
		{"OpenSSH", read(t, "openssh.pem"), "", errOpenSSH},
		{"public key", read(t, "rsa2048-public.pem"), "", errPublic},
		{"path instead of text", "/home/me/rsa_key.p8", "", errNotPEM},
		{"empty", "", "", errNotPEM},
		{"cut off", read(t, "rsa2048-pkcs8.pem")[:800], "", errNotPEM},
		{"nonsense in the frame", frame("PRIVATE KEY", "nonsense"), "", errDamaged},
		{"nonsense in the old frame", frame("RSA PRIVATE KEY", "nonsense"), "", errDamaged},
		{"nonsense in the encrypted frame", frame("ENCRYPTED PRIVATE KEY", "nonsense"), passphrase, errDamaged},
	} {
		_, err := Parse(test.text, test.passphrase)
		if !errors.Is(err, test.want) {
			t.Errorf("%s: %v; want %v", test.name, err, test.want)
		}
	}
}

func TestParseRefusesShortKeys(t *testing.T) {
	t.Parallel()
	_, err := Parse(read(t, "rsa1024-pkcs8.pem"), "")
	if err == nil || !strings.Contains(err.Error(), "1024 bits") {
		t.Errorf("a key of 1,024 bits: %v", err)
	}
}

func TestParseRefusesHugeTexts(t *testing.T) {
	t.Parallel()
	_, err := Parse(frame("PRIVATE KEY", strings.Repeat("x", maxDERLen+1)), "")
	if err == nil || !strings.Contains(err.Error(), "too large") {
		t.Errorf("a key of 16 KiB: %v", err)
	}
}

func TestParseErrorsTellNothingOfTheKey(t *testing.T) {
	t.Parallel()
	plain := read(t, "rsa2048-pkcs8.pem")
	for _, text := range []string{
		plain[:900],
		strings.Replace(plain, "MII", "XII", 1),
		strings.ReplaceAll(plain, "\n", " "),
		strings.Replace(plain, "PRIVATE", "PUBLIC", 2),
	} {
		_, err := Parse(text, "hush")
		if err == nil {
			t.Errorf("a spoilt key was read")
			continue
		}
		for line := range strings.Lines(plain) {
			if line = strings.TrimSpace(line); !strings.HasPrefix(line, "-") && strings.Contains(err.Error(), line[:8]) {
				t.Errorf("the error %q tells a part of the key", err)
			}
		}
		if strings.Contains(err.Error(), "hush") {
			t.Errorf("the error %q tells the passphrase", err)
		}
	}
}

func TestFingerprintDiffersFromKeyToKey(t *testing.T) {
	t.Parallel()
	other, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := Fingerprint(&other.PublicKey); err != nil || got == fingerprint {
		t.Errorf("another key has the fingerprint %s (%v)", got, err)
	}
}

func FuzzParse(f *testing.F) {
	files, err := filepath.Glob("testdata/*.pem")
	if err != nil || len(files) == 0 {
		f.Fatalf("no key files: %v", err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(text), passphrase)
	}
	f.Add(frame("ENCRYPTED PRIVATE KEY", "0"), "")
	f.Fuzz(func(t *testing.T, text, passphrase string) {
		key, err := Parse(text, passphrase)
		if (key == nil) == (err == nil) {
			t.Fatalf("Parse returned %v and %v", key, err)
		}
		if err != nil {
			expectNoQuote(t, err, text)
			return
		}
		if key.N.BitLen() < minBits {
			t.Fatalf("Parse took a key of %d bits", key.N.BitLen())
		}
		der, err := x509.MarshalPKCS8PrivateKey(key)
		if err != nil {
			t.Fatal(err)
		}
		if again, err := Parse(frame("PRIVATE KEY", string(der)), ""); err != nil || !again.Equal(key) {
			t.Fatalf("the key is not read back: %v", err)
		}
	})
}

// expectNoQuote looks for words of the text that are longer than any in a message.
func expectNoQuote(t *testing.T, err error, text string) {
	t.Helper()
	const longest = 32
	for word := range strings.FieldsSeq(text) {
		if len(word) > longest && strings.Contains(err.Error(), word) {
			t.Fatalf("the error %q quotes the text", err)
		}
	}
}

func read(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", file))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func parse(t *testing.T, file string) *rsa.PrivateKey {
	t.Helper()
	key, err := Parse(read(t, file), "")
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func frame(kind, content string) string {
	return string(pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: []byte(content)}))
}
