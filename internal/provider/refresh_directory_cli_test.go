package provider

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// revisions are a resource whose changes are updates in place, after each of which the directory table is refreshed.
func revisions(revision int, settings string) string {
	return fmt.Sprintf(`
resource "terraform_data" "it" {
  input = %d

  lifecycle {
    action_trigger {
      events  = [after_create, after_update]
      actions = [action.snowstage_refresh_directory.it]
    }
  }
}
action "snowstage_refresh_directory" "it" {
  config {
    %s
  }
}
`, revision, settings)
}

func TestActionRefreshesDirectory(t *testing.T) {
	t.Parallel()
	needsSQL(t)
	cli := newCommandLine(t)
	cli.needsQueriesAndActions()
	h := newHarness(t)
	h.createWithDirectoryBeside(t, "a.csv")
	const stage = "stage_id = \"ANALYTICS.RAW.LANDING\"\n"
	wantRefreshed := func(said []byte, counts string) {
		t.Helper()
		for _, message := range []string{"Refreshing the directory table of " + landingStage, "Directory table of " + landingStage + ": " + counts} {
			if !strings.Contains(string(said), message) {
				t.Errorf("it does not say %q:\n%s", message, said)
			}
		}
	}

	cli.configure(h.config(revisions(1, stage)))
	wantRefreshed(cli.printed("apply", "-no-color", "-auto-approve"), "1 file registered")
	cli.run("plan", "-detailed-exitcode")

	h.uploadBeside(t, "ANALYTICS.RAW.LANDING", "b.csv", "1")
	h.uploadBeside(t, "ANALYTICS.RAW.LANDING", "in/c.csv", "1")
	cli.configure(h.config(revisions(2, `database = "analytics"`+"\n"+`schema = "raw"`+"\n"+`stage = "landing"`)))
	wantRefreshed(cli.printed("apply", "-no-color", "-auto-approve"), "2 files registered")

	h.uploadBeside(t, "ANALYTICS.RAW.LANDING", "a.csv", "changed")
	wantRefreshed(cli.printed("apply", "-no-color", "-auto-approve", "-invoke=action.snowstage_refresh_directory.it"), "1 file updated")
	refreshed := slices.DeleteFunc(h.statements(t), func(sql string) bool { return !strings.HasSuffix(sql, "REFRESH") })
	if len(refreshed) != 3 {
		t.Errorf("refreshed by %q", refreshed)
	}
	h.expectWrites(t)
}

func TestActionSaysWhyItCannotRefreshDirectory(t *testing.T) {
	t.Parallel()
	needsSQL(t)
	cli := newCommandLine(t)
	cli.needsQueriesAndActions()
	h := newHarness(t)
	h.createSSEBeside(t, "ANALYTICS.RAW.PLAIN")
	invoke := []string{"apply", "-auto-approve", "-invoke=action.snowstage_refresh_directory.it"}

	cli.configure(h.config(revisions(1, `stage_id = "ANALYTICS.RAW.PLAIN"`)))
	cli.fails(invoke, "Unable to refresh directory table", "HTTP status 422", "directory_table = { enable = true }")
	cli.configure(h.config(revisions(1, `stage_id = "ANALYTICS.RAW.ABSENT"`)))
	cli.fails(invoke, "Unable to refresh directory table", "does not exist or not authorized")
	cli.configure(h.config(revisions(1, "stage_id = \"ANALYTICS.RAW.PLAIN\"\nsubpath = \"../in\"")))
	cli.fails([]string{"validate"}, "Invalid folder path", `it has the segment ".."`)
	cli.Variables = append(cli.Variables, "SNOWFLAKE_SQL_API=off")
	cli.configure(h.config(revisions(1, `stage_id = "ANALYTICS.RAW.PLAIN"`)))
	cli.fails([]string{"plan"}, "Unable to refresh directory table", `because sql_api = "off" is set`)
}
