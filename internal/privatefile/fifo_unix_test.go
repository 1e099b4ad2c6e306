//go:build unix

package privatefile

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

func TestReadDoesNotWaitForAPipe(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, _, err := Read(path); err == nil || !strings.Contains(err.Error(), "not a regular file") {
		t.Errorf("reading a named pipe: %v", err)
	}
}

// TestReadTakesOnlyFilesFromAChangingPath puts what is no file, and blocks or never ends, where a file was.
func TestReadTakesOnlyFilesFromAChangingPath(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	path := filepath.Join(folder, "secret")
	pipe := filepath.Join(folder, "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	places := map[string]string{
		write(t, "s3cr3t", 0o600): "", write(t, "s3cr3t", 0o604): "its mode is 0604", pipe: "is not a regular file", folder: "is a directory", "/dev/zero": "is not a regular file",
		filepath.Join(folder, "absent"): "no such file", path: "too many levels",
	}
	for range 10 {
		for place, complaint := range places {
			_ = os.Remove(path)
			if err := os.Symlink(place, path); err != nil {
				t.Fatal(err)
			}
			content, _, err := Read(path)
			switch {
			case complaint == "" && (err != nil || string(content) != "s3cr3t"):
				t.Errorf("%s: %q, %v", place, content, err)
			case complaint != "" && (err == nil || content != nil || !strings.Contains(err.Error(), complaint)):
				t.Errorf("%s: %q, %v; want %q", place, content, err, complaint)
			}
		}
	}
}
