"""Both permissions of a function URL, each for another distribution: neither of the two gets an answer."""

from __future__ import annotations

from pathlib import Path

import pytest

from scanning import FAIL, PASS, scan

FRONT = "arn:aws:cloudfront::111122223333:distribution/"
TERRAFORM = """
resource "aws_lambda_function" "f" {{
  function_name = "f"
  role          = "arn:aws:iam::111122223333:role/f"
}}

resource "aws_lambda_function_url" "f" {{
  function_name      = aws_lambda_function.f.function_name
  authorization_type = "AWS_IAM"
}}

resource "aws_lambda_permission" "url" {{
  function_name = aws_lambda_function.f.function_name
  action        = "lambda:InvokeFunctionUrl"
  principal     = "cloudfront.amazonaws.com"
  source_arn    = "{url}"
}}

resource "aws_lambda_permission" "invoke" {{
  function_name            = aws_lambda_function.f.function_name
  action                   = "lambda:InvokeFunction"
  principal                = "cloudfront.amazonaws.com"
  source_arn               = "{invoke}"
  invoked_via_function_url = true
}}
"""
TEMPLATE = """
Resources:
  F:
    Type: AWS::Lambda::Function
    Properties:
      Role: arn:aws:iam::111122223333:role/f
      Code: {{S3Bucket: code, S3Key: f.zip}}
  Url:
    Type: AWS::Lambda::Url
    Properties:
      TargetFunctionArn: !Ref F
      AuthType: AWS_IAM
  UsesUrl:
    Type: AWS::Lambda::Permission
    Properties:
      FunctionName: !Ref F
      Action: lambda:InvokeFunctionUrl
      Principal: cloudfront.amazonaws.com
      SourceArn: {url}
  Invokes:
    Type: AWS::Lambda::Permission
    Properties:
      FunctionName: !Ref F
      Action: lambda:InvokeFunction
      Principal: cloudfront.amazonaws.com
      SourceArn: {invoke}
      InvokedViaFunctionUrl: true
"""
IN = {
    "terraform": ("main.tf", TERRAFORM, "aws_lambda_function_url.f"),
    "cloudformation": ("f.template", TEMPLATE, "AWS::Lambda::Url.Url"),
}


@pytest.mark.parametrize("framework", sorted(IN))
@pytest.mark.parametrize(
    ("url", "invoke", "expected"),
    [
        (f"{FRONT}E1", f"{FRONT}E1", PASS),
        (f"{FRONT}E1", f"{FRONT}E2", FAIL),
        (f"{FRONT}E1", f"{FRONT}*", PASS),
    ],
)
def test_one_source_needs_both(framework: str, url: str, invoke: str, expected: str, tmp_path: Path) -> None:
    name, code, address = IN[framework]
    (tmp_path / name).write_text(code.format(url=url, invoke=invoke), encoding="utf-8")
    assert scan(tmp_path, framework).verdict("LAMBDANET_105", address) == expected
