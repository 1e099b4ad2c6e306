package provider

import (
	"context"

	"github.com/snowstage/terraform-provider-snowstage/internal/client"
	"github.com/snowstage/terraform-provider-snowstage/internal/identifier"
)

// knownStage is what Snowflake has told of the stage in state, for a list to confirm.
func knownStage(ctx context.Context, state stageModel) client.Stage {
	known := client.Stage{
		Kind:               state.Kind.ValueStringPointer(),
		URL:                state.URL.ValueStringPointer(),
		Endpoint:           state.Endpoint.ValueStringPointer(),
		StorageIntegration: repliedName(state.StorageIntegration),
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
			NotificationIntegration: repliedName(table.NotificationIntegration),
		}
	}
	return known
}

// repliedName is the name as a reply spells it.
func repliedName(name nameValue) *string {
	parsed, err := identifier.Parse(name.ValueString())
	if err != nil {
		return nil
	}
	return new(parsed.String())
}
