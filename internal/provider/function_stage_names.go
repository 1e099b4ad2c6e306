package provider

import (
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/snowstage/terraform-provider-snowstage/internal/identifier"
)

// functions need no configuration: they work without an account.
func functions() []func() function.Function {
	return []func() function.Function{newQuoteIdentifierFunction, newStageFileURLFunction, newParseStageFileURLFunction, newParseStageIDFunction}
}

// stageNames are the names of a stage as other functions and the arguments of resources take them.
type stageNames struct {
	Database string `tfsdk:"database"`
	Schema   string `tfsdk:"schema"`
	Stage    string `tfsdk:"stage"`
}

func newStageNames(stage identifier.Qualified) stageNames {
	return stageNames{stage.Database.String(), stage.Schema.String(), stage.Name.String()}
}

func stageNamesWith(more ...string) map[string]attr.Type {
	attributes := map[string]attr.Type{"database": types.StringType, "schema": types.StringType, "stage": types.StringType}
	for _, name := range more {
		attributes[name] = types.StringType
	}
	return attributes
}

// read blames the arguments that begin at the given position.
func (n stageNames) read(position int64) (stage identifier.Qualified, problem *function.FuncError) {
	for i, part := range []struct {
		spelling string
		name     *identifier.Name
	}{{n.Database, &stage.Database}, {n.Schema, &stage.Schema}, {n.Stage, &stage.Name}} {
		name, err := identifier.Parse(part.spelling)
		if err != nil {
			return stage, function.NewArgumentFuncError(position+int64(i), err.Error())
		}
		*part.name = name
	}
	return stage, nil
}
