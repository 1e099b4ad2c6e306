package provider

import (
	"context"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// stageChanges says what a plan means for the stage that is in state.
type stageChanges struct {
	made     []change
	recorded []change // of an imported stage, which Snowflake does not tell: taken over as they are configured
}

// change is a setting that differs, and the rule for it.
type change struct {
	at          path.Path
	state, plan attr.Value
	rule        alteration
}

// in are the changes that are carried out in this manner.
func (c stageChanges) in(how manner) []change {
	return slices.DeleteFunc(slices.Clone(c.made), func(made change) bool { return made.rule.manner != how })
}

// of are the changes of these settings that are carried out by a request.
func (c stageChanges) of(settings ...string) []change {
	return slices.DeleteFunc(slices.Clone(c.made), func(made change) bool {
		return made.rule.manner == sendsNothing || !slices.Contains(settings, made.at.String())
	})
}

func (c stageChanges) needRequest() bool { return len(c.in(sendsNothing)) < len(c.made) }

// sends reports whether a change of one of these settings is carried out by a request.
func (c stageChanges) sends(settings ...string) bool { return len(c.of(settings...)) > 0 }

func pathsOf(changes []change) path.Paths {
	var paths path.Paths
	for _, c := range changes {
		paths.Append(c.at)
	}
	return paths
}

func attributeWords(changes []change) string {
	words := make([]string, len(changes))
	for i, c := range changes {
		words[i] = c.at.String()
	}
	return strings.Join(words, ", ")
}

// comparison finds the changes.
type comparison struct {
	transition
	stageChanges
	imported bool
}

// changesOf compares state and plan. For a stage whose import is still to be completed, what cannot be read and has a
// value for the first time is taken to be what the stage has.
func changesOf(ctx context.Context, state, plan stageModel, imported bool) (stageChanges, diag.Diagnostics) {
	c := comparison{transition: transitionOf(state, plan), imported: imported}
	for _, setting := range []struct {
		name        string
		state, plan attr.Value
	}{
		{"database", state.Database, plan.Database},
		{"schema", state.Schema, plan.Schema},
		{"name", state.Name, plan.Name},
		{"kind", state.Kind, plan.Kind},
		{"url", state.URL, plan.URL},
		{"endpoint", state.Endpoint, plan.Endpoint},
		{"storage_integration", state.StorageIntegration, plan.StorageIntegration},
		{"comment", state.Comment, plan.Comment},
		{"create_mode", state.CreateMode, plan.CreateMode},
		{"if_exists", state.IfExists, plan.IfExists},
		{"force_destroy", state.ForceDestroy, plan.ForceDestroy},
		{"timeouts", state.Timeouts, plan.Timeouts},
	} {
		c.compare(path.Root(setting.name), setting.state, setting.plan)
	}
	diags := c.credentials(ctx)
	diags.Append(c.encryption(ctx)...)
	diags.Append(c.directoryTable(ctx)...)
	return c.stageChanges, diags
}

func (c *comparison) compare(at path.Path, state, plan attr.Value) {
	if state.Equal(plan) {
		return
	}
	this := c.transition
	this.before, this.after = state, plan
	c.made = append(c.made, change{at, state, plan, alterationOf(at.String(), this)})
}

func (c *comparison) record(at path.Path, state, plan attr.Value) {
	c.recorded = append(c.recorded, change{at: at, state: state, plan: plan})
}

// compareUntold compares what Snowflake does not tell: that the state of an imported stage lacks it proves nothing.
func (c *comparison) compareUntold(at path.Path, state, plan attr.Value) {
	if c.imported && state.IsNull() && !plan.IsNull() {
		c.record(at, state, plan)
		return
	}
	c.compare(at, state, plan)
}

func (c *comparison) credentials(ctx context.Context) diag.Diagnostics {
	at := path.Root("credentials")
	c.compareUntold(path.Root("credentials_wo_version"), c.state.CredentialsVersion, c.plan.CredentialsVersion)
	before, had, diags := nested[credentialsModel](ctx, c.state.Credentials)
	after, has, more := nested[credentialsModel](ctx, c.plan.Credentials)
	diags.Append(more...)
	switch {
	case had && has:
		c.compareUntold(at.AtName("aws_role"), before.AWSRole, after.AWSRole)
	case c.imported && c.state.Credentials.Equal(untoldCredentials()):
		c.record(at, c.state.Credentials, c.plan.Credentials)
	default:
		c.compareUntold(at, c.state.Credentials, c.plan.Credentials)
	}
	return diags
}

func (c *comparison) encryption(ctx context.Context) diag.Diagnostics {
	at := path.Root("encryption")
	c.compareUntold(path.Root("encryption_wo_version"), c.state.EncryptionVersion, c.plan.EncryptionVersion)
	before, had, diags := nested[encryptionModel](ctx, c.state.Encryption)
	after, has, more := nested[encryptionModel](ctx, c.plan.Encryption)
	diags.Append(more...)
	switch {
	case had && has:
		c.compareUntold(at.AtName("type"), before.Type, after.Type)
		c.compareUntold(at.AtName("kms_key_id"), before.KMSKeyID, after.KMSKeyID)
	case c.imported && c.state.Encryption.Equal(untoldEncryption(c.state.URL)),
		c.imported && c.plan.Encryption.IsNull() && before.Type.ValueString() == snowflakeSSE: // which SHOW STAGES has told
		c.record(at, c.state.Encryption, c.plan.Encryption)
	default:
		c.compareUntold(at, c.state.Encryption, c.plan.Encryption)
	}
	return diags
}

// directoryTable takes a table that is not known yet for one that is switched on or off, which is what can be altered.
func (c *comparison) directoryTable(ctx context.Context) diag.Diagnostics {
	at := path.Root("directory_table")
	before, had, diags := nested[directoryTableModel](ctx, c.state.DirectoryTable)
	after, has, more := nested[directoryTableModel](ctx, c.plan.DirectoryTable)
	diags.Append(more...)
	if !had {
		before = noDirectoryTable()
	}
	if !has {
		after = before
		after.Enable = types.BoolUnknown()
	}
	c.compare(at.AtName("enable"), before.Enable, after.Enable)
	c.compare(at.AtName("refresh_on_create"), before.RefreshOnCreate, after.RefreshOnCreate)
	c.compare(at.AtName("auto_refresh"), before.AutoRefresh, after.AutoRefresh)
	c.compare(at.AtName("notification_integration"), before.NotificationIntegration, after.NotificationIntegration)
	return diags
}
