// Idle is a Terraform provider that does nothing: what it costs is what Terraform and the plugin framework cost by themselves.
// The bench measures the real provider against it.
package main

import (
	"context"
	"flag"
	"log"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-framework/resource"
)

func main() {
	debug := flag.Bool("debug", false, "serve until interrupted and print how Terraform can attach")
	flag.Parse()
	err := providerserver.Serve(context.Background(), func() provider.Provider { return idleProvider{} }, providerserver.ServeOpts{
		Address: "registry.terraform.io/snowstage/idle",
		Debug:   *debug,
	})
	if err != nil {
		log.Fatal(err)
	}
}

type idleProvider struct{}

func (idleProvider) Metadata(_ context.Context, _ provider.MetadataRequest, resp *provider.MetadataResponse) {
	resp.TypeName = "idle"
}

func (idleProvider) Schema(context.Context, provider.SchemaRequest, *provider.SchemaResponse) {}

func (idleProvider) Configure(context.Context, provider.ConfigureRequest, *provider.ConfigureResponse) {
}

func (idleProvider) DataSources(context.Context) []func() datasource.DataSource { return nil }

func (idleProvider) Resources(context.Context) []func() resource.Resource {
	return []func() resource.Resource{func() resource.Resource { return idleStage{} }}
}
