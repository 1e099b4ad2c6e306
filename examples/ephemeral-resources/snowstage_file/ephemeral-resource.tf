ephemeral "snowstage_file" "password" {
  stage_id = "ANALYTICS.PRIVATE.SECRETS"
  path     = "warehouse/password.txt"
}

# The content is in neither state nor plan if it is handed to a provider, a provisioner or a write-only argument only.
resource "aws_secretsmanager_secret_version" "password" {
  secret_id                = "warehouse-password"
  secret_string_wo         = ephemeral.snowstage_file.password.content
  secret_string_wo_version = 1
}

variable "scoped_url" {
  type      = string
  ephemeral = true
}

# Made by SELECT BUILD_SCOPED_FILE_URL(@landing, 'in/orders.csv') as the user as whom the provider signs in.
ephemeral "snowstage_file" "shared" {
  scoped_url = var.scoped_url
}
