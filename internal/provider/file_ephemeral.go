package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-validators/ephemeralvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
)

var (
	_ ephemeral.EphemeralResourceWithConfigure        = (*fileEphemeral)(nil)
	_ ephemeral.EphemeralResourceWithConfigValidators = (*fileEphemeral)(nil)
)

func newFileEphemeral() ephemeral.EphemeralResource { return &fileEphemeral{} }

type fileEphemeral struct{ configuredEphemeral }

func (e *fileEphemeral) Metadata(_ context.Context, req ephemeral.MetadataRequest, resp *ephemeral.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_file"
}

func (e *fileEphemeral) Schema(_ context.Context, _ ephemeral.SchemaRequest, resp *ephemeral.SchemaResponse) {
	name := func(description string) schema.StringAttribute {
		return schema.StringAttribute{Optional: true, CustomType: nameType{}, MarkdownDescription: description}
	}
	resp.Schema = schema.Schema{
		MarkdownDescription: "Reads a small file of a stage through `GET /api/files/`, like the data source `snowstage_file`, but keeps its content in neither state nor plan. Name it by " +
			"`database`, `schema`, `stage` and `path`, by `stage_id` and `path`, by `file_url`, or by `scoped_url`.\n\n" +
			"Terraform reads the file in each plan and in each apply, and while planning as soon as the arguments are known, whatever `depends_on` says. So for a file that the same configuration " +
			"uploads, one argument has to be unknown before, like `path = snowstage_stage_file.it.id == null ? null : snowstage_stage_file.it.path`.\n\n" + fileEncryptionDescription,
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
				Optional: true, Sensitive: true, Validators: []validator.String{isScopedURL}, MarkdownDescription: scopedURLDescription,
			},
			"max_size": schema.Int64Attribute{
				Optional: true, Validators: []validator.Int64{int64validator.Between(1, fileLargestSize)}, MarkdownDescription: fileMaxSizeDescription(),
			},
			"content":        schema.StringAttribute{Computed: true, Sensitive: true, MarkdownDescription: fileContentDescription},
			"content_base64": schema.StringAttribute{Computed: true, Sensitive: true, MarkdownDescription: fileBase64Description},
			"size":           schema.Int64Attribute{Computed: true, MarkdownDescription: fileSizeDescription},
			"sha256":         schema.StringAttribute{Computed: true, MarkdownDescription: fileSHA256Description},
		},
	}
}

func (e *fileEphemeral) ConfigValidators(context.Context) []ephemeral.ConfigValidator {
	return []ephemeral.ConfigValidator{
		ephemeralvalidator.ExactlyOneOf(waysToNameFile()...),
		ephemeralvalidator.ExactlyOneOf(waysToTellPath()...),
		ephemeralvalidator.RequiredTogether(namesOfReference()...),
	}
}

func (e *fileEphemeral) Open(ctx context.Context, req ephemeral.OpenRequest, resp *ephemeral.OpenResponse) {
	var model fileModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	resp.Diagnostics.Append(e.ready()...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(e.readFile(ctx, &model)...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(resp.Result.Set(ctx, &model)...)
}
