# https://acme-analytics.snowflakecomputing.com/api/files/ANALYTICS/RAW/LANDING/in/orders%2ecsv
output "orders" {
  value = provider::snowstage::stage_file_url("acme-analytics.snowflakecomputing.com", "analytics", "raw", "landing", "in/orders.csv")
}
