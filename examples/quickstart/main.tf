# A stage, two files on it, a list of them, and one read back. `make demo` runs this against the emulator;
# the same configuration works on a real account.

terraform {
  required_version = ">= 1.11"

  required_providers {
    snowstage = { source = "snowstage/snowstage" }
  }
}

provider "snowstage" {} # everything from the environment or a profile

variable "comment" {
  description = "Comment of the stage; changing it changes the stage in place."
  type        = string
  default     = "Files from partners"
}

variable "force_destroy" {
  description = "Whether the stage may be replaced and dropped although it holds files. Apply true before the change that does."
  type        = bool
  default     = false
}

variable "host" {
  description = "Host of the account, which is part of a file's URL."
  type        = string
  default     = "acme-analytics.snowflakecomputing.com"
}

resource "snowstage_stage" "landing" {
  database        = "ANALYTICS"
  schema          = "RAW"
  name            = "landing"
  comment         = var.comment
  encryption      = { type = "SNOWFLAKE_SSE" } # needed for files that go by URLs
  directory_table = { enable = true }
  force_destroy   = var.force_destroy
}

locals {
  data = { for file in fileset("${path.module}/data", "*.csv") : file => "${path.module}/data/${file}" }
}

resource "snowstage_stage_file" "data" {
  for_each = local.data

  database = snowstage_stage.landing.database
  schema   = snowstage_stage.landing.schema
  stage    = snowstage_stage.landing.name
  path     = "in/${each.key}"
  source   = each.value
}

data "snowstage_stage_files" "landing" {
  database = snowstage_stage.landing.database
  schema   = snowstage_stage.landing.schema
  stage    = snowstage_stage.landing.name
  pattern  = ".*[.]csv"

  depends_on = [snowstage_stage_file.data]
}

data "snowstage_file" "orders" {
  database = snowstage_stage.landing.database
  schema   = snowstage_stage.landing.schema
  stage    = snowstage_stage.landing.name
  path     = snowstage_stage_file.data["orders.csv"].path

  depends_on = [snowstage_stage_file.data]
}

output "stage" {
  value = snowstage_stage.landing.fully_qualified_name
}

output "files" {
  value = { for file in data.snowstage_stage_files.landing.files : file.path => file.size }
}

output "orders" {
  value = data.snowstage_file.orders.content
}

# For other programs: who signs in to Snowflake gets the file there, for as long as it is on the stage.
output "orders_url" {
  value = provider::snowstage::stage_file_url(
    var.host, data.snowstage_file.orders.database, data.snowstage_file.orders.schema, data.snowstage_file.orders.stage, data.snowstage_file.orders.path,
  )
}
