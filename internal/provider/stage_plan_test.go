package provider

import (
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// settledStage is the state of a plain internal stage.
func settledStage(t *testing.T, changes ...func(*stageModel)) stageModel {
	t.Helper()
	state, diags := unreadState(plannedStage())
	if diags.HasError() {
		t.Fatal(diags)
	}
	state.CreatedOn, state.Owner = types.StringValue("2026-01-02T03:04:05Z"), types.StringValue("LOADER")
	state.Timeouts = nullTimeouts(t)
	for _, change := range changes {
		change(&state)
	}
	return state
}

// plan decides about a state and a plan that differs from it, and returns the replaced paths, the warnings and the plan.
func plan(t *testing.T, imported bool, state stageModel, change func(*stageModel)) (replaced, warnings string, planned stageModel) {
	t.Helper()
	return planWith(t, &stageResource{}, imported, state, change)
}

// withoutSQL is a provider that may not use SQL.
func withoutSQL() *stageResource {
	return &stageResource{configuredResource{configured{sql: &sqlAPI{off: true}}}}
}

func planWith(t *testing.T, r *stageResource, imported bool, state stageModel, change func(*stageModel)) (replaced, warnings string, planned stageModel) {
	t.Helper()
	planned = state
	change(&planned)
	resp := planResponse(t, planned)
	name, diags := state.qualifiedName()
	if diags.HasError() {
		t.Fatal(diags)
	}
	r.planStage(t.Context(), name, state, planned, imported, resp)
	if resp.Diagnostics.HasError() {
		t.Fatal(resp.Diagnostics)
	}
	if diags := resp.Plan.Get(t.Context(), &planned); diags.HasError() {
		t.Fatal(diags)
	}
	var summaries []string
	for _, d := range resp.Diagnostics {
		summaries = append(summaries, d.Summary()+": "+d.Detail())
	}
	return resp.RequiresReplace.String(), strings.Join(summaries, "\n"), planned
}

func planResponse(t *testing.T, planned stageModel) *resource.ModifyPlanResponse {
	t.Helper()
	var identity resource.IdentitySchemaResponse
	(&stageResource{}).IdentitySchema(t.Context(), resource.IdentitySchemaRequest{}, &identity)
	return &resource.ModifyPlanResponse{
		Plan: tfsdk.Plan{Schema: stageSchema(t.Context()), Raw: raw(t, planned)},
		Identity: &tfsdk.ResourceIdentity{
			Schema: identity.IdentitySchema, Raw: tftypes.NewValue(identity.IdentitySchema.Type().TerraformType(t.Context()), nil),
		},
	}
}

func table(given map[string]attr.Value) types.Object {
	all := map[string]attr.Value{"enable": types.BoolValue(false), "auto_refresh": types.BoolValue(false)}
	for name, value := range given {
		all[name] = value
	}
	return object(directoryTableType, all)
}

func encryptionOf(typ string) types.Object {
	return object(encryptionType, map[string]attr.Value{"type": types.StringValue(typ)})
}

func stageBefore(t *testing.T, change func(*stageModel)) stageModel {
	t.Helper()
	state := settledStage(t)
	if change != nil {
		change(&state)
	}
	return state
}

func TestChangeIsMadeInPlaceOrSaysWhyItReplacesTheStage(t *testing.T) {
	t.Parallel()
	for _, test := range stageTransitions {
		state := stageBefore(t, test.state)
		for _, mode := range []string{"errorIfExists", "ifNotExists", "orReplace"} {
			paths, warnings, planned := plan(t, false, state, func(m *stageModel) { test.change(m); m.CreateMode = types.StringValue(mode) })
			wantPaths, wantSummary := "["+test.at+"]", "Stage will be replaced: "
			switch {
			case test.manner == alters:
				wantPaths, wantSummary = "[]", ""
			case mode == "orReplace":
				wantPaths, wantSummary = "[]", "Stage will be replaced in place: "
			}
			if paths != wantPaths || !strings.HasPrefix(warnings, wantSummary) || (warnings == "") != (wantSummary == "") {
				t.Errorf("%s, %s: replaces for %s, warns %q", test.at, mode, paths, warnings)
			}
			if !strings.Contains(warnings, test.why) || test.manner == replaces && !strings.Contains(warnings, test.at+": ") {
				t.Errorf("%s, %s: the warning does not say %q: %s", test.at, mode, test.why, warnings)
			}
			if anew := test.manner == replaces && mode == "orReplace"; planned.CreatedOn.IsUnknown() != anew || planned.Owner.IsUnknown() != anew {
				t.Errorf("%s, %s: created_on %s, owner %s", test.at, mode, planned.CreatedOn, planned.Owner)
			}
		}
	}
}

func TestWithoutSQLEveryChangeReplacesTheStageAndSaysThatItNeedNot(t *testing.T) {
	t.Parallel()
	for _, test := range stageTransitions {
		state := stageBefore(t, test.state)
		isName := slices.Contains(namesOfTheStage, test.at)
		for _, mode := range []string{"errorIfExists", "orReplace"} {
			paths, warnings, planned := planWith(t, withoutSQL(), false, state, func(m *stageModel) { test.change(m); m.CreateMode = types.StringValue(mode) })
			isOneRequest := mode == "orReplace" && !isName
			if want := map[bool]string{true: "[]", false: "[" + test.at + "]"}[isOneRequest]; paths != want || planned.CreatedOn.IsUnknown() != isOneRequest {
				t.Errorf("%s, %s: replaces for %s, created_on %s", test.at, mode, paths, planned.CreatedOn)
			}
			says := strings.Contains(warnings, `because sql_api = "off" is set in the provider's configuration`) && strings.Contains(warnings, "ALTER STAGE … ") && strings.Contains(warnings, "\n  "+test.at)
			if says != (test.manner == alters) || strings.Count(warnings, "Stage will be replaced") != 1 {
				t.Errorf("%s, %s: warns %q", test.at, mode, warnings)
			}
		}
	}
}

// The files that are lost are those of the stage that is replaced, whatever it becomes.
func TestReplacedExternalStageLosesNoFiles(t *testing.T) {
	t.Parallel()
	toInternal := func(m *stageModel) { m.URL = types.StringNull() }
	for state, wantFiles := range map[string]bool{"": true, onS3: false} {
		before, change := settledStage(t), onCloud(onS3)
		if state != "" {
			before, change = settledStage(t, onCloud(state)), toInternal
		}
		_, warnings, _ := plan(t, false, before, change)
		if !strings.Contains(warnings, "grants on the stage") || strings.Contains(warnings, "all files") != wantFiles {
			t.Errorf("url %q: warns %q", state, warnings)
		}
	}
}

// If one change forces a replacement, the others come with it, but are no reason for it.
func TestReplacementTakesTheOtherChangesAlong(t *testing.T) {
	t.Parallel()
	both := func(m *stageModel) { m.Kind, m.Comment = types.StringValue(kindTemporary), types.StringValue("c") }
	paths, warnings, _ := plan(t, false, settledStage(t), both)
	if paths != "[kind]" || !strings.Contains(warnings, "Alone, these changes would be made in place: comment") {
		t.Errorf("replaces for %s, warns %q", paths, warnings)
	}
	// What goes with the url cannot be changed without it.
	_, warnings, _ = plan(t, false, settledStage(t), func(m *stageModel) {
		onCloud(onS3)(m)
		withIntegration(m)
		m.Comment = types.StringValue("c")
	})
	if !strings.HasSuffix(strings.Split(warnings, "\n\n")[0], "made in place: comment") {
		t.Errorf("with a url: warns %q", warnings)
	}
	// One request cannot replace a stage by one of another name.
	paths, _, planned := plan(t, false, settledStage(t), func(m *stageModel) {
		both(m)
		m.Name, m.CreateMode = nameOf("other"), types.StringValue("orReplace")
	})
	if paths != "[kind]" || planned.CreatedOn.IsUnknown() {
		t.Errorf("with another name: replaces for %s, created_on %s", paths, planned.CreatedOn)
	}
}

func TestPlannedFactsAreUnknownOnlyIfTheyDependOnTheChange(t *testing.T) {
	t.Parallel()
	state := settledStage(t, onCloud(onS3), func(m *stageModel) {
		m.HasCredentials, m.HasEncryptionKey = types.BoolValue(false), types.BoolValue(false)
		m.Region, m.Cloud = types.StringValue("eu-west-1"), types.StringValue("AWS")
	})
	for _, test := range []struct {
		change func(*stageModel)
		want   string
	}{
		{func(m *stageModel) { m.Comment = types.StringValue("c") }, ""},
		{func(m *stageModel) { m.Name = nameOf("other") }, "id fully_qualified_name"},
		{onCloud("s3://other/"), "region"},
		{withIntegration, "has_credentials"},
		{withRole, "has_credentials"},
		{func(m *stageModel) { m.Encryption = encryptionOf("AWS_SSE_S3") }, "has_encryption_key"},
	} {
		_, _, planned := plan(t, false, state, test.change)
		var unknown []string
		for _, fact := range []struct {
			name  string
			value attr.Value
		}{
			{"id", planned.ID}, {"fully_qualified_name", planned.FullyQualifiedName}, {"created_on", planned.CreatedOn}, {"owner", planned.Owner},
			{"owner_role_type", planned.OwnerRoleType}, {"region", planned.Region}, {"cloud", planned.Cloud},
			{"has_credentials", planned.HasCredentials}, {"has_encryption_key", planned.HasEncryptionKey},
		} {
			if fact.value.IsUnknown() {
				unknown = append(unknown, fact.name)
			}
		}
		if got := strings.Join(unknown, " "); got != test.want {
			t.Errorf("unknown are %q, want %q", got, test.want)
		}
	}
}

// silentChanges are those that neither replace anything nor send a request.
var silentChanges = map[string]func(*stageModel){
	"nothing":       func(*stageModel) {},
	"spelling":      func(m *stageModel) { m.Name = nameOf(`"LANDING"`) },
	"create_mode":   func(m *stageModel) { m.CreateMode = types.StringValue("ifNotExists") },
	"if_exists":     func(m *stageModel) { m.IfExists = types.BoolValue(false) },
	"force_destroy": func(m *stageModel) { m.ForceDestroy = types.BoolValue(!m.ForceDestroy.ValueBool()) },
	"version taken": func(m *stageModel) { m.CredentialsVersion, m.EncryptionVersion = types.Int64Null(), types.Int64Null() },
	"refresh_on_create": func(m *stageModel) {
		m.DirectoryTable = table(map[string]attr.Value{"refresh_on_create": types.BoolValue(true)})
	},
	"the default encryption": func(m *stageModel) { m.Encryption = encryptionOf("SNOWFLAKE_FULL") },
}

func TestSilentChangesReplaceNothing(t *testing.T) {
	t.Parallel()
	state := settledStage(t, func(m *stageModel) {
		m.CredentialsVersion, m.EncryptionVersion = types.Int64Value(1), types.Int64Value(1)
	})
	for name, change := range silentChanges {
		replaced, warnings, planned := plan(t, false, state, change)
		if replaced != "[]" || warnings != "" || !planned.CreatedOn.Equal(state.CreatedOn) {
			t.Errorf("%s: replaces for %s, warns %q, created_on %s", name, replaced, warnings, planned.CreatedOn)
		}
	}
}

func TestImportedStageTakesTheConfigurationsWordForWhatCannotBeRead(t *testing.T) {
	t.Parallel()
	secrets := func(m *stageModel) {
		m.Credentials, m.CredentialsVersion = object(credentialsType, nil), types.Int64Value(1)
		m.Encryption, m.EncryptionVersion = encryptionOf("AWS_CSE"), types.Int64Value(1)
	}
	replaced, warnings, planned := plan(t, true, settledStage(t), secrets)
	if replaced != "[]" || !strings.Contains(warnings, "Recorded without a request") || planned.CreatedOn.IsUnknown() {
		t.Errorf("replaces for %s, warns %q", replaced, warnings)
	}
	if all := "credentials_wo_version, credentials, encryption_wo_version, encryption"; !strings.Contains(warnings, all) {
		t.Errorf("the warning lacks %s: %s", all, warnings)
	}
	replaced, warnings, planned = plan(t, true, settledStage(t, onCloud(onS3)), func(m *stageModel) { secrets(m); m.Comment = types.StringValue("c") })
	if replaced != "[]" || !strings.Contains(warnings, "Recorded without a request") || planned.CreatedOn.IsUnknown() {
		t.Errorf("with a changed comment: replaces for %s, warns %q", replaced, warnings)
	}
	replaced, warnings, _ = plan(t, true, settledStage(t, secrets), func(m *stageModel) { m.Kind = types.StringValue(kindTemporary) })
	if replaced != "[kind]" || strings.Contains(warnings, "Recorded") {
		t.Errorf("another kind: replaces for %s, warns %q", replaced, warnings)
	}
	replaced, warnings, planned = plan(t, true, settledStage(t, onCloud(onS3), secrets), func(m *stageModel) { m.CredentialsVersion = types.Int64Value(2) })
	if replaced != "[]" || warnings != "" || !planned.HasCredentials.IsUnknown() {
		t.Errorf("another version: replaces for %s, warns %q, has_credentials %s", replaced, warnings, planned.HasCredentials)
	}
}

// An update that wanted to send anything would fail for want of a client.
func TestSilentChangesSendNoRequest(t *testing.T) {
	t.Parallel()
	server := newServer(t)
	typ := stageSchema(t.Context()).Type().TerraformType(t.Context())
	state := settledStage(t, func(m *stageModel) {
		m.CredentialsVersion, m.EncryptionVersion = types.Int64Value(1), types.Int64Value(1)
	})
	for name, change := range silentChanges {
		planned := state
		change(&planned)
		want := raw(t, planned)
		planned.CreatedOn = types.StringUnknown()
		resp, err := server.ApplyResourceChange(t.Context(), &tfprotov6.ApplyResourceChangeRequest{
			TypeName: "snowstage_stage", PriorState: dynamic(t, raw(t, state)), PlannedState: dynamic(t, raw(t, planned)), Config: dynamic(t, raw(t, planned)),
		})
		if err != nil {
			t.Fatal(err)
		}
		got, err := resp.NewState.Unmarshal(typ)
		if err != nil || len(resp.Diagnostics) > 0 || !got.Equal(want) {
			t.Errorf("%s: %v, %v\n got %s\nwant %s", name, err, resp.Diagnostics, got, want)
		}
	}
}
