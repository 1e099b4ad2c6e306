resource "snowflake_stage" "text" {
  database     = "ANALYTICS"
  schema       = "RAW"
  name         = "say \"hi\""
  comment      = "Once \"said\""
  encryption   = "TYPE = 'SNOWFLAKE_SSE'"
  directory    = "ENABLE = true AUTO_REFRESH = true"
  copy_options = "ON_ERROR = 'CONTINUE'"
  file_format  = "FORMAT_NAME = ANALYTICS.RAW.CSV"
  tag {
    value = "finance"
  }
}

resource "snowflake_stage" "text_keys" {
  database    = "ANALYTICS"
  schema      = "RAW"
  name        = "TEXT_KEYS"
  url         = "s3://a/"
  credentials = "AWS_KEY_ID='canary-key-id' AWS_SECRET_KEY='canary-secret-key' AWS_TOKEN='canary-token'"
  encryption  = "MASTER_KEY = 'canary-master-key'"
}

resource "snowflake_stage" "text_role" {
  database    = "ANALYTICS"
  schema      = "RAW"
  name        = "TEXT_ROLE"
  url         = "s3://a/"
  credentials = "AWS_ROLE = 'arn:aws:iam::1:role/lake'"
  encryption  = "TYPE='AWS_SSE_KMS', KMS_KEY_ID='alias/lake'"
}

resource "snowflake_stage_internal" "plain" {
  database = "ANALYTICS"
  schema   = "RAW"
  name     = "lower case"
}

resource "snowflake_stage_internal" "sse" {
  database = "\"ANALYTICS\""
  schema   = "RAW"
  name     = "\"landing\""
  comment  = "Files from partners"
  encryption {
    snowflake_sse {}
  }
  directory {
    enable       = true
    auto_refresh = "default"
  }
  file_format {
    json {
      compression = "GZIP"
    }
  }
}

resource "snowflake_stage_external_s3" "integration" {
  database                 = "ANALYTICS"
  schema                   = "RAW"
  name                     = "INTEGRATION"
  url                      = "s3://a/b/"
  storage_integration      = "Lake"
  use_privatelink_endpoint = "default"
  encryption {
    aws_sse_kms {
      kms_key_id = "alias/lake"
    }
  }
  directory {
    enable            = true
    refresh_on_create = "false"
    auto_refresh      = "true"
    aws_sns_topic     = "arn:aws:sns:eu-west-1:1:files"
  }
}

resource "snowflake_stage_external_s3" "role" {
  database = "ANALYTICS"
  schema   = "RAW"
  name     = "ROLE"
  url      = "s3://a/"
  credentials {
    aws_role = "arn:aws:iam::1:role/lake"
  }
  encryption {
    none {}
  }
}

resource "snowflake_stage_external_s3" "keys" {
  database = "ANALYTICS"
  schema   = "RAW"
  name     = "KEYS"
  url      = "s3://a/"
  credentials {
    aws_key_id     = "canary-key-id"
    aws_secret_key = "canary-secret-key"
    aws_token      = "canary-token"
  }
  encryption {
    aws_cse {
      master_key = "canary-master-key"
    }
  }
}

resource "snowflake_stage_external_gcs" "events" {
  database            = "ANALYTICS"
  schema              = "RAW"
  name                = "EVENTS"
  url                 = "gcs://a/"
  storage_integration = "LAKE"
  encryption {
    gcs_sse_kms {
      kms_key_id = "lake"
    }
  }
  directory {
    enable                   = true
    refresh_on_create        = "default"
    auto_refresh             = "true"
    notification_integration = "EVENTS"
  }
}

resource "snowflake_stage_external_azure" "token" {
  database = "ANALYTICS"
  schema   = "RAW"
  name     = "TOKEN"
  url      = "azure://acme.blob.core.windows.net/c/"
  credentials {
    azure_sas_token = "canary-sas-token"
  }
  encryption {
    azure_cse {
      master_key = "canary-master-key"
    }
  }
}

resource "snowflake_stage_external_s3_compatible" "compatible" {
  database = "ANALYTICS"
  schema   = "RAW"
  name     = "COMPATIBLE"
  url      = "s3compat://a/"
  endpoint = "s3.eu.example.com"
  credentials {
    aws_key_id     = "canary-key-id"
    aws_secret_key = "canary-secret-key"
  }
}
