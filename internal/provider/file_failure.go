package provider

import (
	"context"
	"errors"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/snowstage/terraform-provider-snowstage/internal/client"
)

var readingFile = attempt{"Unable to read file", "reading", parentGrants + ", and READ on an internal stage or USAGE on an external one", nil}

// fileFailure blames the argument that the answer is about.
func (c *configured) fileFailure(ctx context.Context, file namedFile, limit int64, err error) diag.Diagnostic {
	if errors.Is(err, client.ErrTooLarge) {
		return diag.NewAttributeErrorDiagnostic(path.Root("max_size"), "File is too large", readingFile.detail(file.String(),
			fmt.Sprintf("What happened: it has more than max_size, %s.", bytesWords(limit)), remedyOfSize))
	}
	complaint := diag.NewErrorDiagnostic(readingFile.summary, readingFile.detail(file.String(), answer(ctx, err), c.remedyOfFile(ctx, file, err)))
	switch {
	case errors.Is(err, client.ErrNoFile):
		return diag.WithPath(file.fileAt, complaint)
	case file.scoped != nil && errors.Is(err, client.ErrForbidden):
		return diag.WithPath(file.fileAt, complaint)
	}
	return blameIfMissing(file.stageAt, err, complaint)
}

var remedyOfSize = fmt.Sprintf("set max_size to as many bytes as the file may have, %d at most; for larger files, and for those that nothing in the configuration looks into, "+
	"use the ephemeral resource snowstage_presigned_url.", fileLargestSize)

func (c *configured) remedyOfFile(ctx context.Context, file namedFile, err error) string {
	_, isLate := lateness(ctx, err)
	switch {
	case isLate, errors.Is(err, context.Canceled), errors.Is(err, client.ErrNoRole), errors.Is(err, client.ErrNotSnowflake):
	case errors.Is(err, client.ErrNoFile):
		return "check the path, in which case counts and nothing is percent-encoded: the data source snowstage_stage_files lists what the stage holds. " +
			"For a file that the same configuration uploads a data source waits with depends_on, and an ephemeral resource if one of its arguments is not known before."
	case file.scoped != nil && errors.Is(err, client.ErrForbidden):
		return "let the user make the URL as whom the provider signs in (SELECT BUILD_SCOPED_FILE_URL(…)): a scoped URL works for the user for whom it was made and for nobody else, whatever the role, " +
			"and for 24 hours. Or name the file by database, schema, stage and path: then privileges on the stage count."
	case file.scoped != nil && errors.Is(err, client.ErrNotFound):
		return "make a new URL: this one has expired, or the file or its stage is gone."
	case errors.Is(err, client.ErrNotFound):
		return fmt.Sprintf("check the names of database, schema and stage. Snowflake gives the same answer for a stage that does not exist and for one the role may not see: %s needs %s.",
			roleWords(c.role), readingFile.grants)
	}
	return remedy(ctx, readingFile, roleWords(c.role), err)
}
