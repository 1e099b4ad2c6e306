package provider

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
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
	planned = state
	change(&planned)
	schema := stageSchema(t.Context())
	resp := resource.ModifyPlanResponse{Plan: tfsdk.Plan{Schema: schema, Raw: raw(t, planned)}}
	planStage(t.Context(), state, planned, imported, &resp)
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

func TestChangesOfSettingsReplaceTheStage(t *testing.T) {
	t.Parallel()
	text := types.StringValue
	for _, test := range []struct {
		at     string
		state  func(*stageModel)
		change func(*stageModel)
	}{
		{"kind", nil, func(m *stageModel) { m.Kind = text(kindTemporary) }},
		{"url", nil, func(m *stageModel) { m.URL = text(onS3) }},
		{"url", nil, func(m *stageModel) { m.URL = types.StringUnknown() }},
		{"endpoint", nil, func(m *stageModel) { m.Endpoint = text("e.example.com") }},
		{"storage_integration", nil, func(m *stageModel) { m.StorageIntegration = nameOf("n") }},
		{"storage_integration", func(m *stageModel) { m.StorageIntegration = nameOf(`"N"`) }, func(m *stageModel) { m.StorageIntegration = nameOf(`"n"`) }},
		{"comment", nil, func(m *stageModel) { m.Comment = text("c") }},
		{"credentials", nil, func(m *stageModel) { m.Credentials = object(credentialsType, nil) }},
		{"credentials", withSecretsThatAre(true), func(m *stageModel) { m.Credentials = types.ObjectNull(credentialsType) }},
		{"credentials.aws_role", withSecretsThatAre(true), func(m *stageModel) {
			m.Credentials = object(credentialsType, map[string]attr.Value{"aws_role": text("arn")})
		}},
		{"credentials_wo_version", nil, func(m *stageModel) { m.CredentialsVersion = types.Int64Value(1) }},
		{"credentials_wo_version", func(m *stageModel) { m.CredentialsVersion = types.Int64Value(1) }, func(m *stageModel) { m.CredentialsVersion = types.Int64Value(2) }},
		{"encryption", nil, func(m *stageModel) { m.Encryption = encryptionOf("SNOWFLAKE_SSE") }},
		{"encryption", func(m *stageModel) { m.Encryption = encryptionOf("SNOWFLAKE_SSE") }, func(m *stageModel) { m.Encryption = types.ObjectNull(encryptionType) }},
		{"encryption", nil, func(m *stageModel) { m.Encryption = object(encryptionType, nil) }},
		{"encryption", nil, func(m *stageModel) { m.Encryption = types.ObjectUnknown(encryptionType) }},
		{"encryption", func(m *stageModel) { m.Encryption = encryptionOf("SNOWFLAKE_FULL") }, func(m *stageModel) { m.Encryption = types.ObjectUnknown(encryptionType) }},
		{"encryption.type", func(m *stageModel) { m.Encryption = encryptionOf("SNOWFLAKE_SSE") }, func(m *stageModel) { m.Encryption = encryptionOf("SNOWFLAKE_FULL") }},
		{"encryption.kms_key_id", func(m *stageModel) { m.Encryption = encryptionOf("AWS_SSE_KMS") }, func(m *stageModel) {
			m.Encryption = object(encryptionType, map[string]attr.Value{"type": text("AWS_SSE_KMS"), "kms_key_id": text("k")})
		}},
		{"encryption_wo_version", func(m *stageModel) { m.EncryptionVersion = types.Int64Value(1) }, func(m *stageModel) { m.EncryptionVersion = types.Int64Value(2) }},
		{"directory_table.enable", nil, func(m *stageModel) { m.DirectoryTable = table(map[string]attr.Value{"enable": types.BoolValue(true)}) }},
		{"directory_table.auto_refresh", nil, func(m *stageModel) {
			m.DirectoryTable = table(map[string]attr.Value{"auto_refresh": types.BoolValue(true)})
		}},
		{"directory_table.notification_integration", nil, func(m *stageModel) {
			m.DirectoryTable = table(map[string]attr.Value{"notification_integration": nameOf("n")})
		}},
		{"directory_table", nil, func(m *stageModel) { m.DirectoryTable = types.ObjectUnknown(directoryTableType) }},
	} {
		state := settledStage(t)
		if test.state != nil {
			test.state(&state)
		}
		for _, mode := range []string{"errorIfExists", "ifNotExists"} {
			replaced, warnings, _ := plan(t, false, state, func(m *stageModel) { test.change(m); m.CreateMode = text(mode) })
			if replaced != "["+test.at+"]" || warnings != "" {
				t.Errorf("%s, %s: replaces for %s, warns %q", test.at, mode, replaced, warnings)
			}
		}
		replaced, warnings, planned := plan(t, false, state, func(m *stageModel) { test.change(m); m.CreateMode = text("orReplace") })
		if replaced != "[]" || !strings.Contains(warnings, "replaced in place") || !strings.Contains(warnings, test.at) || !strings.Contains(warnings, "grants") {
			t.Errorf("%s, orReplace: replaces for %s, warns %q", test.at, replaced, warnings)
		}
		if !planned.CreatedOn.IsUnknown() || !planned.Owner.IsUnknown() || planned.ID.IsUnknown() {
			t.Errorf("%s, orReplace: created_on %s, owner %s, id %s", test.at, planned.CreatedOn, planned.Owner, planned.ID)
		}
		if !strings.Contains(warnings, "all files of the stage") {
			t.Errorf("%s, orReplace: the warning does not say that the files of an internal stage are lost: %s", test.at, warnings)
		}
	}
}

// The files that are lost are those of the stage that is replaced, whatever it becomes.
func TestReplacedExternalStageLosesNoFiles(t *testing.T) {
	t.Parallel()
	external := settledStage(t, func(m *stageModel) { m.URL = types.StringValue(onS3) })
	for at, change := range map[string]func(*stageModel){
		"comment": func(m *stageModel) { m.Comment = types.StringValue("c") },
		"url":     func(m *stageModel) { m.URL = types.StringNull() },
	} {
		_, warnings, _ := plan(t, false, external, func(m *stageModel) { change(m); m.CreateMode = types.StringValue("orReplace") })
		if !strings.Contains(warnings, "grants on the stage") || strings.Contains(warnings, "all files") {
			t.Errorf("%s: warns %q", at, warnings)
		}
	}
}

func TestAnotherNameIsAnotherStageInEveryMode(t *testing.T) {
	t.Parallel()
	for at, change := range map[string]func(*stageModel){
		"database": func(m *stageModel) { m.Database = nameOf("OTHER") },
		"schema":   func(m *stageModel) { m.Schema = nameOf("OTHER") },
		"name":     func(m *stageModel) { m.Name = nameOf(`"landing"`) },
	} {
		for _, mode := range []string{"errorIfExists", "ifNotExists", "orReplace"} {
			replaced, warnings, _ := plan(t, false, settledStage(t), func(m *stageModel) { change(m); m.CreateMode = types.StringValue(mode) })
			if replaced != "["+at+"]" || warnings != "" {
				t.Errorf("%s, %s: replaces for %s, warns %q", at, mode, replaced, warnings)
			}
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
	replaced, _, _ = plan(t, true, settledStage(t), func(m *stageModel) { secrets(m); m.Comment = types.StringValue("c") })
	if replaced != "[comment]" {
		t.Errorf("with a changed comment: replaces for %s", replaced)
	}
	replaced, _, _ = plan(t, true, settledStage(t, secrets), func(m *stageModel) { m.CredentialsVersion = types.Int64Value(2) })
	if replaced != "[credentials_wo_version]" {
		t.Errorf("another version: replaces for %s", replaced)
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
