package provider

import (
	"context"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/snowstage/terraform-provider-snowstage/internal/client"
)

// planStage decides what becomes of the stage in state. Nothing can be altered: a changed setting is a replacement, on exactly
// the attribute that changed; or, if the planned create_mode is orReplace, an update that is one request.
func planStage(ctx context.Context, state, plan stageModel, imported bool, resp *resource.ModifyPlanResponse) (replaced bool) {
	changes, diags := changesOf(ctx, state, plan, imported)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return false
	}
	resp.RequiresReplace.Append(pathsOf(changes.identity)...)
	switch {
	case len(changes.identity) > 0:
		resp.RequiresReplace.Append(pathsOf(changes.settings)...)
	case len(changes.settings) == 0:
		if len(changes.recorded) > 0 {
			resp.Diagnostics.AddWarning("Recorded without a request", recordedDetail(changes.recorded))
		}
	case plan.CreateMode.ValueString() == string(client.OrReplace):
		resp.Diagnostics.AddWarning("Stage will be replaced in place", replacedDetail(state, changes.settings))
		plan.stageFacts = unknownFacts()
		resp.Diagnostics.Append(resp.Plan.Set(ctx, plan)...)
	default:
		resp.RequiresReplace.Append(pathsOf(changes.settings)...)
	}
	return changes.needRequest()
}

func replacedDetail(state stageModel, settings []change) string {
	lost := "grants on the stage, its directory table, and the pipes that read from it, which stop and have to be made anew"
	if state.URL.IsNull() {
		lost = "all files of the stage, " + lost
	}
	return "Snowflake's REST API cannot alter " + attributeWords(settings) + ". With create_mode = \"orReplace\" the stage is replaced by one request and is never absent, but these are lost: " + lost + "."
}

func recordedDetail(recorded []change) string {
	detail := "The stage was imported or moved, and Snowflake does not tell " + attributeWords(recorded) + ". Terraform takes the configuration's word for it: it goes into the state and nothing is sent. " +
		"If the stage has other settings than that, make it anew with terraform apply -replace."
	if slices.ContainsFunc(recorded, func(c change) bool { return strings.HasSuffix(c.at.String(), "_wo_version") }) {
		detail += "\n\nNo secret is sent either. To send a new one, raise the version once more after this apply."
	}
	missing := slices.DeleteFunc(slices.Clone(recorded), func(c change) bool { return !c.plan.IsNull() })
	if len(missing) > 0 {
		detail += "\n\nThe stage has " + attributeWords(missing) + ", and the configuration has none: the stage keeps what it has, but one that Terraform makes in its place will be without."
	}
	return detail
}

func attributeWords(changes []change) string {
	words := make([]string, len(changes))
	for i, c := range changes {
		words[i] = c.at.String()
	}
	return strings.Join(words, ", ")
}
