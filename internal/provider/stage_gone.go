package provider

import (
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/snowstage/terraform-provider-snowstage/internal/identifier"
)

// confirmGone asks the list for a stage that a fetch did not find, because a lost grant looks the same as a dropped stage.
func (r *stageResource) confirmGone(ctx context.Context, name identifier.Qualified, notFound error) (gone bool, told diag.Diagnostic) {
	for row, err := range r.client.Stages.List(ctx, name.In(), literalPattern(name.Name.Exact())) {
		if err != nil {
			return false, r.failure(ctx, readingStage, stageWords(name)+
				", which was not found; to tell a dropped stage from a lost grant, its schema was listed, which failed too. It stays in the state", err)
		}
		if identifier.FromReply(row.Name) == name.Name {
			return false, r.failure(ctx, readingStage, stageWords(name)+", which is in the list of its schema. It stays in the state", notFound)
		}
	}
	return true, diag.NewWarningDiagnostic("Stage is gone", fmt.Sprintf(
		"%s does not exist or is not visible to %s: neither asking for it nor listing its schema found it. It was taken out of the state, so the plan creates it.\n\n"+
			"If it should exist, check that the role still has %s.", capital(stageWords(name)), roleWords(r.role), readingStage.grants))
}

// literalPattern is the LIKE pattern that matches exactly the text, but for case.
func literalPattern(text string) string {
	return strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(text)
}
