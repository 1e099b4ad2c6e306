data "snowstage_file" "settings" {
  database = "ANALYTICS"
  schema   = "RAW"
  stage    = "landing"
  path     = "config/settings.json"
}

locals {
  settings = jsondecode(data.snowstage_file.settings.content)
}

# By a file URL, as BUILD_STAGE_FILE_URL or a directory table tells it; an image is no text.
data "snowstage_file" "logo" {
  file_url = "https://acme-analytics.snowflakecomputing.com/api/files/ANALYTICS/RAW/LANDING/images/logo%2epng"
  max_size = 1048576
}

resource "local_file" "logo" {
  filename       = "${path.module}/logo.png"
  content_base64 = data.snowstage_file.logo.content_base64
}
