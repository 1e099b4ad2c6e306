package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestReadReattach(t *testing.T) {
	t.Parallel()
	for output, want := range map[string]string{
		"Provider started.\n\n\tTF_REATTACH_PROVIDERS='{\"a/b\":{}}'\n\nmore\n": `{"a/b":{}}`,
		"Provider started.\n": "",
	} {
		if got := readReattach(strings.NewReader(output)); got != want {
			t.Errorf("readReattach(%q) = %q, want %q", output, got, want)
		}
	}
}

func TestPasses(t *testing.T) {
	t.Parallel()
	const said = "=== RUN   TestA\n    --- PASS: TestA (0.0s)\n--- PASS: TestA (0.01s)\n--- FAIL: TestA (0.01s)\n--- PASS: TestAB (0.01s)\n--- PASS: TestA (0.02s)\nPASS\n"
	if got := passes(said, "TestA"); got != 2 {
		t.Errorf("%d passes, want 2", got)
	}
}

func TestKibibytes(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "status")
	if err := os.WriteFile(file, []byte("VmPeak:\t    9999 kB\nVmHWM:\t    1025 kB\nVmRSS:\t  12 kB\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := kibibytes(file, "VmHWM:"); got != 1025<<10 {
		t.Errorf("%d bytes, want 1025 KiB", got)
	}
	if kibibytes(file, "Absent:") != 0 || kibibytes(file+"2", "VmHWM:") != 0 {
		t.Error("there is a size of what is absent")
	}
}
