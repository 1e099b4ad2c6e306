data "snowstage_stages" "raw" {
  database = "ANALYTICS"
  schema   = "RAW"
  like     = "LAND%" # SQL wildcards; case does not matter
}

output "stages_without_directory_table" {
  value = [for stage in data.snowstage_stages.raw.stages : stage.fully_qualified_name if !stage.directory_table.enable]
}
