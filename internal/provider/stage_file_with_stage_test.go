package provider

import (
	"fmt"
	"regexp"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
)

// stageWithFiles has the stage and its files in one configuration.
func stageWithFiles(lines string) string {
	return fmt.Sprintf(`
resource "snowstage_stage" "s" {
  database   = "ANALYTICS"
  schema     = "RAW"
  name       = "own"
  encryption = { type = "SNOWFLAKE_SSE" }
  %s
}

resource "snowstage_stage_file" "f" {
  count = 2 # for_each is not supported by the test framework

  database = snowstage_stage.s.database
  schema   = snowstage_stage.s.schema
  stage    = snowstage_stage.s.name
  path     = "in/${count.index}.csv"
  content  = "content of ${count.index}"
}
`, lines)
}

// Terraform removes the files first, so that nothing is lost with the stage that anybody else has put there.
func TestStageIsDroppedAfterItsFiles(t *testing.T) {
	t.Parallel()
	needsSQL(t)
	h := newHarness(t)
	h.run(t,
		resource.TestStep{Config: h.config(stageWithFiles(""))},
		resource.TestStep{
			PreConfig:   func() { h.putFileBeside(t, "ANALYTICS.RAW.OWN", "in/theirs.csv", "theirs") },
			Config:      h.config(stageWithFiles("")),
			Destroy:     true,
			ExpectError: regexp.MustCompile(`holds 1 file of 6 bytes`),
		},
		resource.TestStep{
			PreConfig: func() { h.sqlBeside(t, "REMOVE @ANALYTICS.RAW.OWN/in/theirs.csv") },
			Config:    h.config(stageWithFiles("")),
			Destroy:   true,
		},
	)
}

func TestReplacedStageGetsItsFilesAgain(t *testing.T) {
	t.Parallel()
	for _, mode := range []string{"errorIfExists", "orReplace"} {
		t.Run(mode, func(t *testing.T) {
			t.Parallel()
			h := newHarness(t)
			behaviour := fmt.Sprintf("force_destroy = true\n  create_mode = %q\n", mode)
			h.run(t,
				resource.TestStep{Config: h.config(stageWithFiles(behaviour))},
				resource.TestStep{Config: h.config(stageWithFiles(behaviour + `  kind = "TEMPORARY"`))}, // after which the plan is empty
			)
			if got := len(h.uploads(t)); got != 4 {
				t.Errorf("%d uploads, want both files twice", got)
			}
		})
	}
}
