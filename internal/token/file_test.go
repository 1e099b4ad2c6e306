package token

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestFileIsReadAgainWhenItHasChanged(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "token")
	writeToken(t, path, "first\n")
	source, err := NewFile(Form{Kind: OAuth}, path)
	if err != nil {
		t.Fatal(err)
	}
	expectToken(t, source, "first")

	writeToken(t, path, "second")
	setTime(t, path, time.Now().Add(time.Hour))
	expectToken(t, source, "second")

	other := filepath.Join(t.TempDir(), "other")
	writeToken(t, other, "third!")
	setTime(t, other, time.Now().Add(time.Hour))
	if err := os.Rename(other, path); err != nil {
		t.Fatal(err)
	}
	expectToken(t, source, "third!")
}

func TestRenewReadsAFileThatLooksUnchanged(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "token")
	moment := time.Now().Add(-time.Hour).Truncate(time.Second)
	writeToken(t, path, "first")
	setTime(t, path, moment)
	source, err := NewFile(Form{Kind: OAuth}, path)
	if err != nil {
		t.Fatal(err)
	}
	writeToken(t, path, "other")
	setTime(t, path, moment)

	if token, err := source.Renew(t.Context(), "first"); err != nil || token != "other" {
		t.Errorf("Renew = %q, %v; want the token that is in the file", token, err)
	}
	expectToken(t, source, "other")
}

func TestFileErrorsNameTheFileAndNotTheToken(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "token")
	writeToken(t, path, "hush")
	source, err := NewFile(Form{Kind: OAuth}, path)
	if err != nil {
		t.Fatal(err)
	}
	for name, spoil := range map[string]func(){
		"two words": func() { writeToken(t, path, "hush hush") },
		"empty":     func() { writeToken(t, path, "\n") },
		"absent":    func() { _ = os.Remove(path) },
	} {
		spoil()
		token, err := source.Token(t.Context())
		if err == nil || token != "" {
			t.Errorf("%s: Token = %q, want an error", name, token)
			continue
		}
		if text := err.Error(); !strings.Contains(text, path) || strings.Contains(text, "hush") {
			t.Errorf("%s: the error %q does not name the file, or tells the token", name, text)
		}
		if _, err := NewFile(Form{Kind: OAuth}, path); err == nil {
			t.Errorf("%s: NewFile took the file", name)
		}
	}
	writeToken(t, path, "back")
	expectToken(t, source, "back")
}

func expectToken(t *testing.T, source *File, want string) {
	t.Helper()
	if token, err := source.Token(t.Context()); err != nil || token != want {
		t.Errorf("Token = %q, %v; want %q", token, err, want)
	}
}

func writeToken(t *testing.T, path, content string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

func setTime(t *testing.T, path string, moment time.Time) {
	t.Helper()
	if err := os.Chtimes(path, moment, moment); err != nil {
		t.Fatal(err)
	}
}

func TestPastedTokenIsNotQuoted(t *testing.T) {
	t.Parallel()
	token := "eyJhbGciOiJSUzI1NiJ9." + strings.Repeat("s3cret", 20)
	if _, err := NewFile(Form{Kind: OAuth}, token); err == nil || strings.Contains(err.Error(), "s3cret") {
		t.Errorf("a token in place of its path: %v", err)
	}
}
