package provider

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// What private state remembers beside the state.
const (
	// importedKey marks a stage of which Terraform knows only what Snowflake tells, since it was imported or moved.
	// The mark stands until an apply has recorded the rest, or has made the stage anew.
	importedKey = "imported"

	// witnessedKey holds when the stage was created that Terraform wrote last, or read first, if that is not created_on in the state,
	// which follows a stage that somebody puts in its place. It is the JSON null if that is yet to be read.
	witnessedKey = "witnessed_created_on"
)

// privateState is what the framework hands out for reading and writing private state.
type (
	privateReader interface {
		GetKey(ctx context.Context, key string) ([]byte, diag.Diagnostics)
	}
	privateWriter interface {
		SetKey(ctx context.Context, key string, value []byte) diag.Diagnostics
	}
)

func isImported(ctx context.Context, private privateReader) (bool, diag.Diagnostics) {
	value, diags := private.GetKey(ctx, importedKey)
	return string(value) == "true", diags
}

func markImported(ctx context.Context, private privateWriter) diag.Diagnostics {
	return private.SetKey(ctx, importedKey, []byte("true"))
}

func unmarkImported(ctx context.Context, private privateWriter) diag.Diagnostics {
	return private.SetKey(ctx, importedKey, nil)
}

// witnessed is created_on of the state if nothing else is remembered, and null if the time is yet to be read.
func witnessed(ctx context.Context, private privateReader, state stageModel) (types.String, diag.Diagnostics) {
	value, diags := private.GetKey(ctx, witnessedKey)
	if diags.HasError() || value == nil {
		return state.CreatedOn, diags
	}
	var createdOn *string
	if err := json.Unmarshal(value, &createdOn); err != nil {
		diags.AddError("Damaged private state", fmt.Sprintf("Reading %s of the stage's private state: %s.", witnessedKey, err))
	}
	return types.StringPointerValue(createdOn), diags
}

// witness remembers a stage beside a state that tells of one, too.
func witness(ctx context.Context, private privateWriter, createdOn types.String, state stageModel) diag.Diagnostics {
	if createdOn.Equal(state.CreatedOn) || sameInstant(createdOn.ValueString(), state.CreatedOn.ValueString()) {
		return private.SetKey(ctx, witnessedKey, nil)
	}
	value, err := json.Marshal(createdOn.ValueStringPointer())
	if err != nil {
		return diag.Diagnostics{diag.NewErrorDiagnostic("Unable to write private state", err.Error())}
	}
	return private.SetKey(ctx, witnessedKey, value)
}

// witnessOnce remembers the first stage that is seen.
func witnessOnce(ctx context.Context, before privateReader, after privateWriter, prior, state stageModel) diag.Diagnostics {
	first, diags := witnessed(ctx, before, prior)
	if diags.HasError() {
		return diags
	}
	if first.IsNull() {
		first = state.CreatedOn
	}
	return append(diags, witness(ctx, after, first, state)...)
}
