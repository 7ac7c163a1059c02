"""Inputs of described modules that decide something: the call is judged as the same in plain code is."""

from __future__ import annotations

from pathlib import Path

import pytest

from lambdanet.aws.quotas import LONGEST_IDLE
from scanning import FAIL, PASS, UNDECIDED, Scan, scan

NETWORK = """
provider "aws" {
  region = "eu-west-1"
}

resource "aws_vpc" "main" {
  cidr_block           = "10.0.0.0/16"
  enable_dns_hostnames = true
}

resource "aws_subnet" "a" {
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.0.1.0/24"
  availability_zone = "eu-west-1a"
}

resource "aws_security_group" "f" {
  vpc_id = aws_vpc.main.id
  egress {
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_sqs_queue" "q" {}
"""
IN_VPC = "[aws_subnet.a.id]", "[aws_security_group.f.id]"
PLAIN = f"""
resource "aws_lambda_function" "f" {{
  function_name = "f"
  role          = %(role)s
  filename      = "a.zip"
  %(more)s
  vpc_config {{
    subnet_ids         = {IN_VPC[0]}
    security_group_ids = {IN_VPC[1]}
  }}
}}
"""
MODULE = f"""
module "f" {{
  source                 = "terraform-aws-modules/lambda/aws"
  version                = "8.1.0"
  function_name          = "f"
  handler                = "index.handler"
  runtime                = "python3.12"
  vpc_subnet_ids         = {IN_VPC[0]}
  vpc_security_group_ids = {IN_VPC[1]}
  %(more)s
}}
"""
ROLE = 'resource "aws_iam_role" "r" {\n  name = "r"\n  assume_role_policy = "{}"\n}\n'
OWN_ROLE = "aws_iam_role.r.arn"
F, CALL = "aws_lambda_function.f", "module.f"


def _scanned(folder: Path, *code: str) -> Scan:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "main.tf").write_text("\n".join((NETWORK, *code)), encoding="utf-8")
    return scan(folder, "terraform")


def _verdicts(folder: Path, rule: str, plain: str, call: str) -> tuple[str | None, str | None]:
    """What a rule says of a function in plain code, and of one of the module."""
    one = _scanned(folder / "plain", ROLE, plain).verdict(f"LAMBDANET_{rule}", F)
    return one, _scanned(folder / "call", ROLE, call).verdict(f"LAMBDANET_{rule}", CALL)


NETWORK_ACTIONS = [
    *("ec2:CreateNetworkInterface", "ec2:DescribeNetworkInterfaces", "ec2:DescribeSubnets"),
    *("ec2:DeleteNetworkInterface", "ec2:AssignPrivateIpAddresses", "ec2:UnassignPrivateIpAddresses"),
]
ACTIONS = ", ".join(f'"{action}"' for action in NETWORK_ACTIONS)
BOUNDARY = """
resource "aws_iam_policy" "boundary" {
  name   = "boundary"
  policy = jsonencode({ Statement = [{ Effect = "Allow", Action = %s, Resource = "*" }] })
}
"""


@pytest.mark.parametrize(("allowed", "verdict"), [('"sqs:*"', FAIL), (f"[{ACTIONS}]", PASS)])
def test_the_boundary_of_a_role(allowed: str, verdict: str, tmp_path: Path) -> None:
    boundary = BOUNDARY % allowed
    inputs = "attach_network_policy = true\n  role_permissions_boundary = aws_iam_policy.boundary.arn"
    assert _scanned(tmp_path, boundary, MODULE % {"more": inputs}).verdict("LAMBDANET_708", CALL) == verdict


_EVERY = "arn:aws:ec2:*:*:*"
STATEMENTS = {
    "all resources": (f'actions = [{ACTIONS}]\n resources = ["*"]', PASS),
    "all but what is needed": (f'actions = [{ACTIONS}]\n not_resources = ["{_EVERY}"]', FAIL),
    "all but others": (f'actions = [{ACTIONS}]\n not_resources = ["arn:aws:s3:::b"]', PASS),
    "under a condition": (
        f'actions = [{ACTIONS}]\n resources = ["*"]\n condition = %s',
        UNDECIDED,
    ),
}
CONDITION = '[{ test = "StringEquals", variable = "aws:RequestedRegion", values = [var.region] }]'
ROLES = {
    "lambda": ("lambda/aws", "8.1.0", "attach_policy_statements = true\n  policy_statements = { n = { %s } }"),
    "iam-role": (
        "iam/aws//modules/iam-role",
        "6.2.0",
        'name = "r"\n  create_inline_policy = true\n  inline_policy_permissions = { n = { %s } }',
    ),
    "iam-assumable-role": (
        "iam/aws//modules/iam-assumable-role",
        "5.60.0",
        'create_role = true\n  role_name = "r"\n  inline_policy_statements = [{ %s }]',
    ),
}


@pytest.mark.parametrize("case", STATEMENTS)
@pytest.mark.parametrize("role", ROLES)
def test_the_statements_of_a_role(role: str, case: str, tmp_path: Path) -> None:
    address, version, inputs = ROLES[role]
    written, verdict = STATEMENTS[case]
    statement = written.replace("%s", CONDITION)
    if role == "iam-assumable-role":
        statement = statement.replace("condition =", "conditions =")
    given = inputs % statement.replace("\n", ", ")
    variable = 'variable "region" {}\n'
    if role == "lambda":
        found = _scanned(tmp_path, variable, MODULE % {"more": given}).verdict("LAMBDANET_708", CALL)
    else:
        source = f'source = "terraform-aws-modules/{address}"\n  version = "{version}"'
        output = "module.r.arn" if role == "iam-role" else "module.r.iam_role_arn"
        code = f'module "r" {{\n  {source}\n  {given}\n}}\n' + PLAIN % {"role": output, "more": ""}
        found = _scanned(tmp_path, variable, code).verdict("LAMBDANET_708", F)
    assert found == verdict


SELDOM = f"""
resource "aws_cloudwatch_event_rule" "seldom" {{
  schedule_expression = "rate({LONGEST_IDLE.days * 3} days)"
}}
resource "aws_cloudwatch_event_target" "seldom" {{
  rule = aws_cloudwatch_event_rule.seldom.name
  arn  = %s
}}
"""


def test_a_queue_runs_a_function_too(tmp_path: Path) -> None:
    mapping = f"""
resource "aws_lambda_event_source_mapping" "q" {{
  function_name    = {F}.arn
  event_source_arn = aws_sqs_queue.q.arn
}}
"""
    plain = PLAIN % {"role": OWN_ROLE, "more": ""} + SELDOM % f"{F}.arn"
    call = "event_source_mapping = { q = { event_source_arn = aws_sqs_queue.q.arn } }"
    seldom = SELDOM % "module.f.lambda_function_arn"
    without = _verdicts(tmp_path / "without", "803", plain, MODULE % {"more": ""} + seldom)
    beside = _verdicts(tmp_path / "beside", "803", plain + mapping, MODULE % {"more": call} + seldom)
    assert without == (FAIL, FAIL)
    assert beside[0] == beside[1] != FAIL


def _front(api: str) -> str:
    return PLAIN % {"role": OWN_ROLE, "more": ""} + SELDOM % f"{F}.arn" + api


API = (
    'module "api" {\n  source = "terraform-aws-modules/apigateway-v2/aws"\n  version = "%s"\n  name = "api"\n  %s\n}\n'
)
BALANCER = """
module "lb" {
  source  = "terraform-aws-modules/alb/aws"
  version = "%s"
  name    = "lb"
  subnets = [aws_subnet.a.id]
  %s
}
"""
FRONTS = {
    "routes": API % ("5.2.0", f'routes = {{ "GET /" = {{ integration = {{ uri = {F}.arn }} }} }}'),
    "an authorizer": API % ("6.0.0", f"authorizers = {{ a = {{ authorizer_uri = {F}.invoke_arn }} }}"),
    "a target": API % ("~> 5.0", f"target = {F}.arn"),
    "integrations": API % ("2.2.2", f'integrations = {{ "GET /" = {{ lambda_arn = {F}.arn }} }}'),
    "targets": BALANCER % ("~> 9.0", f'target_groups = {{ f = {{ target_type = "lambda", target_id = {F}.arn }} }}'),
    "further targets": BALANCER
    % (
        "10.2.0",
        'target_groups = { f = { target_type = "lambda", create_attachment = false } }\n'
        f'  additional_target_group_attachments = {{ f = {{ target_group_key = "f", target_id = {F}.arn }} }}',
    ),
    "targets of old": BALANCER
    % ("~> 8.7", f'target_groups = [{{ target_type = "lambda", targets = {{ f = {{ target_id = {F}.arn }} }} }}]'),
}
NO_FRONTS = {
    "no routes": API % ("5.2.0", ""),
    "routes that are not made": API
    % (
        "5.2.0",
        f'create_routes_and_integrations = false\n  routes = {{ "GET /" = {{ integration = {{ uri = {F}.arn }} }} }}',
    ),
    "no targets": BALANCER % ("~> 9.0", ""),
}


@pytest.mark.parametrize("case", FRONTS)
def test_what_a_front_runs_is_not_run_seldom(case: str, tmp_path: Path) -> None:
    found = _scanned(tmp_path, ROLE, _front(FRONTS[case])).verdict("LAMBDANET_803", F)
    assert found == UNDECIDED


@pytest.mark.parametrize("case", NO_FRONTS)
def test_what_no_front_runs_is(case: str, tmp_path: Path) -> None:
    assert _scanned(tmp_path, ROLE, _front(NO_FRONTS[case])).verdict("LAMBDANET_803", F) == FAIL


def test_what_becomes_of_events_is_sent_by_lambda(tmp_path: Path) -> None:
    """What the role may do may be for Lambda, which sends failed events, and not for the function's code."""
    queue = 'attach_policy_json = true\n  policy_json = jsonencode({ Statement = [{ Effect = "Allow", '
    queue += 'Action = "sqs:SendMessage", Resource = aws_sqs_queue.q.arn }] })\n  '
    cases = {
        "by the code": (queue, FAIL),
        "failed ones": (queue + "dead_letter_target_arn = aws_sqs_queue.q.arn", UNDECIDED),
        "all": (queue + "create_async_event_config = true\n  destination_on_success = aws_sqs_queue.q.arn", UNDECIDED),
    }
    for case, (inputs, verdict) in cases.items():
        found = _scanned(tmp_path / case, MODULE % {"more": inputs})
        said = [each.explanation for each in found.of("LAMBDANET_702")]
        assert found.verdict("LAMBDANET_702", CALL) == verdict, (case, said)


def test_the_dns_servers_of_a_vpc(tmp_path: Path) -> None:
    """Names of interface endpoints are those of the VPC's own resolver."""
    network = """
module "vpc" {
  source               = "terraform-aws-modules/vpc/aws"
  version              = "%s"
  cidr                 = "10.1.0.0/16"
  azs                  = ["eu-west-1a"]
  intra_subnets        = ["10.1.1.0/24"]
  enable_dns_hostnames = true
  %s
}
resource "aws_security_group" "in" {
  vpc_id = module.vpc.vpc_id
  ingress {
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["0.0.0.0/0"]
  }
  egress {
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["0.0.0.0/0"]
  }
}
resource "aws_vpc_endpoint" "sqs" {
  vpc_id              = module.vpc.vpc_id
  service_name        = "com.amazonaws.eu-west-1.sqs"
  vpc_endpoint_type   = "Interface"
  subnet_ids          = module.vpc.intra_subnets
  security_group_ids  = [aws_security_group.in.id]
  private_dns_enabled = true
}
"""
    function = PLAIN.replace("[aws_subnet.a.id]", "module.vpc.intra_subnets").replace("group.f.id", "group.in.id")
    environment = "environment {\n    variables = { QUEUE_URL = aws_sqs_queue.q.url }\n  }"
    function = function % {"role": OWN_ROLE, "more": environment}
    servers = 'enable_dhcp_options = true\n  dhcp_options_domain_name_servers = ["10.9.0.2"]'
    for inputs, verdict in (("", PASS), ("enable_dhcp_options = true", PASS), (servers, UNDECIDED)):
        for version in ("3.19.0", "6.0.0"):
            found = _scanned(tmp_path / f"{len(inputs)}-{version}", ROLE, network % (version, inputs), function)
            said = [each.explanation for each in found.of("LAMBDANET_702")]
            assert found.verdict("LAMBDANET_702", F) == verdict, (inputs, said)


@pytest.mark.parametrize("kind", ["primary", "secondary"])
def test_a_cache_of_a_global_group(kind: str, tmp_path: Path) -> None:
    cache = f"""
module "cache" {{
  source               = "terraform-aws-modules/elasticache/aws"
  version              = "1.10.3"
  replication_group_id = "orders"
  vpc_id               = aws_vpc.main.id
  subnet_ids           = [aws_subnet.a.id]
  security_group_rules = {{ in = {{ cidr_ipv4 = "192.168.0.0/16" }} }}

  create_{kind}_global_replication_group = true
}}
"""
    given = "environment {\n    variables = { C = module.cache.replication_group_primary_endpoint_address }\n  }"
    found = _scanned(tmp_path, ROLE, cache, PLAIN % {"role": OWN_ROLE, "more": given})
    (said,) = found.of("LAMBDANET_701")
    assert said.verdict == FAIL
    assert "aws_elasticache_replication_group.global" in said.explanation


@pytest.mark.parametrize(("region", "verdict"), [("", FAIL), ('region = "us-east-1"', PASS)])
def test_the_region_of_a_function(region: str, verdict: str, tmp_path: Path) -> None:
    """What a role may do may be bound to a Region."""
    condition = '{ StringEquals = { "aws:RequestedRegion" = "us-east-1" } }'
    statement = f'{{ Effect = "Allow", Action = [{ACTIONS}], Resource = "*", Condition = {condition} }}'
    policy = f"jsonencode({{ Statement = [{statement}] }})"
    of_role = f'resource "aws_iam_role_policy" "r" {{\n  role   = aws_iam_role.r.id\n  policy = {policy}\n}}\n'
    plain = of_role + PLAIN % {"role": OWN_ROLE, "more": region}
    call = MODULE % {"more": f"attach_policy_json = true\n  policy_json = {policy}\n  {region}"}
    assert _verdicts(tmp_path, "708", plain, call) == (verdict, verdict)


@pytest.mark.parametrize(("port", "verdict"), [(1158, PASS), (1159, FAIL)])
def test_the_ports_of_options(port: int, verdict: str, tmp_path: Path) -> None:
    database = """
module "db" {
  source                 = "terraform-aws-modules/rds/aws"
  version                = "6.1.0"
  identifier             = "db"
  engine                 = "oracle-ee"
  port                   = 1521
  create_db_subnet_group = true
  subnet_ids             = [aws_subnet.a.id]
  vpc_security_group_ids = [aws_security_group.db.id]
  options                = [{ option_name = "OEM", port = 1158 }]
}
resource "aws_security_group" "db" {
  vpc_id = aws_vpc.main.id
  ingress {
    from_port   = 0
    to_port     = 65535
    protocol    = "tcp"
    cidr_blocks = ["10.0.0.0/16"]
  }
}
"""
    given = f'environment {{\n    variables = {{ D = "https://${{module.db.db_instance_address}}:{port}" }}\n  }}'
    found = _scanned(tmp_path, ROLE, database, PLAIN % {"role": OWN_ROLE, "more": given})
    said = [each.explanation for each in found.of("LAMBDANET_701")]
    assert found.verdict("LAMBDANET_701", F) == verdict, said


@pytest.mark.parametrize(("inputs", "role"), [("", "f"), ('role_name = "of-f"', "of-f"), ('role_name = "of-f"', "f")])
def test_a_policy_for_the_name_of_a_role(inputs: str, role: str, tmp_path: Path) -> None:
    managed = "arn:aws:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole"
    attached = f'resource "aws_iam_role_policy_attachment" "a" {{\n  role = "{role}"\n  policy_arn = "{managed}"\n}}\n'
    found = _scanned(tmp_path, MODULE % {"more": inputs}, attached).verdict("LAMBDANET_708", CALL)
    assert found == (FAIL if inputs and role == "f" else PASS)


def test_a_schedule_that_names_its_function_in_what_it_gives(tmp_path: Path) -> None:
    schedule = f"""
module "schedules" {{
  source    = "terraform-aws-modules/eventbridge/aws"
  version   = "4.1.0"
  schedules = {{
    seldom = {{
      schedule_expression = "rate({LONGEST_IDLE.days * 3} days)"
      arn                 = "arn:aws:scheduler:::aws-sdk:lambda:invoke"
      input               = jsonencode({{ FunctionName = {F}.function_name }})
    }}
  }}
}}
"""
    found = _scanned(tmp_path, ROLE, PLAIN % {"role": OWN_ROLE, "more": ""}, schedule)
    assert found.verdict("LAMBDANET_803", F) == FAIL
