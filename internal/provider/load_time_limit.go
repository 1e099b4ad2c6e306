package provider

import (
	"context"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// timeLimit validates a duration of more than nothing.
type timeLimit struct{}

func (timeLimit) Description(context.Context) string {
	return "must be a duration of more than zero, like 90s, 30m or 1h30m"
}

func (v timeLimit) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (timeLimit) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	_, diags := timeLimitOf(req.Path, req.ConfigValue, 0)
	resp.Diagnostics.Append(diags...)
}

// timeLimitOf reads a duration; a complaint is on the given attribute.
func timeLimitOf(at path.Path, given types.String, byDefault time.Duration) (time.Duration, diag.Diagnostics) {
	if given.IsNull() || given.IsUnknown() {
		return byDefault, nil
	}
	limit, err := time.ParseDuration(given.ValueString())
	if err != nil || limit <= 0 {
		return 0, diag.Diagnostics{diag.NewAttributeErrorDiagnostic(at, "Invalid time limit",
			fmt.Sprintf("%q is no time limit: it %s.", given.ValueString(), timeLimit{}.Description(context.Background())))}
	}
	return limit, nil
}
