package provider

import (
	"context"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/snowstage/terraform-provider-snowstage/internal/client"
	"github.com/snowstage/terraform-provider-snowstage/internal/identifier"
)

// alterStep is one statement of an alteration.
type alterStep struct {
	attempt attempt
	words   string // the settings that it changes
	send    func(ctx context.Context, guard client.Guard) error
	record  func() // takes over what it has done
}

// steps never leave the stage without what it had. The new name comes first: if it is taken, nothing else has been changed. What gives
// access to the files is changed by one statement. The directory table is switched last, since a new url may switch it off.
func (a *alterer) steps(from, to identifier.Qualified) []alterStep {
	var steps []alterStep
	if from != to {
		steps = append(steps, a.renaming(from, to))
	}
	if settings := a.settings(); settings != (client.StageSettings{}) {
		steps = append(steps, a.setting(settings))
	}
	if a.changes.sends("directory_table.enable") || a.changes.sends("url") && a.enablesDirectory() {
		steps = append(steps, a.switching(a.enablesDirectory()))
	}
	return steps
}

func (a *alterer) renaming(from, to identifier.Qualified) alterStep {
	return alterStep{
		attempt: renamingStage, words: "name (to " + to.String() + ")",
		send: func(ctx context.Context, guard client.Guard) error {
			return a.client.Stages.Rename(ctx, from, to, a.createdOn.ValueString(), guard)
		},
		record: func() {
			a.name = to
			a.now.Database, a.now.Schema, a.now.Name = a.plan.Database, a.plan.Schema, a.plan.Name
			a.now.ID, a.now.FullyQualifiedName = types.StringValue(to.String()), types.StringValue(to.String())
		},
	}
}

// settings are what one statement sets. The url goes along with whatever else depends on where the files are: Snowflake has been seen to
// refuse some of it alone.
func (a *alterer) settings() client.StageSettings {
	var settings client.StageSettings
	if a.changes.sends(accessSettings...) {
		switch {
		case a.requested.StorageIntegration != nil:
			settings.StorageIntegration = a.requested.StorageIntegration
		case a.requested.Credentials != nil:
			settings.Credentials = a.requested.Credentials
		default:
			settings.Credentials = &client.Credentials{}
		}
	}
	if a.changes.sends(encryptionSettings...) {
		settings.Encryption = a.requested.Encryption
		if settings.Encryption == nil {
			settings.Encryption = &client.Encryption{Type: new(noEncryption)}
		}
	}
	if a.changes.sends("url") || settings != (client.StageSettings{}) {
		settings.URL = a.requested.URL
	}
	if a.changes.sends("comment") {
		settings.Comment = new(a.plan.Comment.ValueString())
	}
	return settings
}

var settingsOfSetStage = slices.Concat([]string{"url", "comment"}, accessSettings, encryptionSettings)

// setting records what Snowflake does not tell only now that it is sent.
func (a *alterer) setting(settings client.StageSettings) alterStep {
	return alterStep{
		attempt: alteringStage, words: attributeWords(a.changes.of(settingsOfSetStage...)),
		send: func(ctx context.Context, guard client.Guard) error {
			return a.client.Stages.Alter(ctx, a.name, settings, guard)
		},
		record: func() {
			a.now.URL, a.now.StorageIntegration, a.now.Comment = a.plan.URL, a.plan.StorageIntegration, a.plan.Comment
			if settings.StorageIntegration != nil || settings.Credentials != nil {
				a.now.Credentials, a.now.CredentialsVersion, a.now.HasCredentials = a.plan.Credentials, a.plan.CredentialsVersion, types.BoolNull()
			}
			if settings.Encryption != nil {
				a.now.Encryption, a.now.EncryptionVersion, a.now.HasEncryptionKey = a.plan.Encryption, a.plan.EncryptionVersion, types.BoolNull()
			}
		},
	}
}

func (a *alterer) switching(enable bool) alterStep {
	return alterStep{
		attempt: alteringStage, words: "directory_table.enable",
		send: func(ctx context.Context, guard client.Guard) error {
			return a.client.Stages.SetDirectory(ctx, a.name, enable, guard)
		},
		record: func() { a.now.DirectoryTable = a.plan.DirectoryTable },
	}
}

func (a *alterer) enablesDirectory() bool {
	table := a.requested.DirectoryTable
	return table != nil && table.Enable != nil && *table.Enable
}
