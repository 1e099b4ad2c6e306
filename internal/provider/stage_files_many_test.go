package provider

import (
	"fmt"
	"maps"
	"math/big"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/snowstage/terraform-provider-snowstage/internal/client"
	"github.com/snowstage/terraform-provider-snowstage/internal/emulator"
)

// stageFilesState is what a data source has in the state.
type stageFilesState struct {
	t *testing.T
	told
	attributes map[string]tftypes.Value
}

func (w wire) listFiles(config hcl) stageFilesState {
	w.t.Helper()
	l := stageFilesState{t: w.t, told: w.data("snowstage_stage_files", config)}
	if err := l.value.As(&l.attributes); err != nil {
		w.t.Fatal(err)
	}
	return l
}

func (l stageFilesState) number(attribute string) int64 {
	l.t.Helper()
	var number big.Float
	if err := l.attributes[attribute].As(&number); err != nil {
		l.t.Fatal(err)
	}
	n, _ := number.Int64()
	return n
}

// file is an element of files, or newest, by its attributes; a number as text.
func (l stageFilesState) file(value tftypes.Value) map[string]string {
	l.t.Helper()
	var attributes map[string]tftypes.Value
	if err := value.As(&attributes); err != nil {
		l.t.Fatal(err)
	}
	texts := map[string]string{}
	for name, attribute := range attributes {
		var text string
		if attribute.Type().Is(tftypes.Number) {
			var number big.Float
			if err := attribute.As(&number); err != nil {
				l.t.Fatal(err)
			}
			text = number.Text('f', 0)
		} else if err := attribute.As(&text); err != nil {
			l.t.Fatal(err)
		}
		texts[name] = text
	}
	return texts
}

func (l stageFilesState) files() []map[string]string {
	l.t.Helper()
	var rows []tftypes.Value
	if err := l.attributes["files"].As(&rows); err != nil {
		l.t.Fatal(err)
	}
	files := make([]map[string]string, len(rows))
	for i, row := range rows {
		files[i] = l.file(row)
	}
	return files
}

func (l stageFilesState) isTruncated() bool {
	l.t.Helper()
	var truncated bool
	if err := l.attributes["truncated"].As(&truncated); err != nil {
		l.t.Fatal(err)
	}
	return truncated
}

// TestSummaryIsThatOfTheFiles compares what is told without the files with what the files say.
func TestSummaryIsThatOfTheFiles(t *testing.T) {
	t.Parallel()
	const all = 3000
	h := newHarness(t, emulator.WithManyFiles("ANALYTICS.RAW.MANY", all), emulator.WithPageSize(700))
	w := h.connect(t)
	for _, test := range []struct {
		name        string
		more        hcl
		count       int
		requests    int
		isTruncated bool
	}{
		{"all", nil, all, 5, false},
		{"a pattern", hcl{"pattern": ".*7[.]csv"}, all / 10, 1, false},
		{"a limit", hcl{"limit": 1000}, 1000, 2, true},
		{"a limit at the end of a page", hcl{"limit": 700}, 700, 2, true},
		{"a limit of all", hcl{"limit": all}, all, 5, false},
		{"a limit beyond all", hcl{"limit": int64(1) << 62}, all, 5, false},
		{"a limit and a pattern", hcl{"limit": 1, "pattern": ".*/part-00002999[.]csv"}, 1, 1, false},
	} {
		config := hcl{"database": "ANALYTICS", "schema": "RAW", "stage": "many"}
		maps.Copy(config, test.more)
		h.ResetJournal()
		whole := w.listFiles(config)
		if got := len(h.requests()); got != test.requests {
			t.Errorf("%s: %d requests, want %d", test.name, got, test.requests)
		}
		var bytes int64
		newest := map[string]string{}
		for _, file := range whole.files() {
			var size int64
			_, _ = fmt.Sscan(file["size"], &size)
			bytes += size
			if file["last_modified"] > newest["last_modified"] {
				newest = file
			}
		}
		config["include_files"] = false
		for what, l := range map[string]stageFilesState{"with files": whole, "without": w.listFiles(config)} {
			if len(l.diagnostics) > 0 || l.number("file_count") != int64(test.count) || l.number("total_size") != bytes || l.isTruncated() != test.isTruncated {
				t.Errorf("%s, %s: %v, %s", test.name, what, l.diagnostics, l.value)
			}
			if got := l.file(l.attributes["newest"]); fmt.Sprint(got) != fmt.Sprint(newest) {
				t.Errorf("%s, %s: the newest is %v, want %v", test.name, what, got, newest)
			}
			if hasFiles := !l.attributes["files"].IsNull(); hasFiles != (what == "with files") {
				t.Errorf("%s, %s: files are there: %t", test.name, what, hasFiles)
			}
		}
		if files := whole.files(); len(files) != test.count || !slices.IsSortedFunc(files, func(a, b map[string]string) int { return strings.Compare(a["path"], b["path"]) }) {
			t.Errorf("%s: %d files, want %d by path", test.name, len(files), test.count)
		}
	}
}

// TestOnePageOfAnySizeIsReadAsFarAsItIsWanted has the list and the guard of a drop look at a stage whose files come in one page of some 50 MiB.
func TestOnePageOfAnySizeIsReadAsFarAsItIsWanted(t *testing.T) {
	t.Parallel()
	h := newHarness(t, emulator.WithManyFiles("ANALYTICS.RAW.MANY", 300_000), emulator.WithPageSize(0))
	w := h.connect(t)
	l := w.listFiles(hcl{"database": "ANALYTICS", "schema": "RAW", "stage": "many", "limit": 2})
	if len(l.diagnostics) > 0 || len(l.files()) != 2 || !l.isTruncated() {
		t.Errorf("%v, %s", l.diagnostics, l.value)
	}
	w.wantSaid(w.plan(nil, w.importStage("ANALYTICS.RAW.MANY")).diagnostics, "error force_destroy: Unable to drop stage", "it is an internal stage that holds more than 1,000 files")
}

func TestSummaryOfAnExternalStageHasThePathOfTheNewest(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	h.createBeside(t, "ANALYTICS.RAW.LAKE", client.Stage{URL: new("s3://acme-lake/raw/"), StorageIntegration: new("LAKE_INTEGRATION")})
	for _, path := range []string{"in/a.csv", "in/b.csv", "in/c.csv"} {
		h.uploadBeside(t, "ANALYTICS.RAW.LAKE", path, "id\n")
	}
	w := h.connect(t)
	l := w.listFiles(hcl{"database": "ANALYTICS", "schema": "RAW", "stage": "lake", "include_files": false})
	if got := l.file(l.attributes["newest"])["path"]; !strings.HasPrefix(got, "in/") || l.number("file_count") != 3 {
		t.Errorf("%v, %s", l.diagnostics, l.value)
	}
}

func TestListThatIsTooLargeSaysWhatToDo(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	h.createSSEBeside(t, "ANALYTICS.RAW.LANDING")
	h.Inject(emulator.Fault{
		Method: http.MethodGet, Path: "/files$", Status: http.StatusOK, Body: `[{"name":"landing/` + strings.Repeat("x", 5<<20) + `"}]`,
	})
	w := h.connect(t)
	for includesFiles, remedy := range map[bool]string{
		true:  "What to do: list fewer files, by a narrower pattern or by limit, or set include_files = false, which sums up ten times as many.",
		false: "What to do: sum up fewer files, by a narrower pattern or by limit.",
	} {
		l := w.data("snowstage_stage_files", hcl{"database": "ANALYTICS", "schema": "RAW", "stage": "landing", "include_files": includesFiles})
		w.wantSaid(l.diagnostics, "error : Unable to list files", "the list is too large: more than 4194304 bytes in one row")
		if !strings.HasSuffix(l.diagnostics[0].Detail, remedy) {
			t.Errorf("include_files = %t: %s", includesFiles, l.diagnostics[0].Detail)
		}
	}
}
