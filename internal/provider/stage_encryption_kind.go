package provider

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/snowstage/terraform-provider-snowstage/internal/client"
	"github.com/snowstage/terraform-provider-snowstage/internal/identifier"
)

// How the files of an internal stage are encrypted is fixed when it is created, and told by SHOW STAGES only. So it is asked for once for
// each stage: when Terraform sees it for the first time, and when another one has taken its name.

// isFirstSight reports whether the stage found is an internal one that the state does not know yet.
func isFirstSight(prior, found stageModel) bool {
	return found.URL.IsNull() && (prior.CreatedOn.IsNull() || !sameInstant(prior.CreatedOn.ValueString(), found.CreatedOn.ValueString()))
}

// encryptionKind completes what was read of a stage. That it could not be found out leaves the state as it is, with a warning unless SQL is
// not used at all. told is empty if it is not known.
func (r *stageResource) encryptionKind(ctx context.Context, name identifier.Qualified, prior, found stageModel) (state stageModel, told client.StageType, diags diag.Diagnostics) {
	if !isFirstSight(prior, found) {
		return found, "", nil
	}
	ctx, cancel := within(ctx, showTimeout, "")
	defer cancel()
	told, err := r.stageType(ctx, name)
	if err == nil && told == "" {
		err = fmt.Errorf("its rows are without the stage: %w", client.ErrNotFound)
	}
	if err != nil {
		return found, "", r.untoldKind(ctx, stageWords(name), err)
	}
	state, diags = withEncryptionKind(ctx, found, told)
	return state, told, diags
}

// withEncryptionKind gives an internal stage the encryption of its type. Of what means the same the state keeps the configuration's form.
func withEncryptionKind(ctx context.Context, state stageModel, told client.StageType) (stageModel, diag.Diagnostics) {
	if !state.URL.IsNull() {
		return state, nil
	}
	known, _, diags := nested[encryptionModel](ctx, state.Encryption)
	switch is := known.Type.ValueString(); {
	case told == client.InternalStageNoCSE && is != snowflakeSSE:
		state.Encryption = internalEncryption(snowflakeSSE)
	case told == client.InternalStage && is != snowflakeFull:
		state.Encryption = types.ObjectNull(encryptionType)
	}
	return state, diags
}

// realChanges are the changes without an encryption that the stage has already: the state does not tell it if it was once recorded without,
// and another kind would mean another stage.
func (r *stageResource) realChanges(ctx context.Context, name identifier.Qualified, state, plan stageModel, imported bool) (stageChanges, diag.Diagnostics) {
	changes, diags := changesOf(ctx, state, plan, imported)
	wanted, isPlanned, more := nested[encryptionModel](ctx, plan.Encryption)
	diags.Append(more...)
	isForgotten := state.URL.IsNull() && state.Encryption.IsNull() && changes.sends("encryption")
	if diags.HasError() || r.client == nil || !isForgotten || !isPlanned || wanted.Type.ValueString() != snowflakeSSE {
		return changes, diags
	}
	ctx, cancel := within(ctx, showTimeout, "")
	defer cancel()
	if told, err := r.stageType(ctx, name); err == nil && told == client.InternalStageNoCSE {
		changes.made = slices.DeleteFunc(changes.made, func(c change) bool { return c.at.Equal(path.Root("encryption")) })
	}
	return changes, diags
}

func internalEncryption(kind string) types.Object {
	return types.ObjectValueMust(encryptionType, map[string]attr.Value{
		"type": types.StringValue(kind), "kms_key_id": types.StringNull(), "master_key_wo": types.StringNull(),
	})
}

// untoldKind warns that the encryption of internal stages could not be found out, unless SQL is not used at all.
func (c *configured) untoldKind(ctx context.Context, object string, err error) diag.Diagnostics {
	if errors.Is(err, errSQLNotUsed) {
		return nil
	}
	told := c.failure(ctx, findingEncryption, object, err)
	return diag.Diagnostics{diag.NewWarningDiagnostic(told.Summary(), told.Detail()+"\n\n"+
		"Everything else was read. Only whether an internal stage is encrypted with SNOWFLAKE_SSE is not known: Terraform keeps what its state says, "+
		"or takes the configuration's word for it, until the stage is imported anew.")}
}
