# An internal stage whose files a presigned URL can serve: SNOWFLAKE_SSE, not the default SNOWFLAKE_FULL.
resource "snowstage_stage" "landing" {
  database        = "ANALYTICS"
  schema          = "RAW"
  name            = "landing"
  comment         = "Files from partners"
  encryption      = { type = "SNOWFLAKE_SSE" }
  directory_table = { enable = true }
}

# An external stage behind a storage integration.
resource "snowstage_stage" "lake" {
  database            = "ANALYTICS"
  schema              = "RAW"
  name                = "lake"
  url                 = "s3://acme-lake/raw/"
  storage_integration = "LAKE_INTEGRATION"
  encryption          = { type = "AWS_SSE_KMS", kms_key_id = "alias/lake" }

  # A change is then one CREATE OR REPLACE: the stage is never absent.
  create_mode = "orReplace"
}

# An external stage with a key of its own. The secrets are write-only: they reach neither state nor plan.
variable "partner_key_id" {
  type      = string
  ephemeral = true
}

variable "partner_secret_key" {
  type      = string
  ephemeral = true
}

resource "snowstage_stage" "partner" {
  database = "ANALYTICS"
  schema   = "RAW"
  name     = "\"Partner Drop\"" # quoted: case and space are kept
  url      = "s3://partner-drop/out/"

  credentials = {
    aws_key_id_wo     = var.partner_key_id
    aws_secret_key_wo = var.partner_secret_key
  }
  credentials_wo_version = 1 # raise it to rotate
}
