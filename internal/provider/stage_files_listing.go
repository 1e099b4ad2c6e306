package provider

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/snowstage/terraform-provider-snowstage/internal/client"
	"github.com/snowstage/terraform-provider-snowstage/internal/identifier"
)

// stageFileListing is what was read of a stage's files.
type stageFileListing struct {
	client.FileSurvey
	paths      []string // of Files
	newestPath string
}

func (d *stageFilesDataSource) listFiles(ctx context.Context, stage identifier.Qualified, wanted stageFilesModel) (stageFileListing, diag.Diagnostic) {
	survey, err := d.client.Stages.SurveyFiles(ctx, stage, wanted.Pattern.ValueString(), wanted.limit(), wanted.includesFiles())
	if err != nil {
		return stageFileListing{}, d.listingFailure(ctx, stage, wanted, err)
	}
	named := survey.Files
	if !wanted.includesFiles() && survey.Newest.Name != "" {
		named = []client.StageFile{survey.Newest}
	}
	paths, err := d.client.Stages.Paths(ctx, stage, named)
	if err != nil {
		return stageFileListing{}, d.failure(ctx, readingStage, stageWords(stage), err)
	}
	listed := stageFileListing{FileSurvey: survey, paths: paths}
	if at := slices.Index(named, survey.Newest); at >= 0 {
		listed.newestPath = paths[at]
	}
	return listed, tooLargeToSend(stage, listed, d.mostListBytes)
}

func (d *stageFilesDataSource) listingFailure(ctx context.Context, stage identifier.Qualified, wanted stageFilesModel, err error) diag.Diagnostic {
	if errors.Is(err, client.ErrListTooLarge) {
		remedy := "sum up fewer files, by a narrower pattern or by limit."
		if wanted.includesFiles() {
			remedy = "list fewer files, by a narrower pattern or by limit, or set include_files = false, which sums up ten times as many."
		}
		return diag.NewErrorDiagnostic(listingFiles.summary, listingFiles.detail(stageWords(stage), answer(ctx, err), remedy))
	}
	complaint := blameIfMissing(path.Root("stage"), err, d.failure(ctx, listingFiles, stageWords(stage), err))
	if refused, ok := errors.AsType[*client.Error](err); ok && refused.Status == http.StatusBadRequest && !wanted.Pattern.IsNull() {
		complaint = diag.WithPath(path.Root("pattern"), complaint) // There is nothing else in the request.
	}
	return complaint
}

func warnOfSizes(stage identifier.Qualified, files client.FileSurvey) diag.Diagnostics {
	if files.Unsized == 0 {
		return nil
	}
	named := strings.Join(files.UnsizedNames, ", ")
	if more := files.Unsized - len(files.UnsizedNames); more > 0 {
		named += fmt.Sprintf(" and %d more", more)
	}
	return diag.Diagnostics{diag.NewAttributeWarningDiagnostic(path.Root("total_size"), "Sizes of files are not known", fmt.Sprintf(
		"Snowflake gave no number that can be added for the size of %d files of %s; total_size leaves them out: %s", files.Unsized, stageWords(stage), named))}
}
