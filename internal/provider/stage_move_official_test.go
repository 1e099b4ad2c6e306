package provider

import (
	"context"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// officialStandIn answers in the place of the official provider: it has its stage resources, as far as their state matters,
// and keeps what it is given. It touches no stage.
func officialStandIn() (tfprotov6.ProviderServer, error) {
	return providerserver.NewProtocol6WithError(officialProvider{})()
}

type officialProvider struct{}

func (officialProvider) Metadata(_ context.Context, _ provider.MetadataRequest, resp *provider.MetadataResponse) {
	resp.TypeName = "snowflake"
}

func (officialProvider) Schema(context.Context, provider.SchemaRequest, *provider.SchemaResponse) {}

func (officialProvider) Configure(context.Context, provider.ConfigureRequest, *provider.ConfigureResponse) {
}

func (officialProvider) DataSources(context.Context) []func() datasource.DataSource { return nil }

func (officialProvider) Resources(context.Context) []func() resource.Resource {
	var all []func() resource.Resource
	for name, schema := range officialSchemas() {
		all = append(all, func() resource.Resource { return officialResource{name, schema} })
	}
	return all
}

// officialSchemas are those of version 2.20: the texts of snowflake_stage, and the blocks within blocks of the others.
// Source: https://registry.terraform.io/providers/snowflakedb/snowflake/2.20.0/docs.
func officialSchemas() map[string]schema.Schema {
	common := []string{"name", "database", "schema", "comment"}
	sole := func(attributes ...string) schema.Block { return officialBlock(attributes, nil) }
	encryption := func(kinds map[string]schema.Block) schema.Block { return officialBlock(nil, kinds) }
	directory := func(more ...string) schema.Block {
		return sole(append([]string{"refresh_on_create", "auto_refresh"}, more...)...)
	}
	format := officialBlock([]string{"format_name"}, map[string]schema.Block{"json": sole("compression")})
	return map[string]schema.Schema{
		"stage": officialSchema(0, append(common, "url", "credentials", "storage_integration", "file_format", "copy_options",
			"encryption", "directory", "aws_external_id", "snowflake_iam_user"), map[string]schema.Block{"tag": sole("value")}),
		"stage_internal": officialSchema(1, common, map[string]schema.Block{
			"encryption": encryption(map[string]schema.Block{"snowflake_full": sole(), "snowflake_sse": sole()}),
			"directory":  sole("auto_refresh"), "file_format": format,
		}),
		"stage_external_s3": officialSchema(1, append(common, "url", "storage_integration", "aws_access_point_arn", "use_privatelink_endpoint", "cloud"), map[string]schema.Block{
			"credentials": sole("aws_key_id", "aws_secret_key", "aws_token", "aws_role"),
			"encryption": encryption(map[string]schema.Block{
				"aws_cse": sole("master_key"), "aws_sse_s3": sole(), "aws_sse_kms": sole("kms_key_id"), "none": sole(),
			}),
			"directory": directory("aws_sns_topic"), "file_format": format,
		}),
		"stage_external_gcs": officialSchema(1, append(common, "url", "storage_integration", "cloud"), map[string]schema.Block{
			"encryption": encryption(map[string]schema.Block{"gcs_sse_kms": sole("kms_key_id"), "none": sole()}),
			"directory":  directory("notification_integration"), "file_format": format,
		}),
		"stage_external_azure": officialSchema(1, append(common, "url", "storage_integration", "use_privatelink_endpoint", "cloud"), map[string]schema.Block{
			"credentials": sole("azure_sas_token"),
			"encryption":  encryption(map[string]schema.Block{"azure_cse": sole("master_key"), "none": sole()}),
			"directory":   directory("notification_integration"), "file_format": format,
		}),
		"stage_external_s3_compatible": officialSchema(1, append(common, "url", "endpoint", "cloud"), map[string]schema.Block{
			"credentials": sole("aws_key_id", "aws_secret_key"), "directory": directory(), "file_format": format,
		}),
	}
}

// officialSchema has texts for all attributes, as the official provider has, which writes even its booleans as texts that may
// be "default".
func officialSchema(version int64, attributes []string, blocks map[string]schema.Block) schema.Schema {
	all := map[string]schema.Attribute{
		"id":                   schema.StringAttribute{Computed: true},
		"fully_qualified_name": schema.StringAttribute{Computed: true},
	}
	for _, name := range attributes {
		all[name] = schema.StringAttribute{Optional: true}
	}
	return schema.Schema{Version: version, Attributes: all, Blocks: blocks}
}

// officialBlock is a block that may be there once. Only enable, which each directory has, is a boolean.
func officialBlock(attributes []string, blocks map[string]schema.Block) schema.Block {
	all := map[string]schema.Attribute{}
	for _, name := range attributes {
		all[name] = schema.StringAttribute{Optional: true}
		if strings.HasSuffix(name, "auto_refresh") {
			all["enable"] = schema.BoolAttribute{Required: true}
		}
	}
	return schema.ListNestedBlock{NestedObject: schema.NestedBlockObject{Attributes: all, Blocks: blocks}}
}

type officialResource struct {
	name   string
	schema schema.Schema
}

func (r officialResource) Metadata(_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_" + r.name
}

func (r officialResource) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = r.schema
}

// Create keeps the plan, and null for what only Snowflake knows.
func (r officialResource) Create(_ context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	kept, err := tftypes.Transform(req.Plan.Raw, func(_ *tftypes.AttributePath, value tftypes.Value) (tftypes.Value, error) {
		if !value.IsKnown() {
			return tftypes.NewValue(value.Type(), nil), nil
		}
		return value, nil
	})
	if err != nil {
		resp.Diagnostics.AddError("Unable to keep the plan", err.Error())
		return
	}
	resp.State.Raw = kept
}

func (officialResource) Read(context.Context, resource.ReadRequest, *resource.ReadResponse) {}

func (officialResource) Update(_ context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	resp.State.Raw = req.Plan.Raw
}

func (officialResource) Delete(context.Context, resource.DeleteRequest, *resource.DeleteResponse) {}
