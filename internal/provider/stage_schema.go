package provider

import (
	"context"
	"maps"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/booldefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/boolplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/objectdefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringdefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/snowstage/terraform-provider-snowstage/internal/client"
)

func stageSchema(ctx context.Context) schema.Schema {
	attributes := map[string]schema.Attribute{"timeouts": timeoutsAttribute(ctx)}
	maps.Copy(attributes, stageNameAttributes())
	maps.Copy(attributes, stageSettingAttributes())
	maps.Copy(attributes, stageBehaviourAttributes())
	maps.Copy(attributes, stageComputedAttributes())
	return schema.Schema{
		MarkdownDescription: "A Snowflake stage: a place for files, inside Snowflake (internal) or in a bucket of a cloud (external, with a `url`).\n\n" +
			"What Snowflake can alter is altered: files, grants and pipes stay. That is done by SQL (`ALTER STAGE`), since the REST API for stages cannot; see `sql_api` of the provider. " +
			"Everything else means a new stage: the plan says so and why, and `create_mode` decides how it is done. " +
			"The files of an internal stage, grants on the stage, its directory table and the pipes that read from it do not survive that.\n\n" +
			"Least privileges: USAGE on the database and the schema, CREATE STAGE on the schema, USAGE on each integration named; OWNERSHIP of the stage to alter, replace or drop it. " +
			"To give it another name: CREATE STAGE on the schema of the new name.",
		Attributes: attributes,
	}
}

func timeoutsAttribute(ctx context.Context) schema.Attribute {
	attribute := timeouts.Attributes(ctx, timeouts.Opts{
		Create: true, Read: true, Update: true, Delete: true,
		CreateDescription: "Time for creating the stage, like `90s` or `1h30m`. Default: `20m`.",
		ReadDescription:   "Time for reading the stage, like `90s` or `1h30m`. Default: `5m`.",
		UpdateDescription: "Time for altering the stage, or replacing it in place, like `90s` or `1h30m`. Default: `20m`.",
		DeleteDescription: "Time for dropping the stage, like `90s` or `1h30m`. Default: `20m`.",
	})
	if nested, ok := attribute.(schema.SingleNestedAttribute); ok {
		nested.MarkdownDescription = "How long each operation may take, retries and waiting included. Changing it sends no request."
		attribute = nested
	}
	return attribute
}

func stageNameAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"database": schema.StringAttribute{
			CustomType: nameType{}, Required: true, PlanModifiers: spelling,
			MarkdownDescription: databaseDescription + " Another database moves the stage, with its files.",
		},
		"schema": schema.StringAttribute{
			CustomType: nameType{}, Required: true, PlanModifiers: spelling,
			MarkdownDescription: schemaDescription + " Another schema moves the stage, with its files.",
		},
		"name": schema.StringAttribute{
			CustomType: nameType{}, Required: true, PlanModifiers: spelling,
			MarkdownDescription: stageDescription + " Another name renames the stage, which keeps its files.",
		},
	}
}

func stageSettingAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"kind": schema.StringAttribute{
			Optional: true, Computed: true, Default: stringdefault.StaticString(kindPermanent),
			Validators: []validator.String{stringvalidator.OneOf(kindPermanent, kindTemporary)},
			MarkdownDescription: "`PERMANENT` (default) or `TEMPORARY`. A temporary stage lives as long as the session that made it, which for a REST API is " +
				"hardly longer than the request, so Terraform will find it gone.",
		},
		"url": schema.StringAttribute{
			Optional: true, Validators: []validator.String{stageURL{}, noNUL{}},
			MarkdownDescription: "Where the files of an external stage are: `s3://bucket/path/` (also `s3gov://`, `s3china://`), `gcs://bucket/path/`, " +
				"`azure://account.blob.core.windows.net/container/path/` or `s3compat://bucket/path/`. Leave it out for an internal stage. " +
				"End it with `/`: without, it is a mere prefix of names, and files cannot be reached as unstructured data.",
		},
		"endpoint": schema.StringAttribute{
			Optional: true, Validators: []validator.String{endpointHost{}},
			MarkdownDescription: "The host of an S3-compatible service, like `s3.eu.example.com`, without scheme and path. Required with `s3compat://`, and only there.",
		},
		"storage_integration": schema.StringAttribute{
			CustomType: nameType{}, Optional: true, PlanModifiers: spelling,
			MarkdownDescription: "The storage integration that gives access to the bucket (S3, GCS, Azure), instead of `credentials`; spelled by the same rules as `database`.",
		},
		"comment": schema.StringAttribute{
			Optional: true, Computed: true, Default: stringdefault.StaticString(""), Validators: []validator.String{noNUL{}},
			MarkdownDescription: "A comment. Default: none, which is the empty text.",
		},
		"credentials":            credentialsAttribute(),
		"credentials_wo_version": credentialsVersionAttribute(),
		"encryption":             encryptionAttribute(),
		"encryption_wo_version":  encryptionVersionAttribute(),
		"directory_table":        directoryTableAttribute(),
	}
}

func directoryTableAttribute() schema.Attribute {
	return schema.SingleNestedAttribute{
		Optional: true, Computed: true, Default: objectdefault.StaticValue(noDirectoryTable().object()),
		MarkdownDescription: "The directory table, a list of the stage's files that SQL can query. Default: none.",
		Attributes: map[string]schema.Attribute{
			"enable": schema.BoolAttribute{
				Optional: true, Computed: true, Default: booldefault.StaticBool(false),
				MarkdownDescription: "Whether the stage has a directory table. Default: `false`. " +
					"One that is switched on later, or stays on with a new `url`, lists nothing until it is refreshed: see the action `snowstage_refresh_directory`.",
			},
			"refresh_on_create": schema.BoolAttribute{
				Optional: true,
				MarkdownDescription: "Whether Snowflake fills the directory table once, right after creating the stage. External stages only. Snowflake's default: `true`. " +
					"It acts only at creation: changing it sends nothing and replaces nothing.",
			},
			"auto_refresh": schema.BoolAttribute{
				Optional: true, Computed: true, Default: booldefault.StaticBool(false),
				MarkdownDescription: "Whether events of the cloud refresh the directory table. Default: `false`.",
			},
			"notification_integration": schema.StringAttribute{
				CustomType: nameType{}, Optional: true, PlanModifiers: spelling,
				MarkdownDescription: "The notification integration whose events refresh the directory table (GCS, Azure); spelled by the same rules as `database`.",
			},
		},
	}
}

func stageBehaviourAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"create_mode": schema.StringAttribute{
			Optional: true, Computed: true, Default: stringdefault.StaticString(string(client.ErrorIfExists)),
			Validators: []validator.String{stringvalidator.OneOf(
				string(client.ErrorIfExists), string(client.OrReplace), string(client.IfNotExists))},
			MarkdownDescription: "What creating does when the name is taken, in the API's words.\n" +
				"  - `errorIfExists` (default): an error with a ready `import` block. A change that cannot be made in place drops the stage, then creates it.\n" +
				"  - `orReplace`: the stage that has the name is replaced. A change that cannot be made in place replaces the stage in one request, so that it is never absent.\n" +
				"  - `ifNotExists`: the stage that has the name is adopted if every setting that can be read equals the configuration, else an error lists the differences. " +
				"A change that cannot be made in place drops the stage, then creates it.\n\n" +
				"Changing `create_mode` itself sends no request.",
		},
		"if_exists": schema.BoolAttribute{
			Optional: true, Computed: true, Default: booldefault.StaticBool(true),
			MarkdownDescription: "Whether dropping a stage that is already gone counts as success. Default: `true`. Changing it sends no request.",
		},
		"force_destroy": schema.BoolAttribute{
			Optional: true, Computed: true, Default: booldefault.StaticBool(false),
			MarkdownDescription: "Whether an internal stage may be dropped or replaced although it holds files, which are lost with it. Default: `false`: such a plan is an error that tells how many " +
				"files there are, and the files are looked for once more right before the request. That takes READ on the stage. " +
				"What counts for a stage in Terraform's state is the value in the state, and for a replacement the one in the configuration as well: apply `true` before the change that " +
				"drops or replaces it. Only a stage outside of the state whose name a create with `orReplace` takes goes by the configuration. External stages, whose files stay, are not looked into. " +
				"Changing it sends no request.",
		},
	}
}

func stageComputedAttributes() map[string]schema.Attribute {
	text := func(description string) schema.Attribute {
		return schema.StringAttribute{
			Computed: true, MarkdownDescription: description,
			PlanModifiers: []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
		}
	}
	flag := func(description string) schema.Attribute {
		return schema.BoolAttribute{
			Computed: true, MarkdownDescription: description,
			PlanModifiers: []planmodifier.Bool{boolplanmodifier.UseStateForUnknown()},
		}
	}
	return map[string]schema.Attribute{
		"id":                   text("The same as `fully_qualified_name`."),
		"fully_qualified_name": text(fullyQualifiedNameDescription + " Not known before the stage exists by that name, so that what refers to it waits for the stage."),
		"created_on":           text(createdOnDescription),
		"owner":                text(ownerDescription),
		"owner_role_type":      text(ownerRoleTypeDescription),
		"has_credentials":      flag(hasCredentialsDescription),
		"has_encryption_key":   flag(hasEncryptionKeyDescription),
		"region":               text(regionDescription),
		"cloud":                text(cloudDescription),
	}
}
