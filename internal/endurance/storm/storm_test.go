package main

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/snowstage/terraform-provider-snowstage/internal/emulator"
	"github.com/snowstage/terraform-provider-snowstage/internal/sandbox"
)

// TestStorm keeps the program working: it runs the whole of it, with few stages.
func TestStorm(t *testing.T) {
	t.Parallel()
	if os.Getenv("TF_ACC") == "" {
		t.Skip("it runs the Terraform CLI: TF_ACC is not set")
	}
	rows, err := run(t.Context(), options{stages: 8, seeds: sandbox.Seeds{1}, share: 0.7, parallelism: 4, terraform: sandbox.DefaultTerraform()}, t.TempDir())
	t.Log("\n" + table(rows))
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) != 2 || rows[0].commits != 8 || rows[1].commits != 0 || rows[1].errors != 8 || rows[1].imported != 8 {
		t.Errorf("%+v", rows)
	}
	for _, r := range rows {
		if hits := total(r.hits); hits == 0 || hits > r.creates {
			t.Errorf("%s: %d faults in %d creates", r.scenario, hits, r.creates)
		}
	}
}

func total(hits []int) (sum int) {
	for _, n := range hits {
		sum += n
	}
	return sum
}

// TestStormFollowsItsSeed also shows that no create but that of a stage is hit.
func TestStormFollowsItsSeed(t *testing.T) {
	t.Parallel()
	const creates = 2000
	chosen := func(seed uint64, backwards bool) (faults map[string]*emulator.Fault, counts []int) {
		s := newStorm(seed, 0.2)
		faults = map[string]*emulator.Fault{}
		for i := range creates {
			if backwards {
				i = creates - 1 - i
			}
			name := fmt.Sprintf("S_%d", i)
			r := emulator.Request{Method: "POST", Path: "/api/v2/databases/D/schemas/S/stages", Body: `{"name":"` + name + `"}`}
			faults[name] = s.choose(r)
			r.Path += "/" + name + "/files/f:presigned-url"
			if s.choose(r) != nil {
				t.Fatal("a request for a URL was hit")
			}
		}
		return faults, s.counts()
	}
	first, counts := chosen(1, false)
	again, _ := chosen(1, true)
	other, _ := chosen(2, false)
	differs := false
	for name := range first {
		if first[name] != again[name] {
			t.Errorf("%s: the order of arrival matters", name)
		}
		differs = differs || first[name] != other[name]
	}
	if !differs {
		t.Error("the seed does not matter")
	}
	if hits := total(counts); hits < creates*17/100 || hits > creates*23/100 || slices.Min(counts) < hits/6 {
		t.Errorf("faults %v of %d creates", counts, creates)
	}
}

func TestTable(t *testing.T) {
	t.Parallel()
	got := table([]row{{scenario: "names free", seed: 7, stages: 500, creates: 501, hits: []int{1, 2, 3, 4}, commits: 499, errors: 5, imported: 6, problems: []string{"a", "b"}}})
	for _, want := range []string{
		"scenario seed stages creates 503 504 HTML reset truncated commits errors imported problems",
		"names free 7 500 501 1 2 3 4 499 5 6 2",
	} {
		if !strings.Contains(strings.Join(strings.Fields(got), " "), want) {
			t.Errorf("the table lacks %q:\n%s", want, got)
		}
	}
}
