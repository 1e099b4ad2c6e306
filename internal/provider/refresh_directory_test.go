package provider

import (
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/snowstage/terraform-provider-snowstage/internal/client"
	"github.com/snowstage/terraform-provider-snowstage/internal/emulator"
)

const landingStage = `stage "ANALYTICS"."RAW"."LANDING"`

// createWithDirectoryBeside creates the stage LANDING with a directory table, and puts files on it.
func (h *harness) createWithDirectoryBeside(t *testing.T, files ...string) {
	t.Helper()
	const name = "ANALYTICS.RAW.LANDING"
	h.createBeside(t, name, client.Stage{
		Encryption: &client.Encryption{Type: new("SNOWFLAKE_SSE")}, DirectoryTable: &client.DirectoryTable{Enable: new(true)},
	})
	for _, file := range files {
		h.uploadBeside(t, name, file, "content of "+file)
	}
}

// toStatements is a fault that answers every statement.
func toStatements(fault emulator.Fault) func(emulator.Request) *emulator.Fault {
	return func(r emulator.Request) *emulator.Fault {
		if r.Path != statementsPath {
			return nil
		}
		return &fault
	}
}

func TestRefreshDirectoryTellsWhatItDoes(t *testing.T) {
	t.Parallel()
	needsSQL(t)
	h := newHarness(t)
	h.createWithDirectoryBeside(t, "a.csv", "in/b.csv", "in/c.csv")
	run := h.connect(t)
	byNames := hcl{"database": "analytics", "schema": "raw", "stage": "landing"}
	below := hcl{"stage_id": "ANALYTICS.RAW.LANDING", "subpath": "in/"}
	const (
		begins = "Refreshing the directory table of " + landingStage
		ends   = "Directory table of " + landingStage
	)
	run.invokeRefresh(below).expectMessages(t, begins+` below "in/"`, ends+` below "in/": 2 files registered`)
	run.invokeRefresh(byNames).expectMessages(t, begins, ends+": 1 file registered")
	run.invokeRefresh(byNames).expectMessages(t, begins, ends+": no file has changed")

	h.uploadBeside(t, "ANALYTICS.RAW.LANDING", "a.csv", "other content")
	h.uploadBeside(t, "ANALYTICS.RAW.LANDING", "d.csv", "1")
	h.uploadBeside(t, "ANALYTICS.RAW.LANDING", "e.csv", "1")
	h.sqlBeside(t, `REMOVE @ANALYTICS.RAW.LANDING/in/b.csv`)
	run.invokeRefresh(byNames).expectMessages(t, begins, ends+": 2 files registered, 1 updated, 1 unregistered")

	whole := `ALTER STAGE "ANALYTICS"."RAW"."LANDING" REFRESH`
	if got, want := h.statements(t), []string{whole + " SUBPATH = 'in/'", whole, whole, whole}; !slices.Equal(got, want) {
		t.Errorf("statements:\n got %q\nwant %q", got, want)
	}
	h.expectWrites(t)
}

func TestRefreshDirectorySaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	needsSQL(t)
	for name, test := range map[string]struct {
		config  hcl
		fault   *emulator.Fault
		blamed  string
		details []string
	}{
		"no such stage by names": {
			config: hcl{"database": "ANALYTICS", "schema": "RAW", "stage": "absent"}, blamed: "stage",
			details: []string{`stage "ANALYTICS"."RAW"."ABSENT".`, "does not exist or not authorized", "WRITE on an internal stage or USAGE on an external one"},
		},
		"no such stage by id": {
			config: hcl{"stage_id": "ANALYTICS.RAW.ABSENT", "subpath": "in"}, blamed: "stage_id",
			details: []string{`stage "ANALYTICS"."RAW"."ABSENT" below "in".`, "does not exist or not authorized", "check the names of database, schema and stage"},
		},
		"no directory table": {
			config:  hcl{"stage_id": "ANALYTICS.RAW.PLAIN"},
			details: []string{"Snowflake answered: ", "HTTP status 422", "which is off: directory_table = { enable = true }"},
		},
		"no privilege": {
			config: hcl{"stage_id": "ANALYTICS.RAW.LANDING"}, fault: new(failedStatement("003001", "42501", "SQL access control error:\nInsufficient privileges to operate on stage 'LANDING'.")),
			details: []string{"Insufficient privileges", "code 003001", "grant what is missing", "the user's default role needs USAGE on the database"},
		},
		"another refusal, and the directory table is on": {
			config: hcl{"stage_id": "ANALYTICS.RAW.LANDING"}, fault: new(failedStatement("091003", "55000", "Failure using stage area.")),
			details: []string{"Failure using stage area.", "code 091003", "correct the setting that Snowflake's message names"},
		},
		"the SQL API is refused": {
			config: hcl{"stage_id": "ANALYTICS.RAW.LANDING"}, fault: new(snowflakes(403, "390400", "The SQL API is not enabled.")),
			details: []string{"The SQL API is not enabled.", "allow Snowflake's SQL API"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHarness(t)
			h.createWithDirectoryBeside(t)
			h.createSSEBeside(t, "ANALYTICS.RAW.PLAIN")
			if test.fault != nil {
				h.InjectChosen(toStatements(*test.fault))
			}
			got := h.connect(t).invokeRefresh(test.config)
			if lines := diagnosticLines(got.diagnostics); !slices.Equal(lines, []string{"error " + test.blamed + ": Unable to refresh directory table"}) {
				t.Fatalf("%q", lines)
			}
			for _, part := range append(test.details, "What was tried: refreshing the directory table of ", "What to do: ") {
				if detail := got.diagnostics[0].Detail; !strings.Contains(detail, part) {
					t.Errorf("it does not say %q:\n%s", part, detail)
				}
			}
			if len(got.messages) != 1 {
				t.Errorf("it told %q", got.messages)
			}
		})
	}
}

func TestRefreshDirectoryNeedsSQL(t *testing.T) {
	t.Parallel()
	needsSQL(t)
	h := newHarness(t)
	h.createWithDirectoryBeside(t)
	stage := hcl{"stage_id": "ANALYTICS.RAW.LANDING"}

	off := h.connectWith(t, hcl{"sql_api": "off"})
	h.expectRefusal(t, off.planRefresh(stage), landingStage, `because sql_api = "off" is set`, `sql_api = "auto"`)
	h.expectRefusal(t, off.planRefresh(hcl{"stage_id": later{}}), "a stage whose name is not known yet", `because sql_api = "off" is set`)
	invoked := off.invokeRefresh(stage)
	h.expectRefusal(t, invoked.diagnostics, landingStage, `because sql_api = "off" is set`)
	if sent := h.requests(); len(sent) > 0 || len(invoked.messages) > 0 {
		t.Errorf("%d requests were sent, and %q told", len(sent), invoked.messages)
	}

	remove := h.InjectChosen(toStatements(snowflakes(403, "390400", "The SQL API is not enabled.")))
	h.expectRefusal(t, h.connect(t).planRefresh(stage), landingStage, "the account refuses the SQL API", "The SQL API is not enabled")
	remove()

	run := h.connect(t)
	for _, config := range []hcl{stage, {"stage_id": later{}}, {"database": "ANALYTICS", "schema": "RAW", "stage": later{}}, {"stage_id": "ANALYTICS.NOWHERE.NEW"}} {
		if lines := diagnosticLines(run.planRefresh(config)); len(lines) > 0 {
			t.Errorf("%v: %q", config, lines)
		}
	}
	if lines := diagnosticLines(unconnected(t).planRefresh(stage)); len(lines) > 0 {
		t.Errorf("a plan without a client: %q", lines)
	}
}

func (h *harness) expectRefusal(t *testing.T, diagnostics []*tfprotov6.Diagnostic, parts ...string) {
	t.Helper()
	if lines := diagnosticLines(diagnostics); !slices.Equal(lines, []string{"error : Unable to refresh directory table"}) {
		t.Fatalf("%q", lines)
	}
	if !says(append([]string{"What was tried: refreshing the directory table of "}, parts...)...).MatchString(diagnostics[0].Detail) {
		t.Errorf("it does not say %q:\n%s", parts, diagnostics[0].Detail)
	}
}

func TestRefreshDirectoryIsValidated(t *testing.T) {
	t.Parallel()
	run := unconnected(t)
	for _, test := range []struct {
		config hcl
		want   []string
	}{
		{hcl{"stage_id": "A.B.C", "subpath": "in/2026"}, nil},
		{hcl{"stage_id": "A.B.C", "subpath": "in/"}, nil},
		{hcl{"stage_id": later{}, "subpath": later{}}, nil},
		{hcl{"database": "A", "schema": "B", "stage": `"c d"`}, nil},
		{hcl{"stage_id": "A.B"}, []string{"error stage_id: Invalid stage id"}},
		{hcl{"stage_id": "A.B.C", "subpath": ""}, []string{"error subpath: Invalid folder path"}},
		{hcl{"stage_id": "A.B.C", "subpath": "/"}, []string{"error subpath: Invalid folder path"}},
		{hcl{"stage_id": "A.B.C", "subpath": "/in"}, []string{"error subpath: Invalid folder path"}},
		{hcl{"stage_id": "A.B.C", "subpath": "in//"}, []string{"error subpath: Invalid folder path"}},
		{hcl{"stage_id": "A.B.C", "subpath": "in/./a"}, []string{"error subpath: Invalid folder path"}},
		{hcl{"stage_id": "A.B.C", "subpath": "../in"}, []string{"error subpath: Invalid folder path"}},
		{hcl{"stage_id": "A.B.C", "subpath": "in\x00"}, []string{"error subpath: Invalid folder path"}},
		{hcl{"stage_id": "A.B.C", "database": "A", "schema": "B", "stage": "C"}, []string{"error stage_id: Invalid Attribute Combination"}},
		{hcl{"stage_id": "A.B.C", "database": "A"}, []string{"error database: Invalid Attribute Combination"}},
		{hcl{"database": "A", "stage": "C"}, []string{"error database: Invalid Attribute Combination"}},
		{hcl{}, []string{"error : Missing Attribute Configuration"}},
	} {
		if got := diagnosticLines(run.validateRefresh(test.config)); !slices.Equal(got, test.want) {
			t.Errorf("%v: %q, want %q", test.config, got, test.want)
		}
	}
}

func TestRefreshDirectoryCountsRegistrations(t *testing.T) {
	t.Parallel()
	files := func(statuses ...string) (all []client.RefreshedFile) {
		for i, status := range statuses {
			all = append(all, client.RefreshedFile{Path: string(rune('a' + i)), Status: status})
		}
		return all
	}
	for want, statuses := range map[string][]string{
		"no file has changed": nil,
		"1 file registered":   {"REGISTERED_NEW"},
		"2 files registered, 1 updated, 1 unregistered, 1 skipped":           {"UNREGISTERED", "REGISTERED_NEW", "registered_new", "REGISTER_SKIPPED", "REGISTERED_UPDATE"},
		"1 file failed to be registered, 2 failed to be unregistered":        {"REGISTER_FAILED", "UNREGISTER_FAILED", "UNREGISTER_FAILED"},
		`3 files updated, 1 with the status "", 1 with the status "PENDING"`: {"PENDING", "REGISTERED_UPDATE", "REGISTERED_UPDATE", "", "REGISTERED_UPDATE"},
	} {
		if got := countRegistrations(files(statuses...)); got != want {
			t.Errorf("%q: %q, want %q", statuses, got, want)
		}
	}
	if diags := warnOfUnregistered(landingStage, files("REGISTERED_NEW", "UNREGISTERED", "REGISTER_SKIPPED")); len(diags) > 0 {
		t.Errorf("%v", diags)
	}
	diags := warnOfUnregistered(landingStage, files("REGISTERED_NEW", "REGISTER_FAILED", "unregister_failed"))
	if len(diags) != 1 || diags.HasError() || !strings.Contains(diags[0].Detail(), landingStage+" failed for 2 files, for which its directory table stays as it was: b, c\n") {
		t.Errorf("%v", diags)
	}
}
