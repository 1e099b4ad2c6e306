package provider

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/snowstage/terraform-provider-snowstage/internal/client"
	"github.com/snowstage/terraform-provider-snowstage/internal/identifier"
)

// A rename in doubt, of which no look could tell either, leaves two names, of which the stage has one. The state keeps the old one, and
// private state remembers the new one, spelled as in the configuration.

const renamedKey = "renamed_to"

// rememberRename remembers the names in a model, or with nil that there is no rename in doubt.
func rememberRename(ctx context.Context, private privateWriter, to *stageModel) diag.Diagnostics {
	if to == nil {
		return private.SetKey(ctx, renamedKey, nil)
	}
	value, err := json.Marshal(stageIdentity{to.Database.ValueString(), to.Schema.ValueString(), to.Name.ValueString()})
	if err != nil {
		return diag.Diagnostics{diag.NewErrorDiagnostic("Unable to write private state", err.Error())}
	}
	return private.SetKey(ctx, renamedKey, value)
}

func rememberedRename(ctx context.Context, private privateReader) (*stageIdentity, diag.Diagnostics) {
	value, diags := private.GetKey(ctx, renamedKey)
	if diags.HasError() || value == nil {
		return nil, diags
	}
	var names *stageIdentity
	if err := json.Unmarshal(value, &names); err != nil {
		diags.AddError("Damaged private state", fmt.Sprintf("Reading %s of the stage's private state: %s.", renamedKey, err))
	}
	return names, diags
}

// find reads the stage in state, under the name that a rename in doubt was to give it (nil if there was none) if the old one is another
// stage's or nobody's. It returns the state with the name that was found.
func (r *stageResource) find(ctx context.Context, name identifier.Qualified, state stageModel, to *stageIdentity) (client.Stage, stageModel, error) {
	if to == nil {
		found, err := r.client.Stages.Read(ctx, name, knownStage(ctx, state))
		return found, state, err
	}
	found, err := r.client.Stages.Fetch(ctx, name)
	isLost := errors.Is(err, client.ErrNotFound) || err == nil && !sameInstant(types.StringPointerValue(found.CreatedOn).ValueString(), state.CreatedOn.ValueString())
	if !isLost {
		return found, state, err
	}
	renamed := state
	renamed.Database, renamed.Schema, renamed.Name = nameOf(to.Database), nameOf(to.Schema), nameOf(to.Name)
	newName, diags := renamed.qualifiedName()
	if diags.HasError() {
		return found, state, err
	}
	there, lost := r.guardAltered(ctx, newName, state.CreatedOn)
	_, isAnother := errors.AsType[*anotherStageError](lost)
	switch {
	case lost == nil:
		return there, renamed, nil
	case isAnother, errors.Is(lost, client.ErrNotFound):
		return found, state, err
	}
	return found, state, lost
}

// settled is the state with the name that the stage has after a rename in doubt. A read does the same; but Terraform may be told not to refresh.
func (r *stageResource) settled(ctx context.Context, private privateReader, state stageModel) (stageModel, diag.Diagnostics) {
	to, diags := rememberedRename(ctx, private)
	name, more := state.qualifiedName()
	diags.Append(more...)
	if to == nil || diags.HasError() {
		return state, diags
	}
	_, state, err := r.find(ctx, name, state, to)
	if err != nil && !errors.Is(err, client.ErrNotFound) {
		diags.Append(r.failure(ctx, readingStage, stageWords(name)+", which may have been renamed", err))
	}
	return state, diags
}
