package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/function"

	"github.com/snowstage/terraform-provider-snowstage/internal/fileurl"
)

type parseStageFileURLFunction struct{}

func newParseStageFileURLFunction() function.Function { return parseStageFileURLFunction{} }

func (parseStageFileURLFunction) Metadata(_ context.Context, _ function.MetadataRequest, resp *function.MetadataResponse) {
	resp.Name = "parse_stage_file_url"
}

func (parseStageFileURLFunction) Definition(_ context.Context, _ function.DefinitionRequest, resp *function.DefinitionResponse) {
	resp.Definition = function.Definition{
		Summary: "Takes a file URL apart",
		MarkdownDescription: "Takes a file URL apart, and returns an object with `host`, `database`, `schema`, `stage` and `path`. The names are spelled as the arguments of these names " +
			"take them, and nothing in the path is percent-encoded.\n\nA scoped URL cannot be taken apart: only Snowflake knows of which file it is.",
		Parameters: []function.Parameter{function.StringParameter{
			Name: "url",
			MarkdownDescription: "The file URL, as Snowflake's `BUILD_STAGE_FILE_URL`, a directory table or `stage_file_url` writes it. Any character in it may be " +
				"percent-encoded, like the dot in `orders%2ecsv`; `%`, `?` and `#` in the name of a file must be.",
		}},
		Return: function.ObjectReturn{AttributeTypes: stageNamesWith("host", "path")},
	}
}

// fileURLParts is what a file URL names.
type fileURLParts struct {
	Host string `tfsdk:"host"`
	stageNames
	Path string `tfsdk:"path"`
}

func (parseStageFileURLFunction) Run(ctx context.Context, req function.RunRequest, resp *function.RunResponse) {
	var url string
	if resp.Error = req.Arguments.Get(ctx, &url); resp.Error != nil {
		return
	}
	file, err := fileurl.Parse(url)
	if err != nil {
		resp.Error = function.NewArgumentFuncError(0, err.Error())
		return
	}
	resp.Error = resp.Result.Set(ctx, fileURLParts{file.Host, newStageNames(file.Stage), file.Path})
}
