variable "secret" {
  sensitive = true
  default   = "kanarienvogel7f3a"
}
variable "secrets" {
  sensitive = true
  type      = map(list(string))
  default   = { a = ["subnet-kanarienvogel7f3a", "kanarienvogel7f3a.example.com"] }
}
locals {
  part   = substr(var.secret, 0, 17)
  mapped = { for s in split("-", var.secrets.a[0]) : s => s }
}
resource "aws_lambda_function" "f" {
  function_name = var.secret
  role          = var.secret
  vpc_config {
    subnet_ids         = [var.secret, local.part, var.secrets.a[0], "subnet-0a1b2c3d4e5f60718"]
    security_group_ids = ["sg-${var.secret}", local.mapped["kanarienvogel7f3a"]]
  }
  environment {
    variables = {
      DB_URL = "postgres://${var.secret}.example.com:5432/x"
      HOST   = var.secrets.a[1]
    }
  }
  tags = { "lambdanet:vpc-reason" = upper(var.secret) }
}
resource "aws_subnet" "s" {
  vpc_id            = var.secret
  cidr_block        = var.secret
  availability_zone = base64decode(base64encode(var.secret))
}
resource "aws_security_group_rule" "r" {
  security_group_id = var.secret
  type              = "egress"
  from_port         = tonumber(var.secret)
  to_port           = var.secret
  protocol          = var.secret
  cidr_blocks       = [cidrsubnet(var.secret, 4, 1)]
}
resource "aws_route" "r" {
  route_table_id         = var.secret
  destination_cidr_block = "0.0.0.0/0"
  nat_gateway_id         = format("nat-%s", var.secret)
}
resource "aws_lambda_permission" "p" {
  function_name = var.secret
  principal     = var.secret
  action        = "lambda:InvokeFunction"
}
