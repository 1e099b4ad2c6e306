# Loads the files through a pipe as soon as they are on the stage. Actions need Terraform 1.14, so this file stands apart: copy it beside main.tf.
# The pipe is made in SQL: CREATE PIPE ANALYTICS.RAW.ORDERS AS COPY INTO orders FROM @landing/in/

variable "pipe" {
  description = "Pipe that copies from the stage's folder in/."
  type        = string
  default     = "ANALYTICS.RAW.ORDERS"
}

action "snowstage_load_files" "data" {
  config {
    pipe  = var.pipe
    files = [for file in snowstage_stage_file.data : trimprefix(file.path, "in/")]
  }
}

# If it failed for another reason than the data: terraform apply -invoke=action.snowstage_load_files.data
#
# Whenever there is another set of files. Snowpipe takes each path once, so data that changes needs a path of its own.
resource "terraform_data" "loaded" {
  triggers_replace = [for file in snowstage_stage_file.data : file.id]

  lifecycle {
    action_trigger {
      events  = [after_create]
      actions = [action.snowstage_load_files.data]
    }
  }
}
