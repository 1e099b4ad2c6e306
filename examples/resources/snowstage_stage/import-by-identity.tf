import {
  to = snowstage_stage.landing
  identity = {
    database = "ANALYTICS"
    schema   = "RAW"
    name     = "LANDING"
  }
}

import {
  to = snowstage_stage.partner
  identity = {
    database = "ANALYTICS"
    schema   = "RAW"
    name     = "\"Partner Drop\"" # quoted: case and space are kept
  }
}
