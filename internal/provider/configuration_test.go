package provider

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/config"

	"github.com/snowstage/terraform-provider-snowstage/internal/identifier"
)

// config puts the provider's configuration before the given HCL.
func (h *harness) config(hcl ...string) string {
	return h.provider(strconv.Quote(testUser)) + strings.Join(hcl, "\n")
}

// waiting is a configuration of the provider that is not known while a new revision of it is planned.
func (h *harness) waiting(revision int, hcl ...string) string {
	return h.provider("terraform_data.user.output") + fmt.Sprintf(`
resource "terraform_data" "user" {
  input            = %q
  triggers_replace = %d
}
`, testUser, revision) + strings.Join(hcl, "\n")
}

// provider is the provider's block, with an expression for the user.
func (h *harness) provider(user string) string {
	var more strings.Builder
	for name, value := range h.settings() {
		fmt.Fprintf(&more, "%s = %q\n", name, value)
	}
	return fmt.Sprintf(`
provider "snowstage" {
  account     = %q
  user        = %s
  host        = %q
  port        = %s
  protocol    = "http"
  private_key = %q
  %s
}
`, testAccount, user, h.host, h.port, testKeyPEM(), more.String())
}

// variables are what the configurations in testdata take.
func (h *harness) variables() config.Variables {
	return config.Variables{
		"account":     config.StringVariable(testAccount),
		"user":        config.StringVariable(testUser),
		"host":        config.StringVariable(h.host),
		"port":        config.StringVariable(h.port),
		"private_key": config.StringVariable(testKeyPEM()),
	}
}

const landing = "snowstage_stage.landing"

func landingWith(attributes string) string {
	return fmt.Sprintf(`
resource "snowstage_stage" "landing" {
  database = "ANALYTICS"
  schema   = "RAW"
  name     = "landing"
  %s
}
`, attributes)
}

// stages writes a resource for each list of attributes: snowstage_stage.s0 is the stage S0, and so on.
func stages(attributes ...string) string {
	var text strings.Builder
	for i, lines := range attributes {
		fmt.Fprintf(&text, "resource \"snowstage_stage\" \"s%d\" {\n  database = \"ANALYTICS\"\n  schema = \"RAW\"\n  name = \"s%[1]d\"\n  %s\n}\n", i, lines)
	}
	return text.String()
}

// address is that of the stage with the number i among several.
func address(i int) string { return fmt.Sprintf("snowstage_stage.s%d", i) }

// qualified reads a full name that the test spells correctly.
func qualified(t *testing.T, spelling string) identifier.Qualified {
	t.Helper()
	name, err := identifier.ParseQualified(spelling)
	if err != nil {
		t.Fatal(err)
	}
	return name
}
