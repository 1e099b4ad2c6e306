package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/function"
)

type parseStageIDFunction struct{}

func newParseStageIDFunction() function.Function { return parseStageIDFunction{} }

func (parseStageIDFunction) Metadata(_ context.Context, _ function.MetadataRequest, resp *function.MetadataResponse) {
	resp.Name = "parse_stage_id"
}

func (parseStageIDFunction) Definition(_ context.Context, _ function.DefinitionRequest, resp *function.DefinitionResponse) {
	resp.Definition = function.Definition{
		Summary: "Takes the id of a stage apart",
		MarkdownDescription: "Takes the full name of a stage apart, and returns an object with `database`, `schema` and `stage`. They are spelled as the arguments of these names " +
			"take them: with double quotes where a name needs them, like `\"my stage\"`, and otherwise without.",
		Parameters: []function.Parameter{function.StringParameter{
			Name:                "id",
			MarkdownDescription: "The `id` of a `snowstage_stage`, or another full name, like `\"ANALYTICS\".\"RAW\".\"LANDING\"`, `analytics.raw.landing` or `analytics/raw/landing`.",
		}},
		Return: function.ObjectReturn{AttributeTypes: stageNamesWith()},
	}
}

func (parseStageIDFunction) Run(ctx context.Context, req function.RunRequest, resp *function.RunResponse) {
	var id string
	if resp.Error = req.Arguments.Get(ctx, &id); resp.Error != nil {
		return
	}
	stage, err := parseStageID(id)
	if err != nil {
		resp.Error = function.NewArgumentFuncError(0, err.Error())
		return
	}
	resp.Error = resp.Result.Set(ctx, newStageNames(stage))
}
