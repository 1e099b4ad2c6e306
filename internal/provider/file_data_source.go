package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-validators/datasourcevalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
)

var (
	_ datasource.DataSourceWithConfigure        = (*fileDataSource)(nil)
	_ datasource.DataSourceWithConfigValidators = (*fileDataSource)(nil)
)

func newFileDataSource() datasource.DataSource { return &fileDataSource{} }

type fileDataSource struct{ configuredDataSource }

func (d *fileDataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_file"
}

func (d *fileDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	name := func(description string) schema.StringAttribute {
		return schema.StringAttribute{Optional: true, CustomType: nameType{}, MarkdownDescription: description}
	}
	resp.Schema = schema.Schema{
		MarkdownDescription: "Reads a small file of a stage through `GET /api/files/`. Name it by `database`, `schema`, `stage` and `path`, by `stage_id` and `path`, by `file_url`, or by `scoped_url`.\n\n" +
			"Its content is kept in the state: for what is secret, use the ephemeral resource `snowstage_file`. A file that the same configuration uploads is read after that with `depends_on`.\n\n" + fileEncryptionDescription,
		Attributes: map[string]schema.Attribute{
			"stage_id": schema.StringAttribute{Optional: true, Validators: []validator.String{stageID{}}, MarkdownDescription: stageIDDescription},
			"database": name(databaseDescription),
			"schema":   name(schemaDescription),
			"stage":    name(stageDescription),
			"path": schema.StringAttribute{
				Optional: true, Computed: true, Validators: []validator.String{stagePath{}}, MarkdownDescription: fileNamedPathDescription,
			},
			"file_url": schema.StringAttribute{Optional: true, Validators: []validator.String{isFileURL}, MarkdownDescription: fileURLDescription},
			"scoped_url": schema.StringAttribute{
				Optional: true, Sensitive: true, Validators: []validator.String{isScopedURL},
				MarkdownDescription: scopedURLDescription + " It is kept in the state, although it is a secret of that user until it expires; the ephemeral resource `snowstage_file` takes one without that.",
			},
			"max_size": schema.Int64Attribute{
				Optional: true, Validators: []validator.Int64{int64validator.Between(1, fileLargestSize)}, MarkdownDescription: fileMaxSizeDescription(),
			},
			"content":        schema.StringAttribute{Computed: true, MarkdownDescription: fileContentDescription},
			"content_base64": schema.StringAttribute{Computed: true, MarkdownDescription: fileBase64Description},
			"size":           schema.Int64Attribute{Computed: true, MarkdownDescription: fileSizeDescription},
			"sha256":         schema.StringAttribute{Computed: true, MarkdownDescription: fileSHA256Description},
		},
	}
}

func (d *fileDataSource) ConfigValidators(context.Context) []datasource.ConfigValidator {
	return []datasource.ConfigValidator{
		datasourcevalidator.ExactlyOneOf(waysToNameFile()...),
		datasourcevalidator.ExactlyOneOf(waysToTellPath()...),
		datasourcevalidator.RequiredTogether(namesOfReference()...),
	}
}

func (d *fileDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var model fileModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	resp.Diagnostics.Append(d.ready()...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(d.readFile(ctx, &model)...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, &model)...)
}
