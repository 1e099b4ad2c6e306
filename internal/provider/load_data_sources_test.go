package provider

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/snowstage/terraform-provider-snowstage/internal/client"
	"github.com/snowstage/terraform-provider-snowstage/internal/emulator"
)

// loadBeside queues files, as somebody beside Terraform would.
func (h *harness) loadBeside(t *testing.T, paths ...string) {
	t.Helper()
	if _, err := h.person.Pipes.Insert(t.Context(), qualified(t, "ANALYTICS.RAW.ORDERS"), paths); err != nil {
		t.Fatal(err)
	}
}

func (h *harness) reportBeside(t *testing.T) client.LoadReport {
	t.Helper()
	report, err := h.person.Pipes.Report(t.Context(), qualified(t, "ANALYTICS.RAW.ORDERS"), "")
	if err != nil {
		t.Fatal(err)
	}
	return report
}

func TestLoadReportAndLoadHistory(t *testing.T) {
	t.Parallel()
	h := newPipeHarness(t, map[string]string{"a.csv": "1,2\n3,4\n", "in/b.csv": "1,2\n3,4,5\n", "c.csv": "1\n"}, emulator.WithLoadLimits(2, 100))
	h.loadBeside(t, "a.csv")
	first := h.reportBeside(t)
	h.loadBeside(t, "in/b.csv")
	second := h.reportBeside(t)
	h.loadBeside(t, "c.csv")
	config := h.config(fmt.Sprintf(`
data "snowstage_load_report" "kept" {
  pipe = "analytics.raw.orders"
}
data "snowstage_load_report" "since" {
  pipe       = "analytics.raw.orders"
  begin_mark = %[1]q
}
data "snowstage_load_history" "all" {
  pipe       = "analytics.raw.orders"
  start_time = timeadd(%[2]q, "-30m")
}
data "snowstage_load_history" "past" {
  pipe       = "analytics.raw.orders"
  start_time = timeadd(%[2]q, "-1h")
  end_time   = timeadd(%[2]q, "-30m")
}
output "kept" { value = data.snowstage_load_report.kept.files[*].path }
output "since" { value = data.snowstage_load_report.since.files[*].path }
output "all" { value = data.snowstage_load_history.all.files[*].path }
`, first.NextBeginMark, time.Now().In(time.FixedZone("", 5*3600+30*60)).Format(time.RFC3339)))
	in := func(source string, path tfjsonpath.Path, value knownvalue.Check) statecheck.StateCheck {
		return statecheck.ExpectKnownValue("data.snowstage_load_"+source, path, value)
	}
	paths := func(all ...string) knownvalue.Check {
		var checks []knownvalue.Check
		for _, one := range all {
			checks = append(checks, knownvalue.StringExact(one))
		}
		return knownvalue.TupleExact(checks)
	}
	failed, loaded := second.Files[1], first.Files[0]
	h.run(t, resource.TestStep{Config: config, ConfigStateChecks: []statecheck.StateCheck{
		statecheck.ExpectKnownOutputValue("kept", paths("in/b.csv", "c.csv")),
		statecheck.ExpectKnownOutputValue("since", paths("in/b.csv", "c.csv")),
		statecheck.ExpectKnownOutputValue("all", paths("a.csv", "in/b.csv", "c.csv")),
		in("report.kept", tfjsonpath.New("complete_result"), knownvalue.Bool(true)),
		in("report.since", tfjsonpath.New("complete_result"), knownvalue.Bool(true)),
		in("report.since", tfjsonpath.New("next_begin_mark"), knownvalue.StringExact(h.reportBeside(t).NextBeginMark)),
		in("history.past", tfjsonpath.New("files"), knownvalue.ListExact(nil)),
		in("report.since", tfjsonpath.New("files").AtSliceIndex(0), knownvalue.ObjectExact(map[string]knownvalue.Check{
			"path": knownvalue.StringExact("in/b.csv"), "stage_location": knownvalue.StringExact(failed.StageLocation), "file_size": knownvalue.Int64Exact(10),
			"time_received": knownvalue.StringExact(failed.TimeReceived), "last_insert_time": knownvalue.StringExact(failed.LastInsertTime),
			"rows_inserted": knownvalue.Int64Exact(0), "rows_parsed": knownvalue.Int64Exact(2), "errors_seen": knownvalue.Int64Exact(1), "error_limit": knownvalue.Int64Exact(1),
			"first_error": knownvalue.StringExact("The row has 3 columns, the table has 2"), "first_error_line": knownvalue.Int64Exact(2),
			"first_error_character": knownvalue.Int64Exact(5), "first_error_column": knownvalue.StringExact("C3"), "system_error": knownvalue.Null(),
			"complete": knownvalue.Bool(failed.Complete), "status": knownvalue.StringExact("LOAD_FAILED"),
		})),
		in("history.all", tfjsonpath.New("files").AtSliceIndex(0), knownvalue.ObjectExact(map[string]knownvalue.Check{
			"path": knownvalue.StringExact("a.csv"), "stage_location": knownvalue.StringExact(loaded.StageLocation), "file_size": knownvalue.Int64Exact(8),
			"time_received": knownvalue.StringExact(loaded.TimeReceived), "last_insert_time": knownvalue.StringExact(loaded.LastInsertTime),
			"rows_inserted": knownvalue.Int64Exact(2), "rows_parsed": knownvalue.Int64Exact(2), "errors_seen": knownvalue.Int64Exact(0), "error_limit": knownvalue.Int64Exact(1),
			"first_error": knownvalue.Null(), "first_error_line": knownvalue.Null(), "first_error_character": knownvalue.Null(), "first_error_column": knownvalue.Null(),
			"system_error": knownvalue.Null(), "complete": knownvalue.Bool(true), "status": knownvalue.StringExact("LOADED"),
		})),
	}})
	if asked := h.askedOfPipes(); slices.Contains(asked, "insertFiles") {
		t.Errorf("reading sent files: %q", asked)
	}
}

func TestLoadReportTellsThatEventsAreMissing(t *testing.T) {
	t.Parallel()
	h := newPipeHarness(t, nil, emulator.WithLoadLimits(2, 100))
	h.loadBeside(t, "a.csv")
	mark := h.reportBeside(t).NextBeginMark
	h.loadBeside(t, "b.csv", "c.csv", "d.csv")
	report := h.connect(t).data("snowstage_load_report", hcl{"pipe": "ANALYTICS.RAW.ORDERS", "begin_mark": mark})
	if lines := diagnosticLines(report.diagnostics); len(lines) > 0 {
		t.Fatalf("%q", lines)
	}
	var attributes map[string]tftypes.Value
	if err := report.value.As(&attributes); err != nil {
		t.Fatal(err)
	}
	if got := attributes["complete_result"]; !got.Equal(tftypes.NewValue(tftypes.Bool, false)) {
		t.Errorf("complete_result is %s", got)
	}
}

func TestLoadDataSourcesSayWhatIsWrong(t *testing.T) {
	t.Parallel()
	const begin = "2026-09-05T17:00:00Z"
	for name, test := range map[string]struct {
		typeName string
		config   hcl
		fault    *emulator.Fault
		want     string
		details  []string
	}{
		"no such pipe": {
			typeName: "snowstage_load_report", config: hcl{"pipe": "ANALYTICS.RAW.ABSENT"}, want: "error pipe: Unable to read load report",
			details: []string{`reading the load report of pipe "ANALYTICS"."RAW"."ABSENT"`, "HTTP status 404", "check pipe.", "the user's default role", "MONITOR on the pipe"},
		},
		"no history of such a pipe": {
			typeName: "snowstage_load_history", config: hcl{"pipe": "ANALYTICS.RAW.ABSENT", "start_time": begin}, want: "error pipe: Unable to read load history",
			details: []string{`reading the load history of pipe "ANALYTICS"."RAW"."ABSENT"`, "HTTP status 404", "MONITOR on the pipe"},
		},
		"a mark that is none": {
			typeName: "snowstage_load_report", config: hcl{"pipe": "ANALYTICS.RAW.ORDERS", "begin_mark": "begin"}, want: "error : Unable to read load report",
			details: []string{"HTTP status 400", "correct the setting that Snowflake's message names"},
		},
		"too much history": {
			typeName: "snowstage_load_history", config: hcl{"pipe": "ANALYTICS.RAW.ORDERS", "start_time": begin}, fault: new(snowflakes(429, "390429", "Rate limit exceeded")),
			want:    "error : Unable to read load history",
			details: []string{"Rate limit exceeded", "HTTP status 429", "try again later, and ask for less at a time or less often", "those for the load history"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			clock := newTestClock()
			h := newPipeHarness(t, nil, emulator.WithClock(clock.Now))
			if test.fault != nil {
				h.Inject(*test.fault)
			}
			got := h.connectAt(t, clock).data(test.typeName, test.config)
			if lines := diagnosticLines(got.diagnostics); !slices.Equal(lines, []string{test.want}) {
				t.Fatalf("%q", lines)
			}
			if !says(test.details...).MatchString(got.diagnostics[0].Detail) {
				t.Errorf("it does not say %q:\n%s", test.details, got.diagnostics[0].Detail)
			}
		})
	}
}

func TestLoadDataSourcesAreValidated(t *testing.T) {
	t.Parallel()
	run := unconnected(t)
	const begin = "2026-09-05T17:00:00Z"
	for _, test := range []struct {
		typeName string
		config   hcl
		want     []string
	}{
		{"snowstage_load_report", hcl{"pipe": `A."b c".D`, "begin_mark": "1_39"}, nil},
		{"snowstage_load_report", hcl{"pipe": later{}, "begin_mark": later{}}, nil},
		{"snowstage_load_report", hcl{"pipe": "ORDERS", "begin_mark": ""}, []string{"error begin_mark: Invalid Attribute Value Length", "error pipe: Invalid pipe name"}},
		{"snowstage_load_history", hcl{"pipe": "A.B.C", "start_time": begin, "end_time": "2026-09-05T19:00:01+02:00"}, nil},
		{"snowstage_load_history", hcl{"pipe": "A.B.C", "start_time": later{}, "end_time": begin}, nil},
		{"snowstage_load_history", hcl{"pipe": "A.B.C", "start_time": begin, "end_time": later{}}, nil},
		{"snowstage_load_history", hcl{"pipe": "A.B.C", "start_time": begin, "end_time": "2026-09-05T19:00:00+02:00"}, []string{"error end_time: Empty range of time"}},
		{"snowstage_load_history", hcl{"pipe": "A.B.C", "start_time": "yesterday"}, []string{"error start_time: Invalid RFC3339 String Value"}},
	} {
		config := dynamic(t, test.config.value(t, run.schema.DataSourceSchemas[test.typeName].ValueType()))
		resp, err := run.server.ValidateDataResourceConfig(t.Context(), &tfprotov6.ValidateDataResourceConfigRequest{TypeName: test.typeName, Config: config})
		if err != nil {
			t.Fatal(err)
		}
		if got := diagnosticLines(resp.Diagnostics); !slices.Equal(got, test.want) {
			t.Errorf("%s %v: %q, want %q", test.typeName, test.config, got, test.want)
		}
	}
}
