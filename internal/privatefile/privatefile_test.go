package privatefile

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

func TestReadReturnsTheOwnersFile(t *testing.T) {
	t.Parallel()
	path := write(t, "s3cr3t", 0o600)
	content, info, err := Read(path)
	if err != nil || string(content) != "s3cr3t" {
		t.Fatalf("Read = %q, %v; want the content", content, err)
	}
	if stat, err := os.Stat(path); err != nil || !os.SameFile(stat, info) {
		t.Errorf("Read describes another file than the one at the path (%v)", err)
	}
}

func TestReadRefusesWhatOthersMayReadOrWrite(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("files have no mode on Windows")
	}
	for _, mode := range []fs.FileMode{0o640, 0o620, 0o604, 0o602, 0o644, 0o666, 0o700 | 0o010, 0o601} {
		path := write(t, "s3cr3t", mode)
		content, _, err := Read(path)
		if err == nil || content != nil {
			t.Errorf("a file of mode %04o was read", mode)
			continue
		}
		if text := err.Error(); !strings.Contains(text, "chmod 600 "+path) || strings.Contains(text, "s3cr3t") {
			t.Errorf("mode %04o: the error %q does not say what to do, or tells the content", mode, text)
		}
	}
}

func TestReadRefusesWhatIsNoFile(t *testing.T) {
	t.Parallel()
	if _, _, err := Read(t.TempDir()); err == nil || !strings.Contains(err.Error(), "is a directory") {
		t.Errorf("reading a directory: %v", err)
	}
	_, _, err := Read(filepath.Join(t.TempDir(), "absent"))
	if !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("reading an absent file: %v, want fs.ErrNotExist", err)
	}
}

func TestReadRefusesALargeFile(t *testing.T) {
	t.Parallel()
	path := write(t, "", 0o600)
	if err := os.Truncate(path, MaxSize+1); err != nil {
		t.Fatal(err)
	}
	if _, _, err := Read(path); err == nil || !strings.Contains(err.Error(), "larger than 10 MiB") {
		t.Errorf("reading a file of more than 10 MiB: %v", err)
	}
}

func write(t *testing.T, content string, mode fs.FileMode) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "secret.file")
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, mode); err != nil {
		t.Fatal(err)
	}
	return path
}
