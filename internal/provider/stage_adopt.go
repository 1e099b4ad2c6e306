package provider

import (
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/snowstage/terraform-provider-snowstage/internal/identifier"
)

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
