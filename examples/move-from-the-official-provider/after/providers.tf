terraform {
  required_version = ">= 1.11"

  required_providers {
    snowstage = {
      source  = "snowstage/snowstage"
      version = "~> 0.1"
    }

    # Until the move is applied everywhere: its state cannot be read without it.
    snowflake = {
      source  = "snowflakedb/snowflake"
      version = "~> 2.20" # The version you have now.
    }
  }
}

provider "snowstage" {
  organization_name = "ACME"
  account_name      = "PRODUCTION"
  user              = "TERRAFORM"
  private_key_path  = pathexpand("~/.ssh/snowflake_terraform.p8")
}
