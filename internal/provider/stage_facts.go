package provider

import (
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/snowstage/terraform-provider-snowstage/internal/client"
)

// stageFacts are what only Snowflake decides about a stage. The zero value is null throughout.
type stageFacts struct {
	CreatedOn        types.String `tfsdk:"created_on"`
	Owner            types.String `tfsdk:"owner"`
	OwnerRoleType    types.String `tfsdk:"owner_role_type"`
	HasCredentials   types.Bool   `tfsdk:"has_credentials"`
	HasEncryptionKey types.Bool   `tfsdk:"has_encryption_key"`
	Region           types.String `tfsdk:"region"`
	Cloud            types.String `tfsdk:"cloud"`
}

const (
	fullyQualifiedNameDescription = "`\"DB\".\"SCHEMA\".\"STAGE\"`, always quoted: fits where SQL wants a name."
	createdOnDescription          = "When the stage was created, in RFC 3339, as Snowflake sends it."
	ownerDescription              = "Role that owns the stage."
	ownerRoleTypeDescription      = "`ROLE`, `DATABASE_ROLE`, or `APPLICATION` for the stages of a native app."
	hasCredentialsDescription     = "Whether the stage has credentials of its own; false for an internal stage and with a storage integration."
	hasEncryptionKeyDescription   = "Whether the files of an external stage are encrypted with a key given to the stage; false for an internal stage."
	regionDescription             = "Region of an external stage's storage, like `us-west-2`; null for an internal one."
	cloudDescription              = "Cloud of an external stage's storage: `AWS`, `GCP` or `AZURE`; null for an internal one."
)

func newStageFacts(stage client.Stage) stageFacts {
	return stageFacts{
		CreatedOn:        types.StringPointerValue(stage.CreatedOn),
		Owner:            types.StringPointerValue(stage.Owner),
		OwnerRoleType:    types.StringPointerValue(stage.OwnerRoleType),
		HasCredentials:   types.BoolPointerValue(stage.HasCredentials),
		HasEncryptionKey: types.BoolPointerValue(stage.HasEncryptionKey),
		Region:           types.StringPointerValue(stage.Region),
		Cloud:            types.StringPointerValue(stage.Cloud),
	}
}

// completedBy takes what is unknown from the facts that were found.
func (f stageFacts) completedBy(found stageFacts) stageFacts {
	return stageFacts{
		CreatedOn:        knownOr(f.CreatedOn, found.CreatedOn),
		Owner:            knownOr(f.Owner, found.Owner),
		OwnerRoleType:    knownOr(f.OwnerRoleType, found.OwnerRoleType),
		HasCredentials:   knownOr(f.HasCredentials, found.HasCredentials),
		HasEncryptionKey: knownOr(f.HasEncryptionKey, found.HasEncryptionKey),
		Region:           knownOr(f.Region, found.Region),
		Cloud:            knownOr(f.Cloud, found.Cloud),
	}
}

func knownOr[V attr.Value](value, otherwise V) V {
	if value.IsUnknown() {
		return otherwise
	}
	return value
}

// unknownFacts are those of a stage that is yet to be made.
func unknownFacts() stageFacts {
	return stageFacts{
		CreatedOn:        types.StringUnknown(),
		Owner:            types.StringUnknown(),
		OwnerRoleType:    types.StringUnknown(),
		HasCredentials:   types.BoolUnknown(),
		HasEncryptionKey: types.BoolUnknown(),
		Region:           types.StringUnknown(),
		Cloud:            types.StringUnknown(),
	}
}
