data "snowstage_stage" "lake" {
  database = "ANALYTICS"
  schema   = "RAW"
  name     = "lake"
}

output "lake_url" {
  value = data.snowstage_stage.lake.url
}
