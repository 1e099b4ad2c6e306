moved {
  from = snowflake_stage_internal.landing
  to   = snowstage_stage.landing
}

resource "snowstage_stage" "landing" {
  database        = "ANALYTICS"
  schema          = "RAW"
  name            = "\"landing\"" # In lower case, which takes quotes now.
  directory_table = { enable = true }
}

moved {
  from = snowflake_stage_external_s3.lake
  to   = snowstage_stage.lake
}

resource "snowstage_stage" "lake" {
  database   = "ANALYTICS"
  schema     = "RAW"
  name       = "LAKE"
  url        = "s3://acme-lake/raw/"
  encryption = { type = "AWS_SSE_S3" }

  credentials = {
    aws_key_id_wo     = var.aws_key_id
    aws_secret_key_wo = var.aws_secret_key
  }
}

variable "aws_key_id" {
  type      = string
  ephemeral = true
}

variable "aws_secret_key" {
  type      = string
  ephemeral = true
}
