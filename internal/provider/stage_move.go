package provider

import (
	"context"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
)

var _ resource.ResourceWithMoveState = (*stageResource)(nil)

// officialTypes are the resources of the official provider that are one stage each.
// Source: https://registry.terraform.io/providers/snowflakedb/snowflake/2.20.0/docs.
var officialTypes = []string{
	"snowflake_stage",
	"snowflake_stage_internal",
	"snowflake_stage_external_s3",
	"snowflake_stage_external_gcs",
	"snowflake_stage_external_azure",
	"snowflake_stage_external_s3_compatible",
}

func (r *stageResource) MoveState(context.Context) []resource.StateMover {
	return []resource.StateMover{{StateMover: moveStage}}
}

// moveStage makes the state of a stage out of the official provider's. It sends nothing: Terraform moves state before it
// configures a provider. The response to any other resource stays untouched, which tells Terraform that it cannot be moved.
func moveStage(ctx context.Context, req resource.MoveStateRequest, resp *resource.MoveStateResponse) {
	if !slices.Contains(officialTypes, req.SourceTypeName) || !strings.HasSuffix(req.SourceProviderAddress, "/snowflake") {
		return
	}
	old, problem := readOldState(req.SourceRawState)
	if problem != "" {
		resp.Diagnostics.AddError(unableToMove, notUnderstood(req.SourceTypeName, problem))
		return
	}
	name := movedName(old)
	settings, left := movedSettings(old, name), leftBehind(old)
	if problems := old.problems(); len(problems) > 0 {
		resp.Diagnostics.AddError(unableToMove, notUnderstood(req.SourceTypeName, strings.Join(problems, "; ")))
		return
	}
	resp.Diagnostics.Append(unreadImport(ctx, &resp.TargetState, name)...)
	for attribute, value := range settings {
		resp.Diagnostics.Append(resp.TargetState.SetAttribute(ctx, path.Root(attribute), value)...)
	}
	identify(resp.TargetIdentity, name)
	resp.Diagnostics.Append(markImported(ctx, resp.TargetPrivate)...)
	if len(left) > 0 {
		resp.Diagnostics.AddWarning("Settings that Terraform no longer manages", leftBehindDetail(req.SourceTypeName, name, left))
	}
}

const unableToMove = "Unable to move stage"

func notUnderstood(typeName, problem string) string {
	return "What was tried: making the state of a snowstage_stage out of that of a " + typeName + ", which a moved block asks for.\n\n" +
		"What happened: the old state is not one that the official provider writes: " + problem + ". Nothing was changed.\n\n" +
		"What to do: put the old resource block back, take the moved block away, and let the official provider write its state again with terraform apply -refresh-only. " +
		"Or go without the old state: remove it with terraform state rm, and take the stage over with an import block."
}
