import {
  to = snowstage_stage_file.orders
  identity = {
    database = "ANALYTICS"
    schema   = "RAW"
    stage    = "LANDING"
    path     = "in/orders.csv"
  }
}
