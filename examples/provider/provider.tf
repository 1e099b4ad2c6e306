terraform {
  required_version = ">= 1.11"

  required_providers {
    snowstage = {
      source  = "snowstage/snowstage"
      version = "~> 0.1"
    }
  }
}

# Everything else comes from SNOWFLAKE_* variables or from a profile in ~/.snowflake.
provider "snowstage" {
  organization_name = "ACME"
  account_name      = "PRODUCTION"
  user              = "TERRAFORM"
  role              = "STAGE_ADMIN"
  private_key_path  = pathexpand("~/.ssh/snowflake_terraform.p8")
}
