"""Writes code with many functions, in the ways people write it: literals, splats, locals, variables, no VPC."""

from __future__ import annotations

from pathlib import Path

FUNCTIONS_PER_VPC = 50
# Checkov gives up a Terraform file that takes longer than HCL_PARSE_TIMEOUT_SEC, 10 seconds.
PARTS_PER_FILE = 100
FUNCTIONS_PER_ROLE = 10

TERRAFORM_HEAD = """variable "subnet_ids" {
  type = list(string)
}
"""

TERRAFORM_VPC = """
resource "aws_vpc" "v{n}" {{
  cidr_block = "10.{n}.0.0/16"
}}

resource "aws_internet_gateway" "v{n}" {{
  vpc_id = aws_vpc.v{n}.id
}}

resource "aws_subnet" "v{n}_public" {{
  vpc_id            = aws_vpc.v{n}.id
  cidr_block        = "10.{n}.0.0/24"
  availability_zone = "eu-central-1a"
}}

resource "aws_eip" "v{n}" {{
  domain = "vpc"
}}

resource "aws_nat_gateway" "v{n}" {{
  subnet_id     = aws_subnet.v{n}_public.id
  allocation_id = aws_eip.v{n}.id
}}

resource "aws_route_table" "v{n}_public" {{
  vpc_id = aws_vpc.v{n}.id
  route {{
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.v{n}.id
  }}
}}

resource "aws_route_table_association" "v{n}_public" {{
  subnet_id      = aws_subnet.v{n}_public.id
  route_table_id = aws_route_table.v{n}_public.id
}}

resource "aws_route_table" "v{n}_private" {{
  vpc_id = aws_vpc.v{n}.id
}}

resource "aws_route" "v{n}_private" {{
  route_table_id         = aws_route_table.v{n}_private.id
  destination_cidr_block = "0.0.0.0/0"
  nat_gateway_id         = aws_nat_gateway.v{n}.id
}}

resource "aws_subnet" "v{n}_private" {{
  count             = 3
  vpc_id            = aws_vpc.v{n}.id
  cidr_block        = cidrsubnet(aws_vpc.v{n}.cidr_block, 8, count.index + 10)
  availability_zone = element(["eu-central-1a", "eu-central-1b", "eu-central-1c"], count.index)
}}

resource "aws_route_table_association" "v{n}_private" {{
  count          = 3
  subnet_id      = aws_subnet.v{n}_private[count.index].id
  route_table_id = aws_route_table.v{n}_private.id
}}

resource "aws_security_group" "v{n}_closed" {{
  vpc_id = aws_vpc.v{n}.id
  egress {{
    from_port   = 443
    to_port     = 443
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }}
}}

resource "aws_security_group" "v{n}_open" {{
  vpc_id = aws_vpc.v{n}.id
  ingress {{
    from_port   = 443
    to_port     = 443
    protocol    = "tcp"
    cidr_blocks = ["10.0.0.0/8"]
  }}
  egress {{
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["0.0.0.0/0"]
  }}
}}

resource "aws_db_subnet_group" "v{n}" {{
  subnet_ids = aws_subnet.v{n}_private[*].id
}}

resource "aws_db_instance" "v{n}" {{
  engine                 = "postgres"
  instance_class         = "db.t4g.small"
  db_subnet_group_name   = aws_db_subnet_group.v{n}.name
  vpc_security_group_ids = [aws_security_group.v{n}_closed.id]
}}

locals {{
  v{n}_subnets = [for subnet in aws_subnet.v{n}_private : subnet.id]
}}
"""

TERRAFORM_ROLE = """
resource "aws_iam_role" "r{n}" {{
  assume_role_policy = "{{}}"
}}

resource "aws_iam_role_policy_attachment" "r{n}" {{
  role       = aws_iam_role.r{n}.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/{policy}"
}}
"""

TERRAFORM_FUNCTION = """
resource "aws_lambda_function" "f{n}" {{
  function_name = "f{n}"
  role          = aws_iam_role.r{role}.arn
  runtime       = "python3.13"
  handler       = "main.handler"
  filename      = "main.zip"
  environment {{
    variables = {{
      {variable}
    }}
  }}
{vpc}}}
"""

TERRAFORM_VPC_CONFIG = """  vpc_config {{
    subnet_ids         = {subnets}
    security_group_ids = [aws_security_group.v{vpc}_{group}.id]
  }}
"""

TERRAFORM_PERMISSION = """
resource "aws_lambda_permission" "p{n}" {{
  function_name = aws_lambda_function.f{n}.function_name
  action        = "lambda:InvokeFunction"
  principal     = "{principal}"
}}
"""

TEMPLATE_VPC = """
  V{n}:
    Type: AWS::EC2::VPC
    Properties:
      CidrBlock: 10.{n}.0.0/16
  V{n}Gateway:
    Type: AWS::EC2::InternetGateway
  V{n}Attachment:
    Type: AWS::EC2::VPCGatewayAttachment
    Properties:
      VpcId: !Ref V{n}
      InternetGatewayId: !Ref V{n}Gateway
  V{n}Table:
    Type: AWS::EC2::RouteTable
    Properties:
      VpcId: !Ref V{n}
  V{n}Route:
    Type: AWS::EC2::Route
    Properties:
      RouteTableId: !Ref V{n}Table
      DestinationCidrBlock: 0.0.0.0/0
      GatewayId: !Ref V{n}Gateway
  V{n}A:
    Type: AWS::EC2::Subnet
    Properties:
      VpcId: !Ref V{n}
      CidrBlock: !Select [0, !Cidr [!GetAtt V{n}.CidrBlock, 4, 8]]
      AvailabilityZone: !Select [0, !GetAZs ""]
  V{n}B:
    Type: AWS::EC2::Subnet
    Properties:
      VpcId: !Ref V{n}
      CidrBlock: !Select [1, !Cidr [!GetAtt V{n}.CidrBlock, 4, 8]]
      AvailabilityZone: !Select [1, !GetAZs ""]
  V{n}BTable:
    Type: AWS::EC2::SubnetRouteTableAssociation
    Properties:
      SubnetId: !Ref V{n}B
      RouteTableId: !Ref V{n}Table
  V{n}Group:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: functions
      VpcId: !Ref V{n}
"""

TEMPLATE_ROLE = """
  R{n}:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {{}}
      ManagedPolicyArns: [!Sub "arn:${{AWS::Partition}}:iam::aws:policy/service-role/{policy}"]
"""

TEMPLATE_FUNCTION = """
  F{n}:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.13
      Handler: main.handler
      Role: !GetAtt R{role}.Arn
      Code:
        S3Bucket: code
        S3Key: main.zip
{vpc}"""

TEMPLATE_VPC_CONFIG = """      VpcConfig:
        SubnetIds: {subnets}
        SecurityGroupIds: [!GetAtt V{vpc}Group.GroupId]
"""

POLICIES = ("AWSLambdaVPCAccessExecutionRole", "AWSLambdaBasicExecutionRole")


def terraform(folder: Path, functions: int) -> None:
    """Write a root module with that many functions."""
    vpcs = _vpcs(functions)
    parts = [TERRAFORM_HEAD, *(TERRAFORM_VPC.format(n=n) for n in range(vpcs))]
    for n in range(functions):
        vpc, role = n % vpcs, n // FUNCTIONS_PER_ROLE
        if n % FUNCTIONS_PER_ROLE == 0:
            parts.append(TERRAFORM_ROLE.format(n=role, policy=POLICIES[role % 2]))
        subnets = (
            f"[aws_subnet.v{vpc}_private[0].id, aws_subnet.v{vpc}_private[1].id]",
            f"aws_subnet.v{vpc}_private[*].id",
            f"local.v{vpc}_subnets",
            "var.subnet_ids",
            f"[aws_subnet.v{vpc}_public.id]",
            "",
        )[n % 6]
        group = ("closed", "open")[n % 2]
        config = TERRAFORM_VPC_CONFIG.format(subnets=subnets, vpc=vpc, group=group) if subnets else ""
        variable = f"DB = aws_db_instance.v{vpc}.address" if n % 5 == 0 else 'STAGE = "live"'
        parts.append(TERRAFORM_FUNCTION.format(n=n, role=role, variable=variable, vpc=config))
        if n % 20 == 0:
            parts.append(TERRAFORM_PERMISSION.format(n=n, principal="*" if n % 40 else "events.amazonaws.com"))
    folder.mkdir(parents=True)
    for number, begin in enumerate(range(0, len(parts), PARTS_PER_FILE)):
        text = "".join(parts[begin : begin + PARTS_PER_FILE])
        (folder / f"main_{number}.tf").write_text(text, encoding="utf-8")


def cloudformation(folder: Path, functions: int) -> None:
    """Write a template with that many functions."""
    vpcs = _vpcs(functions)
    parts = ["AWSTemplateFormatVersion: '2010-09-09'\nParameters:\n  Subnets:\n    Type: List<AWS::EC2::Subnet::Id>\n"]
    parts += ["Resources:", *(TEMPLATE_VPC.format(n=n) for n in range(vpcs))]
    for n in range(functions):
        vpc, role = n % vpcs, n // FUNCTIONS_PER_ROLE
        if n % FUNCTIONS_PER_ROLE == 0:
            parts.append(TEMPLATE_ROLE.format(n=role, policy=POLICIES[role % 2]))
        subnets = (f"[!Ref V{vpc}A, !Ref V{vpc}B]", f"[!Ref V{vpc}A]", "!Ref Subnets", "")[n % 4]
        config = TEMPLATE_VPC_CONFIG.format(subnets=subnets, vpc=vpc) if subnets else ""
        parts.append(TEMPLATE_FUNCTION.format(n=n, role=role, vpc=config))
    folder.mkdir(parents=True)
    (folder / "functions.template").write_text("".join(parts), encoding="utf-8")


def _vpcs(functions: int) -> int:
    return min(250, max(1, functions // FUNCTIONS_PER_VPC))
