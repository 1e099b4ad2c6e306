package conformance

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/snowstage/terraform-provider-snowstage/internal/client"
)

// refusals are stages that Snowflake's documents do not allow.
// Source: https://docs.snowflake.com/en/sql-reference/sql/create-stage.
func refusals() map[string]client.Stage {
	const (
		s3     = "s3://acme-lake/raw/"
		gcs    = "gcs://acme-lake/raw/"
		azure  = "azure://acme.blob.core.windows.net/lake/raw/"
		compat = "s3compat://acme-lake/raw/"
	)
	keys := func(url, endpoint *string) client.Stage {
		return client.Stage{URL: url, Endpoint: endpoint, Credentials: &client.Credentials{
			CredentialType: "AWS", AWSKeyID: new(client.Secret("AKIAEXAMPLE")), AWSSecretKey: new(client.Secret("example/secret")),
		}}
	}
	with := func(stage client.Stage, change func(*client.Stage)) client.Stage { change(&stage); return stage }
	encrypted := func(url *string, e client.Encryption) client.Stage { return client.Stage{URL: url, Encryption: &e} }
	credentials := func(url *string, c client.Credentials) client.Stage { return client.Stage{URL: url, Credentials: &c} }
	sas := client.Credentials{CredentialType: "AZURE", AzureSASToken: new(client.Secret("?sig=c2VjcmV0"))}
	role := client.Credentials{CredentialType: "AWS", AWSRole: new("arn:aws:iam::001234567890:role/lake")}

	return map[string]client.Stage{
		"url of no cloud":          {URL: new("https://acme-lake.s3.amazonaws.com/raw/")},
		"url that is none":         {URL: new("nonsense")},
		"kind that is none":        {Kind: new("TRANSIENT")},
		"encryption that is none":  encrypted(nil, client.Encryption{Type: new("AES")}),
		"credentials of no cloud":  credentials(new(gcs), client.Credentials{CredentialType: "GCP"}),
		"internal with keys":       keys(nil, nil),
		"internal with endpoint":   {Endpoint: new("storage.example.com")},
		"internal, integration":    {StorageIntegration: new("LAKE_INTEGRATION")},
		"internal, S3 encryption":  encrypted(nil, client.Encryption{Type: new("AWS_SSE_S3")}),
		"internal, no encryption":  encrypted(nil, client.Encryption{Type: new("NONE")}),
		"internal with master key": encrypted(nil, client.Encryption{MasterKey: &key128}),

		"S3, internal encryption": encrypted(new(s3), client.Encryption{Type: new("SNOWFLAKE_SSE")}),
		"S3, GCS encryption":      encrypted(new(s3), client.Encryption{Type: new("GCS_SSE_KMS")}),
		"S3, Azure encryption":    encrypted(new(s3), client.Encryption{Type: new("AZURE_CSE"), MasterKey: &key128}),
		"S3, CSE without key":     encrypted(new(s3), client.Encryption{Type: new("AWS_CSE")}),
		"S3, key of 8 bytes":      encrypted(new(s3), client.Encryption{Type: new("AWS_CSE"), MasterKey: new(client.Secret("AAECAwQFBgc="))}),
		"S3, key not base64":      encrypted(new(s3), client.Encryption{Type: new("AWS_CSE"), MasterKey: new(client.Secret("not base64 at all"))}),
		"S3, SSE with master key": encrypted(new(s3), client.Encryption{Type: new("AWS_SSE_S3"), MasterKey: &key128}),
		"S3, SSE_S3 with KMS key": encrypted(new(s3), client.Encryption{Type: new("AWS_SSE_S3"), KMSKeyID: new("alias/lake")}),
		"S3 with endpoint":        {URL: new(s3), Endpoint: new("storage.example.com")},
		"S3 with Azure token":     credentials(new(s3), sas),
		"S3, key id alone":        credentials(new(s3), client.Credentials{CredentialType: "AWS", AWSKeyID: new(client.Secret("AKIAEXAMPLE"))}),
		"S3, secret alone":        credentials(new(s3), client.Credentials{CredentialType: "AWS", AWSSecretKey: new(client.Secret("example/secret"))}),
		"S3, token alone":         credentials(new(s3), client.Credentials{CredentialType: "AWS", AWSToken: new(client.Secret("example-token"))}),
		"S3, role and keys":       with(keys(new(s3), nil), func(s *client.Stage) { s.Credentials.AWSRole = role.AWSRole }),
		"S3, integration, keys":   with(keys(new(s3), nil), func(s *client.Stage) { s.StorageIntegration = new("LAKE_INTEGRATION") }),

		"GCS with keys":        keys(new(gcs), nil),
		"GCS, S3 encryption":   encrypted(new(gcs), client.Encryption{Type: new("AWS_SSE_KMS")}),
		"Azure with role":      credentials(new(azure), role),
		"Azure, GCS's":         encrypted(new(azure), client.Encryption{Type: new("GCS_SSE_KMS")}),
		"Azure, integration":   with(credentials(new(azure), sas), func(s *client.Stage) { s.StorageIntegration = new("LAKE_INTEGRATION") }),
		"Azure, container":     {URL: new("azure://acme.blob.core.windows.net")},
		"compat, no endpoint":  keys(new(compat), nil),
		"compat with role":     with(credentials(new(compat), role), func(s *client.Stage) { s.Endpoint = new("storage.example.com") }),
		"compat, integration":  {URL: new(compat), Endpoint: new("storage.example.com"), StorageIntegration: new("LAKE_INTEGRATION")},
		"compat, encryption":   with(keys(new(compat), new("storage.example.com")), func(s *client.Stage) { s.Encryption = &client.Encryption{Type: new("AWS_SSE_S3")} }),
		"absent integration":   {URL: new(s3), StorageIntegration: new("SNOWSTAGE_HAS_NO_SUCH_INTEGRATION")},
		"absent notifications": {URL: new(gcs), DirectoryTable: &client.DirectoryTable{Enable: new(true), NotificationIntegration: new("SNOWSTAGE_HAS_NO_SUCH_INTEGRATION")}},
	}
}

func testRefusals(t *testing.T, a *place) {
	for name, settings := range refusals() {
		t.Run(strings.ReplaceAll(name, " ", "_"), func(t *testing.T) {
			t.Parallel()
			stage := a.stage("REFUSED_" + name)
			a.dropAfter(t, stage)
			settings.Name = stage.Name.String()
			_, err := a.client.Stages.Create(t.Context(), stage.In(), settings, client.ErrorIfExists, nil)
			refused, ok := errors.AsType[*client.Error](err)
			missing := strings.HasPrefix(name, "absent") // Snowflake does not tell what is missing from what is not granted.
			switch {
			case !ok:
				t.Fatalf("creating it: %v, want it refused", err)
			case missing && !errors.Is(err, client.ErrNotFound) && refused.Status != http.StatusBadRequest,
				!missing && refused.Status != http.StatusBadRequest:
				t.Errorf("refused with status %d", refused.Status)
			case refused.Message == "" || refused.RequestID == "":
				t.Errorf("refused without a message (%q) or a request id (%q)", refused.Message, refused.RequestID)
			}
			if _, err := a.client.Stages.Fetch(t.Context(), stage); !errors.Is(err, client.ErrNotFound) {
				t.Errorf("fetching it after the refusal: %v, want not found", err)
			}
		})
	}
	t.Run("create_mode", func(t *testing.T) {
		t.Parallel()
		stage := a.stage("REFUSED_MODE")
		a.dropAfter(t, stage)
		_, err := a.client.Stages.Create(t.Context(), stage.In(), client.Stage{Name: stage.Name.String()}, "or_replace", nil)
		if refused, ok := errors.AsType[*client.Error](err); !ok || refused.Status != http.StatusBadRequest {
			t.Errorf("createMode=or_replace: %v, want status 400", err)
		}
	})
}
