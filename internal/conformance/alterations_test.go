package conformance

import (
	"errors"
	"net/http"
	"testing"

	"github.com/snowstage/terraform-provider-snowstage/internal/client"
	"github.com/snowstage/terraform-provider-snowstage/internal/identifier"
)

// testAlterations changes stages by SQL and reads by REST what became of them.
func testAlterations(t *testing.T, a *place) {
	t.Run("settings", func(t *testing.T) { testAlteredSettings(t, a) })
	t.Run("names", func(t *testing.T) { testRenames(t, a) })
	t.Run("types", func(t *testing.T) { testTypes(t, a) })
	t.Run("directory", func(t *testing.T) { testDirectory(t, a) })
	t.Run("refused", func(t *testing.T) { testRefusedAlterations(t, a) })
}

var (
	someKeys = &client.Credentials{CredentialType: "AWS", AWSKeyID: new(client.Secret("AKIAEXAMPLE")), AWSSecretKey: new(client.Secret(`it's\secret`))}
	someRole = &client.Credentials{CredentialType: "AWS", AWSRole: new("arn:aws:iam::001234567890:role/lake")}
	someSAS  = &client.Credentials{CredentialType: "AZURE", AzureSASToken: new(client.Secret("?sig=c2VjcmV0"))}
)

func testAlteredSettings(t *testing.T, a *place) {
	t.Parallel()
	lake := client.Stage{URL: new("s3://acme-lake/raw/")}
	blob := client.Stage{URL: new("azure://acme.blob.core.windows.net/lake/raw/")}
	withKeys, withIntegration, encrypted := lake, lake, lake
	withKeys.Credentials = someKeys
	withIntegration.URL, withIntegration.StorageIntegration = &a.lake, &a.storageIntegration
	encrypted.Encryption = &client.Encryption{Type: new("AWS_CSE"), MasterKey: &key128}

	for name, c := range map[string]struct {
		before  client.Stage
		changes client.StageSettings
		want    shown
	}{
		"comment":         {client.Stage{Comment: new("old")}, client.StageSettings{Comment: new("it's a \"test\"\\n\n— ünïcode $$")}, internalStage.and(shown{"comment": "it's a \"test\"\\n\n— ünïcode $$"})},
		"no_comment":      {client.Stage{Comment: new("old")}, client.StageSettings{Comment: new("")}, internalStage.and(shown{"comment": nil})},
		"url":             {lake, client.StageSettings{URL: new("s3://acme-lake/it's/")}, awsStage.and(shown{"url": "s3://acme-lake/it's/"})},
		"keys":            {lake, client.StageSettings{URL: lake.URL, Credentials: someKeys}, awsStage.and(shown{"has_credentials": true})},
		"role":            {withKeys, client.StageSettings{URL: lake.URL, Credentials: someRole}, awsStage.and(shown{"has_credentials": true})},
		"no_keys":         {withKeys, client.StageSettings{URL: lake.URL, Credentials: &client.Credentials{}}, awsStage.and(shown{"has_credentials": false})},
		"sas":             {blob, client.StageSettings{Credentials: someSAS}, azureStage.and(shown{"has_credentials": true})},
		"integration":     {withKeys, client.StageSettings{URL: &a.lake, StorageIntegration: &a.storageIntegration}, awsStage.and(shown{"storage_integration": a.storageIntegration, "has_credentials": false})},
		"keys_again":      {withIntegration, client.StageSettings{URL: &a.lake, Credentials: someKeys}, awsStage.and(shown{"storage_integration": nil, "has_credentials": true})},
		"encryption":      {lake, client.StageSettings{Encryption: &client.Encryption{Type: new("AWS_SSE_KMS"), KMSKeyID: new("alias/lake")}}, awsStage.and(shown{"has_encryption_key": true})},
		"no_encryption":   {encrypted, client.StageSettings{Encryption: &client.Encryption{Type: new("NONE")}}, awsStage.and(shown{"has_encryption_key": false})},
		"master_key":      {encrypted, client.StageSettings{Encryption: &client.Encryption{MasterKey: &key256}}, awsStage.and(shown{"has_encryption_key": true})},
		"all_of_a_sudden": {lake, client.StageSettings{URL: new("s3://acme-lake/b/"), Credentials: someKeys, Encryption: &client.Encryption{Type: new("AWS_SSE_S3")}, Comment: new("c")}, awsStage.and(shown{"url": "s3://acme-lake/b/", "has_credentials": true, "comment": "c"})},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if c.before.StorageIntegration != nil || c.changes.StorageIntegration != nil {
				a.needsIntegration(t)
			}
			stage := a.stage("ALTERED_" + name)
			a.create(t, stage, c.before, client.ErrorIfExists)
			before := a.fetch(t, stage)
			if err := a.client.Stages.Alter(t.Context(), stage, c.changes, nil); err != nil {
				t.Fatal(err)
			}
			after := a.fetch(t, stage)
			check(t, "altered", after, c.want)
			if text(after.CreatedOn) != text(before.CreatedOn) {
				t.Errorf("created on %s, then on %s", text(before.CreatedOn), text(after.CreatedOn))
			}
		})
	}
}

func testRenames(t *testing.T, a *place) {
	t.Parallel()
	stage, quoted, taken := a.stage("RENAMED"), a.stage(`Re-"named"`), a.stage("RENAME_TAKEN")
	a.create(t, stage, client.Stage{Comment: new("kept")}, client.ErrorIfExists)
	a.create(t, taken, client.Stage{}, client.ErrorIfExists)
	a.dropAfter(t, quoted)
	created := text(a.fetch(t, stage).CreatedOn)
	if err := a.client.Stages.Rename(t.Context(), stage, quoted, created, nil); err != nil {
		t.Fatal(err)
	}
	if found := a.fetch(t, quoted); text(found.Comment) != "kept" || text(found.CreatedOn) != created || identifier.FromReply(found.Name) != quoted.Name {
		t.Errorf("renamed: %+v", found)
	}
	if _, err := a.client.Stages.Fetch(t.Context(), stage); !errors.Is(err, client.ErrNotFound) {
		t.Errorf("its old name: %v", err)
	}
	if err := a.client.Stages.Rename(t.Context(), quoted, taken, created, nil); !errors.Is(err, client.ErrConflict) {
		t.Errorf("to a name that is taken: %v", err)
	}
	nowhere := identifier.Qualified{Database: a.in.Database, Schema: identifier.FromReply(a.prefix + "_NO_SCHEMA"), Name: stage.Name}
	if err := a.client.Stages.Rename(t.Context(), quoted, nowhere, created, nil); !errors.Is(err, client.ErrNotFound) {
		t.Errorf("to a schema that is not there: %v", err)
	}
	if err := a.client.Stages.Rename(t.Context(), stage, a.stage("RENAME_FREE"), created, nil); !errors.Is(err, client.ErrNotFound) {
		t.Errorf("of a stage that is not there: %v", err)
	}
}

func testTypes(t *testing.T, a *place) {
	t.Parallel()
	want := map[identifier.Name]client.StageType{}
	for kind, settings := range map[client.StageType]client.Stage{
		client.InternalStage: {}, client.InternalStageNoCSE: sse(), client.ExternalStage: {URL: new("s3://acme-lake/raw/")},
	} {
		stage := a.stage("Type of " + string(kind))
		a.create(t, stage, settings, client.ErrorIfExists)
		want[stage.Name] = kind
	}
	types, err := a.client.Stages.Types(t.Context(), a.in, a.prefix+`\_Type of%`)
	if err != nil || len(types) != len(want) {
		t.Fatalf("%v, %v", types, err)
	}
	for name, kind := range want {
		if types[name] != kind {
			t.Errorf("%s is %q", name, types[name])
		}
	}
}

func testDirectory(t *testing.T, a *place) {
	t.Parallel()
	stage := a.stage("DIRECTORY")
	a.create(t, stage, client.Stage{}, client.ErrorIfExists)
	if _, err := a.client.Stages.RefreshDirectory(t.Context(), stage, ""); failedStatus(err) != http.StatusUnprocessableEntity {
		t.Errorf("refreshing no directory table: %v", err)
	}
	for _, enable := range []bool{true, false, true} {
		if err := a.client.Stages.SetDirectory(t.Context(), stage, enable, nil); err != nil {
			t.Fatal(err)
		}
		check(t, "set", a.fetch(t, stage), internalStage.and(shown{"directory_table.enable": enable}))
	}
	if files, err := a.client.Stages.RefreshDirectory(t.Context(), stage, "in/"); err != nil || len(files) != 0 {
		t.Errorf("refreshing an empty stage: %v, %v", files, err)
	}
}

// testRefusedAlterations asks for what ALTER STAGE cannot do.
// Source: https://docs.snowflake.com/en/sql-reference/sql/alter-stage.
func testRefusedAlterations(t *testing.T, a *place) {
	t.Parallel()
	for name, c := range map[string]struct {
		before  client.Stage
		changes client.StageSettings
	}{
		"internal_url":         {client.Stage{}, client.StageSettings{URL: new("s3://acme-lake/raw/")}},
		"internal_encryption":  {client.Stage{}, client.StageSettings{Encryption: &client.Encryption{Type: new("SNOWFLAKE_SSE")}}},
		"another_cloud":        {client.Stage{URL: new("s3://acme-lake/raw/")}, client.StageSettings{URL: new("gcs://acme-lake/raw/")}},
		"encryption_of_azure":  {client.Stage{URL: new("s3://acme-lake/raw/")}, client.StageSettings{Encryption: &client.Encryption{Type: new("AZURE_CSE"), MasterKey: &key128}}},
		"absent_integration":   {client.Stage{URL: new("s3://acme-lake/raw/")}, client.StageSettings{StorageIntegration: new("SNOWSTAGE_HAS_NO_SUCH_INTEGRATION")}},
		"key_without_a_secret": {client.Stage{URL: new("s3://acme-lake/raw/")}, client.StageSettings{Credentials: &client.Credentials{AWSKeyID: someKeys.AWSKeyID}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			stage := a.stage("UNALTERED_" + name)
			a.create(t, stage, c.before, client.ErrorIfExists)
			before := a.fetch(t, stage)
			err := a.client.Stages.Alter(t.Context(), stage, c.changes, nil)
			refused, ok := errors.AsType[*client.Error](err)
			if !ok || refused.Status != http.StatusUnprocessableEntity || refused.Code == "" || refused.SQLState == "" || refused.Message == "" {
				t.Errorf("%v", err)
			}
			if after := a.fetch(t, stage); text(after.URL) != text(before.URL) || *after.HasCredentials != *before.HasCredentials || *after.HasEncryptionKey != *before.HasEncryptionKey {
				t.Errorf("it has changed all the same: %+v", after)
			}
		})
	}
}

func failedStatus(err error) int {
	if failed, ok := errors.AsType[*client.Error](err); ok {
		return failed.Status
	}
	return 0
}
