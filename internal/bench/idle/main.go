// Idle is a Terraform provider that does nothing with the schema of snowstage_stage: what it costs is what Terraform and the plugin
// framework cost by themselves, in a process that is tuned like the real provider's. The bench measures the real provider against it.
//
// With a URL in its configuration it does one thing more: for each create it sends the two requests that the real provider sends.
package main

import (
	"flag"
	"log"

	"github.com/snowstage/terraform-provider-snowstage/internal/process"
)

func main() {
	debug := flag.Bool("debug", false, "serve until interrupted and print how Terraform can attach")
	flag.Parse()
	if err := process.Serve("registry.terraform.io/snowstage/idle", *debug, newProvider); err != nil {
		log.Fatal(err)
	}
}
