package privatefile

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestPastedSecretIsNotQuoted(t *testing.T) {
	t.Parallel()
	base64 := strings.Repeat("aGlkZGVu/w", 200)
	for name, pasted := range map[string]string{
		"key":                     "-----BEGIN PRIVATE KEY-----\n" + base64 + "\n-----END PRIVATE KEY-----\n",
		"key in one line":         `-----BEGIN PRIVATE KEY-----\naGlkZGVu\n-----END PRIVATE KEY-----`,
		"key without its frame":   base64,
		"half a key, wrapped":     "aGlkZGVu/w\naGlkZGVu/w",
		"JSON Web Token":          "eyJhbGciOiJSUzI1NiJ9." + strings.Repeat("aGlkZGVu", 10),
		"access token":            "ver:1-hint:2-ETMsDgAAAY" + strings.Repeat("/aGlkZGVu", 10),
		"workload identity token": "WIF.AWS." + strings.Repeat("/aGlkZGVu", 10),
		"opaque token":            strings.Repeat("aGlkZGVu", 26),
		"key after ~/":            "~/" + base64,
	} {
		_, _, err := Read(pasted)
		if err == nil || strings.Contains(err.Error(), "aGlkZGVu") || !strings.Contains(err.Error(), "looks like a secret itself") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestPathIsQuoted(t *testing.T) {
	t.Parallel()
	for _, path := range []string{
		"eyJ", "ver:1", "WIF.pem", strings.Repeat("n", longestName), "/absent/" + strings.Repeat("n", longestName), strings.Repeat("/absent", 100), "absent key.pem",
	} {
		if _, _, err := Read(path); !errors.Is(err, fs.ErrNotExist) || !strings.Contains(err.Error(), path) {
			t.Errorf("%s: %v", path, err)
		}
	}
}

func TestFileWithALongNameIsRead(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), strings.Repeat("n", 240))
	if err := os.WriteFile(path, []byte("s3cr3t"), 0o600); err != nil {
		t.Fatal(err)
	}
	if content, _, err := Read(path); err != nil || string(content) != "s3cr3t" {
		t.Errorf("%q, %v", content, err)
	}
}
