package provider

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/snowstage/terraform-provider-snowstage/internal/client"
	"github.com/snowstage/terraform-provider-snowstage/internal/identifier"
)

// course is what becomes of a stage whose settings change.
type course struct {
	changes stageChanges
	refusal string   // why changes that could be made in place are not, in words that follow "because"
	forcing []change // what makes it a replacement; none: it is altered
}

// courseOf decides, and asks for that whether SQL can be used, if that is all that matters.
func (r *stageResource) courseOf(ctx context.Context, name identifier.Qualified, changes stageChanges) course {
	decided := course{changes: changes, forcing: changes.in(replaces)}
	if altered := changes.in(alters); len(decided.forcing) == 0 && len(altered) > 0 {
		decided.refusal = r.sqlRefusal(ctx, name)
		if decided.refusal != "" {
			decided.forcing = altered
		}
	}
	return decided
}

// isOneRequest reports whether orReplace can make the replacement: one that keeps the name.
func (c course) isOneRequest(plan stageModel) bool {
	return plan.CreateMode.ValueString() == string(client.OrReplace) && !c.changes.sends(namesOfTheStage...)
}

// warning says why the stage is replaced, and what that costs.
func (c course) warning(state, plan stageModel, mayBeApplying bool) diag.Diagnostic {
	lost := "grants on the stage, its directory table, and the pipes that read from it, which stop and have to be made anew"
	if state.URL.IsNull() {
		lost = "all files of the stage, " + lost
	}
	if c.isOneRequest(plan) {
		return diag.NewWarningDiagnostic("Stage will be replaced in place", c.reasons()+
			"\n\nWith create_mode = \"orReplace\" the stage is replaced by one request and is never absent, but these are lost: "+lost+".")
	}
	detail := c.reasons() + "\n\nThe stage is dropped and created anew, and these are lost: " + lost + "."
	if mayBeApplying {
		detail += "\n\nIf an apply says this, and calls its plan inconsistent: the reason came up only after the plan was made, and nothing was changed. Plan again."
	}
	return diag.NewWarningDiagnostic("Stage will be replaced", detail)
}

func (c course) reasons() string {
	if c.refusal != "" {
		return fmt.Sprintf("Snowflake cannot alter a stage without SQL. These changes would be made in place (ALTER STAGE … %s), but SQL is not used, because %s:\n  %s",
			strings.Join(statementsOf(c.forcing), ", "), c.refusal, attributeWords(c.forcing))
	}
	lines := []string{"Snowflake cannot alter everything that changes:"}
	for _, forcing := range c.forcing {
		why := forcing.rule.how
		if forcing.plan.IsUnknown() {
			why += ", and what it will be is known only after apply"
		}
		lines = append(lines, fmt.Sprintf("  %s: %s", forcing.at, strings.ReplaceAll(why, "`", "")))
	}
	if altered := c.alterableAlone(); len(altered) > 0 {
		lines = append(lines, "Alone, these changes would be made in place: "+attributeWords(altered))
	}
	return strings.Join(lines, "\n")
}

// alterableAlone are the changes that need no new stage, without those that only go with a url that does.
func (c course) alterableAlone() []change {
	altered := c.changes.in(alters)
	if !slices.ContainsFunc(c.forcing, func(forcing change) bool { return forcing.at.Equal(path.Root("url")) }) {
		return altered
	}
	return slices.DeleteFunc(altered, func(one change) bool {
		return slices.Contains(accessSettings, one.at.String()) || slices.Contains(encryptionSettings, one.at.String())
	})
}

// explaining adds to the errors that refuse a replacement why it would be one, since no plan is shown that says so.
func (c course) explaining(refusals diag.Diagnostics) diag.Diagnostics {
	var explained diag.Diagnostics
	for _, refusal := range refusals {
		if refusal.Severity() == diag.SeverityError {
			refusal = withMore(refusal, "Why it would be replaced: "+c.reasons())
		}
		explained.Append(refusal)
	}
	return explained
}

func statementsOf(changes []change) []string {
	var all []string
	for _, c := range changes {
		if !slices.Contains(all, c.rule.how) {
			all = append(all, c.rule.how)
		}
	}
	return all
}

// plannedAlteration is the plan of a stage that is altered: what Snowflake alone knows stays, but for what depends on the changes.
//
// The new name could be told at once. But Terraform opens what is ephemeral while planning as soon as its arguments are known, and no
// stage has that name yet.
func plannedAlteration(plan stageModel, changes stageChanges) stageModel {
	if changes.sends(namesOfTheStage...) {
		plan.ID, plan.FullyQualifiedName = types.StringUnknown(), types.StringUnknown()
	}
	if changes.sends("url") {
		plan.Region = types.StringUnknown()
	}
	if changes.sends(accessSettings...) {
		plan.HasCredentials = types.BoolUnknown()
	}
	if changes.sends(encryptionSettings...) {
		plan.HasEncryptionKey = types.BoolUnknown()
	}
	return plan
}
