package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/snowstage/terraform-provider-snowstage/internal/sandbox"
)

// TestBench keeps the bench working: it plays all scenarios, with few stages.
func TestBench(t *testing.T) {
	if os.Getenv("TF_ACC") == "" {
		t.Skip("it runs the Terraform CLI: TF_ACC is not set")
	}
	if !isTrusting {
		t.Skip("the bench's certificate cannot be trusted on this system")
	}
	folder := t.TempDir()
	t.Setenv("SNOWFLAKE_ACCOUNT", "hostile") // Which is why it does not run in parallel.
	t.Setenv("TF_CLI_CONFIG_FILE", filepath.Join(folder, "absent.tfrc"))
	t.Setenv("TF_CLI_ARGS", "-hostile")
	t.Setenv("TF_LOG", "TRACE")
	const stages = 3
	o := options{scale: newScale([]int{stages}, nil, 0), parallelism: 2, terraform: sandbox.DefaultTerraform()}
	r, err := run(t.Context(), o, folder, func(line string) { t.Log(line) })
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range r.bars {
		if b.limit == failed("", os.ErrInvalid).limit {
			t.Errorf("%s: %s", b.what, b.remark)
		}
	}
	if len(r.bars) < 15 || len(r.others) < 6 {
		t.Errorf("%d bars and %d other runs are too few:\n%s", len(r.bars), len(r.others), r.text())
	}
	for _, c := range r.cells {
		for _, s := range c.samples {
			wanted := map[string]bool{ours.title: s.requests >= 1, fetching.title: s.requests == stages, floor.title: s.requests == 0}
			if !wanted[c.subject] || (s.connections >= 1) != (s.requests >= 1) || s.wall <= 0 || s.cpu <= 0 {
				t.Errorf("%s %s at %s: %s", c.subject, c.protocol, c.latency, s)
			}
		}
	}
	if r.machine.terraform == "" || r.machine.cores < 1 {
		t.Errorf("the machine is described as %s", r.machine)
	}
	if _, err := r.guide(); err != nil {
		t.Error(err)
	}
}
