# A variable that holds exactly the characters of a name.
variable "stage" {
  default = "Orders of 2026"
}

resource "snowstage_stage" "orders" {
  database = "ANALYTICS"
  schema   = "RAW"
  name     = provider::snowstage::quote_identifier(var.stage)
}
