moved {
  from = snowflake_stage.text
  to   = snowstage_stage.text
}

moved {
  from = snowflake_stage.text_keys
  to   = snowstage_stage.text_keys
}

moved {
  from = snowflake_stage.text_role
  to   = snowstage_stage.text_role
}

moved {
  from = snowflake_stage_internal.plain
  to   = snowstage_stage.plain
}

moved {
  from = snowflake_stage_internal.sse
  to   = snowstage_stage.sse
}

moved {
  from = snowflake_stage_external_s3.integration
  to   = snowstage_stage.integration
}

moved {
  from = snowflake_stage_external_s3.role
  to   = snowstage_stage.role
}

moved {
  from = snowflake_stage_external_s3.keys
  to   = snowstage_stage.keys
}

moved {
  from = snowflake_stage_external_gcs.events
  to   = snowstage_stage.events
}

moved {
  from = snowflake_stage_external_azure.token
  to   = snowstage_stage.token
}

moved {
  from = snowflake_stage_external_s3_compatible.compatible
  to   = snowstage_stage.compatible
}
