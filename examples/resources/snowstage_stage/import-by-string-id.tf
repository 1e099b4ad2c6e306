import {
  to = snowstage_stage.landing
  id = "ANALYTICS.RAW.LANDING"
}
