ephemeral "snowstage_presigned_url" "put" {
  database        = "ANALYTICS"
  schema          = "RAW"
  stage           = "landing"
  path            = "in/orders.csv"
  mode            = "upload"
  expiration_time = 900
}

# The URL is a secret: hand it to a provider, a provisioner or a write-only argument, never to an ordinary one.
resource "terraform_data" "upload" {
  triggers_replace = filemd5("${path.module}/orders.csv")

  provisioner "local-exec" {
    command     = "printf 'url = \"%s\"' \"$URL\" | curl --fail --silent --show-error --config - --upload-file orders.csv"
    environment = { URL = ephemeral.snowstage_presigned_url.put.presigned_url }
  }
}
