package provider

import (
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/snowstage/terraform-provider-snowstage/internal/fileurl"
)

const (
	fileURLForm   = "A file URL looks like\n  https://acme-analytics.snowflakecomputing.com/api/files/ANALYTICS/RAW/LANDING/in/orders%2ecsv"
	scopedURLForm = "A scoped URL looks like\n  https://acme-analytics.snowflakecomputing.com/api/files/<id of the query that made it>/<number>/<encoded name>"
)

var (
	isFileURL   = formOf("must be a file URL", parseFileURL)
	isScopedURL = formOf("must be a scoped URL", parseScopedURL)
)

func parseFileURL(at path.Path, text string) (fileurl.File, diag.Diagnostics) {
	file, err := fileurl.Parse(text)
	if err != nil {
		return file, diag.Diagnostics{diag.NewAttributeErrorDiagnostic(at, "Invalid file URL", "The text is no file URL: "+err.Error()+".\n\n"+fileURLForm)}
	}
	return file, nil
}

func parseScopedURL(at path.Path, text string) (fileurl.Scoped, diag.Diagnostics) {
	scoped, err := fileurl.ParseScoped(text)
	if err != nil {
		return scoped, diag.Diagnostics{diag.NewAttributeErrorDiagnostic(at, "Invalid scoped URL", "The text is no scoped URL: "+err.Error()+".\n\n"+scopedURLForm)}
	}
	return scoped, nil
}
