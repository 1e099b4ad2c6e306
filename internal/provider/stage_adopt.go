package provider

import (
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/snowstage/terraform-provider-snowstage/internal/client"
	"github.com/snowstage/terraform-provider-snowstage/internal/identifier"
)

// refusedAdoption tells in what a stage that was found differs from the configuration.
func (r *stageResource) refusedAdoption(name identifier.Qualified, differences []client.Difference) diag.Diagnostic {
	return diag.NewAttributeErrorDiagnostic(path.Root("name"), "Existing stage differs", fmt.Sprintf(
		"What was tried: creating %s with create_mode = \"ifNotExists\".\n\n"+
			"What happened: a stage of that name exists, and only one that is as configured is taken over. It differs in:\n\n%s\n\n"+
			"Nothing was changed.\n\nWhat to do: change the configuration to what was found, or choose another name; or import the stage and let Terraform plan its replacement:\n\n%s",
		stageWords(name), differenceLines(differences), r.importBlock(name)))
}

func differenceLines(differences []client.Difference) string {
	lines := make([]string, len(differences))
	for i, d := range differences {
		lines[i] = fmt.Sprintf("  %s: configured %s, found %s", d.Property, d.Wanted, d.Found)
	}
	return strings.Join(lines, "\n")
}
