package process

import (
	"fmt"
	"os"
	"strings"
)

// wantsLogs reports whether the user has set anything about logs, be it off.
func wantsLogs(environment []string) bool {
	return isSet(environment, func(name string) bool {
		return strings.HasPrefix(name, "TF_LOG") || strings.HasPrefix(name, "TF_ACC_LOG")
	})
}

// silence lets nothing below an error be logged. Without a level in the environment the plugin libraries log all they have, which
// Terraform then throws away.
//
// The variables are those of terraform-plugin-go (tfprotov6/tf6server, internal/logging) and terraform-plugin-framework (internal/logging).
func silence(address string) error {
	name := address[strings.LastIndex(address, "/")+1:]
	for _, variable := range []string{"TF_LOG_SDK", "TF_LOG_SDK_PROTO", "TF_LOG_SDK_FRAMEWORK", "TF_LOG_PROVIDER_" + strings.ToUpper(name)} {
		if err := os.Setenv(variable, "ERROR"); err != nil {
			return fmt.Errorf("switching off logs that nobody reads: %w", err)
		}
	}
	return nil
}
