// The Terraform provider snowstage manages Snowflake stages through Snowflake's REST API.
package main

import (
	"flag"
	"log"

	"github.com/snowstage/terraform-provider-snowstage/internal/process"
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
	if err := process.Serve("registry.terraform.io/snowstage/snowstage", *debug, provider.New(version)); err != nil {
		log.Fatal(err)
	}
}
