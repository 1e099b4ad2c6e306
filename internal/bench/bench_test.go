package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/snowstage/terraform-provider-snowstage/internal/sandbox"
)

// TestBench keeps the bench working: it runs the whole of it, with few stages.
func TestBench(t *testing.T) {
	if os.Getenv("TF_ACC") == "" {
		t.Skip("it runs the Terraform CLI: TF_ACC is not set")
	}
	folder := t.TempDir()
	t.Setenv("SNOWFLAKE_ACCOUNT", "hostile") // Which is why it does not run in parallel.
	t.Setenv("TF_CLI_CONFIG_FILE", filepath.Join(folder, "absent.tfrc"))
	rows, err := run(t.Context(), options{stages: 3, parallelism: 2, terraform: sandbox.DefaultTerraform()}, folder)
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) != 2*len(phases) {
		t.Fatalf("%d rows, want %d", len(rows), 2*len(phases))
	}
	for _, r := range rows {
		works := r.subject == "snowstage" && !strings.HasPrefix(r.phase, "plan of new")
		if (r.requests >= 3) != works || (r.connections >= 1) != works {
			t.Errorf("%s of %s: %d requests, %d connections", r.phase, r.subject, r.requests, r.connections)
		}
		if r.wall <= 0 || r.cpu <= 0 {
			t.Errorf("%s of %s: wall time %s, CPU %s", r.phase, r.subject, r.wall, r.cpu)
		}
	}
}

func TestTable(t *testing.T) {
	t.Parallel()
	got := table([]row{
		{phase: "apply", subject: "snowstage", wall: 3 * time.Second, requests: 2000, connections: 10, usage: usage{cpu: 1500 * time.Millisecond, peakMemory: 60 << 20}},
		{phase: "apply", subject: "idle", wall: 2 * time.Second, usage: usage{cpu: time.Second}},
	})
	for _, want := range []string{
		"phase provider wall requests connections provider CPU peak memory",
		"apply snowstage 3.00 s 2000 10 1.50 s 60.0 MiB",
		"apply idle 2.00 s 0 0 1.00 s 0.0 MiB",
		"ratio 1.50 1.50 -",
	} {
		if !strings.Contains(strings.Join(strings.Fields(got), " "), want) {
			t.Errorf("the table lacks %q:\n%s", want, got)
		}
	}
}

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
