package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/snowstage/terraform-provider-snowstage/internal/client"
)

// requestedStage is the body that asks for the planned stage. The write-only values, which a plan never holds, are those of
// the configuration. Null and the values that mean nothing to Snowflake are left out.
func requestedStage(ctx context.Context, at path.Path, plan, config stageModel) (client.Stage, diag.Diagnostics) {
	name, diags := plan.qualifiedName()
	credentials, credentialsDiags := requestedCredentials(ctx, at.AtName("credentials"), config.Credentials)
	encryption, encryptionDiags := requestedEncryption(ctx, at.AtName("encryption"), config.Encryption)
	directoryTable, tableDiags := requestedDirectoryTable(ctx, at.AtName("directory_table"), plan.DirectoryTable)
	diags.Append(credentialsDiags...)
	diags.Append(encryptionDiags...)
	diags.Append(tableDiags...)

	values := known{diags: &diags}
	stage := client.Stage{
		Name:               name.Name.String(),
		Kind:               values.text(at.AtName("kind"), plan.Kind),
		URL:                values.text(at.AtName("url"), plan.URL),
		Endpoint:           values.text(at.AtName("endpoint"), plan.Endpoint),
		StorageIntegration: values.name(at.AtName("storage_integration"), plan.StorageIntegration),
		Comment:            values.text(at.AtName("comment"), plan.Comment),
		Credentials:        credentials,
		Encryption:         encryption,
		DirectoryTable:     directoryTable,
	}
	return stage, diags
}

func requestedCredentials(ctx context.Context, at path.Path, object types.Object) (*client.Credentials, diag.Diagnostics) {
	var diags diag.Diagnostics
	values := known{diags: &diags}
	if !values.present(at, object) {
		return nil, diags
	}
	model, _, more := nested[credentialsModel](ctx, object)
	diags.Append(more...)
	credentials := &client.Credentials{
		CredentialType: "AWS",
		AWSRole:        values.text(at.AtName("aws_role"), model.AWSRole),
		AWSKeyID:       values.secret(at.AtName("aws_key_id_wo"), model.AWSKeyID),
		AWSSecretKey:   values.secret(at.AtName("aws_secret_key_wo"), model.AWSSecretKey),
		AWSToken:       values.secret(at.AtName("aws_token_wo"), model.AWSToken),
		AzureSASToken:  values.secret(at.AtName("azure_sas_token_wo"), model.AzureSASToken),
	}
	if credentials.AzureSASToken != nil {
		credentials.CredentialType = "AZURE"
	}
	return credentials, diags
}

func requestedEncryption(ctx context.Context, at path.Path, object types.Object) (*client.Encryption, diag.Diagnostics) {
	var diags diag.Diagnostics
	values := known{diags: &diags}
	if !values.present(at, object) {
		return nil, diags
	}
	model, _, more := nested[encryptionModel](ctx, object)
	diags.Append(more...)
	return &client.Encryption{
		Type:      values.text(at.AtName("type"), model.Type),
		KMSKeyID:  values.text(at.AtName("kms_key_id"), model.KMSKeyID),
		MasterKey: values.secret(at.AtName("master_key_wo"), model.MasterKey),
	}, diags
}

func requestedDirectoryTable(ctx context.Context, at path.Path, object types.Object) (*client.DirectoryTable, diag.Diagnostics) {
	var diags diag.Diagnostics
	values := known{diags: &diags}
	if !values.present(at, object) || object.Equal(noDirectoryTable().object()) {
		return nil, diags
	}
	model, _, more := nested[directoryTableModel](ctx, object)
	diags.Append(more...)
	return &client.DirectoryTable{
		Enable:                  values.flag(at.AtName("enable"), model.Enable),
		RefreshOnCreate:         values.flag(at.AtName("refresh_on_create"), model.RefreshOnCreate),
		AutoRefresh:             values.flag(at.AtName("auto_refresh"), model.AutoRefresh),
		NotificationIntegration: values.name(at.AtName("notification_integration"), model.NotificationIntegration),
	}, diags
}

// known turns values into properties; null and empty ones become absent, and an unknown one is a complaint on its attribute.
type known struct{ diags *diag.Diagnostics }

func (k known) present(at path.Path, value attr.Value) bool {
	if value.IsUnknown() {
		k.diags.AddAttributeError(at, "Unknown value",
			"Terraform asked for a stage whose configuration still has a value that is not known. This is a bug of Terraform or of the provider: please report it.")
		return false
	}
	return !value.IsNull()
}

func (k known) text(at path.Path, value types.String) *string {
	if !k.present(at, value) || value.ValueString() == "" {
		return nil
	}
	return value.ValueStringPointer()
}

func (k known) secret(at path.Path, value types.String) *client.Secret {
	if !k.present(at, value) {
		return nil
	}
	return new(client.Secret(value.ValueString()))
}

func (k known) name(at path.Path, value nameValue) *string {
	if !k.present(at, value) {
		return nil
	}
	return new(value.read(at, k.diags).String())
}

func (k known) flag(at path.Path, value types.Bool) *bool {
	if !k.present(at, value) {
		return nil
	}
	return value.ValueBoolPointer()
}
