package provider

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-framework/types/basetypes"
)

// object is a value of one of the nested types: what is not given is null.
func object(of map[string]attr.Type, given map[string]attr.Value) types.Object {
	values := map[string]attr.Value{}
	for name, typ := range of {
		switch {
		case given[name] != nil:
			values[name] = given[name]
		case typ.Equal(nameType{}):
			values[name] = nullName()
		case typ.Equal(types.BoolType):
			values[name] = types.BoolNull()
		default:
			values[name] = types.StringNull()
		}
	}
	return types.ObjectValueMust(of, values)
}

// plannedStage is the plan of a stage for which nothing but the names is configured.
func plannedStage(changes ...func(*stageModel)) stageModel {
	plan := stageModel{
		Database: nameOf("ANALYTICS"), Schema: nameOf("RAW"), Name: nameOf("landing"),
		Kind: types.StringValue(kindPermanent), Comment: types.StringValue(""),
		Credentials:    types.ObjectNull(credentialsType),
		Encryption:     types.ObjectNull(encryptionType),
		DirectoryTable: noDirectoryTable().object(),
		CreateMode:     types.StringValue("errorIfExists"), IfExists: types.BoolValue(true), ForceDestroy: types.BoolValue(false),
		ID: types.StringUnknown(), FullyQualifiedName: types.StringUnknown(), stageFacts: unknownFacts(),
	}
	for _, change := range changes {
		change(&plan)
	}
	return plan
}

func TestRequestedStage(t *testing.T) {
	t.Parallel()
	text := types.StringValue
	for _, test := range []struct {
		name   string
		change func(*stageModel)
		want   string
	}{
		{"nothing", func(*stageModel) {}, `{"name":"LANDING","kind":"PERMANENT"}`},
		{"quoted name", func(m *stageModel) { m.Name = nameOf(`"my ""stage"""`) }, `{"name":"\"my \"\"stage\"\"\"","kind":"PERMANENT"}`},
		{"spelling", func(m *stageModel) { m.Name = nameOf(`"LANDING"`) }, `{"name":"LANDING","kind":"PERMANENT"}`},
		{"plain settings", func(m *stageModel) {
			m.Kind, m.URL, m.Endpoint, m.Comment = text(kindTemporary), text("s3compat://b/"), text("s3.example.com"), text("c")
		}, `{"name":"LANDING","kind":"TEMPORARY","url":"s3compat://b/","endpoint":"s3.example.com","comment":"c"}`},
		{"integration", func(m *stageModel) { m.StorageIntegration = nameOf("lake") }, `{"name":"LANDING","kind":"PERMANENT","storage_integration":"LAKE"}`},
		{"AWS role", func(m *stageModel) {
			m.Credentials = object(credentialsType, map[string]attr.Value{"aws_role": text("arn:x")})
		}, `{"name":"LANDING","kind":"PERMANENT","credentials":{"credential_type":"AWS","aws_role":"arn:x"}}`},
		{"AWS keys", func(m *stageModel) {
			m.Credentials = object(credentialsType, map[string]attr.Value{"aws_key_id_wo": text("i"), "aws_secret_key_wo": text("s"), "aws_token_wo": text("t")})
		}, `{"name":"LANDING","kind":"PERMANENT","credentials":{"credential_type":"AWS","aws_key_id":"i","aws_secret_key":"s","aws_token":"t"}}`},
		{"Azure token", func(m *stageModel) {
			m.Credentials = object(credentialsType, map[string]attr.Value{"azure_sas_token_wo": text("?sv=1")})
		}, `{"name":"LANDING","kind":"PERMANENT","credentials":{"credential_type":"AZURE","azure_sas_token":"?sv=1"}}`},
		{"encryption", func(m *stageModel) {
			m.Encryption = object(encryptionType, map[string]attr.Value{"type": text("AWS_CSE"), "kms_key_id": text("k"), "master_key_wo": text("m")})
		}, `{"name":"LANDING","kind":"PERMANENT","encryption":{"type":"AWS_CSE","master_key":"m","kms_key_id":"k"}}`},
		{"directory table", func(m *stageModel) {
			m.DirectoryTable = object(directoryTableType, map[string]attr.Value{
				"enable": types.BoolValue(true), "refresh_on_create": types.BoolValue(false),
				"auto_refresh": types.BoolValue(true), "notification_integration": nameOf(`"n i"`),
			})
		}, `{"name":"LANDING","kind":"PERMANENT","directory_table":{"enable":true,"refresh_on_create":false,"auto_refresh":true,"notification_integration":"\"n i\""}}`},
	} {
		plan := plannedStage(test.change)
		stage, diags := requestedStage(t.Context(), path.Empty(), plan, plan)
		if diags.HasError() {
			t.Errorf("%s: %v", test.name, diags)
			continue
		}
		if body, err := json.Marshal(stage); err != nil || string(body) != test.want {
			t.Errorf("%s:\n got %s, %v\nwant %s", test.name, body, err, test.want)
		}
	}
}

func TestRequestedStageTakesSecretsFromTheConfiguration(t *testing.T) {
	t.Parallel()
	plan := plannedStage(func(m *stageModel) {
		m.Credentials = object(credentialsType, nil)
		m.Encryption = object(encryptionType, nil)
	})
	config := plannedStage(func(m *stageModel) {
		m.Comment = types.StringValue("not looked at")
		m.Credentials = object(credentialsType, map[string]attr.Value{"azure_sas_token_wo": types.StringValue("sas")})
		m.Encryption = object(encryptionType, map[string]attr.Value{"master_key_wo": types.StringValue("key")})
	})
	stage, diags := requestedStage(t.Context(), path.Empty(), plan, config)
	if diags.HasError() {
		t.Fatal(diags)
	}
	body, err := json.Marshal(stage)
	want := `{"name":"LANDING","kind":"PERMANENT","credentials":{"credential_type":"AZURE","azure_sas_token":"sas"},"encryption":{"master_key":"key"}}`
	if err != nil || string(body) != want {
		t.Errorf("got %s, %v\nwant %s", body, err, want)
	}
	if printed := fmt.Sprintf("%v %+v %#v", *stage.Encryption.MasterKey, *stage.Encryption.MasterKey, *stage.Encryption.MasterKey); strings.Contains(printed, "key") {
		t.Errorf("a secret is printed: %s", printed)
	}
}

func TestUnknownNeverReachesTheAPI(t *testing.T) {
	t.Parallel()
	unknown := types.StringUnknown()
	for at, change := range map[string]func(*stageModel){
		"kind":                              func(m *stageModel) { m.Kind = unknown },
		"url":                               func(m *stageModel) { m.URL = unknown },
		"endpoint":                          func(m *stageModel) { m.Endpoint = unknown },
		"comment":                           func(m *stageModel) { m.Comment = unknown },
		"storage_integration":               func(m *stageModel) { m.StorageIntegration = nameValue{basetypes.NewStringUnknown()} },
		"credentials":                       func(m *stageModel) { m.Credentials = types.ObjectUnknown(credentialsType) },
		"encryption":                        func(m *stageModel) { m.Encryption = types.ObjectUnknown(encryptionType) },
		"directory_table":                   func(m *stageModel) { m.DirectoryTable = types.ObjectUnknown(directoryTableType) },
		"credentials.aws_role":              withUnknown("credentials", "aws_role"),
		"credentials.aws_key_id_wo":         withUnknown("credentials", "aws_key_id_wo"),
		"credentials.aws_secret_key_wo":     withUnknown("credentials", "aws_secret_key_wo"),
		"credentials.aws_token_wo":          withUnknown("credentials", "aws_token_wo"),
		"credentials.azure_sas_token_wo":    withUnknown("credentials", "azure_sas_token_wo"),
		"encryption.type":                   withUnknown("encryption", "type"),
		"encryption.kms_key_id":             withUnknown("encryption", "kms_key_id"),
		"encryption.master_key_wo":          withUnknown("encryption", "master_key_wo"),
		"directory_table.enable":            withUnknownFlag("enable"),
		"directory_table.refresh_on_create": withUnknownFlag("refresh_on_create"),
		"directory_table.auto_refresh":      withUnknownFlag("auto_refresh"),
		"directory_table.notification_integration": func(m *stageModel) {
			m.DirectoryTable = object(directoryTableType, map[string]attr.Value{"notification_integration": nameValue{basetypes.NewStringUnknown()}})
		},
	} {
		plan := plannedStage(change)
		_, diags := requestedStage(t.Context(), path.Empty(), plan, plan)
		if len(diags) != 1 || !hasErrorAt(diags, at) {
			t.Errorf("unknown %s: %v", at, diags)
		}
	}
}

func hasErrorAt(diags diag.Diagnostics, at string) bool {
	return slices.ContainsFunc(diags.Errors(), func(d diag.Diagnostic) bool {
		located, ok := d.(diag.DiagnosticWithPath)
		return ok && located.Path().String() == at
	})
}

func withUnknown(parent, child string) func(*stageModel) {
	return func(m *stageModel) {
		given := map[string]attr.Value{child: types.StringUnknown()}
		switch parent {
		case "credentials":
			m.Credentials = object(credentialsType, given)
		case "encryption":
			m.Encryption = object(encryptionType, given)
		}
	}
}

func withUnknownFlag(child string) func(*stageModel) {
	return func(m *stageModel) {
		m.DirectoryTable = object(directoryTableType, map[string]attr.Value{child: types.BoolUnknown()})
	}
}

func nullTimeouts(t *testing.T) timeouts.Value {
	t.Helper()
	typ, ok := stageSchema(t.Context()).Attributes["timeouts"].GetType().(timeouts.Type)
	if !ok {
		t.Fatal("timeouts is no timeouts.Type")
	}
	return timeouts.Value{Object: types.ObjectNull(typ.AttrTypes)}
}
