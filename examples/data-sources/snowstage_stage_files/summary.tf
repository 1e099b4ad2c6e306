data "snowstage_stage_files" "summary" {
  database      = "ANALYTICS"
  schema        = "RAW"
  stage         = "landing"
  include_files = false
}

check "landing_is_fed" {
  assert {
    condition     = try(timecmp(data.snowstage_stage_files.summary.newest.last_modified, timeadd(plantimestamp(), "-24h")) > 0, false)
    error_message = "No file has arrived within a day. The stage holds ${data.snowstage_stage_files.summary.file_count} files, ${data.snowstage_stage_files.summary.total_size} bytes."
  }
}
