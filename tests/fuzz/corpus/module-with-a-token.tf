resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}
module "https" {
  source = "git::https://user:kanarienvogel7f3a@example.com/m.git//x?ref=v1&token=kanarienvogel7f3a&depth=1"
  vpc_id = aws_vpc.main.id
}
module "ssh" {
  source = "git::ssh://kanarienvogel7f3a@example.com/m.git"
  vpc_id = aws_vpc.main.id
}
module "short" {
  source = "kanarienvogel7f3a:x@example.com:org/m.git#kanarienvogel7f3a"
  vpc_id = aws_vpc.main.id
}
module "archive" {
  source = "https://example.com/m.zip?archive=zip&X-Amz-Signature=kanarienvogel7f3a"
  vpc_id = aws_vpc.main.id
}
resource "aws_lambda_function" "f" {
  function_name = "f"
  role          = "arn:aws:iam::111122223333:role/f"
  vpc_config {
    subnet_ids         = [module.https.subnet]
    security_group_ids = [module.ssh.group]
  }
}
