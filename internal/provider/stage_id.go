package provider

import (
	"context"
	"errors"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/snowstage/terraform-provider-snowstage/internal/identifier"
)

// stageID validates the full name of a stage.
type stageID struct{}

func (stageID) Description(context.Context) string {
	return "must be the full name of a stage: its database, its schema and its own"
}

func (v stageID) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (stageID) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	if _, err := parseStageID(req.ConfigValue.ValueString()); err != nil {
		resp.Diagnostics.AddAttributeError(req.Path, "Invalid stage id", invalidIDDetail(err))
	}
}

// parseStageID is identifier.ParseQualified, but its error quotes the whole id besides the part that is to blame.
func parseStageID(id string) (identifier.Qualified, error) {
	name, err := identifier.ParseQualified(id)
	problem, ok := errors.AsType[*identifier.Error](err)
	switch {
	case !ok:
		return name, err
	case problem.Part == "":
		return name, fmt.Errorf("%q is not the full name of a stage: %s", id, problem.Rule)
	}
	return name, fmt.Errorf("%q is not the full name of a stage: its %s, %q, breaks the rule that %s", id, problem.Part, problem.Spelling, problem.Rule)
}

func invalidIDDetail(err error) string {
	return sentence(err.Error()) + "\n\nGive database, schema and stage in one of these forms; a part that needs quotes has them in each form:\n" +
		"  DB.SCHEMA.STAGE\n" +
		`  "DB"."SCHEMA"."STAGE"` + "\n" +
		"  DB/SCHEMA/STAGE"
}
