package provider

import (
	"context"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-timetypes/timetypes"
	"github.com/hashicorp/terraform-plugin-framework-validators/ephemeralvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/snowstage/terraform-provider-snowstage/internal/client"
)

// The lifetimes of GET_PRESIGNED_URL, in seconds:
// https://docs.snowflake.com/en/sql-reference/functions/get_presigned_url.
const (
	presignedURLDefaultLifetime = 3600
	presignedURLLongestLifetime = 7 * 24 * 3600
)

// There is no Renew, because a renewal cannot change the URL that Terraform already has, and no Close, because
// Snowflake offers no way to withdraw a URL: it ends by itself.
var (
	_ ephemeral.EphemeralResourceWithConfigure        = (*presignedURLEphemeral)(nil)
	_ ephemeral.EphemeralResourceWithConfigValidators = (*presignedURLEphemeral)(nil)
)

func newPresignedURLEphemeral() ephemeral.EphemeralResource {
	return &presignedURLEphemeral{now: time.Now}
}

type presignedURLEphemeral struct {
	configuredEphemeral

	now func() time.Time
}

type presignedURLModel struct {
	stageReference
	Path           types.String      `tfsdk:"path"`
	Mode           types.String      `tfsdk:"mode"`
	ExpirationTime types.Int64       `tfsdk:"expiration_time"`
	PresignedURL   types.String      `tfsdk:"presigned_url"`
	ExpiresAt      timetypes.RFC3339 `tfsdk:"expires_at"`
}

func (e *presignedURLEphemeral) Metadata(_ context.Context, req ephemeral.MetadataRequest, resp *ephemeral.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_presigned_url"
}

func (e *presignedURLEphemeral) Schema(_ context.Context, _ ephemeral.SchemaRequest, resp *ephemeral.SchemaResponse) {
	name := func(description string) schema.StringAttribute {
		return schema.StringAttribute{Optional: true, CustomType: nameType{}, MarkdownDescription: description}
	}
	resp.Schema = schema.Schema{
		MarkdownDescription: "A URL by which anybody who has it can download, or upload, one file of a stage, until it expires. It is a secret, and kept in neither " +
			"state nor plan.\n\nTerraform asks for a new one in each plan and in each apply. The stage must be encrypted on the server's side " +
			"(`SNOWFLAKE_SSE` for an internal stage): with `SNOWFLAKE_FULL` a download gives the encrypted bytes.\n\nName the stage by `database`, `schema` and `stage`, " +
			"or by `stage_id` if the same configuration creates it: Terraform opens an ephemeral resource while planning as soon as its arguments are known, and the names of a stage are " +
			"known before it exists. Its id is not.",
		Attributes: map[string]schema.Attribute{
			"stage_id": schema.StringAttribute{
				Optional:            true,
				Validators:          []validator.String{stageID{}},
				MarkdownDescription: stageIDDescription,
			},
			"database": name(databaseDescription),
			"schema":   name(schemaDescription),
			"stage":    name(stageDescription),
			"path": schema.StringAttribute{
				Required:            true,
				Validators:          []validator.String{stagePath{}},
				MarkdownDescription: "Path of the file within the stage, like `in/orders.csv`. The file need not exist.",
			},
			"mode": schema.StringAttribute{
				Optional:   true,
				Validators: []validator.String{stringvalidator.OneOf("upload", "download")},
				MarkdownDescription: "`upload` for a URL to `PUT` to, `download` for one to `GET` from. By default it is not sent and Snowflake gives a URL to download. " +
					"Newer versions of Snowflake's API no longer document it and may ignore it.",
			},
			"expiration_time": schema.Int64Attribute{
				Optional:   true,
				Validators: []validator.Int64{int64validator.Between(1, presignedURLLongestLifetime)},
				MarkdownDescription: fmt.Sprintf("Seconds until the URL expires, from 1 to %d (7 days). By default it is not sent, and Snowflake takes %d. "+
					"A stage with `aws_role` cannot give more than 3600.", presignedURLLongestLifetime, presignedURLDefaultLifetime),
			},
			"presigned_url": schema.StringAttribute{
				Computed: true, Sensitive: true,
				MarkdownDescription: "The URL. It belongs to the cloud's object store; send no Snowflake token to it. Azure wants the header `x-ms-blob-type: BlockBlob` with a `PUT`.",
			},
			"expires_at": schema.StringAttribute{
				Computed: true, CustomType: timetypes.RFC3339Type{},
				MarkdownDescription: "When the URL expires, in RFC 3339 and UTC, like `2026-09-05T17:59:21Z`: as the URL itself says, otherwise the time of the request plus its lifetime.",
			},
		},
	}
}

func (e *presignedURLEphemeral) ConfigValidators(context.Context) []ephemeral.ConfigValidator {
	return []ephemeral.ConfigValidator{
		ephemeralvalidator.ExactlyOneOf(waysToReference()...),
		ephemeralvalidator.RequiredTogether(namesOfReference()...),
	}
}

func (e *presignedURLEphemeral) Open(ctx context.Context, req ephemeral.OpenRequest, resp *ephemeral.OpenResponse) {
	var model presignedURLModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	resp.Diagnostics.Append(e.ready()...)
	if resp.Diagnostics.HasError() {
		return
	}
	stage, blamed, diags := model.resolve()
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := within(ctx, readTimeout, "")
	defer cancel()

	requested := e.now()
	material, err := e.client.Stages.PresignURL(ctx, stage, model.Path.ValueString(), client.PresignedURLRequest{
		ExpirationTime: model.ExpirationTime.ValueInt64(),
		Mode:           model.Mode.ValueString(),
	})
	if err != nil {
		object := fmt.Sprintf("file %q of %s", model.Path.ValueString(), stageWords(stage))
		resp.Diagnostics.Append(blameIfMissing(blamed, err, e.failure(ctx, presigningURL, object, err)))
		return
	}
	lifetime := presignedURLDefaultLifetime * time.Second
	if !model.ExpirationTime.IsNull() {
		lifetime = time.Duration(model.ExpirationTime.ValueInt64()) * time.Second
	}
	presigned := string(material.PresignedURL)
	model.PresignedURL = types.StringValue(presigned)
	model.ExpiresAt = timetypes.NewRFC3339TimeValue(expiry(presigned, requested, lifetime))
	resp.Diagnostics.Append(resp.Result.Set(ctx, &model)...)
}
