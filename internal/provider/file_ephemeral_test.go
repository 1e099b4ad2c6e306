package provider

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
)

const secretContent = "correct horse battery staple"

// ephemeralFile is the HCL of an ephemeral resource "snowstage_file" "it", whose path is an expression.
func ephemeralFile(path string) string {
	return `
ephemeral "snowstage_file" "it" {
  stage_id = "` + landingID + `"
  path     = ` + path + `
}
`
}

func TestEphemeralFileIsGivenAndNotOnDisk(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	h.createSSEBeside(t, landingID)
	h.putFileBeside(t, landingID, "secret.txt", secretContent)
	given := h.config(ephemeralFile(`"secret.txt"`), "provider \"echo\" {\n  data = ephemeral.snowstage_file.it\n}\nresource \"echo\" \"it\" {}\n", workingDirectory)
	unseen := h.config(ephemeralFile(`"secret.txt"`), "provider \"echo\" {\n  data = ephemeral.snowstage_file.it\n}\nresource \"terraform_data\" \"it\" {}\n", workingDirectory)
	secrets := notOnDisk{secretContent}
	h.run(t, resource.TestStep{
		Config: given,
		ConfigStateChecks: checksOf(
			echoed("content", knownvalue.StringExact(secretContent)),
			echoed("size", knownvalue.Int64Exact(int64(len(secretContent)))),
			echoed("sha256", knownvalue.StringExact(sha256Of(secretContent))),
			echoed("path", knownvalue.StringExact("secret.txt")),
		),
	})
	h.run(t, resource.TestStep{Config: unseen, ConfigPlanChecks: preApply(secrets), ConfigStateChecks: checksOf(secrets)})
	// What is shown must be found, or the step before would prove nothing.
	h.run(t, resource.TestStep{Config: given, ConfigStateChecks: checksOf(secrets), ExpectError: says(`terraform.tfstate holds "` + secretContent + `"`)})
}

func TestEphemeralFileWaitsForItsArguments(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	h.createSSEBeside(t, landingID)
	arrives := during(func() error {
		for _, r := range h.requests() {
			if strings.HasPrefix(r.Path, "/api/files/") {
				t.Errorf("while planning %s was asked for", r.Path)
			}
		}
		return h.PutFile("ANALYTICS", "RAW", "LANDING", "later.txt", []byte(secretContent))
	})
	h.run(t, resource.TestStep{
		Config: h.config("resource \"terraform_data\" \"path\" {\n  input = \"later.txt\"\n}\n", ephemeralFile("terraform_data.path.output"),
			"provider \"echo\" {\n  data = ephemeral.snowstage_file.it\n}\nresource \"echo\" \"it\" {}\n"),
		ConfigPlanChecks:  preApply(plancheck.PlanCheck(arrives)),
		ConfigStateChecks: checksOf(echoed("content", knownvalue.StringExact(secretContent))),
	})
}

// What the documentation says of a file that the same configuration uploads.
func TestFileIsReadAfterItsUpload(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	h.createSSEBeside(t, landingID)
	config := func(content string) string {
		return h.config(`
resource "snowstage_stage_file" "it" {
  database        = "ANALYTICS"
  schema          = "RAW"
  stage           = "LANDING"
  path            = "in/new.txt"
  content         = "`+content+`"
  keep_on_destroy = true
}
data "snowstage_file" "it" {
  stage_id   = "`+landingID+`"
  path       = snowstage_stage_file.it.path
  depends_on = [snowstage_stage_file.it]
}
output "read" { value = data.snowstage_file.it.content }
`, ephemeralFile("snowstage_stage_file.it.id == null ? null : snowstage_stage_file.it.path"),
			"provider \"echo\" {\n  data = ephemeral.snowstage_file.it\n}\nresource \"echo\" \"it\" {}\n")
	}
	h.run(t,
		resource.TestStep{
			Config: config("first"),
			ConfigStateChecks: checksOf(
				statecheck.ExpectKnownOutputValue("read", knownvalue.StringExact("first")), echoed("content", knownvalue.StringExact("first")),
			),
		},
		resource.TestStep{
			Config:            config("second"),
			ConfigStateChecks: checksOf(statecheck.ExpectKnownOutputValue("read", knownvalue.StringExact("second"))),
		},
	)
}
