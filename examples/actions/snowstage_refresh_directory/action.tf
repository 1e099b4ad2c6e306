resource "snowstage_stage" "landing" {
  database        = "ANALYTICS"
  schema          = "RAW"
  name            = "landing"
  encryption      = { type = "SNOWFLAKE_SSE" }
  directory_table = { enable = true }
}

action "snowstage_refresh_directory" "landing" {
  config {
    stage_id = snowstage_stage.landing.id
    subpath  = "in"
  }
}

ephemeral "snowstage_presigned_url" "orders" {
  stage_id = snowstage_stage.landing.id
  path     = "in/orders.csv"
  mode     = "upload"
}

# Each upload of orders.csv, which lies beside this file, is followed by a refresh.
resource "terraform_data" "orders" {
  triggers_replace = filemd5("${path.module}/orders.csv")

  provisioner "local-exec" {
    command     = "printf 'url = \"%s\"' \"$URL\" | curl --fail --silent --show-error --config - --upload-file orders.csv"
    environment = { URL = ephemeral.snowstage_presigned_url.orders.presigned_url }
  }

  lifecycle {
    action_trigger {
      events  = [after_create]
      actions = [action.snowstage_refresh_directory.landing]
    }
  }
}
