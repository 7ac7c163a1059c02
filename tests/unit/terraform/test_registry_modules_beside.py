"""Modules of the registry for neighbours of functions: what they make is judged as the same in plain code is."""

from __future__ import annotations

from pathlib import Path

import pytest

from lambdanet.evidence.findings.evidence_model import Evidence, evidence_of
from lambdanet.evidence.gather.analysis import analyse
from lambdanet.evidence.gather.selection import Selection
from scanning import FAIL, PASS, Scan, scan

NETWORK = """
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "a" {
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.0.1.0/24"
  availability_zone = "eu-west-1a"
}

resource "aws_subnet" "b" {
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.0.2.0/24"
  availability_zone = "eu-west-1b"
}

resource "aws_security_group" "functions" {
  vpc_id = aws_vpc.main.id

  egress {
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_security_group" "behind" {
  vpc_id = aws_vpc.main.id

  ingress {
    from_port       = 5432
    to_port         = 5432
    protocol        = "tcp"
    security_groups = [aws_security_group.functions.id]
  }
}

resource "aws_security_group" "closed" {
  vpc_id = aws_vpc.main.id
}
"""
TRUST = """jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "lambda.amazonaws.com" } }]
  })"""
ROLE = f"""
resource "aws_iam_role" "functions" {{
  assume_role_policy = {TRUST}
}}
"""
SUBNETS = "[aws_subnet.a.id, aws_subnet.b.id]"
INSIDE, OUTSIDE = "aws_lambda_function.inside", "aws_lambda_function.outside"


def functions(given: str, role: str = "aws_iam_role.functions.arn") -> str:
    """A function in the VPC and one in none, both given the same."""
    common = f"""
  role         = {role}
  package_type = "Image"
  image_uri    = "111122223333.dkr.ecr.eu-west-1.amazonaws.com/app:1"
  environment {{
    variables = {{ GIVEN = {given} }}
  }}
"""
    network = f"vpc_config {{\n subnet_ids = {SUBNETS}\n security_group_ids = [aws_security_group.functions.id]\n}}"
    return f"""
resource "aws_lambda_function" "inside" {{
  function_name = "inside"
  {common}
  {network}
}}

resource "aws_lambda_function" "outside" {{
  function_name = "outside"
  {common}
}}
"""


def module(address: str, version: str, inputs: str) -> str:
    return f"""
module "beside" {{
  source  = "terraform-aws-modules/{address}"
  version = "{version}"

  {inputs}
}}
"""


def scanned(folder: Path, *code: str) -> Scan:
    (folder / "main.tf").write_text("".join((NETWORK, ROLE, *code)), encoding="utf-8")
    return scan(folder, "terraform")


PROXY = f"""
  name                   = "orders"
  engine_family          = "POSTGRESQL"
  vpc_subnet_ids         = {SUBNETS}
  vpc_security_group_ids = [aws_security_group.%s.id]
  auth = {{ app = {{ secret_arn = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:app" }} }}
"""
CACHE = f"""
  replication_group_id = "orders"
  engine_version       = "7.1"
  node_type            = "cache.t4g.small"
  vpc_id               = aws_vpc.main.id
  subnet_ids           = {SUBNETS}
  security_group_rules = {{ ingress_vpc = {{ cidr_ipv4 = %s }} }}
"""
CLUSTER = f"""
  cluster_id               = "orders"
  create_cluster           = true
  create_replication_group = false
  engine                   = "memcached"
  subnet_ids               = {SUBNETS}
  create_security_group    = false
  security_group_ids       = [aws_security_group.closed.id]
"""
SERVERLESS = f"""
  cache_name         = "orders"
  subnet_ids         = {SUBNETS}
  security_group_ids = [aws_security_group.closed.id]
"""
BALANCER = f"""
  name     = "inner"
  internal = true
  vpc_id   = aws_vpc.main.id
  subnets  = {SUBNETS}
  security_group_ingress_rules = {{ all = {{ from_port = 80, to_port = 80, ip_protocol = "tcp", cidr_ipv4 = "%s" }} }}
  listeners = {{ http = {{ port = 80, protocol = "HTTP" }} }}
"""
OLD_BALANCER = f"""
  name               = "inner"
  load_balancer_type = "application"
  internal           = true
  vpc_id             = aws_vpc.main.id
  subnets            = {SUBNETS}
  security_groups    = [aws_security_group.closed.id]
  http_tcp_listeners = [{{ port = 80, protocol = "HTTP", target_group_index = 0 }}]
"""
BLOCK = "aws_vpc.main.cidr_block"


class TestWhatOnlyAVpcReaches:
    @pytest.mark.parametrize(
        ("address", "version", "inputs", "output", "reached"),
        [
            ("rds-proxy/aws", "~> 3.1", PROXY % "behind", "proxy_endpoint", True),
            ("rds-proxy/aws", "4.4.0", PROXY % "closed", "proxy_endpoint", False),
            ("rds-proxy/aws", "2.1.2", PROXY % "closed", "proxy_endpoint", False),
            ("elasticache/aws", "~> 1.0", CACHE % BLOCK, "replication_group_primary_endpoint_address", True),
            ("elasticache/aws", "1.2.0", CACHE % '"192.168.0.0/16"',
             "replication_group_reader_endpoint_address", False),
            ("elasticache/aws", "~> 1.6", CLUSTER, "cluster_address", False),
            ("elasticache/aws//modules/serverless-cache", "1.9.0", SERVERLESS, "serverless_cache_endpoint", False),
            ("alb/aws", "~> 9.0", BALANCER % "10.0.0.0/16", "dns_name", True),
            ("alb/aws", "10.2.0", BALANCER % "192.168.0.0/16", "dns_name", False),
            ("alb/aws", "~> 8.7", OLD_BALANCER + "create_security_group = false", "lb_dns_name", False),
            ("alb/aws", "6.10.0", OLD_BALANCER, "lb_dns_name", False),
        ],
    )  # fmt: skip
    def test_it_is_needed_and_reached_or_not(
        self, tmp_path: Path, address: str, version: str, inputs: str, output: str, reached: bool
    ) -> None:
        given = f"module.beside.{output}"
        found = scanned(tmp_path, module(address, version, inputs), functions(given))
        assert found.verdict("LAMBDANET_202", OUTSIDE) == FAIL
        # The database behind a proxy is not in the code: the way there is not known.
        if not (reached and address.startswith("rds-proxy")):
            assert found.verdict("LAMBDANET_701", INSIDE) == (PASS if reached else FAIL)

    @pytest.mark.parametrize("version", ["~> 9.0", "~> 8.7"])
    def test_a_public_load_balancer_needs_no_vpc(self, tmp_path: Path, version: str) -> None:
        inputs = f'name = "outer"\n  internal = false\n  vpc_id = aws_vpc.main.id\n  subnets = {SUBNETS}'
        output = "dns_name" if version == "~> 9.0" else "lb_dns_name"
        found = scanned(tmp_path, module("alb/aws", version, inputs), functions(f"module.beside.{output}"))
        assert found.verdict("LAMBDANET_202", OUTSIDE) == PASS

    @pytest.mark.parametrize(
        ("address", "version", "inputs", "secret"),
        [
            ("rds/aws", "~> 6.0", 'identifier = "orders"\n  engine = "postgres"', "db_instance_master_user_secret_arn"),
            ("rds-aurora/aws", "~> 9.0", 'engine = "aurora-postgresql"', "cluster_master_user_secret[0].secret_arn"),
        ],
    )
    def test_the_secret_of_a_managed_password(
        self, tmp_path: Path, address: str, version: str, inputs: str, secret: str
    ) -> None:
        network = (
            f'{inputs}\n  db_subnet_group_name = "orders"\n  vpc_security_group_ids = [aws_security_group.behind.id]'
        )
        policy = f"""
resource "aws_iam_role_policy" "functions" {{
  role   = aws_iam_role.functions.id
  policy = jsonencode({{
    Version   = "2012-10-17"
    Statement = [{{ Effect = "Allow", Action = "secretsmanager:GetSecretValue", Resource = module.beside.{secret} }}]
  }})
}}
"""
        found = scanned(tmp_path, module(address, version, network), policy, functions(f"module.beside.{secret}"))
        assert found.verdict("LAMBDANET_202", OUTSIDE) == FAIL


class TestRoles:
    POLICY = module(
        "iam/aws//modules/iam-policy",
        "~> 5.0",
        """
  name   = "interfaces"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = ["ec2:CreateNetworkInterface", "ec2:DescribeNetworkInterfaces", "ec2:DescribeSubnets",
                  "ec2:DeleteNetworkInterface", "ec2:AssignPrivateIpAddresses", "ec2:UnassignPrivateIpAddresses"]
      Resource = "*"
    }]
  })
""",
    ).replace('"beside"', '"policy"')
    MANAGED = "arn:aws:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole"
    OLD = """
  create_role           = true
  role_name             = "functions"
  role_requires_mfa     = false
  trusted_role_services = ["lambda.amazonaws.com"]
"""
    NEW = """
  name                     = "functions"
  use_name_prefix          = false
  trust_policy_permissions = {
    lambda = { principals = [{ type = "Service", identifiers = ["lambda.amazonaws.com"] }] }
  }
"""
    ACTIONS = '["ec2:CreateNetworkInterface", "ec2:DescribeNetworkInterfaces", "ec2:DescribeSubnets", '
    ACTIONS += '"ec2:DeleteNetworkInterface", "ec2:AssignPrivateIpAddresses", "ec2:UnassignPrivateIpAddresses"]'

    @pytest.mark.parametrize(
        ("address", "version", "inputs", "output", "verdict"),
        [
            ("iam-assumable-role", "~> 5.0", f'{OLD}\n  custom_role_policy_arns = ["{MANAGED}"]', "iam_role_arn", PASS),
            ("iam-assumable-role", "~> 4.0", f"{OLD}\n  custom_role_policy_arns = [module.policy.arn]", "iam_role_arn",
             PASS),
            ("iam-assumable-role", "5.44.0", OLD, "iam_role_arn", FAIL),
            ("iam-assumable-role", "5.60.0", f'{OLD}\n  inline_policy_statements = [{{ sid = "a", actions = {ACTIONS}, '
             f'effect = "Allow", resources = ["*"] }}]', "iam_role_arn", PASS),
            ("iam-role", "~> 6.0", f'{NEW}\n  policies = {{ vpc = "{MANAGED}" }}', "arn", PASS),
            ("iam-role", "6.2.0", f'{NEW}\n  create_inline_policy = true\n  inline_policy_permissions = '
             f'{{ vpc = {{ actions = {ACTIONS}, resources = ["*"] }} }}', "arn", PASS),
            ("iam-role", "6.2.0", NEW, "arn", FAIL),
        ],
    )  # fmt: skip
    def test_the_role_of_a_function(
        self, tmp_path: Path, address: str, version: str, inputs: str, output: str, verdict: str
    ) -> None:
        code = module(f"iam/aws//modules/{address}", version, inputs)
        found = scanned(tmp_path, self.POLICY, code, functions('"x"', f"module.beside.{output}"))
        assert found.verdict("LAMBDANET_708", INSIDE) == verdict


class TestFrontDoors:
    @pytest.mark.parametrize(
        ("version", "execution", "url"),
        [
            ("~> 2.0", "apigatewayv2_api_execution_arn", "default_apigatewayv2_stage_invoke_url"),
            ("5.2.0", "api_execution_arn", "stage_invoke_url"),
            ("~> 6.0", "api_execution_arn", "api_endpoint"),
        ],
    )
    def test_an_api_may_invoke_a_function_and_be_called_by_one(
        self, tmp_path: Path, version: str, execution: str, url: str
    ) -> None:
        code = module("apigateway-v2/aws", version, 'name = "orders"\n  protocol_type = "HTTP"')
        permission = f"""
resource "aws_lambda_permission" "api" {{
  function_name = {INSIDE}.function_name
  action        = "lambda:InvokeFunction"
  principal     = "apigateway.amazonaws.com"
  source_arn    = "${{module.beside.{execution}}}/*/*"
}}
"""
        found = scanned(tmp_path, code, permission, functions(f"module.beside.{url}"))
        assert found.verdict("LAMBDANET_104", "aws_lambda_permission.api") == PASS
        (finding,) = [each for each in found.of("LAMBDANET_702") if each.address == INSIDE]
        assert (finding.verdict, "API Gateway" in finding.explanation) == (FAIL, True)

    def test_a_load_balancer_may_invoke_the_functions_behind_it(self, tmp_path: Path) -> None:
        given = f'target_type = "lambda", target_id = {OUTSIDE}.arn, attach_lambda_permission = true'
        target = f"target_groups = {{ fn = {{ {given} }} }}"
        found = scanned(tmp_path, module("alb/aws", "~> 9.0", BALANCER % "10.0.0.0/16" + target), functions('"x"'))
        assert found.verdict("LAMBDANET_104", "module.beside") == PASS


def judged(folder: Path, *code: str) -> Evidence:
    (folder / "main.tf").write_text("".join((NETWORK, *code)), encoding="utf-8")
    return evidence_of(analyse(Selection(folder.resolve(), frameworks=("terraform",))))


@pytest.mark.parametrize(
    "address",
    [
        *("rds-proxy/aws", "elasticache/aws", "alb/aws", "apigateway-v2/aws", "iam/aws//modules/iam-policy"),
        *("iam/aws//modules/iam-assumable-role", "iam/aws//modules/iam-role-for-service-accounts-eks"),
    ],
)
def test_such_a_call_makes_no_functions(tmp_path: Path, address: str) -> None:
    code = f'module "beside" {{\n  source = "terraform-aws-modules/{address}"\n  name = "x"\n}}\n'
    assert judged(tmp_path, code).unread_calls == ()
