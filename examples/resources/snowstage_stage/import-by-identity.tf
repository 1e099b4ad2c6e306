import {
  to = snowstage_stage.landing
  identity = {
    database = "ANALYTICS"
    schema   = "RAW"
    name     = "LANDING"
  }
}
