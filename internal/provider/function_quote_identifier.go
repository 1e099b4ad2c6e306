package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/function"

	"github.com/snowstage/terraform-provider-snowstage/internal/identifier"
)

type quoteIdentifierFunction struct{}

func newQuoteIdentifierFunction() function.Function { return quoteIdentifierFunction{} }

func (quoteIdentifierFunction) Metadata(_ context.Context, _ function.MetadataRequest, resp *function.MetadataResponse) {
	resp.Name = "quote_identifier"
}

func (quoteIdentifierFunction) Definition(_ context.Context, _ function.DefinitionRequest, resp *function.DefinitionResponse) {
	resp.Definition = function.Definition{
		Summary: "Writes a name in double quotes",
		MarkdownDescription: "Writes exactly the characters of a name as a quoted identifier of SQL, with each double quote inside written twice: `my stage` becomes `\"my stage\"`. " +
			"Every argument of this provider that takes a name reads it so; without quotes a name is folded to upper case, and may hold letters, digits, `_` and `$` only.",
		Parameters: []function.Parameter{function.StringParameter{
			Name:                "name",
			MarkdownDescription: "The characters of the name as Snowflake stores them, from 1 to 255 of them. Double quotes are part of the name.",
		}},
		Return: function.StringReturn{},
	}
}

func (quoteIdentifierFunction) Run(ctx context.Context, req function.RunRequest, resp *function.RunResponse) {
	var exact string
	if resp.Error = req.Arguments.Get(ctx, &exact); resp.Error != nil {
		return
	}
	name, err := identifier.FromExact(exact)
	if err != nil {
		resp.Error = function.NewArgumentFuncError(0, err.Error())
		return
	}
	resp.Error = resp.Result.Set(ctx, name.Quoted())
}
