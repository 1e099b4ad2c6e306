package provider

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/snowstage/terraform-provider-snowstage/internal/client"
)

func TestStageFilesDataSource(t *testing.T) {
	t.Parallel()
	h := newHarness(t) // Pages of two.
	const quoted = `ANALYTICS.RAW."Landing / Zone"`
	h.createSSEBeside(t, quoted)
	for path, content := range map[string]string{
		"z.csv": "zz", "in/a.csv": "", "in/B.csv": "B", "in/deep/c d.csv": "12345", "in/ü.json": "{}", "a.txt": "a",
	} {
		h.uploadBeside(t, quoted, path, content)
	}
	h.createBeside(t, "ANALYTICS.RAW.LAKE", client.Stage{URL: new("s3://acme-lake/raw/"), StorageIntegration: new("LAKE_INTEGRATION")})
	h.uploadBeside(t, "ANALYTICS.RAW.LAKE", "in/orders.csv", "id\n")
	h.createSSEBeside(t, "ANALYTICS.RAW.EMPTY")

	at := func(source string, path tfjsonpath.Path, value knownvalue.Check) statecheck.StateCheck {
		return statecheck.ExpectKnownValue("data.snowstage_stage_files."+source, path, value)
	}
	file := func(i int) tfjsonpath.Path { return tfjsonpath.New("files").AtSliceIndex(i) }
	texts := func(all ...string) knownvalue.Check {
		checks := make([]knownvalue.Check, 0, len(all))
		for _, text := range all {
			checks = append(checks, knownvalue.StringExact(text))
		}
		return knownvalue.ListExact(checks)
	}
	h.run(t, resource.TestStep{
		Config: h.config(`
data "snowstage_stage_files" "all" {
  database = "ANALYTICS"
  schema   = "RAW"
  stage    = "\"Landing / Zone\""
}
data "snowstage_stage_files" "csv" {
  database = "ANALYTICS"
  schema   = "RAW"
  stage    = "\"Landing / Zone\""
  pattern  = ".*/in/.*[.]csv"
}
data "snowstage_stage_files" "lake" {
  database = "ANALYTICS"
  schema   = "RAW"
  stage    = "lake"
}
data "snowstage_stage_files" "empty" {
  database = "ANALYTICS"
  schema   = "RAW"
  stage    = "empty"
}
data "snowstage_stage_files" "sum" {
  database      = "ANALYTICS"
  schema        = "RAW"
  stage         = "lake"
  include_files = false
  limit         = 1
}
output "all" { value = tolist(data.snowstage_stage_files.all.files[*].path) }
output "csv" { value = tolist(data.snowstage_stage_files.csv.files[*].path) }
`),
		ConfigStateChecks: []statecheck.StateCheck{
			statecheck.ExpectKnownOutputValue("all", texts("a.txt", "in/B.csv", "in/a.csv", "in/deep/c d.csv", "in/ü.json", "z.csv")),
			statecheck.ExpectKnownOutputValue("csv", texts("in/B.csv", "in/a.csv", "in/deep/c d.csv")),
			at("all", tfjsonpath.New("file_count"), knownvalue.Int64Exact(6)),
			at("all", tfjsonpath.New("total_size"), knownvalue.Int64Exact(11)),
			at("csv", tfjsonpath.New("file_count"), knownvalue.Int64Exact(3)),
			at("csv", tfjsonpath.New("total_size"), knownvalue.Int64Exact(6)),
			at("csv", file(0), knownvalue.ObjectExact(map[string]knownvalue.Check{
				"name":              knownvalue.StringExact("landing / zone/in/B.csv"),
				"path":              knownvalue.StringExact("in/B.csv"),
				"size":              knownvalue.Int64Exact(1),
				"md5":               knownvalue.StringExact("9d5ed678fe57bcca610140957afab571"),
				"last_modified":     knownvalue.StringRegexp(regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$`)),
				"last_modified_raw": knownvalue.StringRegexp(regexp.MustCompile(`^[A-Z][a-z]{2}, \d{1,2} [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT$`)),
			})),
			at("csv", file(1).AtMapKey("size"), knownvalue.Int64Exact(0)),
			at("lake", file(0).AtMapKey("name"), knownvalue.StringExact("s3://acme-lake/raw/in/orders.csv")),
			at("lake", file(0).AtMapKey("path"), knownvalue.StringExact("in/orders.csv")),
			at("empty", tfjsonpath.New("files"), knownvalue.ListExact(nil)),
			at("empty", tfjsonpath.New("file_count"), knownvalue.Int64Exact(0)),
			at("empty", tfjsonpath.New("total_size"), knownvalue.Int64Exact(0)),
			at("empty", tfjsonpath.New("newest"), knownvalue.Null()),
			at("empty", tfjsonpath.New("truncated"), knownvalue.Bool(false)),
			at("sum", tfjsonpath.New("files"), knownvalue.Null()),
			at("sum", tfjsonpath.New("file_count"), knownvalue.Int64Exact(1)),
			at("sum", tfjsonpath.New("newest").AtMapKey("path"), knownvalue.StringExact("in/orders.csv")),
		},
	})
	for _, r := range h.requests() {
		if r.Method != http.MethodGet {
			t.Errorf("reading sent %s %s", r.Method, r.Path)
		}
		if strings.HasSuffix(r.Path, "/stages/EMPTY") {
			t.Errorf("an internal stage was asked for its url: %s", r.Path)
		}
	}
}

func TestStageFilesDataSourceSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	h.createSSEBeside(t, "ANALYTICS.RAW.EMPTY")
	look := func(stage, pattern string) string {
		return h.config(`
data "snowstage_stage_files" "x" {
  database = "ANALYTICS"
  schema   = "RAW"
  stage    = "` + stage + `"
  pattern  = "` + pattern + `"
}
`)
	}
	h.run(t,
		resource.TestStep{
			Config:      look("absent", "*.csv"),
			PlanOnly:    true,
			ExpectError: says("Invalid file pattern", `pattern = "*.csv"`, "the * at character 1 repeats nothing"),
		},
		resource.TestStep{
			Config:      strings.Replace(look("absent", ".*"), "pattern", "limit = 0\n  pattern", 1),
			PlanOnly:    true,
			ExpectError: says("Invalid Attribute Value", "limit = 0", "must be at least 1"),
		},
		resource.TestStep{
			Config:      look("empty", "[z-a]"),
			ExpectError: says("Unable to list files", `pattern = "[z-a]"`, "HTTP status 400"),
		},
		resource.TestStep{
			Config:      look("absent", ".*"),
			ExpectError: says("Unable to list files", `stage = "absent"`, `"ANALYTICS"."RAW"."ABSENT"`, "does not exist or not authorized"),
		},
	)
}
