package provider

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"github.com/snowstage/terraform-provider-snowstage/internal/client"
)

func stageAndFile(encryption string) string {
	return landingWith("force_destroy = true\n"+encryption) + strings.Replace(fileWith(`content = "hello"`), `"landing"`, "snowstage_stage.landing.name", 1)
}

func TestStageOfTheSameRunTellsItsEncryption(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	refused := says("Unable to upload file", "stage = snowstage_stage.landing.name", "encrypted with SNOWFLAKE_FULL", "Nothing was sent", "SNOWFLAKE_SSE")
	h.run(t,
		resource.TestStep{Config: h.config(stageAndFile("")), ExpectError: refused},
		resource.TestStep{Config: h.config(stageAndFile(`encryption = { type = "SNOWFLAKE_FULL" }`)), ExpectError: refused},
		resource.TestStep{
			PreConfig: func() { h.expectWrites(t) },
			Config:    h.config(stageAndFile(sse)),
		},
		resource.TestStep{Config: h.config(stageAndFile("create_mode = \"orReplace\"\n" + sse))},
		// The stage that exists is not the one by the time of the upload.
		resource.TestStep{PreConfig: func() { h.expectFile(t, "in/a.csv", "hello") }, Config: h.config(stageAndFile("create_mode = \"orReplace\""), fileNamed("g", "b", `content = "x"`, "depends_on = [snowstage_stage.landing]")), ExpectError: says("Unable to upload file", `file "b" of stage`, "encrypted with SNOWFLAKE_FULL")},
	)
	h.expectUploads(t, "in/a.csv")
}

// An existing stage with the other encryption is replaced by the same run, one way or the other.
func TestStageThatIsReplacedForItsEncryptionTakesTheFile(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	full := landingWith("force_destroy = true\ncreate_mode = \"orReplace\"")
	h.run(t,
		resource.TestStep{Config: h.config(full)},
		resource.TestStep{Config: h.config(stageAndFile("create_mode = \"orReplace\"\n" + sse))},
	)
	h.expectUploads(t, "in/a.csv")
}

// SHOW STAGES tells it of a stage that the configuration only names, and is asked once for all files.
func TestExistingStageIsAskedForItsEncryptionOnce(t *testing.T) {
	t.Parallel()
	needsSQL(t)
	h := newHarness(t)
	h.createBeside(t, onLanding, client.Stage{})
	var files strings.Builder
	for i := range 5 {
		files.WriteString(fileNamed(fmt.Sprintf("f%d", i), fmt.Sprintf("in/%d", i), `content = "hello"`))
	}
	h.run(t, resource.TestStep{Config: h.config(files.String()), ExpectError: says("encrypted with SNOWFLAKE_FULL")})
	h.expectStatements(t, `SHOW STAGES LIKE 'LANDING' IN SCHEMA "ANALYTICS"."RAW"`)
	h.expectUploads(t)
}

// Without SQL nothing is known of a stage that the configuration only names, and what becomes of the upload is seen afterwards.
func TestUploadToAStageOfUnknownEncryption(t *testing.T) {
	t.Parallel()
	h := newHarness(t).withoutSQL()
	h.createBeside(t, onLanding, client.Stage{})
	h.run(t, resource.TestStep{
		Config:      h.config(fileWith(`content = "hello"`)),
		ExpectError: says("File is not what was uploaded", "took 5 bytes", "16 bytes", "SNOWFLAKE_FULL"),
	})
	if !slices.Equal(h.uploads(t), []string{"in/a.csv"}) {
		t.Errorf("uploads: %q", h.uploads(t))
	}
}
