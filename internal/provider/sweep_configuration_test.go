package provider

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// wayToSignIn is what the environment says of it.
type wayToSignIn func(*testing.T, *sweepAccount, sweepSecrets) []string

// keyInVariables gives an encrypted key and its passphrase by variables of the configuration.
func keyInVariables(_ *testing.T, _ *sweepAccount, s sweepSecrets) []string {
	return []string{"SNOWFLAKE_USER=" + testUser, "TF_VAR_private_key=" + s.encryptedKey, "TF_VAR_passphrase=" + s.passphrase}
}

// waysToSignIn are the others, each by the environment and by files that it names.
func waysToSignIn() map[string]wayToSignIn {
	file := func(t *testing.T, name, content string) string {
		t.Helper()
		path := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	return map[string]wayToSignIn{
		"encrypted key in a file": func(t *testing.T, _ *sweepAccount, s sweepSecrets) []string {
			return []string{"SNOWFLAKE_USER=" + testUser, "SNOWFLAKE_PRIVATE_KEY_PATH=" + file(t, "key.pem", s.encryptedKey), "SNOWFLAKE_PRIVATE_KEY_PASSPHRASE=" + s.passphrase}
		},
		"key in a profile": func(t *testing.T, _ *sweepAccount, s sweepSecrets) []string {
			profile := "[default]\nuser = '" + testUser + "'\nprivate_key_raw = '''\n" + s.encryptedKey + "'''\nprivate_key_passphrase = '''" + s.passphrase + "'''\n"
			return []string{"SNOWFLAKE_HOME=" + filepath.Dir(file(t, "connections.toml", profile))}
		},
		"programmatic access token": func(_ *testing.T, _ *sweepAccount, s sweepSecrets) []string {
			return []string{"SNOWFLAKE_AUTHENTICATOR=PROGRAMMATIC_ACCESS_TOKEN", "SNOWFLAKE_TOKEN=" + s.token}
		},
		"token in a file": func(t *testing.T, _ *sweepAccount, s sweepSecrets) []string {
			return []string{"SNOWFLAKE_AUTHENTICATOR=PROGRAMMATIC_ACCESS_TOKEN", "SNOWFLAKE_TOKEN_FILE_PATH=" + file(t, "token", s.token)}
		},
		"workload identity": func(_ *testing.T, _ *sweepAccount, s sweepSecrets) []string {
			return []string{"SNOWFLAKE_TOKEN=" + s.workload}
		},
		"OAuth client credentials": func(_ *testing.T, a *sweepAccount, s sweepSecrets) []string {
			return []string{
				"SNOWFLAKE_OAUTH_CLIENT_ID=client", "SNOWFLAKE_OAUTH_CLIENT_SECRET=" + s.oauthSecret,
				"SNOWFLAKE_OAUTH_TOKEN_REQUEST_URL=" + a.address.JoinPath("/oauth/token-request").String(),
			}
		},
		"OAuth refresh token": func(_ *testing.T, _ *sweepAccount, s sweepSecrets) []string {
			return []string{"SNOWFLAKE_OAUTH_CLIENT_ID=client", "SNOWFLAKE_OAUTH_CLIENT_SECRET=" + s.oauthSecret, "SNOWFLAKE_OAUTH_REFRESH_TOKEN=" + s.refreshToken}
		},
	}
}

const keyAttributes = "private_key = var.private_key\n  private_key_passphrase = var.passphrase"

// sweepProvider is the provider's block with attributes, and the variables for all secrets. They are declared as Terraform wants it for what must be
// in no plan: of an ephemeral variable it keeps the name only.
func sweepProvider(attributes string) string {
	var hcl strings.Builder
	fmt.Fprintf(&hcl, `
terraform {
  required_providers {
    snowstage = { source = "snowstage/snowstage" }
  }
}
provider "snowstage" {
  %s
}
`, attributes)
	for _, name := range []string{"aws_key_id", "aws_secret_key", "aws_token", "sas_token", "master_key", "private_key", "passphrase", "content"} {
		fmt.Fprintf(&hcl, "variable %q {\n  type      = string\n  default   = null\n  sensitive = true\n  ephemeral = true\n}\n", name)
	}
	return hcl.String()
}

// awsSecrets are the attributes of a stage on S3 that has every secret; a change of the version rotates them all, by SQL.
func awsSecrets(version int) string {
	return fmt.Sprintf(`
  url                    = "s3://lake/a/"
  credentials            = { aws_key_id_wo = var.aws_key_id, aws_secret_key_wo = var.aws_secret_key, aws_token_wo = var.aws_token }
  credentials_wo_version = %d
  encryption             = { type = "AWS_CSE", master_key_wo = var.master_key }
  encryption_wo_version  = %[1]d
`, version)
}

func azureSecrets(version int) string {
	return fmt.Sprintf(`
  url                    = "azure://acme.blob.core.windows.net/a/"
  credentials            = { azure_sas_token_wo = var.sas_token }
  credentials_wo_version = %d
  encryption             = { type = "AZURE_CSE", master_key_wo = var.master_key }
  encryption_wo_version  = %[1]d
`, version)
}

// sweepStage is a resource for a stage whose name is its label.
func sweepStage(label, more string) string {
	return fmt.Sprintf("resource \"snowstage_stage\" %q {\n  database = \"ANALYTICS\"\n  schema   = \"RAW\"\n  name     = %[1]q\n  %s\n}\n", label, more)
}

// sweepURL uses a presigned URL as users do, and reads with each data source.
const sweepURL = `
resource "snowstage_stage" "internal" {
  database      = "ANALYTICS"
  schema        = "RAW"
  name          = "internal"
  encryption    = { type = "SNOWFLAKE_SSE" }
  force_destroy = true
}
ephemeral "snowstage_presigned_url" "it" {
  stage_id = snowstage_stage.internal.id
  path     = "a.csv"
  mode     = "upload"
}
resource "terraform_data" "upload" {
  triggers_replace = snowstage_stage.internal.created_on

  provisioner "local-exec" {
    command     = "test $${#URL} -gt 100"
    environment = { URL = ephemeral.snowstage_presigned_url.it.presigned_url }
  }
}
data "snowstage_stages" "all" {
  database   = "ANALYTICS"
  schema     = "RAW"
  depends_on = [terraform_data.upload]
}
data "snowstage_stage" "internal" {
  database   = "ANALYTICS"
  schema     = "RAW"
  name       = snowstage_stage.internal.name
}
data "snowstage_stage_files" "internal" {
  database   = "ANALYTICS"
  schema     = "RAW"
  stage      = snowstage_stage.internal.name
}
output "all" { value = data.snowstage_stages.all }
`
