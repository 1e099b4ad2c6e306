package provider

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-timetypes/timetypes"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/snowstage/terraform-provider-snowstage/internal/client"
)

type stageFilesModel struct {
	Database     nameValue        `tfsdk:"database"`
	Schema       nameValue        `tfsdk:"schema"`
	Stage        nameValue        `tfsdk:"stage"`
	Pattern      types.String     `tfsdk:"pattern"`
	Limit        types.Int64      `tfsdk:"limit"`
	IncludeFiles types.Bool       `tfsdk:"include_files"`
	Files        []stageFileModel `tfsdk:"files"`
	FileCount    types.Int64      `tfsdk:"file_count"`
	TotalSize    types.Int64      `tfsdk:"total_size"`
	Newest       *stageFileModel  `tfsdk:"newest"`
	Truncated    types.Bool       `tfsdk:"truncated"`
}

type stageFileModel struct {
	Name            types.String      `tfsdk:"name"`
	Path            types.String      `tfsdk:"path"`
	Size            types.Int64       `tfsdk:"size"`
	MD5             types.String      `tfsdk:"md5"`
	LastModified    timetypes.RFC3339 `tfsdk:"last_modified"`
	LastModifiedRaw types.String      `tfsdk:"last_modified_raw"`
}

// limit is the greatest number of files to be read; 0: there is none. No listing is as long as the greatest of them.
func (m *stageFilesModel) limit() int { return int(min(m.Limit.ValueInt64(), math.MaxInt32-1)) }

// includesFiles is true unless the configuration says otherwise: data sources have no defaults.
func (m *stageFilesModel) includesFiles() bool {
	return m.IncludeFiles.IsNull() || m.IncludeFiles.ValueBool()
}

// take sets the computed attributes from a listing, but for the files.
func (m *stageFilesModel) take(listed stageFileListing) {
	m.FileCount = types.Int64Value(int64(listed.Count))
	m.TotalSize = types.Int64Value(listed.Bytes)
	m.Truncated = types.BoolValue(listed.More)
	if listed.Newest.Name != "" {
		m.Newest = new(newStageFileModel(listed.Newest, listed.newestPath))
	}
}

// newStageFileModels are ordered by their paths, whatever order Snowflake lists in.
func newStageFileModels(files []client.StageFile, paths []string) []stageFileModel {
	models := make([]stageFileModel, len(files))
	for i, file := range files {
		models[i] = newStageFileModel(file, paths[i])
	}
	slices.SortStableFunc(models, func(a, b stageFileModel) int {
		return cmp.Or(
			strings.Compare(a.Path.ValueString(), b.Path.ValueString()),
			strings.Compare(a.Name.ValueString(), b.Name.ValueString()),
		)
	})
	return models
}

// A size or a date that cannot be read is null: one odd file must not keep the others from being seen.
func newStageFileModel(file client.StageFile, path string) stageFileModel {
	row := stageFileModel{
		Name:            types.StringValue(file.Name),
		Path:            types.StringValue(path),
		Size:            types.Int64Null(),
		MD5:             types.StringNull(), // Google Cloud Storage keeps none for files under a customer's key.
		LastModified:    timetypes.NewRFC3339Null(),
		LastModifiedRaw: types.StringValue(file.LastModified),
	}
	if size, isKnown := file.Bytes(); isKnown {
		row.Size = types.Int64Value(size)
	}
	if file.MD5 != "" {
		row.MD5 = types.StringValue(file.MD5)
	}
	if modified, err := file.Modified(); err == nil {
		row.LastModified = timetypes.NewRFC3339TimeValue(modified.UTC())
	}
	return row
}
