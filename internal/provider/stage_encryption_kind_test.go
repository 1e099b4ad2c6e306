package provider

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"

	"github.com/snowstage/terraform-provider-snowstage/internal/client"
	"github.com/snowstage/terraform-provider-snowstage/internal/emulator"
)

var (
	withoutCSE   = client.Stage{Encryption: &client.Encryption{Type: new("SNOWFLAKE_SSE")}}
	showsLanding = `SHOW STAGES LIKE 'LANDING' IN SCHEMA "ANALYTICS"."RAW"`
)

const importingLanding = "import {\n to = snowstage_stage.landing\n id = \"ANALYTICS.RAW.LANDING\"\n}\n"

func TestImportedSSEStagePlansEmpty(t *testing.T) {
	t.Parallel()
	needsSQL(t)
	h := newHarness(t)
	h.createBeside(t, "ANALYTICS.RAW.LANDING", withoutCSE)
	configuration := h.config(importingLanding, landingWith(sse))
	h.run(t,
		resource.TestStep{
			Config:            configuration,
			ConfigPlanChecks:  preApply(plancheck.ExpectResourceAction(landing, plancheck.ResourceActionNoop)),
			ConfigStateChecks: checksOf(inState("encryption", encryptedBy("SNOWFLAKE_SSE"))),
		},
		resource.TestStep{
			// What was told once is remembered: neither the refreshes before nor those from here on ask again.
			PreConfig:        func() { h.expectWrites(t); h.expectOneQuestionForEachImport(t) },
			Config:           configuration,
			ConfigPlanChecks: preApply(plancheck.ExpectEmptyPlan()),
		},
		resource.TestStep{
			// Nothing was recorded since the import, so the stage is not replaced for what the configuration does not say.
			Config:            h.config(landingWith("")),
			ConfigPlanChecks:  preApply(plancheck.ExpectResourceAction(landing, plancheck.ResourceActionUpdate)),
			ConfigStateChecks: checksOf(inState("encryption", knownvalue.Null())),
		},
		resource.TestStep{
			// Nor for what it says again.
			PreConfig:         func() { h.expectOneQuestionForEachImport(t); h.expectWrites(t) },
			Config:            h.config(landingWith(sse)),
			ConfigPlanChecks:  preApply(plancheck.ExpectResourceAction(landing, plancheck.ResourceActionUpdate)),
			ConfigStateChecks: checksOf(inState("encryption", encryptedBy("SNOWFLAKE_SSE"))),
		},
	)
	h.expectWrites(t, "DELETE ifExists=true")
}

// expectOneQuestionForEachImport wants one statement only for each plan that imports: Terraform reads for a plan what is yet to be imported.
func (h *harness) expectOneQuestionForEachImport(t *testing.T) {
	t.Helper()
	sent := h.statements(t)
	if plans := 2; len(sent) == 0 || len(sent) > plans || slices.ContainsFunc(sent, func(s string) bool { return s != showsLanding }) {
		t.Errorf("statements %q", sent)
	}
}

func encryptedBy(kind string) knownvalue.Check {
	return knownvalue.ObjectExact(map[string]knownvalue.Check{"type": knownvalue.StringExact(kind), "kms_key_id": knownvalue.Null(), "master_key_wo": knownvalue.Null()})
}

// What importing an internal stage plans: once SHOW STAGES has told how it is encrypted, and while nothing tells.
func TestPlanAfterAnImportOfAnInternalStage(t *testing.T) {
	t.Parallel()
	const full, records = "SNOWFLAKE_FULL", "records encryption"
	for _, test := range []struct {
		what          string
		found         client.Stage
		configured    string
		told, without string
	}{
		{"SSE, configured", withoutCSE, "SNOWFLAKE_SSE", "", records},
		{"SSE, not configured", withoutCSE, "", records, ""},
		{"SSE, configured otherwise", withoutCSE, full, "replaces for encryption.type", records},
		{"FULL, not configured", client.Stage{}, "", "", ""},
		{"FULL, configured otherwise", client.Stage{}, "SNOWFLAKE_SSE", "replaces for encryption", records},
	} {
		plan := func(t *testing.T, h *harness, want string) {
			t.Helper()
			h.createBeside(t, "ANALYTICS.RAW.LANDING", test.found)
			w := h.connect(t)
			imported := w.read(w.imported("ANALYTICS.RAW.LANDING", nil))
			config := withName("landing", nil)
			if test.configured != "" {
				config["encryption"] = hcl{"type": test.configured}
			}
			if got := w.planned(imported, config); got != want {
				t.Errorf("the plan %q, want %q", got, want)
			}
			if want == records {
				next := h.connect(t)
				recorded := next.read(w.apply(imported, config, "warning : Recorded without a request"))
				if got := next.planned(recorded, config); got != "" {
					t.Errorf("the plan after the recording %q", got)
				}
			}
			h.expectWrites(t)
		}
		t.Run(test.what, func(t *testing.T) {
			t.Parallel()
			needsSQL(t)
			h := newHarness(t)
			plan(t, h, test.told)
			h.expectOneQuestion(t, test.told)
		})
		t.Run(test.what+", without SQL", func(t *testing.T) {
			t.Parallel()
			plan(t, newHarness(t).withoutSQL(), test.without)
		})
	}
}

// The official provider's state may say nothing of the encryption, or what is no longer so.
func TestMovedInternalStageIsToldItsEncryption(t *testing.T) {
	t.Parallel()
	needsSQL(t)
	const oldSSE = `,"encryption":[{"snowflake_full":[],"snowflake_sse":[{}]}]`
	configuredSSE := hcl{"encryption": hcl{"type": "SNOWFLAKE_SSE"}}
	for what, test := range map[string]struct {
		old    string
		found  client.Stage
		config hcl
		want   string
	}{
		"not said, configured":     {"", withoutCSE, configuredSSE, ""},
		"not said, not configured": {"", withoutCSE, nil, "records encryption"},
		"said, not configured":     {oldSSE, withoutCSE, nil, "records encryption"},
		"said, but no longer so":   {oldSSE, client.Stage{}, configuredSSE, "replaces for encryption"},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			h := newHarness(t)
			h.createBeside(t, "ANALYTICS.RAW.LANDING", test.found)
			w := h.connect(t)
			moved := move(t, officialAddress, "snowflake_stage_internal", 1, `{"database":"ANALYTICS","schema":"RAW","name":"LANDING"`+test.old+`}`)
			w.want(nil, moved.Diagnostics)
			read := w.read(w.remember(moved.TargetState, moved.TargetIdentity, moved.TargetPrivate))
			if got := w.planned(read, withName("landing", test.config)); got != test.want {
				t.Errorf("the plan %q, want %q", got, test.want)
			}
			h.expectWrites(t)
			h.expectOneQuestion(t, test.want)
		})
	}
}

// expectOneQuestion knows that a plan which would replace a stage, of which the state tells nothing, asks once more.
func (h *harness) expectOneQuestion(t *testing.T, plan string) {
	t.Helper()
	want := []string{showsLanding}
	if plan == "replaces for encryption" {
		want = append(want, showsLanding)
	}
	h.expectStatements(t, want...)
}

func TestDefaultEncryptionNeedsNoWordOfTheConfigurationOnceItIsTold(t *testing.T) {
	t.Parallel()
	needsSQL(t)
	h := newHarness(t)
	h.createBeside(t, "ANALYTICS.RAW.LANDING", client.Stage{})
	w := h.connect(t)
	imported := w.read(w.imported("ANALYTICS.RAW.LANDING", nil))
	full := withName("landing", hcl{"encryption": hcl{"type": "SNOWFLAKE_FULL"}})
	applied := w.apply(imported, full) // Without the warning that it is taken from the configuration.
	if got := h.connect(t).planned(applied, full); got != "" {
		t.Errorf("the next plan %q", got)
	}
	h.expectWrites(t)
}

func TestDriftOfTheEncryptionIsSeen(t *testing.T) {
	t.Parallel()
	needsSQL(t)
	h := newHarness(t)
	configuration := h.config(stages(sse, ``, sse, `encryption = { type = "SNOWFLAKE_FULL" }`, `comment = "c"`))
	h.run(t,
		resource.TestStep{Config: configuration},
		resource.TestStep{
			PreConfig: func() {
				h.expectStatements(t) // What Terraform has made itself it knows.
				h.replaceBeside(t, "ANALYTICS.RAW.S0", client.Stage{})
				h.replaceBeside(t, "ANALYTICS.RAW.S1", withoutCSE)
				h.replaceBeside(t, "ANALYTICS.RAW.S2", withoutCSE)
				h.replaceBeside(t, "ANALYTICS.RAW.S3", client.Stage{})
			},
			Config: configuration,
			ConfigPlanChecks: preApply(
				replacedFor{address(0), "encryption"},
				replacedFor{address(1), "encryption"},
				plancheck.ExpectResourceAction(address(2), plancheck.ResourceActionNoop),
				plancheck.ExpectResourceAction(address(3), plancheck.ResourceActionNoop),
				plancheck.ExpectResourceAction(address(4), plancheck.ResourceActionNoop),
			),
		},
		resource.TestStep{Config: configuration, ConfigPlanChecks: preApply(plancheck.ExpectEmptyPlan())},
	)
	for _, sent := range h.statements(t) {
		if strings.Contains(sent, "S4") {
			t.Errorf("the stage that nobody has touched was asked for: %s", sent)
		}
	}
}

func TestRefreshAsksForNoEncryption(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	w := h.connect(t)
	for _, config := range []hcl{withName("landing", nil), withName("landing", hcl{"name": "S", "encryption": hcl{"type": "SNOWFLAKE_SSE"}}), withName("landing", hcl{"name": "X", "url": "s3://a/"})} {
		made := w.apply(w.nothing(), config)
		for range 3 {
			next := h.connect(t)
			if made = next.read(made); next.planned(made, config) != "" {
				t.Error("the plan is not empty")
			}
		}
	}
	h.createBeside(t, "ANALYTICS.RAW.LAKE", client.Stage{URL: new("s3://a/")})
	w.read(w.imported("ANALYTICS.RAW.LAKE", nil)) // Of an external stage it would tell nothing.
	h.expectStatements(t)
}

// What could not be found out is no reason not to read.
func TestStageIsReadWhoseEncryptionIsNotTold(t *testing.T) {
	t.Parallel()
	needsSQL(t)
	const notKnown = "warning : Encryption is not known"
	for name, test := range map[string]struct {
		fault emulator.Fault
		want  []string // of the warning; none if there is none
	}{
		"refused":       {emulator.Fault{Status: 403, Body: sqlNotEnabled}, nil},
		"not supported": {emulator.Fault{Status: 404, Body: `{"code":"390404","message":"Not found"}`}, nil},
		"a statement that fails": {
			failedStatement("000606", "57P03", "No active warehouse selected in the current session."),
			[]string{`SHOW STAGES`, `stage "ANALYTICS"."RAW"."LANDING"`, "No active warehouse", "000606", "Everything else was read"},
		},
		"a proxy":                          {emulator.Fault{HTML: true}, []string{"proxy"}},
		"a list that is without the stage": {emulator.Fault{Body: emptyResult, Status: 200}, []string{"without the stage", "does not exist or not authorized"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHarness(t)
			h.createBeside(t, "ANALYTICS.RAW.LANDING", withoutCSE)
			test.fault.Path = statementsPath
			h.Inject(test.fault)
			w := h.connectWith(t, hcl{"max_retries": 0})
			var complaints []string
			if test.want != nil {
				complaints = []string{notKnown}
			}
			fresh := w.imported("ANALYTICS.RAW.LANDING", nil)
			read, err := w.server.ReadResource(t.Context(), &tfprotov6.ReadResourceRequest{
				TypeName: "snowstage_stage", CurrentState: dynamic(t, fresh.state), CurrentIdentity: fresh.identity, Private: fresh.private,
			})
			w.want(err, read.Diagnostics, complaints...)
			for _, want := range test.want {
				if detail := read.Diagnostics[0].Detail; !strings.Contains(detail, want) {
					t.Errorf("the warning lacks %q: %s", want, detail)
				}
			}
			imported := w.remember(read.NewState, read.NewIdentity, read.Private)
			if texts(t, imported.state)["created_on"] == "" {
				t.Error("the stage was not read")
			}
			// As if there were no SQL.
			if got := w.planned(imported, withName("landing", hcl{"encryption": hcl{"type": "SNOWFLAKE_SSE"}})); got != "records encryption" {
				t.Errorf("the plan %q", got)
			}
			h.expectWrites(t)
		})
	}
}

const emptyResult = `{"code":"090001","sqlState":"00000","message":"Statement executed successfully.","statementHandle":"01b2c3d4-0000-4000-8000-0123456789ab",` +
	`"resultSetMetaData":{"numRows":0,"format":"jsonv2","rowType":[{"name":"name","type":"text"},{"name":"type","type":"text"}],"partitionInfo":[{"rowCount":0}]},"data":[]}`

func TestListAsksOnceForTheEncryptionOfAll(t *testing.T) {
	t.Parallel()
	needsSQL(t)
	h := newHarness(t) // Pages of two.
	for i := range 2*describedAtOnce + 1 {
		h.createSSEBeside(t, fmt.Sprintf("ANALYTICS.RAW.S%02d", i))
	}
	w := h.connect(t)
	found := w.list(hcl{"database": "analytics", "schema": "raw", "like": `s\_%`}, tfprotov6.ListResourceRequest{IncludeResource: true})
	w.wantListed(found)
	found = w.list(hcl{"database": "analytics", "schema": "raw", "like": "s__"}, tfprotov6.ListResourceRequest{IncludeResource: true})
	if len(found) != 2*describedAtOnce+1 {
		t.Fatalf("found: %q", listed(found))
	}
	for _, result := range found {
		if got := w.encryptionOf(result.Resource); got != "SNOWFLAKE_SSE" {
			t.Errorf("%s is encrypted by %q", result.DisplayName, got)
		}
	}
	w.list(stagesInRaw, tfprotov6.ListResourceRequest{})
	h.expectStatements(t, `SHOW STAGES LIKE 's__' IN SCHEMA "ANALYTICS"."RAW"`)
}

func TestListGoesOnWithoutTheEncryption(t *testing.T) {
	t.Parallel()
	needsSQL(t)
	h := newHarness(t)
	for _, name := range []string{"A", "B", "C"} {
		h.createSSEBeside(t, "ANALYTICS.RAW."+name)
	}
	for _, test := range []struct {
		fault  emulator.Fault
		warned []string
	}{
		{emulator.Fault{Status: 403, Body: sqlNotEnabled}, nil},
		{failedStatement("000606", "57P03", "No active warehouse selected in the current session."), []string{"warning : Encryption is not known"}},
	} {
		test.fault.Path = statementsPath
		remove := h.Inject(test.fault)
		w := h.connect(t)
		results := w.list(stagesInRaw, tfprotov6.ListResourceRequest{IncludeResource: true})
		w.wantListed(results, append(test.warned, rawNames("A", "B", "C")...)...)
		for _, result := range results[len(test.warned):] {
			if got := w.encryptionOf(result.Resource); got != "" {
				t.Errorf("%s is encrypted by %q", result.DisplayName, got)
			}
		}
		remove()
	}
}

// encryptionOf is the type of encryption of a stage; empty if there is no encryption.
func (w wire) encryptionOf(stage *tfprotov6.DynamicValue) string {
	w.t.Helper()
	value, err := stage.Unmarshal(w.stageType())
	if err != nil {
		w.t.Fatal(err)
	}
	var attributes map[string]tftypes.Value
	if err := value.As(&attributes); err != nil {
		w.t.Fatal(err)
	}
	if attributes["encryption"].IsNull() {
		return ""
	}
	return texts(w.t, attributes["encryption"])["type"]
}
