package provider

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/snowstage/terraform-provider-snowstage/internal/emulator"
)

// kindsOfRequest counts what Terraform has sent since the journal was reset.
func (h *harness) kindsOfRequest(t *testing.T) map[string]int {
	t.Helper()
	count := map[string]int{}
	for _, r := range h.Journal() {
		switch {
		case !strings.HasPrefix(r.Header.Get("User-Agent"), "terraform-provider-snowstage/"):
		case r.Path == statementsPath && r.Method == http.MethodPost:
			count[strings.Fields(statementOf(t, r))[0]]++
		case strings.HasSuffix(r.Path, "/files"):
			count["list"]++
		case strings.HasSuffix(r.Path, ":presigned-url"):
			count["presign"]++
		case r.Method == http.MethodPut:
			count["put"]++
		default:
			count["other"]++
		}
	}
	return count
}

// TestAThousandFiles holds the documented use: all files of a folder, of which each apply uploads what has changed.
func TestAThousandFiles(t *testing.T) {
	t.Parallel()
	needsSQL(t)
	const files = 1000
	h, cli := newFileHarness(t, emulator.WithAsync(0, 0), emulator.WithPageSize(0)), newCommandLine(t)
	for i := range 10 {
		if err := os.MkdirAll(filepath.Join(cli.Folder, "data", fmt.Sprint(i)), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	for i := range files {
		cli.write(fmt.Sprintf("data/%d/%d.csv", i%10, i), fmt.Sprintf("%d,%d\n", i, i))
	}
	cli.configure(h.config(`
locals {
  files = fileset("${path.module}/data", "**")
}

resource "snowstage_stage_file" "data" {
  for_each = local.files

  database = "ANALYTICS"
  schema   = "RAW"
  stage    = "landing"
  path     = "in/${each.value}"
  source   = "${path.module}/data/${each.value}"
}
`))
	for _, step := range []struct {
		before    func()
		arguments []string
		want      map[string]int
	}{
		{nil, []string{"apply", "-auto-approve"}, map[string]int{"SHOW": 2, "list": 2 * files, "presign": files, "put": files}},
		{nil, []string{"plan", "-detailed-exitcode"}, map[string]int{"list": files}},
		{
			func() { cli.write("data/7/777.csv", "changed\n") },
			[]string{"apply", "-auto-approve"}, map[string]int{"SHOW": 2, "list": files + 1, "presign": 1, "put": 1},
		},
		{nil, []string{"destroy", "-auto-approve"}, map[string]int{"SHOW": 1, "list": 2 * files, "REMOVE": files}},
	} {
		if step.before != nil {
			step.before()
		}
		h.ResetJournal()
		began := time.Now()
		cli.run(step.arguments...)
		t.Logf("%q took %s", step.arguments, time.Since(began))
		if got := h.kindsOfRequest(t); fmt.Sprint(got) != fmt.Sprint(step.want) {
			t.Errorf("%q sent %v, want %v", step.arguments, got, step.want)
		}
		if step.before != nil {
			h.expectUploads(t, "in/7/777.csv")
			h.expectFile(t, "in/7/777.csv", "changed\n")
		}
	}
	h.expectNoFile(t, "in/7/777.csv")
}
