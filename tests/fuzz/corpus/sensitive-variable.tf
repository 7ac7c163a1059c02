variable "secret" {
  sensitive = true
  default   = "kanarienvogel7f3a"
}
resource "aws_lambda_function" "f" {
  function_name = var.secret
  role          = var.secret
  vpc_config {
    subnet_ids         = [var.secret, "subnet-0a1b2c3d4e5f60718"]
    security_group_ids = ["sg-${var.secret}"]
  }
  environment {
    variables = { DB_URL = "postgres://${var.secret}.example.com:5432/x" }
  }
}
