locals {
  orders = { for file in fileset(path.module, "orders/*.csv") : file => "${path.module}/${file}" }
}

# Content that changes gets a new path, because Snowpipe loads a path once.
resource "snowstage_stage_file" "orders" {
  for_each = local.orders

  database = "ANALYTICS"
  schema   = "RAW"
  stage    = "landing"
  path     = "${trimsuffix(each.key, ".csv")}-${filemd5(each.value)}.csv"
  source   = each.value
}

action "snowstage_load_files" "orders" {
  config {
    pipe  = "ANALYTICS.RAW.ORDERS" # COPY INTO orders FROM @landing
    files = [for f in snowstage_stage_file.orders : f.path]
  }
}

# Whenever there is another set of files, they are loaded.
resource "terraform_data" "orders" {
  triggers_replace = [for f in snowstage_stage_file.orders : f.path]

  lifecycle {
    action_trigger {
      events  = [after_create]
      actions = [action.snowstage_load_files.orders]
    }
  }
}
