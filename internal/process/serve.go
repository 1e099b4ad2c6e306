// Package process is what the process of a provider does besides providing: it writes no logs that nobody reads, collects garbage as
// suits a process that lives for seconds, and keeps nothing of a call that is over.
package process

import (
	"os"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6/tf6server"
)

// Serve serves a provider to Terraform until Terraform ends it. The address is the provider's in full, like
// registry.terraform.io/snowstage/snowstage. With debug it prints how Terraform can attach, and serves until it is interrupted.
//
// If the environment says anything about logs (TF_LOG, TF_LOG_PROVIDER and all that begins so), they are as it says; the same goes for
// the collector (GOGC, GOMEMLIMIT).
func Serve(address string, debug bool, newProvider func() provider.Provider) error {
	environment := os.Environ()
	isQuiet := !wantsLogs(environment)
	if isQuiet {
		if err := silence(address); err != nil {
			return err
		}
	}
	defer collectLess(headroomFor(environment))()

	var options []tf6server.ServeOpt
	if debug {
		options = append(options, tf6server.WithManagedDebug())
	}
	return tf6server.Serve(address, func() tfprotov6.ProviderServer {
		server := providerserver.NewProtocol6(newProvider())()
		if isQuiet {
			return withoutLoggers(server)
		}
		return server
	}, options...)
}

// isSet reports whether a variable that is meant has a value. An environment is a list of NAME=value.
func isSet(environment []string, isMeant func(name string) bool) bool {
	return slices.ContainsFunc(environment, func(variable string) bool {
		name, value, _ := strings.Cut(variable, "=")
		return value != "" && isMeant(name)
	})
}
