package provider

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-timetypes/timetypes"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/snowstage/terraform-provider-snowstage/internal/client"
)

type stageFilesModel struct {
	Database  nameValue        `tfsdk:"database"`
	Schema    nameValue        `tfsdk:"schema"`
	Stage     nameValue        `tfsdk:"stage"`
	Pattern   types.String     `tfsdk:"pattern"`
	Files     []stageFileModel `tfsdk:"files"`
	FileCount types.Int64      `tfsdk:"file_count"`
	TotalSize types.Int64      `tfsdk:"total_size"`
}

type stageFileModel struct {
	Name            types.String      `tfsdk:"name"`
	Path            types.String      `tfsdk:"path"`
	Size            types.Int64       `tfsdk:"size"`
	MD5             types.String      `tfsdk:"md5"`
	LastModified    timetypes.RFC3339 `tfsdk:"last_modified"`
	LastModifiedRaw types.String      `tfsdk:"last_modified_raw"`
}

// take sets the computed attributes from a listing. The order is that of the paths, whatever order Snowflake lists in.
func (m *stageFilesModel) take(listed []client.StageFile, paths []string) {
	m.Files = make([]stageFileModel, 0, len(listed))
	var total int64
	for i, file := range listed {
		row := newStageFileModel(file, paths[i])
		total += row.Size.ValueInt64()
		m.Files = append(m.Files, row)
	}
	slices.SortStableFunc(m.Files, func(a, b stageFileModel) int {
		return cmp.Or(
			strings.Compare(a.Path.ValueString(), b.Path.ValueString()),
			strings.Compare(a.Name.ValueString(), b.Name.ValueString()),
		)
	})
	m.FileCount = types.Int64Value(int64(len(listed)))
	m.TotalSize = types.Int64Value(total)
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
	if size, err := strconv.ParseInt(file.Size, 10, 64); err == nil && size >= 0 {
		row.Size = types.Int64Value(size)
	}
	if file.MD5 != "" {
		row.MD5 = types.StringValue(file.MD5)
	}
	if modified, err := parseLastModified(file.LastModified); err == nil {
		row.LastModified = timetypes.NewRFC3339TimeValue(modified.UTC())
	}
	return row
}

// parseLastModified reads the dates of LIST, which look like those of HTTP with a day of one or two digits.
func parseLastModified(text string) (time.Time, error) {
	modified, err := time.Parse("Mon, 2 Jan 2006 15:04:05 GMT", text)
	for _, layout := range []string{time.RFC1123Z, time.RFC3339} {
		if err == nil {
			break
		}
		modified, err = time.Parse(layout, text)
	}
	return modified, err
}
