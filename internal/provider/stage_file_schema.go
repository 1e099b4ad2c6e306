package provider

import (
	"context"
	"maps"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework-timetypes/timetypes"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/booldefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
)

func stageFileSchema(ctx context.Context) schema.Schema {
	attributes := map[string]schema.Attribute{"timeouts": fileTimeoutsAttribute(ctx)}
	maps.Copy(attributes, fileNameAttributes())
	maps.Copy(attributes, fileContentAttributes())
	maps.Copy(attributes, fileBehaviourAttributes())
	maps.Copy(attributes, fileComputedAttributes())
	return schema.Schema{
		MarkdownDescription: "A file on a stage, uploaded from a local file or from the configuration. What is uploaded is exactly the bytes that are given: nothing is compressed or encrypted on the way.\n\n" +
			"The file goes to the cloud's object store by a presigned URL, so that store has to be reachable from where Terraform runs. " +
			"An internal stage needs the encryption `SNOWFLAKE_SSE`: on one with `SNOWFLAKE_FULL`, Snowflake's default, files that were uploaded by a URL cannot be read, and where the encryption is known the plan says so.\n\n" +
			"Least privileges: USAGE on the database and the schema; READ and WRITE on an internal stage, or USAGE on an external one. " +
			"Destroying the file is done by SQL (`REMOVE`), since the REST API for stages cannot; see `sql_api` of the provider.",
		Attributes: attributes,
	}
}

func fileTimeoutsAttribute(ctx context.Context) schema.Attribute {
	attribute := timeouts.Attributes(ctx, timeouts.Opts{
		Create: true, Read: true, Update: true, Delete: true,
		CreateDescription: "Time for uploading the file, like `90s` or `1h30m`. Default: `20m`.",
		ReadDescription:   "Time for looking at the file, like `90s` or `1h30m`. Default: `5m`.",
		UpdateDescription: "Time for uploading changed content, like `90s` or `1h30m`. Default: `20m`.",
		DeleteDescription: "Time for removing the file, like `90s` or `1h30m`. Default: `20m`.",
	})
	if nested, ok := attribute.(schema.SingleNestedAttribute); ok {
		nested.MarkdownDescription = "How long each operation may take, retries and waiting included. Changing it sends no request."
		attribute = nested
	}
	return attribute
}

// anotherName replaces the file for another name, but not for another spelling.
var anotherName = []planmodifier.String{keepSpelling{}, stringplanmodifier.RequiresReplace()}

func fileNameAttributes() map[string]schema.Attribute {
	name := func(description string) schema.Attribute {
		return schema.StringAttribute{
			CustomType: nameType{}, Required: true, PlanModifiers: anotherName,
			MarkdownDescription: description + " Another one means another file: this one is removed.",
		}
	}
	return map[string]schema.Attribute{
		"database": name(databaseDescription),
		"schema":   name(schemaDescription),
		"stage":    name(stageDescription),
		"path": schema.StringAttribute{
			Required: true, Validators: []validator.String{stagePath{}}, PlanModifiers: []planmodifier.String{stringplanmodifier.RequiresReplace()},
			MarkdownDescription: filePathDescription + " Another path means another file: this one is removed.",
		},
	}
}

func fileContentAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"source": schema.StringAttribute{
			Optional: true, Validators: []validator.String{stringvalidator.LengthAtLeast(1)},
			MarkdownDescription: "A local file to upload, like `\"${path.module}/orders.csv\"`: a regular file of at most 5 GiB. " +
				"It is read while planning, so that a changed file is a change without any `source_hash`. Give exactly one of `source`, `content`, `content_base64` and `content_wo`.",
		},
		"source_hash": schema.StringAttribute{
			Optional: true, Validators: []validator.String{stringvalidator.AlsoRequires(path.MatchRoot("source"))},
			MarkdownDescription: "Any text that goes with `source`. It is needed only if another resource writes the local file in the same apply: while it is not known, the file is not read. " +
				"Changing it alone uploads nothing.",
		},
		"content": schema.StringAttribute{
			Optional:            true,
			MarkdownDescription: "The content, as UTF-8 text. It is in the state; for what nobody should read there take `content_wo`.",
		},
		"content_base64": schema.StringAttribute{
			Optional: true, Validators: []validator.String{base64Content{}},
			MarkdownDescription: "The content in Base64 (RFC 4648, standard alphabet, with padding), for what is not text. It is in the state.",
		},
		"content_wo": schema.StringAttribute{
			Optional: true, WriteOnly: true, Sensitive: true, Validators: []validator.String{stringvalidator.AlsoRequires(path.MatchRoot("content_wo_version"))},
			MarkdownDescription: "The content, as UTF-8 text, that is neither in the state nor in a plan, and no hash of it either. Needs `content_wo_version`, and Terraform or OpenTofu 1.11.",
		},
		"content_wo_version": schema.Int64Attribute{
			Optional:            true,
			MarkdownDescription: "A number of your choice that goes with `content_wo`: Terraform does not see that a write-only value changed, so change this with it. The plan shows it as new if the file was changed outside of Terraform.",
		},
	}
}

func fileBehaviourAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"overwrite": schema.BoolAttribute{
			Optional: true, Computed: true, Default: booldefault.StaticBool(false),
			MarkdownDescription: "Whether creating may replace a file that is there already and has other content. Default: `false`, which makes that an error with a ready `import` block. " +
				"A file of the same content is taken over either way. Changing it sends no request.",
		},
		"keep_on_destroy": schema.BoolAttribute{
			Optional: true, Computed: true, Default: booldefault.StaticBool(false),
			MarkdownDescription: "Whether the file stays on the stage when the resource is destroyed or replaced. Default: `false`. What counts is the value in the state: apply it first. Changing it sends no request.",
		},
	}
}

func fileComputedAttributes() map[string]schema.Attribute {
	text := func(description string) schema.Attribute {
		return schema.StringAttribute{Computed: true, MarkdownDescription: description}
	}
	return map[string]schema.Attribute{
		"id":          text("`\"DB\".\"SCHEMA\".\"STAGE\"/path/of/file`. Not known before the file exists, so that what refers to it waits for the file."),
		"content_md5": text("MD5 of the content in hexadecimal, as far as it is known. Null with `content_wo`, and for a file that was changed outside of Terraform where the store lists no MD5 of the content."),
		"size":        schema.Int64Attribute{Computed: true, MarkdownDescription: "Size in bytes."},
		"md5": text("MD5 as Snowflake lists it. For some stores it is another hash than that of the content: on S3 it is the ETag, which is none with a KMS key. " +
			"Null if the store keeps none, and with `content_wo`."),
		"last_modified": schema.StringAttribute{
			Computed: true, CustomType: timetypes.RFC3339Type{},
			MarkdownDescription: "When the file was last modified, in RFC 3339, like `2026-09-05T17:59:21Z`. Null if Snowflake's text for it cannot be read.",
		},
	}
}
