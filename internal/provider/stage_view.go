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
	CreatedOn          types.String        `tfsdk:"created_on"`
	HasCredentials     types.Bool          `tfsdk:"has_credentials"`
	HasEncryptionKey   types.Bool          `tfsdk:"has_encryption_key"`
	Owner              types.String        `tfsdk:"owner"`
	OwnerRoleType      types.String        `tfsdk:"owner_role_type"`
	Region             types.String        `tfsdk:"region"`
	Cloud              types.String        `tfsdk:"cloud"`
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
		"fully_qualified_name": text("`\"DB\".\"SCHEMA\".\"STAGE\"`, always quoted: fits where SQL wants a name."),
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
		"created_on":         text("When the stage was created, in RFC 3339, as Snowflake sends it."),
		"has_credentials":    yesNo("Whether the stage has credentials of its own; false for an internal stage and with a storage integration."),
		"has_encryption_key": yesNo("Whether the files of an external stage are encrypted with a key given to the stage; false for an internal stage."),
		"owner":              text("Role that owns the stage."),
		"owner_role_type":    text("`ROLE`, `DATABASE_ROLE`, or `APPLICATION` for the stages of a native app."),
		"region":             text("Region of an external stage's storage, like `us-west-2`; null for an internal one."),
		"cloud":              text("Cloud of an external stage's storage: `AWS`, `GCP` or `AZURE`; null for an internal one."),
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
		CreatedOn:          types.StringPointerValue(stage.CreatedOn),
		HasCredentials:     types.BoolPointerValue(stage.HasCredentials),
		HasEncryptionKey:   types.BoolPointerValue(stage.HasEncryptionKey),
		Owner:              types.StringPointerValue(stage.Owner),
		OwnerRoleType:      types.StringPointerValue(stage.OwnerRoleType),
		Region:             types.StringPointerValue(stage.Region),
		Cloud:              types.StringPointerValue(stage.Cloud),
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
