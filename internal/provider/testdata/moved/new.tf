resource "snowstage_stage" "text" {
  database        = "analytics"
  schema          = "raw"
  name            = "\"say \"\"hi\"\"\""
  comment         = "Once \"said\""
  encryption      = { type = "SNOWFLAKE_SSE" }
  directory_table = { enable = true, auto_refresh = true }
}

resource "snowstage_stage" "text_keys" {
  database    = "ANALYTICS"
  schema      = "RAW"
  name        = "text_keys"
  url         = "s3://a/"
  credentials = { aws_key_id_wo = "id", aws_secret_key_wo = "key", aws_token_wo = "token" }
  encryption  = { type = "AWS_CSE", master_key_wo = "a2tra2tra2tra2tra2traw==" }
}

resource "snowstage_stage" "text_role" {
  database    = "ANALYTICS"
  schema      = "RAW"
  name        = "text_role"
  url         = "s3://a/"
  credentials = { aws_role = "arn:aws:iam::1:role/lake" }
  encryption  = { type = "AWS_SSE_KMS", kms_key_id = "alias/lake" }
}

resource "snowstage_stage" "plain" {
  database = "ANALYTICS"
  schema   = "RAW"
  name     = "\"lower case\""
}

resource "snowstage_stage" "sse" {
  database        = "ANALYTICS"
  schema          = "RAW"
  name            = "\"landing\""
  comment         = "Files from partners"
  encryption      = { type = "SNOWFLAKE_SSE" }
  directory_table = { enable = true }
  force_destroy   = var.force_destroy
}

variable "force_destroy" {
  default = false
}

resource "snowstage_stage" "integration" {
  database            = "ANALYTICS"
  schema              = "RAW"
  name                = "integration"
  url                 = "s3://a/b/"
  storage_integration = "\"Lake\""
  encryption          = { type = "AWS_SSE_KMS", kms_key_id = "alias/lake" }
  directory_table     = { enable = true, refresh_on_create = false, auto_refresh = true }
}

resource "snowstage_stage" "role" {
  database    = "ANALYTICS"
  schema      = "RAW"
  name        = "role"
  url         = "s3://a/"
  credentials = { aws_role = "arn:aws:iam::1:role/lake" }
  encryption  = { type = "NONE" }
}

resource "snowstage_stage" "keys" {
  database    = "ANALYTICS"
  schema      = "RAW"
  name        = "keys"
  url         = "s3://a/"
  credentials = { aws_key_id_wo = "id", aws_secret_key_wo = "key", aws_token_wo = "token" }
  encryption  = { type = "AWS_CSE", master_key_wo = "a2tra2tra2tra2tra2traw==" }
}

resource "snowstage_stage" "events" {
  database            = "ANALYTICS"
  schema              = "RAW"
  name                = "events"
  url                 = "gcs://a/"
  storage_integration = "lake"
  encryption          = { type = "GCS_SSE_KMS", kms_key_id = "lake" }
  directory_table     = { enable = true, auto_refresh = true, notification_integration = "events" }
}

resource "snowstage_stage" "token" {
  database    = "ANALYTICS"
  schema      = "RAW"
  name        = "token"
  url         = "azure://acme.blob.core.windows.net/c/"
  credentials = { azure_sas_token_wo = "?sv=1" }
  encryption  = { type = "AZURE_CSE", master_key_wo = "a2tra2tra2tra2tra2traw==" }
}

resource "snowstage_stage" "compatible" {
  database    = "ANALYTICS"
  schema      = "RAW"
  name        = "compatible"
  url         = "s3compat://a/"
  endpoint    = "s3.eu.example.com"
  credentials = { aws_key_id_wo = "id", aws_secret_key_wo = "key" }
}
