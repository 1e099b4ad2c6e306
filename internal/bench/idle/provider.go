package main

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	snowstage "github.com/snowstage/terraform-provider-snowstage/internal/provider"
)

// idleProvider has the one resource idle_stage.
type idleProvider struct{ stage resource.ResourceWithIdentity }

func newProvider() provider.Provider { return idleProvider{realStage()} }

// realStage is the resource whose schema is borrowed.
func realStage() resource.ResourceWithIdentity {
	ctx := context.Background()
	for _, newResource := range snowstage.New("idle")().Resources(ctx) {
		made := newResource()
		var named resource.MetadataResponse
		made.Metadata(ctx, resource.MetadataRequest{ProviderTypeName: "snowstage"}, &named)
		if found, ok := made.(resource.ResourceWithIdentity); ok && named.TypeName == "snowstage_stage" {
			return found
		}
	}
	panic("the provider has no resource snowstage_stage with an identity")
}

func (idleProvider) Metadata(_ context.Context, _ provider.MetadataRequest, resp *provider.MetadataResponse) {
	resp.TypeName = "idle"
}

func (idleProvider) Schema(_ context.Context, _ provider.SchemaRequest, resp *provider.SchemaResponse) {
	resp.Schema = schema.Schema{Attributes: map[string]schema.Attribute{
		"stages_url": schema.StringAttribute{Optional: true, Description: "Where creates send their requests: the URL of a schema's stages. Nothing is sent without."},
		"token":      schema.StringAttribute{Optional: true, Sensitive: true, Description: "A programmatic access token for them."},
	}}
}

func (idleProvider) Configure(ctx context.Context, req provider.ConfigureRequest, resp *provider.ConfigureResponse) {
	var stagesURL, token types.String
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root("stages_url"), &stagesURL)...)
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root("token"), &token)...)
	if !stagesURL.IsNull() {
		resp.ResourceData = newSender(stagesURL.ValueString(), token.ValueString())
	}
}

func (idleProvider) DataSources(context.Context) []func() datasource.DataSource { return nil }

func (p idleProvider) Resources(context.Context) []func() resource.Resource {
	return []func() resource.Resource{func() resource.Resource { return &idleStage{real: p.stage} }}
}
