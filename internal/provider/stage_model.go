package provider

import (
	"context"
	"sync"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-framework/types/basetypes"

	"github.com/snowstage/terraform-provider-snowstage/internal/identifier"
)

// stageModel is the resource snowstage_stage in configuration, plan and state.
type stageModel struct {
	Database nameValue `tfsdk:"database"`
	Schema   nameValue `tfsdk:"schema"`
	Name     nameValue `tfsdk:"name"`

	Kind               types.String `tfsdk:"kind"`
	URL                types.String `tfsdk:"url"`
	Endpoint           types.String `tfsdk:"endpoint"`
	StorageIntegration nameValue    `tfsdk:"storage_integration"`
	Comment            types.String `tfsdk:"comment"`
	Credentials        types.Object `tfsdk:"credentials"`
	CredentialsVersion types.Int64  `tfsdk:"credentials_wo_version"`
	Encryption         types.Object `tfsdk:"encryption"`
	EncryptionVersion  types.Int64  `tfsdk:"encryption_wo_version"`
	DirectoryTable     types.Object `tfsdk:"directory_table"`

	CreateMode   types.String   `tfsdk:"create_mode"`
	IfExists     types.Bool     `tfsdk:"if_exists"`
	ForceDestroy types.Bool     `tfsdk:"force_destroy"`
	Timeouts     timeouts.Value `tfsdk:"timeouts"`

	ID                 types.String `tfsdk:"id"`
	FullyQualifiedName types.String `tfsdk:"fully_qualified_name"`
	stageFacts
}

// stageCodec is made once, since the schema is always the same.
var stageCodec = sync.OnceValue(func() codec[stageModel] {
	ctx := context.Background()
	return newCodec[stageModel](ctx, stageSchema(ctx).Type())
})

type credentialsModel struct {
	AWSRole       types.String `tfsdk:"aws_role"`
	AWSKeyID      types.String `tfsdk:"aws_key_id_wo"`
	AWSSecretKey  types.String `tfsdk:"aws_secret_key_wo"`
	AWSToken      types.String `tfsdk:"aws_token_wo"`
	AzureSASToken types.String `tfsdk:"azure_sas_token_wo"`
}

type encryptionModel struct {
	Type      types.String `tfsdk:"type"`
	KMSKeyID  types.String `tfsdk:"kms_key_id"`
	MasterKey types.String `tfsdk:"master_key_wo"`
}

type directoryTableModel struct {
	Enable                  types.Bool `tfsdk:"enable"`
	RefreshOnCreate         types.Bool `tfsdk:"refresh_on_create"`
	AutoRefresh             types.Bool `tfsdk:"auto_refresh"`
	NotificationIntegration nameValue  `tfsdk:"notification_integration"`
}

var (
	credentialsType = map[string]attr.Type{
		"aws_role":           types.StringType,
		"aws_key_id_wo":      types.StringType,
		"aws_secret_key_wo":  types.StringType,
		"aws_token_wo":       types.StringType,
		"azure_sas_token_wo": types.StringType,
	}
	encryptionType = map[string]attr.Type{
		"type":          types.StringType,
		"kms_key_id":    types.StringType,
		"master_key_wo": types.StringType,
	}
	directoryTableType = map[string]attr.Type{
		"enable":                   types.BoolType,
		"refresh_on_create":        types.BoolType,
		"auto_refresh":             types.BoolType,
		"notification_integration": nameType{},
	}
)

// object is the value of the model in state.
func (d directoryTableModel) object() types.Object {
	return types.ObjectValueMust(directoryTableType, map[string]attr.Value{
		"enable":                   d.Enable,
		"refresh_on_create":        d.RefreshOnCreate,
		"auto_refresh":             d.AutoRefresh,
		"notification_integration": d.NotificationIntegration,
	})
}

// noDirectoryTable is what Snowflake makes of a stage for which nothing is said.
func noDirectoryTable() directoryTableModel {
	return directoryTableModel{
		Enable:                  types.BoolValue(false),
		RefreshOnCreate:         types.BoolNull(),
		AutoRefresh:             types.BoolValue(false),
		NotificationIntegration: nullName(),
	}
}

// nested reads an object that is known; ok is false if it is null or unknown.
func nested[T any](ctx context.Context, object types.Object) (model T, ok bool, diags diag.Diagnostics) {
	if object.IsNull() || object.IsUnknown() {
		return model, false, nil
	}
	if fill(ctx, &model, object.Attributes()) {
		return model, true, nil
	}
	model = *new(T)
	diags = object.As(ctx, &model, basetypes.ObjectAsOptions{})
	return model, !diags.HasError(), diags
}

// qualifiedName reads the three names, which are known by the time a request is made.
func (m stageModel) qualifiedName() (identifier.Qualified, diag.Diagnostics) {
	return stageNamed(m.Database, m.Schema, path.Root("name"), m.Name)
}
