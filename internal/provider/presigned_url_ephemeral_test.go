package provider

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/snowstage/terraform-provider-snowstage/internal/client"
)

// presignedURL is the HCL of an ephemeral resource "snowstage_presigned_url" "it".
func presignedURL(stage string, arguments string) string {
	return fmt.Sprintf(`
ephemeral "snowstage_presigned_url" "it" {
  database = "ANALYTICS"
  schema   = "RAW"
  stage    = %q
  %s
}
`, stage, arguments)
}

// shown makes a state of what is ephemeral, for tests only.
const shown = `
provider "echo" {
  data = ephemeral.snowstage_presigned_url.it
}
resource "echo" "it" {}
`

func echoed(attribute string, value knownvalue.Check) statecheck.StateCheck {
	return statecheck.ExpectKnownValue("echo.it", tfjsonpath.New("data").AtMapKey(attribute), value)
}

// using gives a URL of the state to a test.
func using(try func(url string) error) statecheck.StateCheck {
	return echoed("presigned_url", knownvalue.StringFunc(try))
}

func TestPresignedURLUploadsAndDownloads(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	h.createSSEBeside(t, `ANALYTICS.RAW."My Stage"`)
	const (
		stage   = `"My Stage"`
		path    = `path = "in/ünï 100%.csv"`
		content = "id,name\n1,snow\n"
	)

	put := using(func(url string) error {
		if status, body := transfer(t, http.MethodPut, url, content); status != http.StatusOK {
			return fmt.Errorf("PUT: status %d, %s", status, body)
		}
		return nil
	})
	get := using(func(url string) error {
		if status, body := transfer(t, http.MethodGet, url, ""); status != http.StatusOK || body != content {
			return fmt.Errorf("GET: status %d, %s", status, body)
		}
		if status, _ := transfer(t, http.MethodPut, url, "changed"); status != http.StatusForbidden {
			return fmt.Errorf("PUT to a URL to download: status %d", status)
		}
		return nil
	})
	step := func(arguments string, checks ...statecheck.StateCheck) resource.TestStep {
		return resource.TestStep{Config: h.config(presignedURL(stage, path+"\n"+arguments), shown), ConfigStateChecks: checks}
	}
	h.run(t, step(`mode = "upload"`, put))
	h.run(t, step(`mode = "download"`, get, echoed("mode", knownvalue.StringExact("download"))))
	h.run(t, step(`expiration_time = 900`, get, echoed("mode", knownvalue.Null()), echoed("expires_at", expiresIn(900*time.Second))))
	h.run(t, step(``, get, echoed("expires_at", expiresIn(time.Hour))))
	h.expectWrites(t)
	h.expectPresignBodies(t, `{"mode":"upload"}`, `{"mode":"download"}`, `{"expiration_time":900}`, `{}`)
}

// expiresIn allows for the time that the test takes.
func expiresIn(lifetime time.Duration) knownvalue.Check {
	return knownvalue.StringFunc(func(text string) error {
		end, err := time.Parse("2006-01-02T15:04:05Z", text)
		if err != nil {
			return err
		}
		if left := time.Until(end); left > lifetime || left < lifetime-5*time.Minute {
			return fmt.Errorf("the URL ends in %s, want about %s", left, lifetime)
		}
		return nil
	})
}

// expectPresignBodies compares the bodies of the requests for URLs, each of which Terraform repeats from plan to apply.
func (h *harness) expectPresignBodies(t *testing.T, want ...string) {
	t.Helper()
	var got []string
	for _, r := range h.requests() {
		if !strings.HasSuffix(r.Path, ":presigned-url") {
			continue
		}
		body := strings.TrimSpace(r.Body)
		if body == "" {
			body = "{}"
		}
		if !json.Valid([]byte(body)) {
			t.Errorf("the body %q is no JSON", body)
		}
		if len(got) == 0 || got[len(got)-1] != body {
			got = append(got, body)
		}
	}
	if strings.Join(got, " ") != strings.Join(want, " ") {
		t.Errorf("bodies of the requests:\n got %q\nwant %q", got, want)
	}
}

func TestPresignedURLOfSnowflakeFullGivesCiphertext(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	h.createBeside(t, "ANALYTICS.RAW.FULL", client.Stage{Encryption: &client.Encryption{Type: new("SNOWFLAKE_FULL")}})
	h.uploadBeside(t, "ANALYTICS.RAW.FULL", "a.csv", "id,name\n")
	h.run(t, resource.TestStep{
		Config: h.config(presignedURL("full", `path = "a.csv"`), shown),
		ConfigStateChecks: []statecheck.StateCheck{using(func(url string) error {
			status, body := transfer(t, http.MethodGet, url, "")
			if status != http.StatusOK || len(body) != 16 || strings.Contains(body, "id,name") {
				return fmt.Errorf("GET: status %d, %q; want one block of ciphertext", status, body)
			}
			return nil
		})},
	})
}

func TestPresignedURLOfExternalStage(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	h.createBeside(t, "ANALYTICS.RAW.LAKE", client.Stage{URL: new("s3://acme-lake/raw/"), StorageIntegration: new("LAKE_INTEGRATION")})
	h.uploadBeside(t, "ANALYTICS.RAW.LAKE", "in/a.csv", "lake")
	h.run(t, resource.TestStep{
		Config: h.config(presignedURL("lake", `path = "in/a.csv"`), shown),
		ConfigStateChecks: []statecheck.StateCheck{using(func(url string) error {
			if status, body := transfer(t, http.MethodGet, url, ""); status != http.StatusOK || body != "lake" {
				return fmt.Errorf("GET: status %d, %s", status, body)
			}
			return nil
		})},
	})
}

func TestPresignedURLIsNotOnDisk(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	h.createSSEBeside(t, "ANALYTICS.RAW.LANDING")
	secrets := notOnDisk{"X-Amz-Signature", "X-Amz-Credential"}
	// The provider echo is given the URL, but no resource shows it.
	config := h.config(presignedURL("landing", `path = "a.csv"`), `
provider "echo" {
  data = ephemeral.snowstage_presigned_url.it.presigned_url
}
resource "snowstage_stage" "other" {
  database = "ANALYTICS"
  schema   = "RAW"
  name     = "other"
}
`, workingDirectory)
	h.run(t, resource.TestStep{
		Config:            config,
		ConfigPlanChecks:  preApply(secrets),
		ConfigStateChecks: checksOf(secrets),
	})
	h.expectPresignBodies(t, `{}`)
}

// What is shown must be found, or the test above would prove nothing.
func TestSearchOfTheDiskFinds(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	h.createSSEBeside(t, "ANALYTICS.RAW.LANDING")
	h.run(t, resource.TestStep{
		Config:            h.config(presignedURL("landing", `path = "a.csv"`), shown, workingDirectory),
		ConfigStateChecks: checksOf(notOnDisk{"X-Amz-Signature"}),
		ExpectError:       says(`terraform.tfstate holds "X-Amz-Signature"`),
	})
}

func TestPresignedURLWaitsForItsStage(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	h.run(t, resource.TestStep{
		Config: h.config(`
resource "snowstage_stage" "new" {
  database   = "ANALYTICS"
  schema     = "RAW"
  name       = "\"New One\""
  encryption = { type = "SNOWFLAKE_SSE" }

  force_destroy = true
}
ephemeral "snowstage_presigned_url" "it" {
  stage_id = snowstage_stage.new.id
  path     = "a.csv"
  mode     = "upload"
}
`, shown),
		ConfigStateChecks: []statecheck.StateCheck{using(func(url string) error {
			if status, body := transfer(t, http.MethodPut, url, "1"); status != http.StatusOK {
				return fmt.Errorf("PUT: status %d, %s", status, body)
			}
			return nil
		})},
	})
}

func TestPresignedURLSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	h.createBeside(t, "ANALYTICS.RAW.BY_ROLE", client.Stage{URL: new("s3://acme-lake/raw/"), Credentials: &client.Credentials{
		CredentialType: "AWS", AWSRole: new("arn:aws:iam::001234567890:role/lake"),
	}})
	refused := func(stage, arguments string, complaint ...string) resource.TestStep {
		return resource.TestStep{
			Config:      h.config(presignedURL(stage, arguments), shown),
			PlanOnly:    true,
			ExpectError: says(complaint...),
		}
	}
	byID := func(id string, complaint ...string) resource.TestStep {
		return resource.TestStep{
			Config:      h.config(fmt.Sprintf("ephemeral \"snowstage_presigned_url\" \"it\" {\n  stage_id = %q\n  path = \"a.csv\"\n}", id), shown),
			PlanOnly:    true,
			ExpectError: says(complaint...),
		}
	}
	h.run(t,
		refused("absent", `path = "in/../a.csv"`, "Invalid file path", `path = "in/../a.csv"`, `it has the segment ".."`),
		refused("absent", `path = "/a.csv"`, "Invalid file path", "it starts with /"),
		refused("absent", "path = \"a.csv\"\n expiration_time = 0", "expiration_time = 0", "between 1 and 604800"),
		refused("absent", "path = \"a.csv\"\n expiration_time = 604801", "expiration_time = 604801", "between 1 and 604800"),
		refused("absent", "path = \"a.csv\"\n mode = \"UPLOAD\"", `mode = "UPLOAD"`, `"upload" "download"`),
		refused("by_role", "path = \"a.csv\"\n expiration_time = 3601", "Unable to get presigned URL", "expiration_time = 3601", "HTTP status 400"),
		refused("absent", "path = \"a.csv\"\n stage_id = \"A.B.C\"", "Exactly one of these attributes must be configured: [stage_id,stage]"),
		byID(`A.B`, "Invalid stage id", `stage_id = "A.B"`, "DB.SCHEMA.STAGE"),
		byID(`ANALYTICS.RAW.ABSENT`, "Unable to get presigned URL", `stage_id = "ANALYTICS.RAW.ABSENT"`, "does not exist or not authorized"),
		refused("absent", `path = "a.csv"`, "Unable to get presigned URL", `stage = "absent"`, `file "a.csv" of stage "ANALYTICS"."RAW"."ABSENT"`, "does not exist or not authorized"),
	)
}
