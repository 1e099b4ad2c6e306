package provider

import (
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/snowstage/terraform-provider-snowstage/internal/identifier"
)

// stageReference names a stage for what works on one: by the id of a resource, or by its three names.
type stageReference struct {
	StageID  types.String `tfsdk:"stage_id"`
	Database nameValue    `tfsdk:"database"`
	Schema   nameValue    `tfsdk:"schema"`
	Stage    nameValue    `tfsdk:"stage"`
}

const stageIDDescription = "The `id` of a `snowstage_stage`, like `\"ANALYTICS\".\"RAW\".\"LANDING\"`, instead of `database`, `schema` and `stage`."

// waysToReference are attributes of which exactly one is given, and namesOfReference those that go together.
func waysToReference() []path.Expression {
	return []path.Expression{path.MatchRoot("stage_id"), path.MatchRoot("stage")}
}

func namesOfReference() []path.Expression {
	return []path.Expression{path.MatchRoot("database"), path.MatchRoot("schema"), path.MatchRoot("stage")}
}

func (r stageReference) isKnown() bool {
	return !r.StageID.IsUnknown() && !r.Database.IsUnknown() && !r.Schema.IsUnknown() && !r.Stage.IsUnknown()
}

// resolve reads the name of the stage, and returns the attribute to blame if there is no such stage.
func (r stageReference) resolve() (identifier.Qualified, path.Path, diag.Diagnostics) {
	if r.StageID.IsNull() {
		at := path.Root("stage")
		stage, diags := stageNamed(r.Database, r.Schema, at, r.Stage)
		return stage, at, diags
	}
	at := path.Root("stage_id")
	stage, err := parseStageID(r.StageID.ValueString())
	if err != nil {
		return stage, at, diag.Diagnostics{diag.NewAttributeErrorDiagnostic(at, "Invalid stage id", invalidIDDetail(err))}
	}
	return stage, at, nil
}
