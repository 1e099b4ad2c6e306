package conformance

import (
	"encoding/json"
	"maps"
	"slices"
	"testing"

	"github.com/snowstage/terraform-provider-snowstage/internal/client"
	"github.com/snowstage/terraform-provider-snowstage/internal/identifier"
)

// Keys of 128 and of 256 bits.
var (
	key128 = client.Secret("AAECAwQFBgcICQoLDA0ODw==")
	key256 = client.Secret("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=")
)

// shown are properties of a reply: a value that is expected, or nil for one that must be absent, null or empty.
type shown map[string]any

var (
	internalStage = shown{
		"kind": "PERMANENT", "url": nil, "endpoint": nil, "storage_integration": nil, "region": nil, "cloud": nil,
		"has_credentials": false, "has_encryption_key": false, "owner_role_type": "ROLE",
	}
	awsStage   = shown{"kind": "PERMANENT", "cloud": "AWS", "has_encryption_key": false}
	azureStage = shown{"kind": "PERMANENT", "cloud": "AZURE", "endpoint": nil, "has_encryption_key": false}
	gcsStage   = shown{"kind": "PERMANENT", "cloud": "GCP", "endpoint": nil, "has_credentials": false}
)

func (s shown) and(more shown) shown {
	all := maps.Clone(s)
	maps.Copy(all, more)
	return all
}

// kindsOfStages has every property of a stage, and every value of those that have a list of values.
func kindsOfStages(a *place) map[string]struct {
	settings client.Stage
	want     shown
} {
	aws := func(c client.Credentials) *client.Credentials { c.CredentialType = "AWS"; return &c }
	azure := &client.Credentials{CredentialType: "AZURE", AzureSASToken: new(client.Secret("?sv=2024-11-04&sig=c2VjcmV0"))}
	keys := client.Credentials{AWSKeyID: new(client.Secret("AKIAEXAMPLE")), AWSSecretKey: new(client.Secret("example/secret"))}
	temporaryKeys := keys
	temporaryKeys.AWSToken = new(client.Secret("example-token"))
	encrypted := func(kind string) *client.Encryption { return &client.Encryption{Type: &kind} }

	return map[string]struct {
		settings client.Stage
		want     shown
	}{
		"minimal":   {client.Stage{}, internalStage.and(shown{"comment": nil, "directory_table.enable": false})},
		"permanent": {client.Stage{Kind: new("PERMANENT"), Comment: new("kept")}, internalStage.and(shown{"comment": "kept"})},
		"temporary": {client.Stage{Kind: new("TEMPORARY")}, internalStage.and(shown{"kind": "TEMPORARY"})},
		"full":      {client.Stage{Encryption: encrypted("SNOWFLAKE_FULL")}, internalStage},
		"sse":       {client.Stage{Encryption: encrypted("SNOWFLAKE_SSE")}, internalStage},
		"directory": {
			client.Stage{DirectoryTable: &client.DirectoryTable{Enable: new(true), AutoRefresh: new(true)}},
			internalStage.and(shown{"directory_table.enable": true, "directory_table.auto_refresh": true}),
		},
		"s3_public": {
			client.Stage{URL: new("s3://acme-lake/raw/"), Encryption: encrypted("NONE")},
			awsStage.and(shown{"url": "s3://acme-lake/raw/", "has_credentials": false}),
		},
		"s3_integration": {
			client.Stage{
				URL: &a.lake, StorageIntegration: &a.storageIntegration, Encryption: encrypted("AWS_SSE_S3"),
				DirectoryTable: &client.DirectoryTable{Enable: new(true), RefreshOnCreate: new(false), AutoRefresh: new(true)},
			},
			awsStage.and(shown{
				"storage_integration": a.storageIntegration, "has_credentials": false,
				"directory_table.enable": true, "directory_table.auto_refresh": true,
			}),
		},
		"s3_keys": {
			client.Stage{URL: new("s3gov://acme-lake"), Credentials: aws(keys), Encryption: encrypted("AWS_SSE_KMS")},
			awsStage.and(shown{"url": "s3gov://acme-lake", "has_credentials": true}),
		},
		"s3_temporary_keys": {
			client.Stage{
				URL: new("s3://acme-lake/raw/"), Credentials: aws(temporaryKeys),
				Encryption: &client.Encryption{Type: new("AWS_SSE_KMS"), KMSKeyID: new("alias/lake")},
			},
			awsStage.and(shown{"has_credentials": true, "has_encryption_key": true}),
		},
		"s3_role": {
			client.Stage{
				URL: new("s3china://acme-lake/raw/"), Credentials: aws(client.Credentials{AWSRole: new("arn:aws:iam::001234567890:role/lake")}),
				Encryption: &client.Encryption{Type: new("AWS_CSE"), MasterKey: &key256},
			},
			awsStage.and(shown{"has_credentials": true, "has_encryption_key": true}),
		},
		"s3_master_key_alone": {
			client.Stage{URL: new("s3://acme-lake/raw/"), Encryption: &client.Encryption{MasterKey: &key128}},
			awsStage.and(shown{"has_encryption_key": true}),
		},
		"s3_compatible": {
			client.Stage{URL: new("s3compat://acme-lake/raw/"), Endpoint: new("storage.example.com"), Credentials: aws(keys)},
			shown{"url": "s3compat://acme-lake/raw/", "endpoint": "storage.example.com", "has_credentials": true},
		},
		"gcs": {
			client.Stage{
				URL: new("gcs://acme-lake/raw/"), StorageIntegration: &a.storageIntegration,
				Encryption: &client.Encryption{Type: new("GCS_SSE_KMS"), KMSKeyID: new("projects/p/locations/l/keyRings/r/cryptoKeys/k")},
				DirectoryTable: &client.DirectoryTable{
					Enable: new(true), AutoRefresh: new(true), NotificationIntegration: &a.notificationIntegration,
				},
			},
			gcsStage.and(shown{"has_encryption_key": true, "directory_table.notification_integration": a.notificationIntegration}),
		},
		"azure_token": {
			client.Stage{
				URL: new("azure://acme.blob.core.windows.net/lake/raw/"), Credentials: azure,
				Encryption: &client.Encryption{Type: new("AZURE_CSE"), MasterKey: &key128},
			},
			azureStage.and(shown{"has_credentials": true, "has_encryption_key": true}),
		},
		"azure_integration": {
			client.Stage{URL: new("azure://acme.blob.core.windows.net/lake"), StorageIntegration: &a.storageIntegration, Encryption: encrypted("NONE")},
			azureStage.and(shown{"has_credentials": false}),
		},
	}
}

func testProperties(t *testing.T, a *place) {
	for name, c := range kindsOfStages(a) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if c.settings.StorageIntegration != nil && text(c.settings.URL) != a.lake {
				a.onlyEmulated(t, "it would need an integration for each cloud")
			}
			if c.settings.StorageIntegration != nil {
				a.needsIntegration(t)
			}
			if text(c.settings.Kind) == "TEMPORARY" {
				a.onlyEmulated(t, "a temporary stage ends with a session that a REST client does not see")
			}
			stage := a.stage("KIND_" + name)
			a.create(t, stage, c.settings, client.ErrorIfExists)
			fetched := a.fetch(t, stage)
			check(t, "fetched", fetched, c.want)
			rows := a.list(t, "")
			i := slices.IndexFunc(rows, func(row client.Stage) bool { return identifier.FromReply(row.Name) == stage.Name })
			if i < 0 {
				t.Fatalf("%s is not in the list", stage)
			}
			check(t, "listed", rows[i], c.want)
		})
	}
}

func check(t *testing.T, how string, stage client.Stage, want shown) {
	t.Helper()
	if stage.Credentials != nil || stage.Encryption != nil {
		t.Errorf("%s: write-only properties came back", how)
	}
	if text(stage.Owner) == "null" || text(stage.CreatedOn) == "null" {
		t.Errorf("%s: owner %s, created on %s", how, text(stage.Owner), text(stage.CreatedOn))
	}
	encoded, err := json.Marshal(stage)
	if err != nil {
		t.Fatal(err)
	}
	var decoded any
	if err := json.Unmarshal(encoded, &decoded); err != nil {
		t.Fatal(err)
	}
	got := maps.Collect(properties(decoded))
	for property, value := range want {
		if got[property] != value && (value != nil || got[property] != "") {
			t.Errorf("%s: %s is %v, want %v", how, property, got[property], value)
		}
	}
}
