package provider

import (
	"fmt"
	"net/http"
	"reflect"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"

	"github.com/snowstage/terraform-provider-snowstage/internal/client"
	"github.com/snowstage/terraform-provider-snowstage/internal/emulator"
)

// drifts are stages, what somebody else makes of them, and the attribute that shows it; none if nothing that is configured differs.
var drifts = []struct {
	attribute, configured string
	found                 client.Stage
	onlyAnew              bool // SQL cannot repair it
}{
	{"comment", `comment = "a"`, client.Stage{Comment: new("b")}, false},
	{"comment", ``, client.Stage{Comment: new("b")}, false},
	{"url", `url = "s3://a/"`, client.Stage{URL: new("s3://b/")}, false},
	{"url", ``, client.Stage{URL: new("s3://b/")}, true},
	{
		"endpoint", "url = \"s3compat://a/\"\n endpoint = \"one.example.com\"",
		client.Stage{URL: new("s3compat://a/"), Endpoint: new("two.example.com")}, true,
	},
	{
		"storage_integration", "url = \"s3://a/\"\n storage_integration = \"one\"",
		client.Stage{URL: new("s3://a/"), StorageIntegration: new(`"one"`)}, false,
	},
	{"storage_integration", "url = \"s3://a/\"\n storage_integration = \"one\"", client.Stage{URL: new("s3://a/")}, false},
	{"directory_table.enable", `directory_table = { enable = true }`, client.Stage{}, false},
	{"directory_table.enable", ``, client.Stage{DirectoryTable: &client.DirectoryTable{Enable: new(true)}}, false},
	{
		"directory_table.auto_refresh", `directory_table = { enable = true, auto_refresh = true }`,
		client.Stage{DirectoryTable: &client.DirectoryTable{Enable: new(true)}}, true,
	},
	{
		"directory_table.notification_integration", "url = \"gcs://a/\"\n directory_table = { enable = true, notification_integration = \"n\" }",
		client.Stage{URL: new("gcs://a/"), DirectoryTable: &client.DirectoryTable{Enable: new(true)}}, true,
	},
	{"credentials", "url = \"s3://a/\"\n credentials = { aws_key_id_wo = \"a\", aws_secret_key_wo = \"b\" }", client.Stage{URL: new("s3://a/")}, false},
	{"encryption", "url = \"s3://a/\"\n encryption = { master_key_wo = \"" + keyOf128 + "\" }", client.Stage{URL: new("s3://a/")}, false},
	{"", `comment = "a"`, client.Stage{Comment: new("a")}, false},
	{"", "url = \"s3://a/\"\n storage_integration = \"one\"", client.Stage{URL: new("s3://a/"), StorageIntegration: new(`"ONE"`)}, false},
}

func TestDriftIsShownOnItsAttributeAndRepaired(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		mode   client.CreateMode
		repair []string
		sql    bool
	}{
		"without SQL":            {client.ErrorIfExists, []string{"DELETE ifExists=true", "POST createMode=errorIfExists"}, false},
		"without SQL, orReplace": {client.OrReplace, []string{"POST createMode=orReplace"}, false},
		"with SQL":               {client.ErrorIfExists, []string{"DELETE ifExists=true", "POST createMode=errorIfExists"}, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if test.sql {
				needsSQL(t)
			}
			h := newHarness(t)
			if !test.sql {
				h.withoutSQL()
			}
			var attributes, settled []string
			var checks []plancheck.PlanCheck
			want := map[string][]string{}
			for i, drift := range drifts {
				attributes = append(attributes, drift.configured+fmt.Sprintf("\n  create_mode = %q", test.mode))
				settled = append(settled, attributes[i]+"\n  timeouts = { read = \"1m\" }")
				writes := []string{"POST createMode=" + string(test.mode)}
				switch {
				case drift.attribute == "":
					checks = append(checks, plancheck.ExpectResourceAction(address(i), plancheck.ResourceActionNoop))
				case test.sql && !drift.onlyAnew:
					checks = append(checks, plancheck.ExpectResourceAction(address(i), plancheck.ResourceActionUpdate))
				case test.mode == client.OrReplace:
					checks = append(checks, plancheck.ExpectResourceAction(address(i), plancheck.ResourceActionUpdate))
					writes = append(writes, test.repair...)
				default:
					checks = append(checks, replacedFor{address(i), drift.attribute})
					writes = append(writes, test.repair...)
				}
				want[fmt.Sprintf("S%d", i)] = append(writes, "DELETE ifExists=true")
			}
			configuration := h.config(stages(attributes...))
			h.run(t,
				resource.TestStep{Config: configuration},
				resource.TestStep{
					PreConfig: func() {
						for i, drift := range drifts {
							h.replaceBeside(t, fmt.Sprintf("ANALYTICS.RAW.S%d", i), drift.found)
						}
					},
					Config:           configuration,
					ConfigPlanChecks: preApply(checks...),
				},
				// An update, here one that sends nothing, takes over what was put in a stage's place and is as configured.
				resource.TestStep{Config: h.config(stages(settled...))},
			)
			if got := h.writesByStage(t); !reflect.DeepEqual(got, want) {
				t.Errorf("creates and deletes:\n got %q\nwant %q", got, want)
			}
		})
	}
}

func TestStageDroppedOutsideIsCreatedAgain(t *testing.T) {
	t.Parallel()
	h := newHarness(t).fetching()
	// The list that confirms it has names that only an unescaped pattern would take for the dropped one.
	const hcl = `
resource "snowstage_stage" "landing" {
  database = "ANALYTICS"
  schema   = "RAW"
  name     = "land_ing"
}
`
	h.run(t,
		resource.TestStep{Config: h.config(hcl)},
		resource.TestStep{
			PreConfig: func() {
				h.dropBeside(t, "ANALYTICS.RAW.LAND_ING")
				h.createBeside(t, `ANALYTICS.RAW.LANDXING`, client.Stage{})
				h.createBeside(t, `ANALYTICS.RAW."land_ing"`, client.Stage{})
			},
			Config:           h.config(hcl),
			ConfigPlanChecks: preApply(plancheck.ExpectResourceAction(landing, plancheck.ResourceActionCreate)),
		},
	)
	h.expectWrites(t, "POST createMode=errorIfExists", "POST createMode=errorIfExists", "DELETE ifExists=true")
	for _, r := range h.requests() {
		if r.Method == http.MethodGet && strings.HasSuffix(r.Path, "/stages") && r.Query != `like=LAND%5C_ING` {
			t.Errorf("the list was asked with %q", r.Query)
		}
	}
}

// A reply that does not prove that the stage is gone removes nothing from the state.
func TestStageThatCannotBeReadStaysInTheState(t *testing.T) {
	t.Parallel()
	h := newHarness(t).fetching()
	configuration := h.config(stages(``))
	const notFound = `{"code":"002003","message":"stage 's0' does not exist or not authorized.","request_id":"r-1"}`
	steps := []resource.TestStep{{Config: configuration}}
	for _, test := range []struct {
		faults []emulator.Fault
		want   []string
	}{
		{
			[]emulator.Fault{{Path: `/stages/S0$`, Status: 404, Body: notFound}},
			[]string{"Unable to read stage", "which is in the list of its schema. It stays in the state"},
		},
		{
			[]emulator.Fault{
				{Path: `/stages/S0$`, Status: 404, Body: notFound},
				{Path: `/stages$`, Status: 403, Body: `{"code":"003001","message":"Insufficient privileges"}`},
			},
			[]string{"its schema was listed, which failed too", "Insufficient privileges", "403"},
		},
		{[]emulator.Fault{{Path: `/stages/S0$`, Status: 404}}, []string{"Unable to read stage", "404 Not Found", "was not one of Snowflake's REST API"}},
		{[]emulator.Fault{{Path: `/stages/S0$`, Status: 404, HTML: true}}, []string{"Unable to read stage", "404 Not Found", "proxy"}},
		{[]emulator.Fault{{Path: `/stages/S0$`, HTML: true}}, []string{"Unable to read stage", "proxy"}},
		{
			[]emulator.Fault{{Path: `/stages/S0$`, Status: 403, Body: `{"code":"003001","message":"Insufficient privileges to operate on stage"}`}},
			[]string{"Insufficient privileges to operate on stage", "003001", "the user's default role needs USAGE on the database"},
		},
	} {
		var remove []func()
		steps = append(steps,
			resource.TestStep{
				PreConfig: func() {
					for _, fault := range test.faults {
						remove = append(remove, h.Inject(fault))
					}
				},
				Config: configuration, ExpectError: says(test.want...),
			},
			resource.TestStep{
				PreConfig: func() {
					for _, undo := range remove {
						undo()
					}
				},
				Config: configuration, ConfigPlanChecks: preApply(plancheck.ExpectEmptyPlan()),
			},
		)
	}
	h.run(t, steps...)
	h.expectWrites(t, "POST createMode=errorIfExists", "DELETE ifExists=true")
}
