variable "account" {}
variable "user" {}
variable "host" {}
variable "port" {}
variable "private_key" { ephemeral = true }

provider "snowstage" {
  account     = var.account
  user        = var.user
  host        = var.host
  port        = var.port
  protocol    = "http"
  private_key = var.private_key
}

resource "snowstage_stage" "landing" {
  database        = "ANALYTICS"
  schema          = "RAW"
  name            = "landing"
  comment         = "Files from partners"
  directory_table = { enable = true }
}

resource "snowstage_stage" "lake" {
  database            = "ANALYTICS"
  schema              = "RAW"
  name                = "lake"
  url                 = "gcs://acme-lake/raw/"
  storage_integration = "lake_integration"
  directory_table = {
    enable                   = true
    auto_refresh             = true
    notification_integration = "\"Lake Events\""
  }
}
