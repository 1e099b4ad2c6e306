resource "snowflake_stage_internal" "landing" {
  database = "ANALYTICS"
  schema   = "RAW"
  name     = "landing"

  directory {
    enable = true
  }
}

resource "snowflake_stage_external_s3" "lake" {
  database = "ANALYTICS"
  schema   = "RAW"
  name     = "LAKE"
  url      = "s3://acme-lake/raw/"

  credentials {
    aws_key_id     = var.aws_key_id
    aws_secret_key = var.aws_secret_key
  }

  encryption {
    aws_sse_s3 {}
  }
}

variable "aws_key_id" {
  type      = string
  sensitive = true
}

variable "aws_secret_key" {
  type      = string
  sensitive = true
}
