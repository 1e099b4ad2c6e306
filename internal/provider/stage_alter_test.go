package provider

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/snowstage/terraform-provider-snowstage/internal/client"
	"github.com/snowstage/terraform-provider-snowstage/internal/emulator"
)

func TestOnlyTheStageInStateIsAltered(t *testing.T) {
	t.Parallel()
	needsSQL(t)
	h := newHarness(t)
	w := h.connect(t)
	created := w.apply(w.nothing(), withName("landing", nil))
	planned := w.planAlteration(created, withName("other", hcl{"comment": "new"}))
	h.replaceBeside(t, "ANALYTICS.RAW.LANDING", client.Stage{Comment: new("theirs")})
	after, complaints := w.carryOut(planned)
	w.want(nil, complaints, "error : Unable to rename stage")
	if !strings.Contains(complaints[0].Detail, "it is another stage than the one in Terraform's state") {
		t.Error(complaints[0].Detail)
	}
	if !after.state.Equal(created.state) || len(h.alterations(t)) > 0 {
		t.Errorf("the state is %s after %q", after.state, h.alterations(t))
	}
	w.wantIdentity(after.identity, "ANALYTICS", "RAW", "LANDING")
}

// described is a reply to a look at the stage LANDING, the first one after some others.
func described(skip int, properties string) emulator.Fault {
	return emulator.Fault{Method: "GET", Path: `/stages/LANDING$`, Skip: skip, Times: 1, Status: 200, Body: `{"name":"LANDING","kind":"PERMANENT",` + properties + `}`}
}

// Neither a setting that Snowflake describes otherwise nor another created_on is an inconsistent result; the next refresh shows them.
func TestAlteredStageThatIsDescribedOtherwiseIsAWarning(t *testing.T) {
	t.Parallel()
	needsSQL(t)
	h := newHarness(t).fetching()
	w := h.connect(t)
	created := w.apply(w.nothing(), withName("landing", hcl{"create_mode": "orReplace"}))
	planned := w.planAlteration(created, withName("landing", hcl{"create_mode": "orReplace", "comment": "new"}))
	h.Inject(described(1, `"comment":"kept","owner":"SOMEBODY","created_on":"2026-01-02T03:04:05.678Z"`))
	after, complaints := w.carryOut(planned)
	w.want(nil, complaints, "warning : Stage is not as it was asked for")
	if !strings.Contains(complaints[0].Detail, `comment: configured "new", found "kept"`) {
		t.Error(complaints[0].Detail)
	}
	before, state := texts(t, created.state), texts(t, after.state)
	if state["comment"] != "new" || state["created_on"] != before["created_on"] || state["owner"] != before["owner"] {
		t.Errorf("the state says %q", state)
	}
	// The stage that is read next is taken for the altered one, and may be dropped.
	h.Inject(described(0, `"created_on":"2026-01-02T03:04:05.678Z"`))
	h.Inject(described(0, `"created_on":"2026-01-02T03:04:05.678Z"`))
	w = h.connect(t)
	if complaints := diagnosticLines(w.drop(w.read(after))); len(complaints) > 0 {
		t.Errorf("dropping it: %q", complaints)
	}
}

func TestAlteredStageThatCannotBeReadIsAWarning(t *testing.T) {
	t.Parallel()
	needsSQL(t)
	h := newHarness(t)
	w := h.connect(t)
	created := w.apply(w.nothing(), withName("landing", hcl{"url": "s3://a/"}))
	config := withName("landing", hcl{"url": "s3://b/", "credentials": keysOfAWS})
	planned := w.planAlteration(created, config)
	h.Inject(emulator.Fault{Method: "GET", Path: `/stages/LANDING$`, Skip: 1, Times: 1, Status: 403, Body: `{"code":"003001","message":"Insufficient privileges."}`})
	after, complaints := w.carryOut(planned)
	w.want(nil, complaints, "warning : Stage was written, but not read back")
	if state := texts(t, after.state); state["url"] != "s3://b/" || state["created_on"] != texts(t, created.state)["created_on"] {
		t.Errorf("the state says %q", state)
	}
	w = h.connect(t)
	if got := w.planned(w.read(after), config); got != "" {
		t.Errorf("the next plan %s", got)
	}
}

// What an import could not read is recorded, while what Snowflake tells is altered.
func TestImportedStageIsAlteredAndRecordedAtOnce(t *testing.T) {
	t.Parallel()
	needsSQL(t)
	h := newHarness(t)
	h.createBeside(t, "ANALYTICS.RAW.LANDING", withKeys())
	w := h.connect(t)
	imported := w.read(w.imported("ANALYTICS.RAW.LANDING", nil))
	config := withName("landing", hcl{"url": "s3://a/", "credentials": keysOfAWS, "credentials_wo_version": 1, "comment": "new"})
	applied := w.apply(imported, config, "warning : Recorded without a request")
	w = h.connect(t)
	applied = w.read(applied)
	if got := w.planned(applied, config); got != "" {
		t.Errorf("the next plan %s", got)
	}
	config["credentials_wo_version"] = 2
	w.apply(applied, config)
	stage := `ALTER STAGE "ANALYTICS"."RAW"."LANDING" SET `
	if got, want := h.alterations(t), []string{stage + "COMMENT = 'new'", stage + "URL = 's3://a/' CREDENTIALS = (AWS_KEY_ID = 'id' AWS_SECRET_KEY = 'secret')"}; !slices.Equal(got, want) {
		t.Errorf("sent %q, want %q", got, want)
	}
}

// The integration that an imported stage has goes away, so that the credentials in its place have to be sent.
func TestImportedStageGetsTheCredentialsThatReplaceItsIntegration(t *testing.T) {
	t.Parallel()
	needsSQL(t)
	h := newHarness(t)
	h.createBeside(t, "ANALYTICS.RAW.LANDING", client.Stage{URL: new("s3://a/"), StorageIntegration: new("LAKE")})
	w := h.connect(t)
	config := withName("landing", hcl{"url": "s3://a/", "credentials": keysOfAWS})
	applied := w.apply(w.read(w.imported("ANALYTICS.RAW.LANDING", nil)), config, "warning : Recorded without a request")
	if found := h.fetchBeside(t, "ANALYTICS.RAW.LANDING"); found.StorageIntegration != nil || !*found.HasCredentials {
		t.Errorf("the stage is %+v", found)
	}
	w = h.connect(t)
	if got := w.planned(w.read(applied), config); got != "" {
		t.Errorf("the next plan %s", got)
	}
}

// A url that is known only after apply may turn out to be in another cloud.
func TestAlterationThatTurnsOutToBeAReplacementIsRefused(t *testing.T) {
	t.Parallel()
	needsSQL(t)
	h := newHarness(t)
	w := h.connect(t)
	created := w.apply(w.nothing(), withName("landing", hcl{"url": "s3://a/"}))
	planned := w.planAlteration(created, withName("landing", hcl{"url": later{}, "comment": "new"}))
	w.want(nil, planned.response.Diagnostics)

	values := map[string]tftypes.Value{}
	state, err := planned.response.PlannedState.Unmarshal(w.stageType())
	if err == nil {
		err = state.As(&values)
	}
	if err != nil {
		t.Fatal(err)
	}
	planned.config["url"], values["url"] = "gcs://a/", tftypes.NewValue(tftypes.String, "gcs://a/")
	planned.response.PlannedState = dynamic(t, tftypes.NewValue(w.stageType(), values))
	after, complaints := w.carryOut(planned)
	w.want(nil, complaints, "error url: Unable to alter stage")
	for _, part := range []string{"would have to be replaced", "url: a stage stays in its cloud", "Nothing was changed", "plan again"} {
		if !strings.Contains(complaints[0].Detail, part) {
			t.Errorf("%q is not in %s", part, complaints[0].Detail)
		}
	}
	if !after.state.Equal(created.state) || len(h.alterations(t)) > 0 {
		t.Errorf("the state is %s after %q", after.state, h.alterations(t))
	}
}

// refusedSQL is the answer of an account that refuses the SQL API.
var refusedSQL = emulator.Fault{Method: "POST", Path: "^" + statementsPath + "$", Status: 403, Body: `{"code":"391902","message":"The SQL API is not enabled."}`}

func TestRefusalAtApplyIsNoReplacement(t *testing.T) {
	t.Parallel()
	needsSQL(t)
	h := newHarness(t)
	w := h.connect(t)
	created := w.apply(w.nothing(), withName("landing", nil))
	config := withName("landing", hcl{"comment": "new"})
	planned := w.planAlteration(created, config)
	h.Inject(refusedSQL)
	after, complaints := w.carryOut(planned)
	w.want(nil, complaints, "error : Unable to alter stage")
	for _, part := range []string{"SQL API is not enabled", "Nothing was changed", "without SQL"} {
		if !strings.Contains(complaints[0].Detail, part) {
			t.Errorf("%q is not in %s", part, complaints[0].Detail)
		}
	}
	h.expectWrites(t, "POST createMode=errorIfExists")

	next := h.connect(t)
	replacement := next.change(next.read(after), config)
	next.want(nil, replacement.Diagnostics, "warning : Stage will be replaced")
	if says := replacement.Diagnostics[0].Detail; len(replacement.RequiresReplace) != 1 || !strings.Contains(says, "SQL API is not enabled") || !strings.Contains(says, "\n  comment") {
		t.Errorf("replaces for %s: %s", fmt.Sprint(replacement.RequiresReplace), says)
	}
}
