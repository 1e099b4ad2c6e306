package provider

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/snowstage/terraform-provider-snowstage/internal/client"
	"github.com/snowstage/terraform-provider-snowstage/internal/identifier"
)

func (r *stageResource) createFailure(name identifier.Qualified, err error) diag.Diagnostic {
	told := failure(creatingStage, stageWords(name), r.role, err)
	var more string
	switch {
	case errors.Is(err, client.ErrUnclear):
		more = "The stage may exist now. If it does, and is yours, import it:"
	case errors.Is(err, client.ErrConflict):
		more = "Nothing was changed. To take the existing stage over, import it:"
	default:
		return told
	}
	return diag.NewErrorDiagnostic(told.Summary(), told.Detail()+"\n\n"+more+"\n\n"+importBlock(name))
}

// written reads a stage that was just created or replaced, and returns its state; none if the stage is not Terraform's.
func (r *stageResource) written(ctx context.Context, name identifier.Qualified, plan stageModel, mode client.CreateMode) (*stageModel, diag.Diagnostics) {
	found, err := r.client.Stages.Fetch(ctx, name)
	if err != nil {
		return r.writtenUnread(name, plan, mode, err)
	}
	state, diags := stageState(ctx, found, plan)
	if mode == client.OrReplace {
		r.remember(name, state.CreatedOn.ValueString())
	}
	if mode != client.IfNotExists || diags.HasError() {
		return &state, diags
	}
	differences, more := adoptionDifferences(ctx, state, plan)
	diags.Append(more...)
	if len(differences) > 0 {
		diags.Append(refusedAdoption(name, differences))
		return nil, diags
	}
	return &state, diags
}

// writtenUnread keeps a stage that was written in the state. It warns only: an error would taint the resource, so that the
// next apply would drop a stage with which nothing is wrong. What ifNotExists may have found is not taken over unseen.
func (r *stageResource) writtenUnread(name identifier.Qualified, plan stageModel, mode client.CreateMode, err error) (*stageModel, diag.Diagnostics) {
	told := failure(readingStage, stageWords(name)+", right after writing it", r.role, err)
	if mode == client.IfNotExists {
		return nil, diag.Diagnostics{diag.NewErrorDiagnostic(told.Summary(), told.Detail()+"\n\n"+
			"With create_mode = \"ifNotExists\" the stage may be an older one, so it is not taken over before it was compared with the configuration. Apply again.")}
	}
	state, diags := unreadState(plan)
	diags.AddWarning("Stage was written, but not read back", told.Detail()+"\n\n"+
		"The stage is in the state as it was planned; the next plan reads the rest.")
	return &state, diags
}

// adoptionDifferences are the settings that can be read and are not as configured.
func adoptionDifferences(ctx context.Context, state, plan stageModel) ([]change, diag.Diagnostics) {
	changes, diags := changesOf(ctx, state, plan, false)
	differences := changes.settings
	if !state.HasCredentials.IsNull() && state.HasCredentials.ValueBool() == plan.Credentials.IsNull() {
		differences = append(differences, change{path.Root("credentials"), presence(state.HasCredentials.ValueBool()), presence(!plan.Credentials.IsNull())})
	}
	encryption, _, more := nested[encryptionModel](ctx, plan.Encryption)
	diags.Append(more...)
	if hasKey := state.HasEncryptionKey.ValueBool(); hasKey && plan.Encryption.IsNull() || !hasKey && !state.HasEncryptionKey.IsNull() && !encryption.KMSKeyID.IsNull() {
		differences = append(differences, change{path.Root("encryption"), presence(hasKey), presence(!hasKey)})
	}
	return differences, diags
}

func presence(there bool) types.String {
	if there {
		return types.StringValue("(set)")
	}
	return types.StringNull()
}

func refusedAdoption(name identifier.Qualified, differences []change) diag.Diagnostic {
	lines := make([]string, len(differences))
	for i, d := range differences {
		lines[i] = fmt.Sprintf("  %s: configured %s, found %s", d.at, valueWords(d.plan.String()), valueWords(d.state.String()))
	}
	return diag.NewErrorDiagnostic("Existing stage differs", fmt.Sprintf(
		"%s exists, and create_mode = \"ifNotExists\" takes over only a stage that is as configured. It differs in:\n\n%s\n\n"+
			"Nothing was changed.\n\nWhat to do: change the configuration to what was found, or choose another name; or import the stage and let Terraform plan its replacement:\n\n%s",
		capital(stageWords(name)), strings.Join(lines, "\n"), importBlock(name)))
}

func valueWords(value string) string {
	if value == "<null>" {
		return "nothing"
	}
	return value
}

// replace makes the stage anew by one request. It returns no state if the stage is as it was.
func (r *stageResource) replace(ctx context.Context, state, plan, config stageModel) (*stageModel, diag.Diagnostics) {
	timeout, diags := plan.Timeouts.Update(ctx, writeTimeout)
	name, more := state.qualifiedName()
	diags.Append(more...)
	stage, more := requestedStage(ctx, path.Empty(), plan, config)
	diags.Append(more...)
	if diags.HasError() {
		return nil, diags
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()

	if err := r.guard(ctx, name, state); err != nil && !errors.Is(err, client.ErrNotFound) {
		return nil, append(diags, r.guardFailure(replacingStage, name, err))
	}
	if err := r.client.Stages.Create(ctx, name.In(), stage, client.OrReplace); err != nil {
		return nil, append(diags, failure(replacingStage, stageWords(name), r.role, err))
	}
	replaced, more := r.written(ctx, name, plan, client.OrReplace)
	return replaced, append(diags, more...)
}
