# The full name of the stage, a slash, and the path of the file; quote a name whose case or characters need it.
terraform import snowstage_stage_file.orders '"ANALYTICS"."RAW"."LANDING"/in/orders.csv'
terraform import snowstage_stage_file.orders ANALYTICS.RAW.LANDING/in/orders.csv
