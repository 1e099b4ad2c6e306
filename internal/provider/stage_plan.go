package provider

import (
	"context"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/snowstage/terraform-provider-snowstage/internal/identifier"
)

// planStage decides what becomes of the stage in state: it is altered; or replaced on account of exactly the attributes that cannot be
// altered; or, if the planned create_mode is orReplace, replaced by an update that is one request. The name is that of the state.
// It returns what is planned then.
func (r *stageResource) planStage(ctx context.Context, name identifier.Qualified, state, plan stageModel, imported bool, resp *resource.ModifyPlanResponse) (decided course, planned stageModel) {
	changes, diags := r.realChanges(ctx, name, state, plan, imported)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return course{}, plan
	}
	decided = r.courseOf(ctx, name, changes)
	switch {
	case len(decided.forcing) == 0:
		if len(changes.recorded) > 0 {
			resp.Diagnostics.AddWarning("Recorded without a request", recordedDetail(changes.recorded))
		}
		if changes.needRequest() {
			plan = plannedAlteration(plan, changes)
			planAlteration(ctx, plan, resp)
		}
		return decided, plan
	case decided.isOneRequest(plan):
		plan.stageFacts = unknownFacts()
		resp.Diagnostics.Append(stageCodec().set(ctx, &resp.Plan.Raw, plan, resp.Plan.Set)...)
	default:
		resp.RequiresReplace.Append(pathsOf(decided.forcing)...)
	}
	resp.Diagnostics.Append(decided.warning(state, plan, r.mayBeApplying(name)))
	return decided, plan
}

// mayBeApplying reports whether nothing was read of the stage in this run. Then Terraform was told not to refresh; or it applies a plan, and
// plans once more with what was unknown. It takes a replacement that comes up only then for a bug of the provider, and changes nothing.
func (r *stageResource) mayBeApplying(name identifier.Qualified) bool {
	if r.client == nil {
		return false
	}
	_, isSeen := r.seen.of(name)
	return !isSeen
}

// planAlteration leaves the identity as it is while the new name is not known: Terraform wants a known one of a plan.
func planAlteration(ctx context.Context, plan stageModel, resp *resource.ModifyPlanResponse) {
	resp.Diagnostics.Append(stageCodec().set(ctx, &resp.Plan.Raw, plan, resp.Plan.Set)...)
	if plan.Database.IsUnknown() || plan.Schema.IsUnknown() || plan.Name.IsUnknown() {
		return
	}
	to, diags := plan.qualifiedName()
	resp.Diagnostics.Append(diags...)
	if !resp.Diagnostics.HasError() {
		identify(resp.Identity, to)
	}
}

func recordedDetail(recorded []change) string {
	var paragraphs []string
	untold := slices.DeleteFunc(slices.Clone(recorded), isToldSSE)
	if len(untold) > 0 {
		paragraphs = append(paragraphs, "The stage was imported or moved, and Snowflake does not tell "+attributeWords(untold)+". Terraform takes the configuration's word for it: it goes into the state and nothing is sent. "+
			"If the stage has other settings than that, make it anew with terraform apply -replace.")
	}
	if slices.ContainsFunc(recorded, func(c change) bool { return strings.HasSuffix(c.at.String(), "_wo_version") }) {
		paragraphs = append(paragraphs, "No secret is sent either. To send a new one, raise the version once more after this apply.")
	}
	missing := slices.DeleteFunc(slices.Clone(untold), func(c change) bool { return !c.plan.IsNull() })
	if len(missing) > 0 {
		paragraphs = append(paragraphs, "The stage has "+attributeWords(missing)+", and the configuration has none: the stage keeps what it has, but one that Terraform makes in its place will be without.")
	}
	if len(untold) < len(recorded) {
		paragraphs = append(paragraphs, "The stage is encrypted with SNOWFLAKE_SSE, and the configuration has no encryption, which stands for SNOWFLAKE_FULL. The stage keeps what it has and nothing is sent, but the state forgets it, "+
			"and a stage that Terraform makes in its place will have SNOWFLAKE_FULL. To keep it, write it:\n\n  encryption = { type = \"SNOWFLAKE_SSE\" }")
	}
	return strings.Join(paragraphs, "\n\n")
}

// isToldSSE reports whether SHOW STAGES has told what the configuration leaves out.
func isToldSSE(c change) bool {
	state, isObject := c.state.(types.Object)
	return isObject && c.plan.IsNull() && types.StringValue(snowflakeSSE).Equal(state.Attributes()["type"])
}
