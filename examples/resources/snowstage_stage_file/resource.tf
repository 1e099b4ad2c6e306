# Uploads by a URL need server-side encryption: SNOWFLAKE_SSE, not the default SNOWFLAKE_FULL.
resource "snowstage_stage" "landing" {
  database   = "ANALYTICS"
  schema     = "RAW"
  name       = "landing"
  encryption = { type = "SNOWFLAKE_SSE" }
}

# A local file. It is read while planning: a changed file is uploaded again.
resource "snowstage_stage_file" "orders" {
  database = snowstage_stage.landing.database
  schema   = snowstage_stage.landing.schema
  stage    = snowstage_stage.landing.name
  path     = "in/orders.csv"
  source   = "${path.module}/data/orders.csv"
}

# Content from the configuration.
resource "snowstage_stage_file" "model" {
  database = snowstage_stage.landing.database
  schema   = snowstage_stage.landing.schema
  stage    = snowstage_stage.landing.name
  path     = "models/orders.yaml"
  content  = yamlencode({ name = "orders", version = 3 })
}

# Content that is neither in the state nor in a plan.
variable "licence" {
  type      = string
  ephemeral = true
}

resource "snowstage_stage_file" "licence" {
  database           = snowstage_stage.landing.database
  schema             = snowstage_stage.landing.schema
  stage              = snowstage_stage.landing.name
  path               = "licence.txt"
  content_wo         = var.licence
  content_wo_version = 1 # raise it with every new licence
}

# All files of a folder.
locals {
  files = { for file in fileset("${path.module}/data", "**") : file => "${path.module}/data/${file}" }
}

resource "snowstage_stage_file" "data" {
  for_each = local.files

  database = snowstage_stage.landing.database
  schema   = snowstage_stage.landing.schema
  stage    = snowstage_stage.landing.name
  path     = "data/${each.key}"
  source   = each.value
}

# A local file that another resource writes: with its id as source_hash the file is read after that.
resource "terraform_data" "build" {
  triggers_replace = filemd5("${path.module}/build.sh")

  provisioner "local-exec" {
    command = "sh '${path.module}/build.sh' > '${path.module}/report.csv'"
  }
}

resource "snowstage_stage_file" "report" {
  database    = snowstage_stage.landing.database
  schema      = snowstage_stage.landing.schema
  stage       = snowstage_stage.landing.name
  path        = "report.csv"
  source      = "${path.module}/report.csv"
  source_hash = terraform_data.build.id
}
