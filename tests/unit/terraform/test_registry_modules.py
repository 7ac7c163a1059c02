"""Modules of the registry that are not downloaded give the facts that their twins in plain code give."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from runpy import run_path

import pytest

from committed import commit_all, git
from lambdanet.readers.terraform.registry.catalogue import DESCRIPTIONS, description_of
from lambdanet.readers.terraform.registry.loader import MODELS, declared_in
from lambdanet.readers.terraform.registry.module_sources import Source, parsed_source
from lambdanet.readers.terraform.registry.version_constraints import NotAConstraint, may_meet
from repository import CHECKS, REPOSITORY
from scanning import FAIL, NOT_APPLICABLE, PASS, UNDECIDED, Scan, scan
from terraform_console import TERRAFORM

FUNCTION = """
resource "aws_lambda_function" "judged" {{
  function_name = "judged"
  role          = "arn:aws:iam::111122223333:role/lambda"
  package_type  = "Image"
  image_uri     = "111122223333.dkr.ecr.eu-west-1.amazonaws.com/app:1"
  vpc_config {{
    subnet_ids         = {subnets}
    security_group_ids = {groups}
  }}
}}
"""
JUDGED = "aws_lambda_function.judged"


def scanned(folder: Path, code: str) -> Scan:
    (folder / "main.tf").write_text(code, encoding="utf-8")
    return scan(folder, "terraform")


def vpc(inputs: str = "", *, version: str | None = "5.8.1", source: str = "terraform-aws-modules/vpc/aws") -> str:
    pinned = f'version = "{version}"' if version else ""
    return f"""
module "vpc" {{
  source = "{source}"
  {pinned}
  cidr = "10.0.0.0/16"
  azs  = ["eu-west-1a", "eu-west-1b"]
  {inputs}
}}
"""


def function(subnets: str, groups: str = '["sg-0a1b2c3d4e5f60718"]') -> str:
    return FUNCTION.format(subnets=subnets, groups=groups)


TIERS = """
  public_subnets   = ["10.0.1.0/24", "10.0.2.0/24"]
  private_subnets  = ["10.0.3.0/24", "10.0.4.0/24"]
  intra_subnets    = ["10.0.5.0/24", "10.0.6.0/24"]
  database_subnets = ["10.0.7.0/24", "10.0.8.0/24"]
"""


class TestVpc:
    @pytest.mark.parametrize(
        ("output", "inputs", "verdict", "says"),
        [
            ("public_subnets", "", FAIL, "internet gateway"),
            ("public_subnets", "create_igw = false", PASS, "no default route"),
            ("private_subnets", "", PASS, "no default route"),
            ("private_subnets", "enable_nat_gateway = true", PASS, "NAT gateway"),
            ("private_subnets", "enable_nat_gateway = true\n  single_nat_gateway = true", PASS, "NAT gateway"),
            ("private_subnets", "enable_nat_gateway = var.wanted", UNDECIDED, "It is not known"),
            ("intra_subnets", "enable_nat_gateway = true", PASS, "no default route"),
            ("database_subnets", "enable_nat_gateway = true", PASS, "NAT gateway"),
            (
                "database_subnets",
                "create_database_subnet_route_table = true\n  create_database_internet_gateway_route = true",
                FAIL,
                "internet gateway",
            ),
            ("database_subnets", "create_database_subnet_route_table = true", PASS, "no default route"),
        ],
    )
    def test_where_subnets_lead(self, tmp_path: Path, output: str, inputs: str, verdict: str, says: str) -> None:
        wanted = 'variable "wanted" {}\n' if "var.wanted" in inputs else ""
        found = scanned(tmp_path, wanted + vpc(TIERS + inputs) + function(f"module.vpc.{output}"))
        (finding,) = [f for f in found.of("LAMBDANET_601") if f.verdict != NOT_APPLICABLE]
        assert (finding.verdict, finding.address) == (verdict, "module.vpc")
        assert says in finding.explanation

    def test_one_verdict_for_the_call_is_the_worst_and_names_the_subnet(self, tmp_path: Path) -> None:
        mixed = "concat(module.vpc.private_subnets, module.vpc.public_subnets)"
        found = scanned(tmp_path, vpc(TIERS) + function(mixed))
        (finding,) = found.of("LAMBDANET_601")
        assert (finding.verdict, finding.file) == (FAIL, "main.tf")
        assert "module.vpc.aws_subnet.public[0]" in finding.explanation
        assert found.verdict("LAMBDANET_602", JUDGED) == FAIL

    @pytest.mark.parametrize(
        ("subnets", "verdict"),
        [
            ("module.vpc.private_subnets", PASS),
            ("[module.vpc.private_subnets[0]]", FAIL),
            ("slice(module.vpc.private_subnets, 0, 1)", FAIL),
            ("[module.vpc.private_subnets[0], module.vpc.private_subnets[2]]", FAIL),
            ("[element(module.vpc.private_subnets, 1), module.vpc.private_subnets[2]]", PASS),
        ],
    )
    def test_zones_wrap_around(self, tmp_path: Path, subnets: str, verdict: str) -> None:
        three = 'private_subnets = ["10.0.1.0/24", "10.0.2.0/24", "10.0.3.0/24"]'
        assert scanned(tmp_path, vpc(three) + function(subnets)).verdict("LAMBDANET_401", JUDGED) == verdict

    def test_zones_of_a_data_source_differ_by_their_index(self, tmp_path: Path) -> None:
        code = """
data "aws_availability_zones" "available" {}
module "vpc" {
  source          = "terraform-aws-modules/vpc/aws"
  version         = "~> 5.0"
  azs             = slice(data.aws_availability_zones.available.names, 0, 3)
  private_subnets = [for place in range(3) : cidrsubnet("10.0.0.0/16", 8, place)]
}
"""
        found = scanned(tmp_path, code + function("module.vpc.private_subnets"))
        assert found.verdict("LAMBDANET_401", JUDGED) == PASS
        assert found.verdict("LAMBDANET_502", "module.vpc") == PASS

    def test_an_input_that_is_not_described_leaves_the_call_unknown(self, tmp_path: Path) -> None:
        code = vpc(TIERS + 'something_new = "x"') + function("module.vpc.private_subnets")
        found = scanned(tmp_path, code)
        (finding,) = found.of("LAMBDANET_401")
        assert finding.verdict == UNDECIDED
        assert "something_new" in finding.explanation

    @pytest.mark.parametrize(
        ("version", "verdict"), [("5.8.1", FAIL), (">= 4.0.1, < 6.0", FAIL), ("3.19.0", PASS), (None, UNDECIDED)]
    )
    def test_what_versions_do_differently(self, tmp_path: Path, version: str | None, verdict: str) -> None:
        # Since 4.0 the module takes all rules from the default group; without a version that may be so or not.
        code = vpc(TIERS, version=version)
        found = scanned(
            tmp_path, code + function("module.vpc.private_subnets", "[module.vpc.default_security_group_id]")
        )
        assert found.verdict("LAMBDANET_301", JUDGED) == FAIL
        assert found.verdict("LAMBDANET_303", JUDGED) == verdict
        assert found.verdict("LAMBDANET_601", "module.vpc") == PASS

    @pytest.mark.parametrize(
        ("reference", "verdict"),
        [
            ("v5.8.1", FAIL),
            ("25322b6b6be69db6cca7f167d7b0e5327156a595", FAIL),  # 5.8.1
            ("v3.19.0", PASS),
            ("90ef90a311c547dd05054a81d2de592885ba9996", PASS),  # 3.19.0
            ("0123456789abcdef0123456789abcdef01234567", UNDECIDED),
            # A release of another module.
            ("407e3db34a65b384c20ef718f55d9ceacb97a846", UNDECIDED),
            # That a comment says so proves nothing.
            ("0123456789abcdef0123456789abcdef01234567 # v5.8.1", UNDECIDED),
        ],
    )
    def test_the_commit_of_a_release(self, tmp_path: Path, reference: str, verdict: str) -> None:
        commit, _, comment = reference.partition(" ")
        source = f"git::https://github.com/terraform-aws-modules/terraform-aws-vpc.git?ref={commit}"
        code = vpc(TIERS, version=None, source=source).replace(f'{commit}"', f'{commit}" {comment}')
        found = scanned(
            tmp_path, code + function("module.vpc.private_subnets", "[module.vpc.default_security_group_id]")
        )
        assert found.verdict("LAMBDANET_303", JUDGED) == verdict

    @pytest.mark.parametrize("version", ["1.60.0", "7.0.0", "4.0.0", "not a version"])
    def test_versions_that_are_not_described(self, tmp_path: Path, version: str) -> None:
        found = scanned(tmp_path, vpc(TIERS, version=version) + function("module.vpc.private_subnets"))
        assert found.verdict("LAMBDANET_401", JUDGED) == UNDECIDED

    def test_instances_of_a_call_are_distinguished(self, tmp_path: Path) -> None:
        code = """
module "vpc" {
  source          = "terraform-aws-modules/vpc/aws"
  version         = "5.8.1"
  for_each        = { wide = ["eu-west-1a", "eu-west-1b"], narrow = ["eu-west-1a"] }
  azs             = each.value
  private_subnets = ["10.0.1.0/24", "10.0.2.0/24"]
}
"""
        for key, verdict in (("wide", PASS), ("narrow", FAIL)):
            found = scanned(tmp_path, code + function(f'module.vpc["{key}"].private_subnets'))
            assert found.verdict("LAMBDANET_401", JUDGED) == verdict

    def test_a_call_that_may_not_be_made(self, tmp_path: Path) -> None:
        code = 'variable "wanted" {}\n' + vpc(TIERS + "count = var.wanted ? 1 : 0")
        found = scanned(tmp_path, code + function("one(module.vpc[*].public_subnets)"))
        assert {f.verdict for f in found.findings if f.rule == "LAMBDANET_601"} <= {UNDECIDED}

    def test_a_call_in_a_local_module(self, tmp_path: Path) -> None:
        inner = tmp_path / "network"
        inner.mkdir()
        code = vpc("public_subnets = var.blocks") + 'variable "blocks" {}\n'
        (inner / "main.tf").write_text(
            code + 'output "subnets" {\n  value = module.vpc.public_subnets\n}\n', encoding="utf-8"
        )
        outer = 'module "network" {\n  source = "./network"\n  blocks = ["10.0.1.0/24", "10.0.2.0/28"]\n}\n'
        found = scanned(tmp_path, outer + function("module.network.subnets"))
        (finding,) = found.of("LAMBDANET_601")
        assert finding.verdict == FAIL
        assert finding.file == "network/main.tf"
        (small,) = found.of("LAMBDANET_502")
        assert small.verdict == FAIL
        assert "aws_subnet.public[1]" in small.explanation


LAMBDA = """
module "function" {{
  source        = "terraform-aws-modules/lambda/aws"
  version       = "{version}"
  function_name = "orders"
  handler       = "index.handler"
  runtime       = "python3.12"
  {inputs}
}}
"""
IN_VPC = """
  vpc_subnet_ids         = module.vpc.private_subnets
  vpc_security_group_ids = [aws_security_group.own.id]
"""
GROUP = """
resource "aws_security_group" "own" {
  vpc_id = module.vpc.vpc_id
  ingress {
    protocol    = "tcp"
    from_port   = 443
    to_port     = 443
    cidr_blocks = ["10.0.0.0/16"]
  }
}
"""


def lambda_module(inputs: str = "", version: str = "7.2.0") -> str:
    return LAMBDA.format(inputs=inputs, version=version)


class TestFunction:
    @pytest.mark.parametrize("version", ["2.0.0", "4.7.1", "8.1.0"])
    def test_a_function_is_reported_on_the_call(self, tmp_path: Path, version: str) -> None:
        found = scanned(tmp_path, vpc(TIERS) + GROUP + lambda_module(IN_VPC, version))
        assert found.verdict("LAMBDANET_401", "module.function") == PASS
        assert found.verdict("LAMBDANET_203", "module.function") == PASS
        assert found.verdict("LAMBDANET_301", "module.function") == PASS

    @pytest.mark.parametrize(
        ("inputs", "verdict"),
        [
            ("", FAIL),
            ("attach_network_policy = true", PASS),
            ("attach_network_policy = var.wanted", UNDECIDED),
            (
                'attach_policy = true\n  policy = "arn:aws:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole"',  # noqa: E501
                PASS,
            ),
            (
                "attach_policies = true\n  number_of_policies = 1\n"
                '  policies = ["arn:aws:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole"]',
                PASS,
            ),
            (
                "attach_policy_statements = true\n  policy_statements = {\n"
                '    interfaces = {\n      effect = "Allow"\n      actions = ["ec2:*"]\n      resources = ["*"]\n    }\n  }',  # noqa: E501
                PASS,
            ),
            (
                "attach_policy_json = true\n"
                '  policy_json = jsonencode({ Statement = [{ Effect = "Allow", Action = "ec2:*", Resource = "*" }] })',
                PASS,
            ),
            ('create_role = false\n  lambda_role = "arn:aws:iam::111122223333:role/elsewhere"', UNDECIDED),
        ],
    )
    def test_what_the_role_may_do(self, tmp_path: Path, inputs: str, verdict: str) -> None:
        wanted = 'variable "wanted" {}\n' if "var.wanted" in inputs else ""
        found = scanned(tmp_path, wanted + vpc(TIERS) + GROUP + lambda_module(IN_VPC + inputs))
        assert found.verdict("LAMBDANET_708", "module.function") == verdict

    def test_without_security_groups_it_is_in_no_vpc(self, tmp_path: Path) -> None:
        found = scanned(tmp_path, vpc(TIERS) + lambda_module("vpc_subnet_ids = module.vpc.private_subnets"))
        assert found.verdict("LAMBDANET_401", "module.function") == NOT_APPLICABLE

    def test_a_group_handed_to_it_is_used_by_a_function(self, tmp_path: Path) -> None:
        found = scanned(tmp_path, vpc(TIERS) + GROUP + lambda_module(IN_VPC))
        assert found.verdict("LAMBDANET_101", "aws_security_group.own") == FAIL
        other = '\nresource "aws_instance" "other" {\n  vpc_security_group_ids = [aws_security_group.own.id]\n}\n'
        found = scanned(tmp_path, vpc(TIERS) + GROUP + lambda_module(IN_VPC) + other)
        assert found.verdict("LAMBDANET_101", "aws_security_group.own") == NOT_APPLICABLE

    def test_a_group_handed_to_what_is_not_described_as_well(self, tmp_path: Path) -> None:
        other = '\nmodule "other" {\n  source = "someone/else/aws"\n  groups = [aws_security_group.own.id]\n}\n'
        found = scanned(tmp_path, vpc(TIERS) + GROUP + lambda_module(IN_VPC) + other)
        assert found.verdict("LAMBDANET_101", "aws_security_group.own") == UNDECIDED

    def test_permissions_and_url(self, tmp_path: Path) -> None:
        everyone = 'allowed_triggers = {\n    all = { principal = "*" }\n  }'
        found = scanned(tmp_path, lambda_module(everyone + "\n  create_lambda_function_url = true"))
        assert found.verdict("LAMBDANET_103", "module.function") == FAIL
        assert found.verdict("LAMBDANET_102", "module.function") == FAIL
        api = 'allowed_triggers = {\n    api = { service = "apigateway", source_arn = "arn:aws:execute-api:eu-west-1:1:a/*" }\n  }'  # noqa: E501
        signed = '\n  create_lambda_function_url = true\n  authorization_type = "AWS_IAM"'
        found = scanned(tmp_path, lambda_module(api + signed))
        assert found.verdict("LAMBDANET_103", "module.function") == PASS
        assert found.verdict("LAMBDANET_102", "module.function") == PASS


def security_group(inputs: str) -> str:
    return f"""
module "group" {{
  source  = "terraform-aws-modules/security-group/aws"
  version = "~> 5.0"
  name    = "function"
  vpc_id  = module.vpc.vpc_id
  {inputs}
}}
"""


class TestSecurityGroup:
    @pytest.mark.parametrize(
        ("inputs", "open_to_all", "can_connect"),
        [
            ("", PASS, FAIL),
            ('egress_rules = ["all-all"]', FAIL, PASS),
            ('egress_rules = ["https-443-tcp"]', PASS, PASS),
            (
                'egress_rules = ["all-all"]\n  egress_cidr_blocks = ["10.0.0.0/16"]\n  egress_ipv6_cidr_blocks = []',
                PASS,
                PASS,
            ),
            ('egress_with_cidr_blocks = [{ rule = "postgresql-tcp", cidr_blocks = "10.0.0.0/16" }]', PASS, PASS),
            (
                'egress_with_cidr_blocks = [{ from_port = 0, to_port = 65535, protocol = "-1", cidr_blocks = "0.0.0.0/0" }]',  # noqa: E501
                FAIL,
                PASS,
            ),
            ('egress_rules = ["a-name-that-is-not-described"]', UNDECIDED, UNDECIDED),
            ("egress_rules = var.rules", UNDECIDED, UNDECIDED),
        ],
    )
    def test_egress(self, tmp_path: Path, inputs: str, open_to_all: str, can_connect: str) -> None:
        rules = 'variable "rules" {}\n' if "var.rules" in inputs else ""
        code = rules + vpc(TIERS) + security_group(inputs)
        found = scanned(tmp_path, code + function("module.vpc.private_subnets", "[module.group.security_group_id]"))
        assert found.verdict("LAMBDANET_302", "module.group") == open_to_all
        assert found.verdict("LAMBDANET_303", JUDGED) == can_connect

    def test_ingress(self, tmp_path: Path) -> None:
        inputs = 'ingress_with_cidr_blocks = [{ rule = "https-443-tcp", cidr_blocks = "10.0.0.0/16" }]'
        users = function("module.vpc.private_subnets", "[module.group.security_group_id]")
        found = scanned(tmp_path, vpc(TIERS) + security_group(inputs) + users)
        assert found.verdict("LAMBDANET_101", "module.group") == FAIL
        other = '\nresource "aws_instance" "other" {\n  vpc_security_group_ids = [module.group.security_group_id]\n}\n'
        found = scanned(tmp_path, vpc(TIERS) + security_group(inputs) + users + other)
        assert found.verdict("LAMBDANET_101", "module.group") == NOT_APPLICABLE


class TestDatabases:
    @pytest.mark.parametrize(
        ("inputs", "verdict"),
        [("", FAIL), ("publicly_accessible = true", PASS), ("publicly_accessible = var.public", UNDECIDED)],
    )
    def test_an_instance(self, tmp_path: Path, inputs: str, verdict: str) -> None:
        code = f"""
module "database" {{
  source     = "terraform-aws-modules/rds/aws"
  version    = "6.5.0"
  identifier = "orders"
  engine     = "postgres"
  {inputs}
}}
"""
        public = 'variable "public" {}\n' if "var.public" in inputs else ""
        environment = "environment_variables = { HOST = module.database.db_instance_address }"
        found = scanned(tmp_path, public + code + lambda_module(environment))
        (finding,) = found.of("LAMBDANET_202")
        assert finding.verdict == verdict
        if verdict == FAIL:
            assert "module.database.aws_db_instance.this[0] (RDS DB instance, port 5432)" in finding.explanation

    @pytest.mark.parametrize("version", ["8.5.0", "9.0.0", "10.0.0"])
    @pytest.mark.parametrize(
        ("instances", "verdict"), [("{ one = {} }", FAIL), ("{ one = { publicly_accessible = true } }", UNDECIDED)]
    )
    def test_a_cluster(self, tmp_path: Path, version: str, instances: str, verdict: str) -> None:
        code = f"""
module "cluster" {{
  source    = "terraform-aws-modules/rds-aurora/aws"
  version   = "{version}"
  name      = "orders"
  engine    = "aurora-postgresql"
  vpc_id    = "vpc-0a1b2c3d"
  instances = {instances}
}}
"""
        found = scanned(
            tmp_path, code + lambda_module("environment_variables = { HOST = module.cluster.cluster_endpoint }")
        )
        assert found.verdict("LAMBDANET_202", "module.function") == verdict


ISOLATED = """
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "judged" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.1.0/24"
}

resource "aws_security_group" "judged" {
  vpc_id = aws_vpc.main.id
  egress {
    from_port   = 443
    to_port     = 443
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_iam_role" "judged" {
  assume_role_policy = "{}"
}

resource "aws_iam_role_policy" "judged" {
  role   = aws_iam_role.judged.name
  policy = jsonencode({ Statement = [{ Effect = "Allow", Action = "*", Resource = "*" }] })
}
"""


def module(name: str, version: str | None, inputs: str = "") -> str:
    pinned = f'version = "{version}"' if version else ""
    return f'module "judged" {{\n  source = "terraform-aws-modules/{name}/aws"\n  {pinned}\n  {inputs}\n}}\n'


def function_given(value: str) -> str:
    given = f"  environment {{\n    variables = {{ GIVEN = {value} }}\n  }}\n  vpc_config {{"
    code = function("[aws_subnet.judged.id]", "[aws_security_group.judged.id]").replace("  vpc_config {", given)
    return ISOLATED + code.replace('"arn:aws:iam::111122223333:role/lambda"', "aws_iam_role.judged.arn")


class TestServices:
    """Functions that are given a name or an address of what a module makes, in a VPC without a way to any service."""

    @pytest.mark.parametrize(
        ("name", "version", "inputs", "output", "made"),
        [
            ("dynamodb-table", "~> 4.0", 'name = "orders"', "dynamodb_table_id", "aws_dynamodb_table.this[0]"),
            ("dynamodb-table", None, "autoscaling_enabled = true", "dynamodb_table_id", "autoscaled[0]"),
            ("s3-bucket", ">= 3.0", 'bucket = "orders"', "s3_bucket_id", "aws_s3_bucket.this[0]"),
            ("s3-bucket", "2.1.0", 'bucket_prefix = "orders"', "s3_bucket_id", "aws_s3_bucket.this[0]"),
            ("sqs", "3.1.0", 'name = "orders"', "sqs_queue_id", "aws_sqs_queue.this[0]"),
            ("sqs", "~> 4.0", "create_dlq = true", "dead_letter_queue_url", "aws_sqs_queue.dlq[0]"),
            ("sqs", None, 'name = "orders"', "queue_url", "aws_sqs_queue.this[0]"),
            ("sns", "~> 6.0", 'name = "orders"', "topic_arn", "aws_sns_topic.this[0]"),
            ("secrets-manager", "~> 1.1", 'name = "orders"', "secret_arn", "aws_secretsmanager_secret.this[0]"),
            ("ssm-parameter", "~> 1.1", 'value = "x"', "ssm_parameter_name", "aws_ssm_parameter.this[0]"),
        ],
    )
    def test_what_the_module_makes_is_called(
        self, tmp_path: Path, name: str, version: str | None, inputs: str, output: str, made: str
    ) -> None:
        found = scanned(tmp_path, module(name, version, inputs) + function_given(f"module.judged.{output}"))
        (finding,) = [each for each in found.of("LAMBDANET_702") if each.address == JUDGED]
        assert finding.verdict == FAIL
        assert made in finding.explanation

    @pytest.mark.parametrize(
        ("name", "version", "inputs", "output"),
        [
            ("dynamodb-table", "~> 4.0", "create_table = false", "dynamodb_table_id"),
            ("s3-bucket", "~> 5.0", "is_directory_bucket = true", "s3_bucket_id"),
            ("s3-bucket", "~> 5.0", 'bucket_namespace = "account-regional"', "s3_bucket_id"),
            ("sqs", "~> 5.0", 'name = "orders"', "sqs_queue_id"),
            ("sns", "~> 3.0", 'name = "orders"', "sns_topic_arn"),
            ("ssm-parameter", "~> 1.1", "ignore_value_changes = true", "value"),
        ],
    )
    def test_what_is_not_described_is_no_failure(
        self, tmp_path: Path, name: str, version: str, inputs: str, output: str
    ) -> None:
        code = module(name, version, inputs) + function_given(f"module.judged.{output}")
        found = scanned(tmp_path, code.replace('"s3:GetObject", "sns:Publish"', '"logs:PutLogEvents"'))
        assert found.verdict("LAMBDANET_702", JUDGED) != FAIL

    @pytest.mark.parametrize(
        "output",
        [
            *("kms key_arn", "acm acm_certificate_arn", "ecr repository_url"),
            *("rds db_instance_name", "rds db_instance_username", "rds db_instance_engine"),
            *("rds-aurora cluster_master_username", "rds-aurora cluster_database_name"),
        ],
    )
    def test_what_is_no_part_of_the_network_opens_no_doubt(self, tmp_path: Path, output: str) -> None:
        name, _, called = output.partition(" ")
        code = module(name, None) + function_given(f"module.judged.{called}")
        found = scanned(tmp_path, code.replace("variables = {", 'variables = { NAME = "x",'))
        assert "module.judged" not in "".join(each.explanation for each in found.findings if each.address == JUDGED)

    def test_an_output_that_is_not_described_may_be_there(self, tmp_path: Path) -> None:
        code = module("rds", None) + function_given("module.judged.db_instance_ca_cert_identifier")
        (finding,) = [each for each in scanned(tmp_path, code).of("LAMBDANET_201") if each.address == JUDGED]
        assert finding.verdict == UNDECIDED
        assert (
            "this pack does not know the output db_instance_ca_cert_identifier of module.judged" in finding.explanation
        )

    def test_a_schedule_of_the_module_runs_the_function(self, tmp_path: Path) -> None:
        rules = 'rules = { rare = { schedule_expression = "rate(31 days)" } }'
        targets = f'targets = {{ rare = [{{ name = "judged", arn = {JUDGED}.arn }}] }}'
        inputs = f"create_bus = false\n  {rules}\n  {targets}"
        permission = f"""
resource "aws_lambda_permission" "rare" {{
  function_name = {JUDGED}.function_name
  action        = "lambda:InvokeFunction"
  principal     = "events.amazonaws.com"
  source_arn    = module.judged.eventbridge_rule_arns["rare"]
}}
"""
        found = scanned(tmp_path, module("eventbridge", "~> 3.0", inputs) + function_given('"x"') + permission)
        assert found.verdict("LAMBDANET_803", JUDGED) == FAIL
        assert found.verdict("LAMBDANET_104", "aws_lambda_permission.rare") == PASS

    @pytest.mark.parametrize(
        ("name", "inputs"),
        [
            ("sns", f'subscriptions = {{ judged = {{ protocol = "lambda", endpoint = {JUDGED}.arn }} }}'),
            ("eventbridge", f'pipes = {{ judged = {{ source = "q", target = {JUDGED}.arn }} }}'),
            ("secrets-manager", f"enable_rotation = true\n  rotation_lambda_arn = {JUDGED}.arn"),
        ],
    )
    def test_a_function_that_a_module_got_may_run_by_it(self, tmp_path: Path, name: str, inputs: str) -> None:
        schedule = """
resource "aws_cloudwatch_event_rule" "rare" {
  schedule_expression = "rate(31 days)"
}

resource "aws_cloudwatch_event_target" "rare" {
  rule = aws_cloudwatch_event_rule.rare.name
  arn  = aws_lambda_function.judged.arn
}
"""
        alone, got = tmp_path / "alone", tmp_path / "got"
        for folder, given in ((alone, ""), (got, inputs)):
            folder.mkdir()
            (folder / "main.tf").write_text(module(name, None, given) + function_given('"x"') + schedule)
        assert scan(alone, "terraform").verdict("LAMBDANET_803", JUDGED) == FAIL
        assert scan(got, "terraform").verdict("LAMBDANET_803", JUDGED) != FAIL


def test_sources() -> None:
    address = "terraform-aws-modules/vpc/aws"
    assert parsed_source(address) == Source(address)
    assert parsed_source(f"registry.terraform.io/{address}") == Source(address)
    assert parsed_source(f"{address}//modules/vpc-endpoints") == Source(f"{address}//modules/vpc-endpoints")
    repository = "github.com/terraform-aws-modules/terraform-aws-vpc"
    for front in ("", "git::https://", "https://", "git::ssh://git@"):
        assert parsed_source(f"{front}{repository}.git?ref=v5.1.0") == Source(address, True, "5.1.0")
    assert parsed_source("git@github.com:terraform-aws-modules/terraform-aws-vpc.git") == Source(address, True)
    assert parsed_source(f"git::https://{repository}.git//modules/x?ref=v5.1.0&depth=1") == Source(
        f"{address}//modules/x", True, "5.1.0"
    )
    commit = "25322b6b6be69db6cca7f167d7b0e5327156a595"
    assert parsed_source(f"git::https://{repository}.git?ref={commit}") == Source(address, True, "5.8.1")
    of_others = repository.replace("/terraform-aws-modules/", "/others/")
    for unknown in (f"{repository}?ref={commit[:-1]}", f"{repository}?ref={commit}0", f"{of_others}?ref={commit}"):
        assert parsed_source(unknown) is None
    for unknown in ("./network", f"{repository}?ref=main", f"app.terraform.io/{address}", "s3::https://x/y.zip", ""):
        assert parsed_source(unknown) is None


def test_submodules_that_are_not_described_are_not_known() -> None:
    assert description_of("terraform-aws-modules/vpc/aws//modules/flow-log") is None
    assert description_of("terraform-aws-modules/lambda/aws//modules/alias") is None


@pytest.mark.parametrize(
    ("constraint", "meets"),
    [
        ("5.8.1", True),
        ("= 5.8.1", True),
        ("~> 5.0", True),
        ("~> 5.8.1", True),
        ("~> 4.9", False),
        (">= 4.0, < 6.0", True),
        (">= 6.0.0", False),
        ("> 5", True),
        ("< 5.0.0", False),
        ("<= 5.0.0", True),
        (">= 5.0, != 5.3.0", True),
        ("~> 5", True),
    ],
)
def test_constraints(constraint: str, meets: bool) -> None:
    assert may_meet(constraint, (5,), (6,)) is meets


def test_what_is_no_constraint() -> None:
    for text in ("", "latest", "5.x", "5.0.0-beta1"):
        with pytest.raises(NotAConstraint):
            may_meet(text, (5,), (6,))


@pytest.mark.parametrize("address", sorted(DESCRIPTIONS))
def test_every_description_can_be_read(address: str) -> None:
    description = description_of(address)
    assert description is not None
    spans = [(edition.first, edition.below) for edition in description.editions]
    assert spans == sorted(spans)
    assert all(earlier[1] <= later[0] for earlier, later in zip(spans, spans[1:]))
    for edition in description.editions:
        declared = declared_in((edition,))
        assert {kind for kind, _ in declared} >= {"variable", "resource", "output"}


def test_every_file_of_a_model_is_used() -> None:
    used = {file for each in DESCRIPTIONS.values() for edition in each.editions for file in edition.model}
    held = {file.relative_to(MODELS).as_posix() for file in MODELS.rglob("*") if file.is_file()}
    assert held == {f"{file}.tf.txt" for file in used}


def test_no_model_is_taken_for_code_that_is_scanned() -> None:
    # An environment of Python may lie within the folder that is scanned.
    assert scan(MODELS, "terraform").findings == ()


@pytest.mark.skipif(TERRAFORM is None, reason="Terraform is not installed")
@pytest.mark.parametrize("file", sorted(MODELS.rglob("*.tf.txt")), ids=lambda file: file.relative_to(MODELS).as_posix())
def test_models_are_formatted(file: Path) -> None:
    written = file.read_text(encoding="utf-8")
    formatted = subprocess.run([str(TERRAFORM), "fmt", "-"], input=written, capture_output=True, text=True, check=True)
    assert formatted.stdout == written


def test_nothing_of_the_registry_is_loaded_without_need(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(
        'module "other" {\n  source  = "someone/vpc/aws"\n  version = "1.0.0"\n}\n' + function("[]", "[]")
    )
    code = (
        "import sys\n"
        f"sys.path[:0] = [{str(CHECKS)!r}, {str(CHECKS.parent / 'tests' / 'support')!r}]\n"
        "from pathlib import Path\n"
        "from scanning import scan\n"
        f"assert scan(Path({str(tmp_path)!r}), 'terraform').findings\n"
        "print([name for name in sys.modules if 'terraform.registry' in name])\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip().splitlines()[-1] == "[]"


def test_what_a_module_within_a_module_makes_has_terraforms_address(tmp_path: Path) -> None:
    """Checkov reports it on the call, as "module.outer.vpc"; sentences have the address that Terraform prints."""
    (tmp_path / "outer").mkdir()
    code = vpc(TIERS) + function("module.vpc.private_subnets")
    (tmp_path / "outer" / "main.tf").write_text(code, encoding="utf-8")
    entries = scanned(tmp_path, 'module "outer" {\n  source = "./outer"\n}\n').entries
    (verdict,) = (entry.verdict for entry in entries if entry.rule == "LAMBDANET_707")
    assert verdict.resource.place.address == "module.outer.vpc"
    assert verdict.explanation.startswith("module.outer.module.vpc.aws_vpc.this[0] has functions but no flow log")


def test_the_table_of_releases_is_written_from_tags(tmp_path: Path) -> None:
    commits = {}
    for name in {address.split("/")[1] for address in DESCRIPTIONS}:
        repository = tmp_path / name
        repository.mkdir()
        for tag in ("v0.0.1", "v5.0.0", "v5.1.0", "v99.0.0", "latest"):
            (repository / "file").write_text(f"{name} {tag}", encoding="utf-8")
            commits[name, tag] = commit_all(repository)
            identity = ("-c", "user.name=test", "-c", "user.email=test@example.com")
            annotated = (*identity, "tag", "--annotate", "--message", tag, tag)
            git(*(annotated if tag == "v5.1.0" else ("tag", tag)), cwd=repository)
    table = tmp_path / "table.txt"
    table.write_text("# What it is.\n[vpc]\nold 1.0.0\n", encoding="utf-8")
    script = run_path(str(REPOSITORY / "scripts" / "release_commits.py"))
    assert script["main"](["--repository", str(tmp_path / "{}"), "--table", str(table)]) == 0
    text = table.read_text(encoding="utf-8")
    assert text.startswith("# What it is.\n[acm]\n")
    of_vpc = text.partition("[vpc]\n")[2].splitlines()
    assert of_vpc == [f"{commits['vpc', 'v5.0.0']} 5.0.0", f"{commits['vpc', 'v5.1.0']} 5.1.0"]
