package provider

import (
	"flag"
	"fmt"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

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

// A thousand take two minutes, most of them Terraform's own; make fileset does that.
var folderFiles = flag.Int("files", 100, "number of files of the folder that is uploaded, 100 at least")

// TestFilesOfAFolder holds the documented use: all files of a folder, of which each apply uploads what has changed. The local is a map because
// Terraform evaluates for_each once for each instance, for which a set of a thousand takes long.
func TestFilesOfAFolder(t *testing.T) {
	t.Parallel()
	needsSQL(t)
	files := *folderFiles
	h, cli := newFileHarness(t, emulator.WithAsync(0, 0), emulator.WithPageSize(0)), newCommandLine(t)
	for i := range files {
		if err := os.MkdirAll(filepath.Join(cli.Folder, "data", strconv.Itoa(i%10)), 0o700); err != nil {
			t.Fatal(err)
		}
		cli.write(fmt.Sprintf("data/%d/%d.csv", i%10, i), fmt.Sprintf("%d,%d\n", i, i))
	}
	cli.configure(h.config(`
locals {
  files = { for file in fileset("${path.module}/data", "**") : file => "${path.module}/data/${file}" }
}

resource "snowstage_stage_file" "data" {
  for_each = local.files

  database = "ANALYTICS"
  schema   = "RAW"
  stage    = "landing"
  path     = "in/${each.key}"
  source   = each.value
}
`))
	sends := func(want map[string]int, arguments ...string) {
		t.Helper()
		h.ResetJournal()
		cli.run(arguments...)
		if got := h.kindsOfRequest(t); !maps.Equal(got, want) {
			t.Errorf("%q sent %v, want %v", arguments, got, want)
		}
	}
	// The encryption of the stage is asked for once in each run: the plan is one, the apply another.
	sends(map[string]int{"SHOW": 2, "list": 2 * files, "presign": files, "put": files}, "apply", "-auto-approve")
	sends(map[string]int{"list": files}, "plan", "-detailed-exitcode")
	cli.write("data/7/77.csv", "changed\n")
	sends(map[string]int{"SHOW": 2, "list": files + 1, "presign": 1, "put": 1}, "apply", "-auto-approve")
	h.expectUploads(t, "in/7/77.csv")
	h.expectFile(t, "in/7/77.csv", "changed\n")
}
