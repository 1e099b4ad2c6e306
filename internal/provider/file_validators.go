package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/snowstage/terraform-provider-snowstage/internal/fileurl"
)

const (
	fileURLForm   = "A file URL looks like\n  https://acme-analytics.snowflakecomputing.com/api/files/ANALYTICS/RAW/LANDING/in/orders%2ecsv"
	scopedURLForm = "A scoped URL looks like\n  https://acme-analytics.snowflakecomputing.com/api/files/<id of the query that made it>/<number>/<encoded name>"
)

// fileURL validates the form of a file URL.
type fileURL struct{}

func (fileURL) Description(context.Context) string { return "must be a file URL" }

func (v fileURL) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (fileURL) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	_, diags := parseFileURL(req.Path, req.ConfigValue.ValueString())
	resp.Diagnostics.Append(diags...)
}

func parseFileURL(at path.Path, text string) (fileurl.File, diag.Diagnostics) {
	file, err := fileurl.Parse(text)
	if err != nil {
		return file, diag.Diagnostics{diag.NewAttributeErrorDiagnostic(at, "Invalid file URL", "The text is no file URL: "+err.Error()+".\n\n"+fileURLForm)}
	}
	return file, nil
}

// scopedURL validates the form of a scoped URL, which is a secret.
type scopedURL struct{}

func (scopedURL) Description(context.Context) string { return "must be a scoped URL" }

func (v scopedURL) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (scopedURL) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	_, diags := parseScopedURL(req.Path, req.ConfigValue.ValueString())
	resp.Diagnostics.Append(diags...)
}

func parseScopedURL(at path.Path, text string) (fileurl.Scoped, diag.Diagnostics) {
	scoped, err := fileurl.ParseScoped(text)
	if err != nil {
		return scoped, diag.Diagnostics{diag.NewAttributeErrorDiagnostic(at, "Invalid scoped URL", "The text is no scoped URL: "+err.Error()+".\n\n"+scopedURLForm)}
	}
	return scoped, nil
}
