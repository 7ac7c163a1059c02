"""A configuration that fails, and one that does not."""

BAD = """
resource "aws_lambda_function" "orders" {
  function_name = "orders"
  role          = "arn:aws:iam::111122223333:role/lambda"

  vpc_config {
    subnet_ids         = ["subnet-0a1b2c3d4e5f60718"]
    security_group_ids = ["sg-0a1b2c3d4e5f60718"]
  }
}
"""
GOOD = BAD.replace('["subnet-0a1b2c3d4e5f60718"]', "var.subnets") + 'variable "subnets" {\n  type = list(string)\n}\n'
