package provider

import (
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/snowstage/terraform-provider-snowstage/internal/identifier"
)

// confirmGone asks the list for a stage that a fetch did not find, because a lost grant looks the same as a dropped stage. It complains
// unless the list does not show it either.
func (c *configured) confirmGone(ctx context.Context, a attempt, name identifier.Qualified, notFound error) diag.Diagnostics {
	for row, err := range c.client.Stages.List(ctx, name.In(), literalPattern(name.Name.Exact())) {
		if err != nil {
			return diag.Diagnostics{c.failure(ctx, a, stageWords(name)+
				", which was not found; to tell a dropped stage from a lost grant, its schema was listed, which failed too. It stays in the state", err)}
		}
		if identifier.FromReply(row.Name) == name.Name {
			return diag.Diagnostics{c.failure(ctx, a, stageWords(name)+", which is in the list of its schema. It stays in the state", notFound)}
		}
	}
	return nil
}

// goneWarning tells of a stage that is confirmed to be gone, and what follows from that.
func (c *configured) goneWarning(summary string, name identifier.Qualified, consequence string) diag.Diagnostic {
	return diag.NewWarningDiagnostic(summary, fmt.Sprintf(
		"%s: Snowflake says to %s that it \"does not exist or not authorized\", and the list of its schema does not show it either. %s\n\n"+
			"If it should exist, check that the role still has %s.", capital(stageWords(name)), roleWords(c.role), consequence, readingStage.grants))
}

// literalPattern is the LIKE pattern that matches exactly the text, but for case.
func literalPattern(text string) string {
	return strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(text)
}
