package provider

import (
	"context"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/snowstage/terraform-provider-snowstage/internal/client"
	"github.com/snowstage/terraform-provider-snowstage/internal/identifier"
)

// stageState is the state of a stage that Snowflake describes as found. What Snowflake does not tell (secrets, encryption,
// refresh_on_create), what only Terraform knows (create_mode, if_exists, timeouts) and the user's spellings come from the
// prior state, or from the plan right after a write. Nothing in it is unknown.
func stageState(ctx context.Context, found client.Stage, prior stageModel) (stageModel, diag.Diagnostics) {
	name, diags := prior.qualifiedName()
	directoryTable, more := directoryTableState(ctx, found.DirectoryTable, prior.DirectoryTable)
	diags.Append(more...)

	state := prior
	state.ID = types.StringValue(name.String())
	state.FullyQualifiedName = types.StringValue(name.String())
	if state.ForceDestroy.IsNull() { // in a state that was written before there was the argument
		state.ForceDestroy = types.BoolValue(false)
	}
	if found.Kind != nil {
		state.Kind = types.StringValue(*found.Kind)
	}
	state.URL = textOrNull(found.URL)
	state.Endpoint = textOrNull(found.Endpoint)
	state.StorageIntegration = nameState(found.StorageIntegration, prior.StorageIntegration)
	state.Comment = textOrEmpty(found.Comment)
	state.DirectoryTable = directoryTable
	if lost(prior.HasCredentials, found.HasCredentials) {
		state.Credentials = types.ObjectNull(credentialsType)
	}
	if lost(prior.HasEncryptionKey, found.HasEncryptionKey) {
		state.Encryption = types.ObjectNull(encryptionType)
	}
	state.stageFacts = newStageFacts(found)
	return state, diags
}

// unreadState is the state of a stage that was written, but could not be read afterwards: as planned, and null where only
// Snowflake knows what is not planned. The next refresh fills it in.
func unreadState(plan stageModel) (stageModel, diag.Diagnostics) {
	name, diags := plan.qualifiedName()
	state := plan
	state.ID = types.StringValue(name.String())
	state.FullyQualifiedName = types.StringValue(name.String())
	state.stageFacts = plan.completedBy(stageFacts{})
	return state, diags
}

// directoryTableState leaves as they were the fields that a reply does not have: until November 2025 the API kept all of them
// but enable to itself. A reply with auto_refresh is a newer one, in which an absent integration means that there is none.
func directoryTableState(ctx context.Context, found *client.DirectoryTable, prior types.Object) (types.Object, diag.Diagnostics) {
	model, ok, diags := nested[directoryTableModel](ctx, prior)
	if !ok {
		model = noDirectoryTable()
	}
	if found == nil {
		return model.object(), diags
	}
	if found.Enable != nil {
		model.Enable = types.BoolValue(*found.Enable)
	}
	if found.AutoRefresh != nil {
		model.AutoRefresh = types.BoolValue(*found.AutoRefresh)
	}
	if found.AutoRefresh != nil || found.NotificationIntegration != nil {
		model.NotificationIntegration = nameState(found.NotificationIntegration, model.NotificationIntegration)
	}
	return model.object(), diags
}

// lost reports that something was there when Terraform last looked and is not there now. That it is not there at all proves
// nothing: Snowflake's documents do not say for which credentials and keys it reports true.
func lost(prior types.Bool, found *bool) bool {
	return prior.ValueBool() && found != nil && !*found
}

// nameState keeps the spelling of a name that is still the same.
func nameState(found *string, prior nameValue) nameValue {
	if found == nil || *found == "" {
		return nullName()
	}
	name := nameOf(identifier.FromReply(*found).String())
	if sameName(name, prior) {
		return prior
	}
	return name
}

func textOrNull(text *string) types.String {
	if text == nil || *text == "" {
		return types.StringNull()
	}
	return types.StringValue(*text)
}

func textOrEmpty(text *string) types.String {
	if text == nil {
		return types.StringValue("")
	}
	return types.StringValue(*text)
}

// sameInstant compares two values of created_on, which different replies may write in different ways.
func sameInstant(a, b string) bool {
	if a == b {
		return true
	}
	x, errX := time.Parse(time.RFC3339Nano, a)
	y, errY := time.Parse(time.RFC3339Nano, b)
	return errX == nil && errY == nil && x.Equal(y)
}
