data "snowstage_stage_files" "csv" {
  database = "ANALYTICS"
  schema   = "RAW"
  stage    = "landing"
  pattern  = ".*[.]csv"
}

output "bytes_of_csv" {
  value = data.snowstage_stage_files.csv.total_size
}
