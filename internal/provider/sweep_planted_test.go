package provider

import (
	"archive/zip"
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestSweepFindsWhatIsPlanted puts each form of secrets of each look, whole and half, in each place.
func TestSweepFindsWhatIsPlanted(t *testing.T) {
	t.Parallel()
	canaries := []canary{
		{"token", "ver:1-hint:2-" + strings.Repeat("aB3_-", 10)},
		{"awkward", `"<secret>&'of\many=looks+/?` + " é\n"},
		{"signature", "X-Amz-Credential=A%2FB&X-Amz-Signature=0123456789abcdef0123456789abcdef"},
		{"key", testKeyPEM()},
		{"bytes", "\x30\x82\x04\xbd\x02\x01\x00\x30\xff\xfe\x00\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d"},
	}
	sieve := newSieve(t, canaries)
	planted := 0
	for _, c := range canaries {
		for form, write := range sweepForms() {
			for _, secret := range []string{c.value, c.value[:max(fragment, len(c.value)/2)], c.value[min(len(c.value)-fragment, len(c.value)/2):]} {
				piece := write(secret)
				for where, name := range fileNames {
					plant(t, sieve, where, filepath.Join("/life", name), "before "+piece+" after", form)
					planted++
				}
				plant(t, sieve, plans, "/life/saved.tfplan", zipped(t, "tfstate", "before "+piece+" after"), form)
				planted++
			}
		}
	}
	clean := &sweep{sieve: sieve, bytes: map[place]int{}}
	if err := clean.file("/life/stdout", []byte("nothing of interest: eyJ, token, secret, AQIDBAUGBwg=")); err != nil || len(clean.hits) > 0 {
		t.Errorf("%v, %v", err, clean.hits)
	}
	t.Logf("%d planted pieces were found: %d canaries in %d forms in %d places", planted, len(canaries), len(sweepForms()), len(fileNames)+1)
}

func plant(t *testing.T, sieve *sieve, where place, path, content, form string) {
	t.Helper()
	s := &sweep{sieve: sieve, bytes: map[place]int{}}
	if err := s.file(path, []byte(content)); err != nil {
		t.Fatal(err)
	}
	if len(s.hits) != 1 || !strings.HasPrefix(s.hits[0], string(where)+": ") {
		t.Errorf("%s in %s: %q", form, where, s.hits)
	}
}

func zipped(t *testing.T, name, content string) string {
	t.Helper()
	var archive bytes.Buffer
	w := zip.NewWriter(&archive)
	member, err := w.Create(name)
	if err == nil {
		_, err = member.Write([]byte(content))
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return archive.String()
}

// TestSweepWalksFolders shows that nothing but the file of the variables is left out.
func TestSweepWalksFolders(t *testing.T) {
	t.Parallel()
	const secret = "0123456789abcdef-secret"
	root := t.TempDir()
	for _, name := range []string{variableFile, "main.tf", ".terraform/a/b", "deep/er/.hidden", "errored.tfstate", "terraform.tfstate.1700000000.backup"} {
		path := filepath.Join(root, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(secret), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	s := &sweep{sieve: newSieve(t, []canary{{"secret", secret}}), bytes: map[place]int{}}
	if err := s.folder(root); err != nil || len(s.hits) != 5 {
		t.Errorf("%v, %q", err, s.hits)
	}
}

// TestSweepTakesLettersThatShrink is about bytes that look like letters whose other case is shorter.
func TestSweepTakesLettersThatShrink(t *testing.T) {
	t.Parallel()
	const secret = "\xff\x00ı\x01\x02K\x03\x04\x05\x06\x07\x08\x0e\x0f\x10\x11\x12\x13\x14\x15\x16\x17"
	sieve := newSieve(t, []canary{{"bytes", secret}})
	if _, of := sieve.find([]byte("before " + secret + " after")); of != "bytes as plain" {
		t.Errorf("found %q", of)
	}
}
