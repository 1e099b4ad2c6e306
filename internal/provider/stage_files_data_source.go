package provider

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-timetypes/timetypes"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/snowstage/terraform-provider-snowstage/internal/client"
	"github.com/snowstage/terraform-provider-snowstage/internal/identifier"
)

var _ datasource.DataSourceWithConfigure = (*stageFilesDataSource)(nil)

func newStageFilesDataSource() datasource.DataSource { return &stageFilesDataSource{} }

type stageFilesDataSource struct{ configuredDataSource }

func (d *stageFilesDataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_stage_files"
}

func (d *stageFilesDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Lists the files of a stage, as `LIST @stage` does.",
		Attributes: map[string]schema.Attribute{
			"database": lookupAttribute(databaseDescription),
			"schema":   lookupAttribute(schemaDescription),
			"stage":    lookupAttribute(stageDescription),
			"pattern": schema.StringAttribute{
				Optional:   true,
				Validators: []validator.String{stringvalidator.LengthAtLeast(1), filePattern{}},
				MarkdownDescription: "Regular expression, in Java's syntax, that the whole `name` of a file has to match; it starts with the stage, so most " +
					"patterns start with `.*`, like `.*[.]csv`. All files by default.",
			},
			"files": schema.ListNestedAttribute{
				Computed:            true,
				MarkdownDescription: "The files, ordered by `path`.",
				NestedObject:        schema.NestedAttributeObject{Attributes: stageFileAttributes()},
			},
			"file_count": schema.Int64Attribute{Computed: true, MarkdownDescription: "Number of `files`."},
			"total_size": schema.Int64Attribute{Computed: true, MarkdownDescription: "Sum of the sizes of `files`, in bytes."},
		},
	}
}

func stageFileAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"name": schema.StringAttribute{
			Computed: true,
			MarkdownDescription: "Name as listed: `landing/in/orders.csv`, with the stage's name in lower case, for an internal stage; the whole URL, " +
				"like `s3://acme-lake/raw/in/orders.csv`, for an external one.",
		},
		"path": schema.StringAttribute{
			Computed:            true,
			MarkdownDescription: "Path within the stage, like `in/orders.csv`: what `snowstage_presigned_url` takes.",
		},
		"size": schema.Int64Attribute{
			Computed:            true,
			MarkdownDescription: "Size in bytes. On a `SNOWFLAKE_FULL` stage it is that of the encrypted file. Null if Snowflake gives no number.",
		},
		"md5": schema.StringAttribute{
			Computed: true,
			MarkdownDescription: "MD5 of the stored bytes in hexadecimal. On a `SNOWFLAKE_FULL` stage those are encrypted, so that it differs from the MD5 of the file that " +
				"was uploaded; on S3 it is the ETag, which for a file uploaded in parts is no MD5. Null if the store keeps none.",
		},
		"last_modified": schema.StringAttribute{
			Computed: true, CustomType: timetypes.RFC3339Type{},
			MarkdownDescription: "When the file was last modified, in RFC 3339, like `2026-09-05T17:59:21Z`. Null if `last_modified_raw` cannot be read.",
		},
		"last_modified_raw": schema.StringAttribute{
			Computed:            true,
			MarkdownDescription: "The same as Snowflake sends it, like `Sat, 5 Sep 2026 17:59:21 GMT`.",
		},
	}
}

func (d *stageFilesDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var model stageFilesModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	resp.Diagnostics.Append(d.ready()...)
	if resp.Diagnostics.HasError() {
		return
	}
	stage, diags := stageNamed(model.Database, model.Schema, path.Root("stage"), model.Stage)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := within(ctx, readTimeout, "")
	defer cancel()

	files, err := collect(d.client.Stages.ListFiles(ctx, stage, model.Pattern.ValueString()))
	if err != nil {
		complaint := blameIfMissing(path.Root("stage"), err, d.failure(ctx, listingFiles, stageWords(stage), err))
		if refused, ok := errors.AsType[*client.Error](err); ok && refused.Status == http.StatusBadRequest && !model.Pattern.IsNull() {
			complaint = diag.WithPath(path.Root("pattern"), complaint) // There is nothing else in the request.
		}
		resp.Diagnostics.Append(complaint)
		return
	}
	paths, err := d.client.Stages.Paths(ctx, stage, files)
	if err != nil {
		resp.Diagnostics.Append(d.failure(ctx, readingStage, stageWords(stage), err))
		return
	}
	model.take(files, paths)
	resp.Diagnostics.Append(warnOfSizes(stage, model.Files)...)
	resp.Diagnostics.Append(resp.State.Set(ctx, &model)...)
}

func warnOfSizes(stage identifier.Qualified, files []stageFileModel) diag.Diagnostics {
	var unread []string
	for _, file := range files {
		if file.Size.IsNull() {
			unread = append(unread, file.Name.ValueString())
		}
	}
	if len(unread) == 0 {
		return nil
	}
	return diag.Diagnostics{diag.NewAttributeWarningDiagnostic(path.Root("total_size"), "Sizes of files are not known", fmt.Sprintf(
		"Snowflake gave no number for the size of %d files of %s; their size is null and total_size leaves them out: %s",
		len(unread), stageWords(stage), strings.Join(unread[:min(len(unread), 10)], ", ")))}
}
