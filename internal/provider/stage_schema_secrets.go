package provider

import (
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
)

func credentialsAttribute() schema.Attribute {
	return schema.SingleNestedAttribute{
		Optional: true,
		MarkdownDescription: "Access to the bucket of an external stage, instead of `storage_integration`: on S3 a role, or a key id and its secret; on Azure a SAS token; " +
			"with `s3compat://` a key id and its secret. What ends in `_wo` is write-only: it is sent and never kept, neither in state nor in a plan.",
		Attributes: map[string]schema.Attribute{
			"aws_role": schema.StringAttribute{
				Optional: true, Validators: notEmpty,
				MarkdownDescription: "The ARN of an AWS role that Snowflake assumes, like `arn:aws:iam::001234567890:role/lake`. Excludes the keys.",
			},
			"aws_key_id_wo":      writeOnly("The id of an AWS access key. Needs `aws_secret_key_wo`.", notEmpty...),
			"aws_secret_key_wo":  writeOnly("The secret of the AWS access key.", notEmpty...),
			"aws_token_wo":       writeOnly("The session token of temporary AWS credentials.", notEmpty...),
			"azure_sas_token_wo": writeOnly("A shared access signature for the Azure container.", notEmpty...),
		},
	}
}

func credentialsVersionAttribute() schema.Attribute {
	return schema.Int64Attribute{
		Optional: true,
		MarkdownDescription: "Any number. Terraform cannot see that a write-only value has changed: change this number together with it, and the new credentials are sent. " +
			"Taking the number away sends nothing.",
	}
}

func encryptionAttribute() schema.Attribute {
	return schema.SingleNestedAttribute{
		Optional: true,
		MarkdownDescription: "How the files are encrypted. Snowflake does not tell it, so a change made outside is seen only where `has_encryption_key` shows it; only of an internal stage that is imported or moved here the type is found out, by SQL. " +
			"Default: `SNOWFLAKE_FULL` for internal stages, `NONE` for external ones; not supported with `s3compat://`.",
		Attributes: map[string]schema.Attribute{
			"type": schema.StringAttribute{
				Optional: true, Validators: []validator.String{stringvalidator.OneOf(encryptionTypes...)},
				MarkdownDescription: "Internal: `SNOWFLAKE_FULL`, `SNOWFLAKE_SSE` (needed for presigned URLs). S3: `AWS_CSE`, `AWS_SSE_S3`, `AWS_SSE_KMS`, `NONE`. " +
					"GCS: `GCS_SSE_KMS`, `NONE`. Azure: `AZURE_CSE`, `NONE`. On S3 it may be left out with `master_key_wo`, which implies `AWS_CSE`.",
			},
			"kms_key_id": schema.StringAttribute{
				Optional: true, Validators: notEmpty,
				MarkdownDescription: "The key of the cloud's key management service, for `AWS_SSE_KMS` and `GCS_SSE_KMS`. Default: the bucket's own key.",
			},
			"master_key_wo": writeOnly("The key of client-side encryption, for `AWS_CSE` and `AZURE_CSE`: 128 or 256 bits in Base64. Write-only: sent and never kept.", masterKey{}),
		},
	}
}

func encryptionVersionAttribute() schema.Attribute {
	return schema.Int64Attribute{
		Optional: true,
		MarkdownDescription: "Any number. Change it together with `master_key_wo`, and the new key is sent. " +
			"Taking the number away sends nothing.",
	}
}

func writeOnly(description string, validators ...validator.String) schema.Attribute {
	return schema.StringAttribute{
		Optional: true, WriteOnly: true, Sensitive: true,
		Validators:          validators,
		MarkdownDescription: description,
	}
}

var notEmpty = []validator.String{stringvalidator.LengthAtLeast(1)}
