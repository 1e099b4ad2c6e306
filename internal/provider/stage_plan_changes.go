package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// stageChanges says what a plan means for the stage that is in state. Attributes that only Terraform knows, and
// refresh_on_create, which acts only at creation, are in none of its lists.
type stageChanges struct {
	identity []change // another stage altogether
	settings []change // the API cannot alter them
	recorded []change // of an imported stage, which Snowflake does not tell: taken over as they are configured
}

type change struct {
	at          path.Path
	state, plan attr.Value
}

func pathsOf(changes []change) path.Paths {
	var paths path.Paths
	for _, c := range changes {
		paths.Append(c.at)
	}
	return paths
}

func (c stageChanges) needRequest() bool { return len(c.identity)+len(c.settings) > 0 }

// changesOf compares state and plan. For a stage whose import is still to be completed, what cannot be read and has a
// value for the first time is taken to be what the stage has.
func changesOf(ctx context.Context, state, plan stageModel, imported bool) (stageChanges, diag.Diagnostics) {
	var c stageChanges
	for _, name := range []struct {
		attribute   string
		state, plan nameValue
	}{
		{"database", state.Database, plan.Database},
		{"schema", state.Schema, plan.Schema},
		{"name", state.Name, plan.Name},
	} {
		if !sameName(name.state, name.plan) {
			c.identity = append(c.identity, change{path.Root(name.attribute), name.state, name.plan})
		}
	}

	c.compare(path.Root("kind"), state.Kind, plan.Kind)
	c.compare(path.Root("url"), state.URL, plan.URL)
	c.compare(path.Root("endpoint"), state.Endpoint, plan.Endpoint)
	c.compareNames(path.Root("storage_integration"), state.StorageIntegration, plan.StorageIntegration)
	c.compare(path.Root("comment"), state.Comment, plan.Comment)
	diags := c.credentials(ctx, state, plan, imported)
	diags.Append(c.encryption(ctx, state, plan, imported)...)
	diags.Append(c.directoryTable(ctx, state, plan)...)
	return c, diags
}

func (c *stageChanges) compare(at path.Path, state, plan attr.Value) {
	if !state.Equal(plan) {
		c.settings = append(c.settings, change{at, state, plan})
	}
}

func (c *stageChanges) compareNames(at path.Path, state, plan nameValue) {
	if !sameName(state, plan) {
		c.settings = append(c.settings, change{at, state, plan})
	}
}

// compareUntold compares what Snowflake does not tell: that the state of an imported stage lacks it proves nothing.
func (c *stageChanges) compareUntold(at path.Path, state, plan attr.Value, imported bool) {
	if imported && state.IsNull() && !plan.IsNull() {
		c.recorded = append(c.recorded, change{at, state, plan})
		return
	}
	c.compare(at, state, plan)
}

// compareVersions knows that taking a version away rotates nothing.
func (c *stageChanges) compareVersions(at path.Path, state, plan types.Int64, imported bool) {
	if !plan.IsNull() {
		c.compareUntold(at, state, plan, imported)
	}
}

func (c *stageChanges) credentials(ctx context.Context, state, plan stageModel, imported bool) diag.Diagnostics {
	at := path.Root("credentials")
	c.compareVersions(path.Root("credentials_wo_version"), state.CredentialsVersion, plan.CredentialsVersion, imported)
	before, had, diags := nested[credentialsModel](ctx, state.Credentials)
	after, has, more := nested[credentialsModel](ctx, plan.Credentials)
	diags.Append(more...)
	switch {
	case had && has:
		c.compareUntold(at.AtName("aws_role"), before.AWSRole, after.AWSRole, imported)
	case imported && state.Credentials.Equal(untoldCredentials()):
		c.recorded = append(c.recorded, change{at, state.Credentials, plan.Credentials})
	default:
		c.compareUntold(at, state.Credentials, plan.Credentials, imported)
	}
	return diags
}

func (c *stageChanges) encryption(ctx context.Context, state, plan stageModel, imported bool) diag.Diagnostics {
	at := path.Root("encryption")
	c.compareVersions(path.Root("encryption_wo_version"), state.EncryptionVersion, plan.EncryptionVersion, imported)
	before, had, diags := nested[encryptionModel](ctx, state.Encryption)
	after, has, more := nested[encryptionModel](ctx, plan.Encryption)
	diags.Append(more...)
	switch {
	case had && has:
		c.compareUntold(at.AtName("type"), before.Type, after.Type, imported)
		c.compareUntold(at.AtName("kms_key_id"), before.KMSKeyID, after.KMSKeyID, imported)
	case imported && state.Encryption.Equal(untoldEncryption(state.URL)):
		c.recorded = append(c.recorded, change{at, state.Encryption, plan.Encryption})
	case imported && !had:
		c.compareUntold(at, state.Encryption, plan.Encryption, imported)
	case !plan.Encryption.IsUnknown() && (had && isDefaultEncryption(before, plan.URL) || has && isDefaultEncryption(after, plan.URL)):
		// The other one is null, which means the same to Snowflake.
	default:
		c.compare(at, state.Encryption, plan.Encryption)
	}
	return diags
}

// isDefaultEncryption reports whether Snowflake would choose the same if nothing were said. Without a type there is a
// master key, which no plan and no state holds.
func isDefaultEncryption(e encryptionModel, url types.String) bool {
	standard := noEncryption
	if url.IsNull() {
		standard = snowflakeFull
	}
	return e.Type.ValueString() == standard && e.KMSKeyID.IsNull()
}

func (c *stageChanges) directoryTable(ctx context.Context, state, plan stageModel) diag.Diagnostics {
	at := path.Root("directory_table")
	before, had, diags := nested[directoryTableModel](ctx, state.DirectoryTable)
	after, has, more := nested[directoryTableModel](ctx, plan.DirectoryTable)
	diags.Append(more...)
	if !had || !has {
		c.compare(at, state.DirectoryTable, plan.DirectoryTable)
		return diags
	}
	c.compare(at.AtName("enable"), before.Enable, after.Enable)
	c.compare(at.AtName("auto_refresh"), before.AutoRefresh, after.AutoRefresh)
	c.compareNames(at.AtName("notification_integration"), before.NotificationIntegration, after.NotificationIntegration)
	return diags
}
