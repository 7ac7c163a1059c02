resource "aws_lambda_function" "f" {
  function_name = "\u001b]0;x\u0007\u202e@octocat ::error::x ##vso[x]y"
  role = "\u001b[2J31m"
  # checkov:skip=LAMBDANET_203:[31m because @octocat
  vpc_config {
    subnet_ids = ["subnet-\u001b[2J", "\u2028", "<script>alert(1)</script>"]
    security_group_ids = []
  }
  tags = { "lambdanet:vpc-reason" = "\u001b[2J<img src=x onerror=alert(1)>" }
}
