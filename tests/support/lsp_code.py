"""Code that tests type into an editor: one function in subnets of one zone or of two."""

from __future__ import annotations

NETWORK = """resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "a" {
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.0.0.0/24"
  availability_zone = "eu-west-1a"
}

resource "aws_subnet" "b" {
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.0.1.0/24"
  availability_zone = "eu-west-1b"
}

resource "aws_security_group" "function" {
  vpc_id = aws_vpc.main.id
}
"""
_TWO_ZONES = "[aws_subnet.a.id, aws_subnet.b.id]"
TWO_ZONES = f"""
# A comment with a character beyond the others: \N{GRINNING FACE}.
resource "aws_lambda_function" "orders" {{
  function_name = "orders"
  role          = "arn:aws:iam::111122223333:role/lambda"

  vpc_config {{
    /* \N{GRINNING FACE} */ subnet_ids = {_TWO_ZONES}
    security_group_ids = [aws_security_group.function.id]
  }}
}}
"""
ONE_ZONE = TWO_ZONES.replace(_TWO_ZONES, "[aws_subnet.a.id]")
TEMPLATE = """Resources:
  Vpc:
    Type: AWS::EC2::VPC
    Properties:
      CidrBlock: 10.0.0.0/16
  A:
    Type: AWS::EC2::Subnet
    Properties:
      VpcId: !Ref Vpc
      CidrBlock: 10.0.0.0/24
      AvailabilityZone: eu-west-1a
  Group:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: the function's
      VpcId: !Ref Vpc
  Orders:
    Type: AWS::Lambda::Function
    Properties:
      Role: arn:aws:iam::111122223333:role/lambda
      Code: {ZipFile: ""}
      VpcConfig:
        SubnetIds: [!Ref A]
        SecurityGroupIds: [!Ref Group]
"""
