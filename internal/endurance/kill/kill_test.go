package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/snowstage/terraform-provider-snowstage/internal/sandbox"
)

// TestKill keeps the program working: it runs the whole of it, with few stages.
func TestKill(t *testing.T) {
	t.Parallel()
	if os.Getenv("TF_ACC") == "" {
		t.Skip("it runs the Terraform CLI: TF_ACC is not set")
	}
	report, err := run(t.Context(), options{stages: 6, moments: 1, seed: 1, latency: 100 * time.Millisecond, parallelism: 2, terraform: sandbox.DefaultTerraform()}, t.TempDir())
	t.Logf("\n%s", report)
	if err != nil {
		t.Fatal(err)
	}
	rows := report.rows
	if len(rows) != 4 || rows[0].victim != terraform || rows[1].victim != provider || rows[2].way != setBack || rows[3].way != setBack {
		t.Fatalf("%+v", rows)
	}
	for _, r := range rows {
		if r.made < r.after || r.recorded > r.made {
			t.Errorf("%s: %d stages made, %d recorded", r, r.made, r.recorded)
		}
	}
}

// TestIdleProviderEndsWithTerraform kills Terraform while it waits for something else than the provider, which so has nothing to
// write to the dead and does not notice by itself.
func TestIdleProviderEndsWithTerraform(t *testing.T) {
	t.Parallel()
	if os.Getenv("TF_ACC") == "" {
		t.Skip("it runs the Terraform CLI: TF_ACC is not set")
	}
	folder := t.TempDir()
	provider := filepath.Join(folder, "provider")
	if err := buildTraceable(t.Context(), provider); err != nil {
		t.Fatal(err)
	}
	account, err := sandbox.ServeAccount()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(account.Close)
	w, err := sandbox.NewWorkspace(filepath.Join(folder, "work"), sandbox.DefaultTerraform(), map[string]string{"snowstage/snowstage": provider})
	if err != nil {
		t.Fatal(err)
	}
	waiting := filepath.Join(folder, "waiting")
	configuration := sandbox.Requirements("snowstage", "snowstage/snowstage") + account.ProviderBlock(account.Address) +
		sandbox.Configuration([]sandbox.Stage{{Name: "FIRST"}}) + fmt.Sprintf(`
resource "terraform_data" "wait" {
  triggers_replace = snowstage_stage.first.id

  provisioner "local-exec" {
    command = "touch '%s' && sleep 3"
  }
}

resource "snowstage_stage" "last" {
  database = "SANDBOX"
  schema   = "STAGES"
  name     = "LAST"

  depends_on = [terraform_data.wait]
}
`, waiting)
	if err := w.Write("main.tf", configuration); err != nil {
		t.Fatal(err)
	}
	run, err := start(w.Command(t.Context(), "apply", "-auto-approve", "-no-color"))
	if err != nil {
		t.Fatal(err)
	}
	defer run.end()
	for tick := time.NewTicker(5 * time.Millisecond); ; {
		if _, err := os.Stat(waiting); err == nil {
			break
		}
		select {
		case <-tick.C:
		case <-run.ended:
			t.Fatalf("terraform ended:\n%s", run.output.String())
		}
	}
	if err := run.command.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	<-run.ended
	if err := run.awaitDescendants(); err != nil {
		if left, notFound := lastProvider(w); notFound == nil {
			_ = left.Kill()
		}
		t.Error(err)
	}
}

func TestDeathsAreSpread(t *testing.T) {
	t.Parallel()
	for _, queries := range []bool{false, true} {
		o := options{stages: 100, moments: 20, seed: 1, latency: 100 * time.Millisecond}
		all := deaths(o, queries)
		if len(all) != 23 || all[20].victim != provider || all[21].way != setBack || all[21].state != kept || all[22].way != setBack || all[22].state != deleted {
			t.Fatalf("%d deaths, the last ones are %q", len(all), all[max(0, len(all)-3):])
		}
		ways := map[string]int{}
		for i, d := range all[:20] {
			ways[string(d.way)+", state "+d.state]++
			if d.victim != terraform || d.after <= i*5 || d.after > (i+1)*5 {
				t.Errorf("death %d: %s", i, d)
			}
			if d.delay < 0 || d.delay > o.latency {
				t.Errorf("death %d: %s", i, d)
			}
		}
		want := map[bool]int{false: 6, true: 8}[queries]
		if len(ways) != want || ways["query, state deleted"] > 0 != queries {
			t.Errorf("with queries %v: %v, want %d combinations", queries, ways, want)
		}
		for combination, times := range ways {
			if times < 2 {
				t.Errorf("%s: %d times", combination, times)
			}
		}
		if !slices.Equal(all, deaths(o, queries)) {
			t.Error("the same seed gave other deaths")
		}
	}
	few := deaths(options{stages: 6, moments: 10, seed: 3}, false)
	for _, d := range few {
		if d.after < 1 || d.after > 6 {
			t.Errorf("of 6 stages: %s", d)
		}
	}
}

func TestQueryingVersion(t *testing.T) {
	t.Parallel()
	for said, want := range map[string]bool{
		"Terraform v1.13.5\non linux_amd64": false, "Terraform v1.9.0": false, "OpenTofu v1.15.0": false, "Terraform v1.140": false,
		"Terraform v1.14.0-rc1": true, "Terraform v1.15.9\n": true, "Terraform v1.20.0": true, "Terraform v2.0.0": true,
	} {
		if got := unlessQuerying(said); (got == "") != want {
			t.Errorf("%q: %q", said, got)
		}
	}
	if got := unlessQuerying("Terraform v1.13.5\non linux_amd64\n"); !strings.HasSuffix(got, "and this is Terraform v1.13.5") {
		t.Error(got)
	}
}

func TestTable(t *testing.T) {
	t.Parallel()
	d := death{victim: terraform, after: 42, delay: 7 * time.Millisecond, state: emptied, way: paste}
	got := report{rows: []row{{death: d, made: 50, recorded: 40, blocks: 10, problems: []string{"a"}}}, untried: "why not"}.String()
	for _, want := range []string{
		"killed after create delay state recovered by made recorded import blocks problems",
		"Terraform 42 7 ms emptied import blocks 50 40 10 1 why not",
	} {
		if !strings.Contains(strings.Join(strings.Fields(got), " "), want) {
			t.Errorf("the table lacks %q:\n%s", want, got)
		}
	}
}
