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

variable "transfer" {
  description = "Command that puts a file to, or gets one from, the URL in the environment variable URL."
  type        = string
  default     = "go run ./transfer"
}

variable "download_to" {
  description = "Where the file that is read back goes."
  type        = string
  default     = "orders.downloaded.csv"
}

locals {
  files = toset(["orders.csv", "customers.csv"])
}

resource "snowstage_stage" "landing" {
  database        = "ANALYTICS"
  schema          = "RAW"
  name            = "landing"
  comment         = var.comment
  encryption      = { type = "SNOWFLAKE_SSE" } # needed for presigned URLs
  directory_table = { enable = true }
  force_destroy   = var.force_destroy
}

# The id is unknown until the stage exists, so the URLs are asked for while applying and not while planning.
ephemeral "snowstage_presigned_url" "upload" {
  for_each = local.files

  stage_id        = snowstage_stage.landing.id
  path            = "in/${each.key}"
  mode            = "upload"
  expiration_time = 900
}

resource "terraform_data" "upload" {
  for_each = local.files

  # A replaced stage is empty: its new creation time puts the files there again.
  triggers_replace = [snowstage_stage.landing.created_on, filemd5("${path.module}/data/${each.key}")]

  provisioner "local-exec" {
    command     = "${var.transfer} put '${path.module}/data/${each.key}'"
    environment = { URL = ephemeral.snowstage_presigned_url.upload[each.key].presigned_url }
  }
}

data "snowstage_stage_files" "landing" {
  database = snowstage_stage.landing.database
  schema   = snowstage_stage.landing.schema
  stage    = snowstage_stage.landing.name
  pattern  = ".*[.]csv"

  depends_on = [terraform_data.upload]
}

ephemeral "snowstage_presigned_url" "download" {
  stage_id        = snowstage_stage.landing.id
  path            = "in/orders.csv"
  expiration_time = 900
}

resource "terraform_data" "download" {
  triggers_replace = terraform_data.upload["orders.csv"].id

  provisioner "local-exec" {
    command     = "${var.transfer} get '${var.download_to}'"
    environment = { URL = ephemeral.snowstage_presigned_url.download.presigned_url }
  }
}

output "stage" {
  value = snowstage_stage.landing.fully_qualified_name
}

output "files" {
  value = { for file in data.snowstage_stage_files.landing.files : file.path => file.size }
}
