import {
  to = snowstage_stage_file.orders
  id = "ANALYTICS.RAW.LANDING/in/orders.csv"
}
