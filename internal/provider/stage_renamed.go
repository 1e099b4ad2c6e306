package provider

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/snowstage/terraform-provider-snowstage/internal/client"
	"github.com/snowstage/terraform-provider-snowstage/internal/identifier"
)

// A rename in doubt, of which no look could tell either, leaves two names, of which the stage has one. The state keeps the old one, and
// private state remembers the new one, spelled as in the configuration.

const renamedKey = "renamed_to"

// rememberRename remembers the names in a model, or with nil that there is no rename in doubt.
func rememberRename(ctx context.Context, private privateWriter, to *stageModel) diag.Diagnostics {
	var names *stageIdentity
	if to != nil {
		names = &stageIdentity{to.Database.ValueString(), to.Schema.ValueString(), to.Name.ValueString()}
	}
	value, err := json.Marshal(names)
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

// find reads the stage in state, if need be under the name that a rename in doubt was to give it; nil if there was none. It returns the
// state with the name that was found.
func (r *stageResource) find(ctx context.Context, name identifier.Qualified, state stageModel, to *stageIdentity) (client.Stage, stageModel, error) {
	found, err := r.client.Stages.Fetch(ctx, name)
	if to == nil || !errors.Is(err, client.ErrNotFound) {
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
