# Any of the three spellings; quote a part whose case or characters need it.
terraform import snowstage_stage.landing '"ANALYTICS"."RAW"."LANDING"'
terraform import snowstage_stage.landing ANALYTICS.RAW.LANDING
terraform import snowstage_stage.landing ANALYTICS/RAW/LANDING
