// The Terraform provider snowstage manages Snowflake stages through Snowflake's REST API.
package main

import (
	"context"
	"flag"
	"log"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"

	"github.com/snowstage/terraform-provider-snowstage/internal/provider"
)

// version is set by the linker in releases.
var version = "dev"

func main() {
	debug := flag.Bool("debug", false, "serve until interrupted and print how Terraform can attach, for debuggers")
	flag.Parse()
	if !*debug {
		exitWithParent()
	}

	err := providerserver.Serve(context.Background(), provider.New(version), providerserver.ServeOpts{
		Address: "registry.terraform.io/snowstage/snowstage",
		Debug:   *debug,
	})
	if err != nil {
		log.Fatal(err)
	}
}
