package provider

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

const (
	kindPermanent = "PERMANENT"
	kindTemporary = "TEMPORARY"
)

// validateStage compares the settings with each other, by the parameters that CREATE STAGE takes for each cloud
// (https://docs.snowflake.com/en/sql-reference/sql/create-stage). A rule waits while a value it needs is unknown.
func validateStage(ctx context.Context, config stageModel) diag.Diagnostics {
	v := stageValidation{}
	v.kind(config)
	v.timeouts(config.Timeouts)
	credentials, hasCredentials, diags := nested[credentialsModel](ctx, config.Credentials)
	v.diags.Append(diags...)
	encryption, hasEncryption, diags := nested[encryptionModel](ctx, config.Encryption)
	v.diags.Append(diags...)
	// A bad identifier in it has an error on its own attribute already; this one would be a second, on a path cut short.
	directoryTable, _, _ := nested[directoryTableModel](ctx, config.DirectoryTable)

	if hasCredentials {
		v.credentials(credentials)
	}
	if hasEncryption {
		v.encryption(encryption)
	}
	v.versions(config, credentials, encryption)
	v.access(config)

	where, ok := cloudOfConfig(config.URL)
	if !ok {
		return v.diags
	}
	v.endpoint(config, where)
	v.only(where, path.Root("storage_integration"), config.StorageIntegration, s3, gcs, azure)
	v.only(where, path.Root("credentials"), config.Credentials, s3, azure, s3Compatible)
	if hasCredentials && slices.Contains([]cloud{s3, azure, s3Compatible}, where) {
		v.credentialsOf(where, credentials)
	}
	v.only(where, path.Root("encryption"), config.Encryption, internal, s3, gcs, azure)
	if hasEncryption && where != s3Compatible {
		v.encryptionOf(where, encryption)
	}
	table := path.Root("directory_table")
	v.only(where, table.AtName("refresh_on_create"), directoryTable.RefreshOnCreate, s3, gcs, azure, s3Compatible)
	v.only(where, table.AtName("notification_integration"), directoryTable.NotificationIntegration, gcs, azure)
	return v.diags
}

// cloudOfConfig is ok if the url is known; one that fits no cloud has an error of its own already.
func cloudOfConfig(url types.String) (where cloud, ok bool) {
	switch {
	case url.IsUnknown():
		return "", false
	case url.IsNull():
		return internal, true
	}
	where, err := cloudOf(url.ValueString())
	return where, err == nil
}

type stageValidation struct{ diags diag.Diagnostics }

func (v *stageValidation) refuse(at path.Path, summary, format string, args ...any) {
	v.diags.AddAttributeError(at, summary, fmt.Sprintf(format, args...))
}

// only refuses a setting that has a value where Snowflake knows no such setting.
func (v *stageValidation) only(where cloud, at path.Path, value attr.Value, clouds ...cloud) {
	if has(value) && !slices.Contains(clouds, where) {
		v.refuse(at, "Setting does not fit the stage", "%s takes no %s; %s.%s", capital(string(where)), at, fits(clouds), hintOf(where))
	}
}

func (v *stageValidation) kind(config stageModel) {
	if config.Kind.ValueString() == kindTemporary {
		v.diags.AddAttributeWarning(path.Root("kind"), "Temporary stage",
			"Snowflake drops a temporary stage when the session that created it ends, which for its REST API is hardly longer than the request. "+
				"Expect the next plan to find it gone and to create it again.")
	}
}

// timeouts refuses a duration that is over before it begins; one that is no duration has an error of its own already.
func (v *stageValidation) timeouts(given timeouts.Value) {
	limits := given.Attributes()
	for _, operation := range slices.Sorted(maps.Keys(limits)) {
		limit, ok := limits[operation].(types.String)
		if !ok || !has(limit) {
			continue
		}
		if duration, err := time.ParseDuration(limit.ValueString()); err == nil && duration <= 0 {
			v.refuse(path.Root("timeouts").AtName(operation), "Invalid timeout",
				"%s leaves no time to %s anything: a timeout is more than zero, like 90s or 1h30m.", limit.ValueString(), operation)
		}
	}
}

func (v *stageValidation) endpoint(config stageModel, where cloud) {
	v.only(where, path.Root("endpoint"), config.Endpoint, s3Compatible)
	if where == s3Compatible && config.Endpoint.IsNull() {
		v.refuse(path.Root("endpoint"), "Missing endpoint", "A url with s3compat:// needs the endpoint of the S3-compatible service, like s3.eu.example.com.")
	}
}

func (v *stageValidation) access(config stageModel) {
	if has(config.StorageIntegration) && has(config.Credentials) {
		v.refuse(path.Root("credentials"), "Conflicting settings",
			"A stage has either a storage_integration or credentials. Prefer the integration: it needs no secret.")
	}
}

// versions refuses a version that rotates nothing: changing it would alter the stage for no reason.
func (v *stageValidation) versions(config stageModel, credentials credentialsModel, encryption encryptionModel) {
	if has(config.CredentialsVersion) && !config.Credentials.IsUnknown() && credentials.AWSKeyID.IsNull() &&
		credentials.AWSSecretKey.IsNull() && credentials.AWSToken.IsNull() && credentials.AzureSASToken.IsNull() {
		v.refuse(path.Root("credentials_wo_version"), "Version of nothing",
			"No write-only argument of credentials is set, so there is nothing whose change this version could tell.")
	}
	if has(config.EncryptionVersion) && !config.Encryption.IsUnknown() && encryption.MasterKey.IsNull() {
		v.refuse(path.Root("encryption_wo_version"), "Version of nothing",
			"encryption.master_key_wo is not set, so there is nothing whose change this version could tell.")
	}
}

func fits(clouds []cloud) string {
	names := make([]string, len(clouds))
	for i, c := range clouds {
		names[i] = string(c)
	}
	return "it belongs to " + strings.Join(names, ", ")
}

func hintOf(where cloud) string {
	if where == internal {
		return " A stage without url is internal: set url to make it external."
	}
	return ""
}

func capital(text string) string { return strings.ToUpper(text[:1]) + text[1:] }

// has reports whether a value is known to be there: an unknown one may turn out to be null.
func has(value attr.Value) bool { return !value.IsNull() && !value.IsUnknown() }
