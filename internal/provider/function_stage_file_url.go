package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/function"

	"github.com/snowstage/terraform-provider-snowstage/internal/fileurl"
	"github.com/snowstage/terraform-provider-snowstage/internal/stagepath"
)

type stageFileURLFunction struct{}

func newStageFileURLFunction() function.Function { return stageFileURLFunction{} }

func (stageFileURLFunction) Metadata(_ context.Context, _ function.MetadataRequest, resp *function.MetadataResponse) {
	resp.Name = "stage_file_url"
}

func (stageFileURLFunction) Definition(_ context.Context, _ function.DefinitionRequest, resp *function.DefinitionResponse) {
	text := func(name, description string) function.Parameter {
		return function.StringParameter{Name: name, MarkdownDescription: description}
	}
	resp.Definition = function.Definition{
		Summary: "Writes the file URL of a file on a stage",
		MarkdownDescription: "Writes the file URL of a file on a stage, like Snowflake's `BUILD_STAGE_FILE_URL`, for example " +
			"`https://acme-analytics.snowflakecomputing.com/api/files/ANALYTICS/RAW/LANDING/in/orders%2ecsv`. It is no secret and never expires: who uses it " +
			"signs in, with a role that may read the stage. Whether there is such a file is not looked at.",
		Parameters: []function.Parameter{
			text("host", "Host of the account, like `acme-analytics.snowflakecomputing.com`; a port may follow, like `:443`."),
			text("database", databaseDescription),
			text("schema", schemaDescription),
			text("stage", stageDescription),
			text("path", filePathDescription),
		},
		Return: function.StringReturn{},
	}
}

func (stageFileURLFunction) Run(ctx context.Context, req function.RunRequest, resp *function.RunResponse) {
	var file fileurl.File
	var names stageNames
	if resp.Error = req.Arguments.Get(ctx, &file.Host, &names.Database, &names.Schema, &names.Stage, &file.Path); resp.Error != nil {
		return
	}
	if err := fileurl.CheckHost(file.Host); err != nil {
		resp.Error = function.NewArgumentFuncError(0, err.Error())
		return
	}
	if file.Stage, resp.Error = names.read(1); resp.Error != nil {
		return
	}
	if err := stagepath.Check(file.Path); err != nil {
		resp.Error = function.NewArgumentFuncError(4, err.Error())
		return
	}
	resp.Error = resp.Result.Set(ctx, file.String())
}
