list "snowstage_stage" "landing" {
  provider = snowstage
  limit    = 1000

  config {
    database = "ANALYTICS"
    schema   = "RAW"
    like     = "LANDING\\_%"
  }
}
