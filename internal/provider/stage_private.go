package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
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
