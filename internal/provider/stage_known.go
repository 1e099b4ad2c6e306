package provider

import (
	"context"

	"github.com/snowstage/terraform-provider-snowstage/internal/client"
)

// knownStage is what Snowflake has told of the stage in state, so that a list which tells less is noticed.
func knownStage(ctx context.Context, state stageModel) client.Stage {
	known := client.Stage{
		Kind:               state.Kind.ValueStringPointer(),
		URL:                state.URL.ValueStringPointer(),
		Endpoint:           state.Endpoint.ValueStringPointer(),
		StorageIntegration: state.StorageIntegration.ValueStringPointer(),
		Comment:            state.Comment.ValueStringPointer(),
		CreatedOn:          state.CreatedOn.ValueStringPointer(),
		HasCredentials:     state.HasCredentials.ValueBoolPointer(),
		HasEncryptionKey:   state.HasEncryptionKey.ValueBoolPointer(),
		Owner:              state.Owner.ValueStringPointer(),
		OwnerRoleType:      state.OwnerRoleType.ValueStringPointer(),
		Region:             state.Region.ValueStringPointer(),
		Cloud:              state.Cloud.ValueStringPointer(),
	}
	// One that cannot be read is complained of where the state is written.
	if table, isThere, _ := nested[directoryTableModel](ctx, state.DirectoryTable); isThere {
		known.DirectoryTable = &client.DirectoryTable{
			Enable:                  table.Enable.ValueBoolPointer(),
			AutoRefresh:             table.AutoRefresh.ValueBoolPointer(),
			NotificationIntegration: table.NotificationIntegration.ValueStringPointer(),
		}
	}
	return known
}
