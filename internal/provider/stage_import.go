package provider

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/snowstage/terraform-provider-snowstage/internal/identifier"
)

// importedKey marks, in private state, a stage of which Terraform knows only what Snowflake tells, since it was imported.
// The mark stands until an apply has recorded the rest, or has made the stage anew.
const importedKey = "imported"

// privateState is what the framework hands out for reading and writing private state.
type (
	privateReader interface {
		GetKey(ctx context.Context, key string) ([]byte, diag.Diagnostics)
	}
	privateWriter interface {
		SetKey(ctx context.Context, key string, value []byte) diag.Diagnostics
	}
)

func isImported(ctx context.Context, private privateReader) (bool, diag.Diagnostics) {
	value, diags := private.GetKey(ctx, importedKey)
	return string(value) == "true", diags
}

func markImported(ctx context.Context, private privateWriter) diag.Diagnostics {
	return private.SetKey(ctx, importedKey, []byte("true"))
}

func unmarkImported(ctx context.Context, private privateWriter) diag.Diagnostics {
	return private.SetKey(ctx, importedKey, []byte("false"))
}

func invalidIDDetail(err error) string {
	detail := err.Error()
	if problem, ok := errors.AsType[*identifier.Error](err); ok {
		detail = fmt.Sprintf("%q is not the full name of a stage: %s.", problem.Spelling, problem.Rule)
	}
	return detail + "\n\nGive database, schema and stage in one of these forms; a part that needs quotes has them in each form:\n" +
		"  DB.SCHEMA.STAGE\n" +
		`  "DB"."SCHEMA"."STAGE"` + "\n" +
		"  DB/SCHEMA/STAGE"
}

// importBlock is ready to be pasted, but for the address, which a provider is never told.
func importBlock(name identifier.Qualified) string {
	id := strings.Join([]string{name.Database.String(), name.Schema.String(), name.Name.String()}, ".")
	return fmt.Sprintf("  import {\n    to = snowstage_stage.example # this resource's address\n    id = %s\n  }", hclString(id))
}

func hclString(text string) string {
	escaped := strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`, "\r", `\r`, "\t", `\t`, "${", "$${", "%{", "%%{").Replace(text)
	return `"` + escaped + `"`
}
