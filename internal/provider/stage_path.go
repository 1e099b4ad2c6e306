package provider

import (
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/snowstage/terraform-provider-snowstage/internal/stagepath"
)

// stagePath validates a path within a stage: that of a file, or that of a folder, which may end in /.
type stagePath struct{ folder bool }

func (v stagePath) Description(context.Context) string {
	return "must be the path of a " + v.of() + fmt.Sprintf(" of at most %d bytes, without control characters, empty segments, . and ..", stagepath.MaxLength)
}

func (v stagePath) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (v stagePath) of() string {
	if v.folder {
		return "folder"
	}
	return "file"
}

func (v stagePath) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	given, example := req.ConfigValue.ValueString(), "in/orders.csv"
	checked := given
	if v.folder {
		example = "in/2026"
		if len(given) > 1 {
			checked = strings.TrimSuffix(given, "/")
		}
	}
	if err := stagepath.Check(checked); err != nil {
		resp.Diagnostics.AddAttributeError(req.Path, "Invalid "+v.of()+" path",
			fmt.Sprintf("%q is not the path of a %s on a stage, like %s: %s.", given, v.of(), example, err))
	}
}
