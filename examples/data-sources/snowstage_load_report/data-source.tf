data "snowstage_load_report" "orders" {
  pipe = "ANALYTICS.RAW.ORDERS"
}

output "failed" {
  value = {
    for f in data.snowstage_load_report.orders.files : f.path => "line ${coalesce(f.first_error_line, 0)}: ${coalesce(f.first_error, f.system_error, "no error told")}"
    if f.status == "LOAD_FAILED"
  }
}
