package provider

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/snowstage/terraform-provider-snowstage/internal/client"
)

func TestSourceThatIsNoFileIsRefused(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	file := filepath.Join(folder, "file")
	if err := os.WriteFile(file, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	sparse := filepath.Join(folder, "sparse")
	if err := os.WriteFile(sparse, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(sparse, largestUpload+1); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		filepath.Join(folder, "none"): "there is no such file",
		folder:                        "it is a directory",
		file + "/below":               "it cannot be read: not a directory",
		file + "\x00":                 "it cannot be read: invalid argument",
		sparse:                        "it has 5.0 GiB (5,368,709,121 bytes), and one upload may have 5.0 GiB (5,368,709,120 bytes) at most",
	} {
		_, err := readSource(t.Context(), name)
		found, ok := errors.AsType[*sourceError](err)
		if !ok || found.problem != want || found.remedy == "" || strings.Contains(found.problem, folder) {
			t.Errorf("%q: %v, want %q", name, err, want)
		}
	}
}

func TestSourceMayBeAsLargeAsAnUpload(t *testing.T) {
	t.Parallel()
	name := filepath.Join(t.TempDir(), "sparse")
	if err := os.WriteFile(name, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(name, largestUpload); err != nil {
		t.Fatal(err)
	}
	file, _, err := openSource(name)
	if err != nil {
		t.Fatal(err)
	}
	_ = file.Close()
}

func TestSourceThatChangesIsNoticed(t *testing.T) {
	t.Parallel()
	name := secretFile(t, "planned")
	content, err := readSource(t.Context(), name)
	if err != nil {
		t.Fatal(err)
	}
	read := func() (string, error) {
		opened, err := content.Open()
		if err != nil {
			return "", err
		}
		defer func() { _ = opened.Close() }()
		all, err := io.ReadAll(opened)
		return string(all), err
	}
	for range 2 {
		if text, err := read(); text != "planned" || err != nil {
			t.Errorf("%q, %v", text, err)
		}
	}
	if err := os.WriteFile(name, []byte("longer than planned"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := read(); !errors.Is(err, client.ErrContentChanged) {
		t.Errorf("a longer file: %v", err)
	}
	if err := os.Remove(name); err != nil {
		t.Fatal(err)
	}
	if _, err := read(); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("no file: %v", err)
	}
}

// growing is written to whenever it is read.
type growing struct {
	context.Context
	grow func()
}

func (g growing) Err() error {
	g.grow()
	return nil
}

func TestSourceThatIsBeingWrittenIsRefused(t *testing.T) {
	t.Parallel()
	name := secretFile(t, "x")
	appends := func() {
		file, err := os.OpenFile(name, os.O_APPEND|os.O_WRONLY, 0)
		if err != nil {
			t.Error(err)
			return
		}
		defer func() { _ = file.Close() }()
		if info, err := file.Stat(); err == nil && info.Size() < 10 {
			_, _ = file.WriteString("y")
		}
	}
	if _, err := readSource(growing{t.Context(), appends}, name); !errors.Is(err, client.ErrContentChanged) {
		t.Errorf("a file that grows: %v", err)
	}
	touches := func() {
		if err := os.Chtimes(name, time.Time{}, time.Now().Add(time.Hour)); err != nil {
			t.Error(err)
		}
	}
	if _, err := readSource(growing{t.Context(), touches}, name); !errors.Is(err, client.ErrContentChanged) {
		t.Errorf("a file that is written over: %v", err)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := readSource(ended, name); !errors.Is(err, context.Canceled) {
		t.Errorf("after an interrupt: %v", err)
	}
}
