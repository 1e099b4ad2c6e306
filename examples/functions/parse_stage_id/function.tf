resource "snowstage_stage" "landing" {
  database = "ANALYTICS"
  schema   = "RAW"
  name     = "landing"
}

# { database = "ANALYTICS", schema = "RAW", stage = "LANDING" }
output "landing" {
  value = provider::snowstage::parse_stage_id(snowstage_stage.landing.id)
}
