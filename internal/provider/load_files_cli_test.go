package provider

import (
	"strings"
	"testing"
	"time"

	"github.com/snowstage/terraform-provider-snowstage/internal/emulator"
)

// loads has all files of the stage loaded, by an action that each new revision triggers.
func loads(revision, settings string) string {
	return `
data "snowstage_stage_files" "landing" {
  database = "ANALYTICS"
  schema   = "RAW"
  stage    = "landing"
}
resource "terraform_data" "it" {
  input = "` + revision + `"

  lifecycle {
    action_trigger {
      events  = [after_create, after_update]
      actions = [action.snowstage_load_files.it]
    }
  }
}
action "snowstage_load_files" "it" {
  config {
    files = [for f in data.snowstage_stage_files.landing.files : f.path]
    ` + settings + `
  }
}
`
}

func TestActionLoadsFiles(t *testing.T) {
	t.Parallel()
	cli := newCommandLine(t)
	cli.needsQueriesAndActions()
	h := newPipeHarness(t, map[string]string{"a.csv": "1,2\n", "in/b c.csv": "1,2\n3,4\n"})
	const pipe = `pipe = "ANALYTICS.RAW.ORDERS"`
	wantSaid := func(said []byte, messages ...string) {
		t.Helper()
		for _, message := range messages {
			if !strings.Contains(string(said), message) {
				t.Errorf("it does not say %q:\n%s", message, said)
			}
		}
	}

	cli.configure(h.config(loads("1", pipe)))
	wantSaid(cli.printed("apply", "-no-color", "-auto-approve"), "Sending 2 files to "+ordersPipe, "2 of 2 files loaded")
	cli.run("plan", "-detailed-exitcode")

	h.uploadBeside(t, ordersStage, "bad.csv", "1,2\n3,4,5\n")
	cli.configure(h.config(loads("2", pipe)))
	cli.fails([]string{"apply", "-auto-approve"}, "Files were not loaded", "bad.csv: The row has 3 columns, the table has 2 (line 2, column C3, character 5, 0 of 2 rows loaded)")

	cli.configure(h.config(loads("2", pipe+"\nwait = false")))
	invoke := []string{"apply", "-no-color", "-auto-approve", "-invoke=action.snowstage_load_files.it"}
	h.uploadBeside(t, ordersStage, "d.csv", "1,2\n")
	wantSaid(cli.printed(invoke...), "1 file queued", "Files were skipped")
	h.expectAskedOfPipes(t, "insertReport", "insertFiles", "insertReport", "insertReport", "insertFiles", "insertReport", "insertFiles")
}

func TestActionSaysWhyFilesAreNotLoaded(t *testing.T) {
	t.Parallel()
	cli := newCommandLine(t)
	cli.needsQueriesAndActions()
	h := newPipeHarness(t, map[string]string{"a.csv": "1,2\n"}, emulator.WithLoadTime(time.Hour))
	apply := []string{"apply", "-auto-approve"}
	cli.configure(h.config(loads("1", `pipe = "ANALYTICS.RAW.ABSENT"`)))
	cli.fails(apply, "Unable to send files to pipe", `pipe "ANALYTICS"."RAW"."ABSENT"`, "the user's default role")
	cli.configure(h.config(loads("2", "pipe = \"ANALYTICS.RAW.ORDERS\"\ntimeout = \"1s\"")))
	cli.fails(apply, "Files are not known to be loaded", "not done within 1s and given up", "of 1 it is not known what becomes of them", "a.csv", "Snowpipe goes on loading")
	cli.configure(h.config(loads("3", "pipe = \"RAW.ORDERS\"")))
	cli.fails([]string{"validate"}, "Invalid pipe name", "DB.SCHEMA.PIPE")
}
