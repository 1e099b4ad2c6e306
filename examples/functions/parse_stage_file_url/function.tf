locals {
  orders = provider::snowstage::parse_stage_file_url("https://acme-analytics.snowflakecomputing.com/api/files/ANALYTICS/RAW/LANDING/in/orders%2ecsv")
}

data "snowstage_file" "orders" {
  database = local.orders.database
  schema   = local.orders.schema
  stage    = local.orders.stage
  path     = local.orders.path
}
