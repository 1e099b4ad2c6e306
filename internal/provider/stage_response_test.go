package provider

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/snowstage/terraform-provider-snowstage/internal/client"
)

// raw is the model as Terraform sees it.
func raw(t *testing.T, model stageModel) tftypes.Value {
	t.Helper()
	schema := stageSchema(t.Context())
	state := tfsdk.State{Schema: schema, Raw: tftypes.NewValue(schema.Type().TerraformType(t.Context()), nil)}
	model.Timeouts = nullTimeouts(t)
	if diags := state.Set(t.Context(), model); diags.HasError() {
		t.Fatal(diags)
	}
	return state.Raw
}

func TestStageStateIsWhatSnowflakeSays(t *testing.T) {
	t.Parallel()
	found := client.Stage{
		Name: "LANDING", Kind: new("TEMPORARY"), URL: new("s3://other/"), Endpoint: new("e.example.com"),
		StorageIntegration: new("OTHER"), Comment: new("other"),
		DirectoryTable: &client.DirectoryTable{Enable: new(true), RefreshOnCreate: new(true), AutoRefresh: new(true), NotificationIntegration: new("N")},
		CreatedOn:      new("2026-01-02T03:04:05.678Z"), HasCredentials: new(true), HasEncryptionKey: new(true),
		Owner: new("LOADER"), OwnerRoleType: new("ROLE"), Region: new("eu-west-1"), Cloud: new("AWS"),
	}
	got, diags := stageState(t.Context(), found, plannedStage())
	if diags.HasError() {
		t.Fatal(diags)
	}
	text := types.StringValue
	want := plannedStage(func(m *stageModel) {
		m.Kind, m.URL, m.Endpoint, m.Comment = text("TEMPORARY"), text("s3://other/"), text("e.example.com"), text("other")
		m.StorageIntegration = nameOf("OTHER")
		m.DirectoryTable = object(directoryTableType, map[string]attr.Value{
			"enable": types.BoolValue(true), "auto_refresh": types.BoolValue(true), "notification_integration": nameOf("N"),
		})
		m.ID, m.FullyQualifiedName = text(`"ANALYTICS"."RAW"."LANDING"`), text(`"ANALYTICS"."RAW"."LANDING"`)
		m.CreatedOn, m.Owner, m.OwnerRoleType = text("2026-01-02T03:04:05.678Z"), text("LOADER"), text("ROLE")
		m.HasCredentials, m.HasEncryptionKey = types.BoolValue(true), types.BoolValue(true)
		m.Region, m.Cloud = text("eu-west-1"), text("AWS")
	})
	if got, want := raw(t, got), raw(t, want); !got.Equal(want) {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestStageStateIsNeverUnknown(t *testing.T) {
	t.Parallel()
	for name, found := range map[string]client.Stage{"empty reply": {}, "null table": {DirectoryTable: &client.DirectoryTable{}}} {
		state, diags := stageState(t.Context(), found, plannedStage())
		if diags.HasError() || !raw(t, state).IsFullyKnown() {
			t.Errorf("%s: %s, %v", name, raw(t, state), diags)
		}
	}
	state, diags := unreadState(plannedStage())
	if diags.HasError() || !raw(t, state).IsFullyKnown() || state.ID.ValueString() != `"ANALYTICS"."RAW"."LANDING"` {
		t.Errorf("unread: %s, %v", raw(t, state), diags)
	}
}

func TestStageStateKeepsWhatIsTheSame(t *testing.T) {
	t.Parallel()
	text := types.StringValue
	table := func(given map[string]attr.Value) types.Object { return object(directoryTableType, given) }
	for _, test := range []struct {
		name  string
		prior func(*stageModel)
		found client.Stage
		want  func(*stageModel) // what differs from prior
	}{
		{"empty url and endpoint of an internal stage", func(*stageModel) {}, client.Stage{URL: new(""), Endpoint: new(""), StorageIntegration: new("")}, func(*stageModel) {}},
		{"comment gone", func(m *stageModel) { m.Comment = text("c") }, client.Stage{}, func(m *stageModel) { m.Comment = text("") }},
		{"url gone", func(m *stageModel) { m.URL = text("s3://b/") }, client.Stage{}, func(m *stageModel) { m.URL = types.StringNull() }},
		{"spelling of an integration", func(m *stageModel) { m.StorageIntegration = nameOf("lake") }, client.Stage{StorageIntegration: new("LAKE")}, func(*stageModel) {}},
		{"quoted integration, bare in the reply", func(m *stageModel) { m.StorageIntegration = nameOf(`"Lake"`) }, client.Stage{StorageIntegration: new("Lake")}, func(*stageModel) {}},
		{"another integration", func(m *stageModel) { m.StorageIntegration = nameOf("lake") }, client.Stage{StorageIntegration: new("Lake")}, func(m *stageModel) { m.StorageIntegration = nameOf(`"Lake"`) }},
		{"integration gone", func(m *stageModel) { m.StorageIntegration = nameOf("lake") }, client.Stage{}, func(m *stageModel) { m.StorageIntegration = nullName() }},
		{
			"older reply without the table's new fields",
			func(m *stageModel) {
				m.DirectoryTable = table(map[string]attr.Value{"enable": types.BoolValue(true), "auto_refresh": types.BoolValue(true), "refresh_on_create": types.BoolValue(false), "notification_integration": nameOf("n")})
			},
			client.Stage{DirectoryTable: &client.DirectoryTable{Enable: new(true)}}, func(*stageModel) {},
		},
		{
			"notification integration gone",
			func(m *stageModel) {
				m.DirectoryTable = table(map[string]attr.Value{"enable": types.BoolValue(true), "auto_refresh": types.BoolValue(false), "notification_integration": nameOf("n")})
			},
			client.Stage{DirectoryTable: &client.DirectoryTable{Enable: new(true), AutoRefresh: new(false)}},
			func(m *stageModel) {
				m.DirectoryTable = table(map[string]attr.Value{"enable": types.BoolValue(true), "auto_refresh": types.BoolValue(false)})
			},
		},
		{
			"refresh_on_create is not read",
			func(m *stageModel) {
				m.DirectoryTable = table(map[string]attr.Value{"enable": types.BoolValue(true), "auto_refresh": types.BoolValue(false), "refresh_on_create": types.BoolValue(false)})
			},
			client.Stage{DirectoryTable: &client.DirectoryTable{Enable: new(true), AutoRefresh: new(false), RefreshOnCreate: new(true)}},
			func(*stageModel) {},
		},
		{
			"credentials and encryption still there", withSecretsThatAre(true), client.Stage{HasCredentials: new(true), HasEncryptionKey: new(true)}, func(*stageModel) {},
		},
		{
			"credentials and encryption that Snowflake never told of", withSecretsThatAre(false), client.Stage{HasCredentials: new(false), HasEncryptionKey: new(false)}, func(*stageModel) {},
		},
		{
			"credentials lost", withSecretsThatAre(true), client.Stage{HasCredentials: new(false), HasEncryptionKey: new(true)},
			func(m *stageModel) {
				m.Credentials, m.HasCredentials = types.ObjectNull(credentialsType), types.BoolValue(false)
			},
		},
		{
			"encryption lost", withSecretsThatAre(true), client.Stage{HasCredentials: new(true), HasEncryptionKey: new(false)},
			func(m *stageModel) {
				m.Encryption, m.HasEncryptionKey = types.ObjectNull(encryptionType), types.BoolValue(false)
			},
		},
		{"credentials in an older reply", withSecretsThatAre(true), client.Stage{}, func(m *stageModel) {
			m.HasCredentials, m.HasEncryptionKey = types.BoolNull(), types.BoolNull()
		}},
	} {
		settled, diags := unreadState(plannedStage())
		if diags.HasError() {
			t.Fatal(diags)
		}
		test.prior(&settled)
		got, diags := stageState(t.Context(), test.found, settled)
		test.want(&settled)
		if got, want := raw(t, got), raw(t, settled); diags.HasError() || !got.Equal(want) {
			t.Errorf("%s: %v\ngot  %s\nwant %s", test.name, diags, got, want)
		}
	}
}

// withSecretsThatAre sets credentials and encryption, and whether Snowflake reported them when Terraform last looked.
func withSecretsThatAre(reported bool) func(*stageModel) {
	return func(m *stageModel) {
		m.Credentials = object(credentialsType, nil)
		m.Encryption = object(encryptionType, nil)
		m.HasCredentials, m.HasEncryptionKey = types.BoolValue(reported), types.BoolValue(reported)
	}
}

func TestSameInstant(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		a, b string
		same bool
	}{
		{"2026-01-02T03:04:05.678Z", "2026-01-02T03:04:05.678Z", true},
		{"2026-01-02T03:04:05.678Z", "2026-01-02T04:04:05.678000+01:00", true},
		{"2026-01-02T03:04:05.678Z", "2026-01-02T03:04:05.679Z", false},
		{"yesterday", "yesterday", true},
		{"yesterday", "2026-01-02T03:04:05Z", false},
	} {
		if got := sameInstant(test.a, test.b); got != test.same {
			t.Errorf("%s and %s: %t, want %t", test.a, test.b, got, test.same)
		}
	}
}
