package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-timetypes/timetypes"
	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
)

var _ datasource.DataSourceWithConfigure = (*stageFilesDataSource)(nil)

func newStageFilesDataSource() datasource.DataSource {
	return &stageFilesDataSource{mostListBytes: mostListBytes}
}

type stageFilesDataSource struct {
	configuredDataSource
	mostListBytes int64
}

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
			"limit": schema.Int64Attribute{
				Optional:   true,
				Validators: []validator.Int64{int64validator.AtLeast(1)},
				MarkdownDescription: "Number of files that are read at most, in the order in which Snowflake lists them; the rest is not even downloaded. " +
					"All files by default. More than 1,000,000 are an error, and so are more than fit into 250 MiB, some 700,000 with paths of 100 characters; " +
					"with `include_files = false` only more than 10,000,000.",
			},
			"include_files": schema.BoolAttribute{
				Optional: true,
				MarkdownDescription: "Whether `files` is filled. With `false` nothing of each file is kept, neither in memory nor in the state, so that a stage of any size " +
					"can be summed up: `file_count`, `total_size` and `newest`. True by default.",
			},
			"files": schema.ListNestedAttribute{
				Computed:            true,
				MarkdownDescription: "The files, ordered by `path`. Null with `include_files = false`.",
				NestedObject:        schema.NestedAttributeObject{Attributes: stageFileAttributes()},
			},
			"file_count": schema.Int64Attribute{Computed: true, MarkdownDescription: "Number of files that were read: all, unless there is a `limit`."},
			"total_size": schema.Int64Attribute{Computed: true, MarkdownDescription: "Sum of the sizes of the files that were read, in bytes."},
			"newest": schema.SingleNestedAttribute{
				Computed: true,
				MarkdownDescription: "The file that was modified last, among those that were read; of several of one date the first by name. " +
					"Null if there are no files, or none has a date that can be read.",
				Attributes: stageFileAttributes(),
			},
			"truncated": schema.BoolAttribute{Computed: true, MarkdownDescription: "Whether there are more files than `limit`."},
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

	listed, complaint := d.listFiles(ctx, stage, model)
	if complaint != nil {
		resp.Diagnostics.Append(complaint)
		return
	}
	model.take(listed)
	resp.Diagnostics.Append(warnOfSizes(stage, listed.FileSurvey)...)
	resp.Diagnostics.Append(resp.State.Set(ctx, &model)...)
	if model.includesFiles() && !resp.Diagnostics.HasError() {
		resp.Diagnostics.Append(putStageFiles(ctx, &resp.State.Raw, newStageFileModels(listed.Files, listed.paths))...)
	}
}
