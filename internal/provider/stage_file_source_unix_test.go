//go:build unix

package provider

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// Reading any of these would never end.
func TestSourceThatNeverEndsIsRefused(t *testing.T) {
	t.Parallel()
	pipe := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(pipe, link); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{pipe, link, "/dev/zero"} {
		_, err := readSource(t.Context(), name)
		if found, ok := errors.AsType[*sourceError](err); !ok || found.problem != "it is not a regular file, but a device, a named pipe or a socket" {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestSourceThatMayNotBeReadIsRefused(t *testing.T) {
	t.Parallel()
	if os.Getuid() == 0 {
		t.Skip("root may read every file")
	}
	name := secretFile(t, "x")
	if err := os.Chmod(name, 0); err != nil {
		t.Fatal(err)
	}
	_, err := readSource(t.Context(), name)
	if found, ok := errors.AsType[*sourceError](err); !ok || found.problem != "it cannot be read: permission denied" {
		t.Error(err)
	}
}
