package provider

import (
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/snowstage/terraform-provider-snowstage/internal/client"
	"github.com/snowstage/terraform-provider-snowstage/internal/identifier"
)

// stageView is what the data sources show of a stage, besides its name.
type stageView struct {
	FullyQualifiedName types.String        `tfsdk:"fully_qualified_name"`
	Kind               types.String        `tfsdk:"kind"`
	URL                types.String        `tfsdk:"url"`
	Endpoint           types.String        `tfsdk:"endpoint"`
	StorageIntegration nameValue           `tfsdk:"storage_integration"`
	Comment            types.String        `tfsdk:"comment"`
	DirectoryTable     *directoryTableView `tfsdk:"directory_table"`
	stageFacts
}

type directoryTableView struct {
	Enable                  types.Bool `tfsdk:"enable"`
	RefreshOnCreate         types.Bool `tfsdk:"refresh_on_create"`
	AutoRefresh             types.Bool `tfsdk:"auto_refresh"`
	NotificationIntegration nameValue  `tfsdk:"notification_integration"`
}

func stageViewAttributes() map[string]schema.Attribute {
	text := func(description string) schema.Attribute {
		return schema.StringAttribute{Computed: true, MarkdownDescription: description}
	}
	yesNo := func(description string) schema.Attribute {
		return schema.BoolAttribute{Computed: true, MarkdownDescription: description}
	}
	name := func(description string) schema.Attribute {
		return schema.StringAttribute{Computed: true, CustomType: nameType{}, MarkdownDescription: description}
	}
	return map[string]schema.Attribute{
		"fully_qualified_name": text(fullyQualifiedNameDescription),
		"kind":                 text("`PERMANENT` or `TEMPORARY`."),
		"url":                  text("URL of an external stage, like `s3://acme-lake/raw/`; null for an internal one."),
		"endpoint":             text("Host of the S3-compatible API, like `storage.example.com`; null for all other stages."),
		"storage_integration":  name("Name of the storage integration, spelled as in SQL; null if there is none."),
		"comment":              text("Comment; empty if there is none."),
		"directory_table": schema.SingleNestedAttribute{
			Computed:            true,
			MarkdownDescription: "The stage's directory table.",
			Attributes: map[string]schema.Attribute{
				"enable":                   yesNo("Whether the stage has a directory table."),
				"refresh_on_create":        yesNo("Whether its metadata is refreshed once after the stage is created."),
				"auto_refresh":             yesNo("Whether its metadata is refreshed when files change."),
				"notification_integration": name("Name of the notification integration, spelled as in SQL; null if there is none."),
			},
		},
		"created_on":         text(createdOnDescription),
		"has_credentials":    yesNo(hasCredentialsDescription),
		"has_encryption_key": yesNo(hasEncryptionKeyDescription),
		"owner":              text(ownerDescription),
		"owner_role_type":    text(ownerRoleTypeDescription),
		"region":             text(regionDescription),
		"cloud":              text(cloudDescription),
	}
}

func newStageView(in identifier.Schema, stage client.Stage) stageView {
	name := identifier.Qualified{Database: in.Database, Schema: in.Name, Name: identifier.FromReply(stage.Name)}
	view := stageView{
		FullyQualifiedName: types.StringValue(name.String()),
		Kind:               types.StringPointerValue(stage.Kind),
		URL:                textOrNull(stage.URL),
		Endpoint:           textOrNull(stage.Endpoint),
		StorageIntegration: nameState(stage.StorageIntegration, nullName()),
		Comment:            textOrEmpty(stage.Comment),
		stageFacts:         newStageFacts(stage),
	}
	if table := stage.DirectoryTable; table != nil {
		view.DirectoryTable = &directoryTableView{
			Enable:                  types.BoolPointerValue(table.Enable),
			RefreshOnCreate:         types.BoolPointerValue(table.RefreshOnCreate),
			AutoRefresh:             types.BoolPointerValue(table.AutoRefresh),
			NotificationIntegration: nameState(table.NotificationIntegration, nullName()),
		}
	}
	return view
}
