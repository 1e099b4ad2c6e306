package provider

import (
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/config"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"github.com/snowstage/terraform-provider-snowstage/internal/client"
)

// secretsOfOldStages are those in testdata/moved/old.tf.
var secretsOfOldStages = leftInOldState{"canary-key-id", "canary-secret-key", "canary-token", "canary-sas-token", "canary-master-key"}

// oldStages are the stages that testdata/moved describes, by their full names.
func oldStages() map[string]client.Stage {
	keys := &client.Credentials{
		CredentialType: "AWS", AWSKeyID: new(client.Secret("id")), AWSSecretKey: new(client.Secret("key")), AWSToken: new(client.Secret("token")),
	}
	role := &client.Credentials{CredentialType: "AWS", AWSRole: new("arn:aws:iam::1:role/lake")}
	masterKey := new(client.Secret(keyOf128))
	return map[string]client.Stage{
		`ANALYTICS.RAW."say ""hi"""`: {
			Comment: new(`Once "said"`), Encryption: &client.Encryption{Type: new("SNOWFLAKE_SSE")},
			DirectoryTable: &client.DirectoryTable{Enable: new(true), AutoRefresh: new(true)},
		},
		`ANALYTICS.RAW.TEXT_KEYS`: {URL: new("s3://a/"), Credentials: keys, Encryption: &client.Encryption{MasterKey: masterKey}},
		`ANALYTICS.RAW.TEXT_ROLE`: {
			URL: new("s3://a/"), Credentials: role, Encryption: &client.Encryption{Type: new("AWS_SSE_KMS"), KMSKeyID: new("alias/lake")},
		},
		`ANALYTICS.RAW."lower case"`: {},
		`ANALYTICS.RAW."landing"`: {
			Comment: new("Files from partners"), Encryption: &client.Encryption{Type: new("SNOWFLAKE_SSE")},
			DirectoryTable: &client.DirectoryTable{Enable: new(true)},
		},
		`ANALYTICS.RAW.INTEGRATION`: {
			URL: new("s3://a/b/"), StorageIntegration: new(`"Lake"`), Encryption: &client.Encryption{Type: new("AWS_SSE_KMS"), KMSKeyID: new("alias/lake")},
			DirectoryTable: &client.DirectoryTable{Enable: new(true), RefreshOnCreate: new(false), AutoRefresh: new(true)},
		},
		`ANALYTICS.RAW.ROLE`: {URL: new("s3://a/"), Credentials: role, Encryption: &client.Encryption{Type: new("NONE")}},
		`ANALYTICS.RAW.KEYS`: {URL: new("s3://a/"), Credentials: keys, Encryption: &client.Encryption{Type: new("AWS_CSE"), MasterKey: masterKey}},
		`ANALYTICS.RAW.EVENTS`: {
			URL: new("gcs://a/"), StorageIntegration: new("LAKE"), Encryption: &client.Encryption{Type: new("GCS_SSE_KMS"), KMSKeyID: new("lake")},
			DirectoryTable: &client.DirectoryTable{Enable: new(true), AutoRefresh: new(true), NotificationIntegration: new("EVENTS")},
		},
		`ANALYTICS.RAW.TOKEN`: {
			URL:         new("azure://acme.blob.core.windows.net/c/"),
			Credentials: &client.Credentials{CredentialType: "AZURE", AzureSASToken: new(client.Secret("?sv=1"))},
			Encryption:  &client.Encryption{Type: new("AZURE_CSE"), MasterKey: masterKey},
		},
		`ANALYTICS.RAW.COMPATIBLE`: {
			URL: new("s3compat://a/"), Endpoint: new("s3.eu.example.com"),
			Credentials: &client.Credentials{CredentialType: "AWS", AWSKeyID: new(client.Secret("id")), AWSSecretKey: new(client.Secret("key"))},
		},
	}
}

// runMove goes through the steps with the official provider's stand-in beside this provider.
func (h *harness) runMove(t *testing.T, options *resource.AdditionalCLIOptions, steps ...resource.TestStep) {
	t.Helper()
	factories := maps.Clone(providerFactories)
	factories["snowflake"] = officialStandIn
	resource.Test(t, resource.TestCase{ProtoV6ProviderFactories: factories, AdditionalCLIOptions: options, Steps: steps})
}

func fileOf(t *testing.T, path ...string) string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(path...))
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

// makeOldStages makes the stages, with a file on one of them. The result checks that they are still the same, and that
// Terraform has written nothing.
func (h *harness) makeOldStages(t *testing.T) (asTheyWere func()) {
	t.Helper()
	const withFile = `ANALYTICS.RAW."landing"`
	wereCreatedOn := map[string]string{}
	for name, stage := range oldStages() {
		h.createBeside(t, name, stage)
		wereCreatedOn[name] = *h.fetchBeside(t, name).CreatedOn
	}
	h.uploadBeside(t, withFile, "day/1.csv", "1,2,3")
	wereFiles := h.filesBeside(t, withFile)
	return func() {
		t.Helper()
		h.expectWrites(t)
		for name, createdOn := range wereCreatedOn {
			if now := *h.fetchBeside(t, name).CreatedOn; now != createdOn {
				t.Errorf("%s was created on %s, now on %s", name, createdOn, now)
			}
		}
		if files := h.filesBeside(t, withFile); len(files) != 1 || !reflect.DeepEqual(files, wereFiles) {
			t.Errorf("the files were %v, now %v", wereFiles, files)
		}
	}
}

// dropWithFiles lets the stage with a file be dropped at the end of the test.
func dropWithFiles(hcl string) resource.TestStep {
	return resource.TestStep{Config: hcl, ConfigVariables: config.Variables{"force_destroy": config.BoolVariable(true)}}
}

// oldKeys and newKeys are one stage with keys, before and after a move; movedKeys is the move.
const (
	oldKeys = `
resource "snowflake_stage_external_s3" "landing" {
  database = "ANALYTICS"
  schema   = "RAW"
  name     = "KEYS"
  url      = "s3://a/"
  %s
}
`
	newKeys = `
resource "snowstage_stage" "landing" {
  database = "ANALYTICS"
  schema   = "RAW"
  name     = %q
  url      = "s3://a/"
  %s
}
`
	movedKeys = `
moved {
  from = snowflake_stage_external_s3.landing
  to   = snowstage_stage.landing
}
`
)

// filesBeside are the files of a stage as somebody beside Terraform sees them.
func (h *harness) filesBeside(t *testing.T, name string) []client.StageFile {
	t.Helper()
	var files []client.StageFile
	for file, err := range h.person.Stages.ListFiles(t.Context(), qualified(t, name), "", 0) {
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, file)
	}
	return files
}
