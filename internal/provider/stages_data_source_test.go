package provider

import (
	"regexp"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/snowstage/terraform-provider-snowstage/internal/client"
)

func TestStagesDataSource(t *testing.T) {
	t.Parallel()
	h := newHarness(t) // Pages of two.
	for _, name := range []string{"LAND_1", "LAND_2", `"land_3"`, "LANDX4", "LAND_5", "LAND_6", "OTHER"} {
		h.createBeside(t, "ANALYTICS.RAW."+name, client.Stage{Comment: new("stage " + name)})
	}
	h.createBeside(t, "ANALYTICS.RAW.LAKE", client.Stage{
		URL: new("azure://acme.blob.core.windows.net/lake/"), StorageIntegration: new("LAKE_INTEGRATION"), Comment: new("lake"),
		DirectoryTable: &client.DirectoryTable{Enable: new(true), NotificationIntegration: new("LAKE_EVENTS")},
	})
	output := func(name string, names ...string) statecheck.StateCheck {
		want := make([]knownvalue.Check, 0, len(names))
		for _, name := range names {
			want = append(want, knownvalue.StringExact(name))
		}
		return statecheck.ExpectKnownOutputValue(name, knownvalue.ListExact(want))
	}
	h.run(t, resource.TestStep{
		Config: h.config(`
data "snowstage_stages" "all" {
  database = "analytics"
  schema   = "raw"
}
data "snowstage_stages" "in_any_case" {
  database = "analytics"
  schema   = "raw"
  like     = "land_%"
}
data "snowstage_stages" "escaped" {
  database = "analytics"
  schema   = "raw"
  like     = "LAND\\_%"
}
data "snowstage_stages" "none" {
  database = "analytics"
  schema   = "raw"
  like     = "LAND"
}
data "snowstage_stages" "lake" {
  database = "analytics"
  schema   = "raw"
  like     = "lake"
}
data "snowstage_stages" "empty" {
  database = "\"My \"\"Data\"\"\""
  schema   = "\"My Schema\""
}
output "all"         { value = tolist(data.snowstage_stages.all.stages[*].name) }
output "in_any_case" { value = tolist(data.snowstage_stages.in_any_case.stages[*].name) }
output "escaped"     { value = tolist(data.snowstage_stages.escaped.stages[*].name) }
output "none"        { value = tolist(data.snowstage_stages.none.stages[*].name) }
output "empty"       { value = tolist(data.snowstage_stages.empty.stages[*].name) }

# A name of the list fits where a name is wanted.
data "snowstage_stage" "third" {
  database = "analytics"
  schema   = "raw"
  name     = data.snowstage_stages.all.stages[7].name
}
`),
		ConfigStateChecks: []statecheck.StateCheck{
			output("all", "LAKE", "LANDX4", "LAND_1", "LAND_2", "LAND_5", "LAND_6", "OTHER", `"land_3"`),
			output("in_any_case", "LANDX4", "LAND_1", "LAND_2", "LAND_5", "LAND_6", `"land_3"`),
			output("escaped", "LAND_1", "LAND_2", "LAND_5", "LAND_6", `"land_3"`),
			output("none"),
			output("empty"),
			statecheck.ExpectKnownValue("data.snowstage_stage.third", tfjsonpath.New("comment"), knownvalue.StringExact(`stage "land_3"`)),
			statecheck.ExpectKnownValue("data.snowstage_stages.lake", tfjsonpath.New("stages"), knownvalue.ListExact([]knownvalue.Check{
				knownvalue.ObjectExact(map[string]knownvalue.Check{
					"name":                 knownvalue.StringExact("LAKE"),
					"fully_qualified_name": knownvalue.StringExact(`"ANALYTICS"."RAW"."LAKE"`),
					"kind":                 knownvalue.StringExact("PERMANENT"),
					"url":                  knownvalue.StringExact("azure://acme.blob.core.windows.net/lake/"),
					"endpoint":             knownvalue.Null(),
					"storage_integration":  knownvalue.StringExact("LAKE_INTEGRATION"),
					"comment":              knownvalue.StringExact("lake"),
					"directory_table": knownvalue.ObjectExact(map[string]knownvalue.Check{
						"enable":                   knownvalue.Bool(true),
						"refresh_on_create":        knownvalue.Bool(true),
						"auto_refresh":             knownvalue.Bool(false),
						"notification_integration": knownvalue.StringExact("LAKE_EVENTS"),
					}),
					"created_on":         knownvalue.StringRegexp(regexp.MustCompile(`^\d{4}-\d\d-\d\dT`)),
					"has_credentials":    knownvalue.Bool(false),
					"has_encryption_key": knownvalue.Bool(false),
					"owner":              knownvalue.NotNull(),
					"owner_role_type":    knownvalue.StringExact("ROLE"),
					"region":             knownvalue.NotNull(),
					"cloud":              knownvalue.StringExact("AZURE"),
				}),
			})),
		},
	})
	h.expectWrites(t)
}

func TestStagesDataSourceSaysWhatIsMissing(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	h.run(t,
		resource.TestStep{
			Config: h.config(`
data "snowstage_stages" "x" {
  database = "ANALYTICS"
  schema   = "absent"
}
`),
			ExpectError: says("Unable to list stages", `schema = "absent"`, `"ANALYTICS"."ABSENT"`, "does not exist or not authorized"),
		},
		resource.TestStep{
			Config: h.config(`
data "snowstage_stages" "x" {
  database = "ANALYTICS"
  schema   = "RAW"
  like     = ""
}
`),
			ExpectError: says(`like = ""`, "length must be at least 1"),
		},
	)
}
