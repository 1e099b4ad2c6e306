package provider

import (
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// withUntold gives an imported stage the settings of which Snowflake tells no more than that they are there, as objects
// that hold nothing but what follows from that. So the state is what a create with the same secrets leaves behind, and
// configuration that Terraform generates from it asks for them.
func withUntold(state stageModel) stageModel {
	if state.HasCredentials.ValueBool() && state.Credentials.IsNull() && state.StorageIntegration.IsNull() {
		state.Credentials = untoldCredentials()
	}
	if state.HasEncryptionKey.ValueBool() && state.Encryption.IsNull() {
		state.Encryption = untoldEncryption(state.URL)
	}
	return state
}

func untoldCredentials() types.Object {
	nothing := map[string]attr.Value{}
	for name := range credentialsType {
		nothing[name] = types.StringNull()
	}
	return types.ObjectValueMust(credentialsType, nothing)
}

// untoldEncryption has the type if the cloud knows only one with a key: Azure and Google Cloud do, S3 does not.
func untoldEncryption(url types.String) types.Object {
	kind := types.StringNull()
	if where, ok := cloudOfConfig(url); ok {
		withoutKey := func(kind string) bool {
			return !slices.Contains(typesWithMasterKey, kind) && !slices.Contains(typesWithKMSKey, kind)
		}
		if withKey := slices.DeleteFunc(slices.Clone(encryptionTypesOf[where]), withoutKey); len(withKey) == 1 {
			kind = types.StringValue(withKey[0])
		}
	}
	return types.ObjectValueMust(encryptionType, map[string]attr.Value{
		"type": kind, "kms_key_id": types.StringNull(), "master_key_wo": types.StringNull(),
	})
}
