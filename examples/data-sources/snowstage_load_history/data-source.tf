data "snowstage_load_history" "orders" {
  pipe       = "ANALYTICS.RAW.ORDERS"
  start_time = timeadd(plantimestamp(), "-1h")
}

output "rows_of_the_last_hour" {
  value = sum(concat([0], data.snowstage_load_history.orders.files[*].rows_inserted))
}
