"""On which port, and by which host, a function connects to a database: a default or a login alone proves neither."""

from __future__ import annotations

from pathlib import Path

import pytest

from scanning import FAIL, PASS, UNDECIDED, scan

CODE = """
resource "aws_vpc" "main" {{
  cidr_block           = "10.0.0.0/16"
  enable_dns_hostnames = true
}}

resource "aws_subnet" "a" {{
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.0.1.0/24"
  availability_zone = "eu-west-1a"
}}

resource "aws_subnet" "b" {{
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.0.2.0/24"
  availability_zone = "eu-west-1b"
}}

resource "aws_db_subnet_group" "main" {{
  subnet_ids = [aws_subnet.a.id, aws_subnet.b.id]
}}

resource "aws_security_group" "open" {{
  vpc_id = aws_vpc.main.id
  ingress {{
    protocol    = "-1"
    from_port   = 0
    to_port     = 0
    cidr_blocks = ["10.0.0.0/16"]
  }}
  egress {{
    protocol    = "-1"
    from_port   = 0
    to_port     = 0
    cidr_blocks = ["10.0.0.0/16"]
  }}
}}

resource "aws_security_group" "closed" {{
  vpc_id = aws_vpc.main.id
}}

resource "aws_lb" "front" {{
  name               = "front"
  internal           = true
  load_balancer_type = "network"
  subnets            = [aws_subnet.a.id, aws_subnet.b.id]
  security_groups    = [aws_security_group.open.id]
}}

resource "aws_lb_listener" "front" {{
  load_balancer_arn = aws_lb.front.arn
  port              = 5432
  protocol          = "TCP"
  default_action {{
    type             = "forward"
    target_group_arn = "arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/t/0123456789abcdef"
  }}
}}

resource "aws_iam_role" "f" {{
  assume_role_policy = "{{}}"
}}

resource "aws_iam_role_policy" "f" {{
  role = aws_iam_role.f.id
  policy = jsonencode({{
    Version   = "2012-10-17"
    Statement = [{{ Effect = "Allow", Action = "secretsmanager:GetSecretValue", Resource = "*" }}]
  }})
}}

{database}

resource "aws_lambda_function" "f" {{
  function_name = "f"
  role          = aws_iam_role.f.arn
  vpc_config {{
    subnet_ids         = [aws_subnet.a.id, aws_subnet.b.id]
    security_group_ids = [aws_security_group.open.id]
  }}
  environment {{
    variables = {{ {variables} }}
  }}
}}
"""


def instance(more: str = "", groups: str = "open") -> str:
    return f"""
resource "aws_db_instance" "d" {{
  instance_class         = "db.t4g.micro"
  engine                 = "postgres"
  db_subnet_group_name   = aws_db_subnet_group.main.name
  vpc_security_group_ids = [aws_security_group.{groups}.id]
  {more}
}}
"""


def cluster(more: str) -> str:
    return f"""
resource "aws_rds_cluster" "d" {{
  engine                 = "aurora-postgresql"
  db_subnet_group_name   = aws_db_subnet_group.main.name
  vpc_security_group_ids = [aws_security_group.open.id]
  {more}
}}
"""


def said(folder: Path, database: str, variables: str) -> list[str]:
    (folder / "main.tf").write_text(CODE.format(database=database, variables=variables), encoding="utf-8")
    return [each.verdict for each in scan(folder, "terraform").of("LAMBDANET_701") if each.address.endswith(".f")]


OF_INSTANCE = 'DB = "postgres://${aws_db_instance.d.address}:5433/x"'
OF_CLUSTER = 'DB = "postgres://${aws_rds_cluster.d.endpoint}:5433/x"'
BABELFISH = 'DB = "sqlserver://${aws_rds_cluster.d.endpoint}:1433/x"'


@pytest.mark.parametrize(
    ("database", "variables", "expected"),
    [
        (instance(), OF_INSTANCE, FAIL),
        (instance("port = 5433"), OF_INSTANCE, PASS),
        (instance('port = 5433\n  snapshot_identifier = "s"'), OF_INSTANCE, PASS),
        (instance('snapshot_identifier = "s"'), OF_INSTANCE, PASS),
        (instance('replicate_source_db = "arn:aws:rds:eu-west-1:111122223333:db:o"'), OF_INSTANCE, PASS),
        (cluster(""), OF_CLUSTER, FAIL),
        (cluster('snapshot_identifier = "s"'), OF_CLUSTER, PASS),
        (cluster('db_cluster_parameter_group_name = "babelfish"'), BABELFISH, PASS),
        (cluster(""), BABELFISH, FAIL),
    ],
)
def test_the_port_of_an_engine_is_proof_only_where_it_is_the_databases(
    tmp_path: Path, database: str, variables: str, expected: str
) -> None:
    assert said(tmp_path, database, variables) == [expected]


MANAGED = 'manage_master_user_password = true\n  username = "u"'
LOGIN = "LOGIN = aws_db_instance.d.master_user_secret[0].secret_arn"


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        (LOGIN, FAIL),
        (f"{LOGIN}, HOST = aws_db_instance.d.address", FAIL),
        (f"{LOGIN}, HOST = aws_lb.front.dns_name", UNDECIDED),
    ],
)
def test_a_login_beside_another_host_is_no_proof(tmp_path: Path, variables: str, expected: str) -> None:
    assert said(tmp_path, instance(MANAGED, "closed"), variables) == [expected]


GIVEN = """
Parameters:
  Engine:
    Type: String
Resources:
  Orders:
    Type: AWS::RDS::DBInstance
    Properties:
      Engine: %s
      DBInstanceClass: db.r6g.large
      %s
  Function:
    Type: AWS::Lambda::Function
    Properties:
      Role: !GetAtt Role.Arn
      Environment:
        Variables:
          HOST: !GetAtt Orders.Endpoint.Address
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {}
"""


@pytest.mark.parametrize(
    ("engine", "more", "verdict"),
    [
        ("!Ref Engine", "", UNDECIDED),
        ("!Ref Engine", "DBSubnetGroupName: private", FAIL),
        ("!Ref Engine", "PubliclyAccessible: false", FAIL),
        ("mysql", "", PASS),
        ("aurora-mysql", "", FAIL),
    ],
)
def test_an_engine_that_is_not_known_may_be_aurora(engine: str, more: str, verdict: str, tmp_path: Path) -> None:
    (tmp_path / "template.yaml").write_text(GIVEN % (engine, more), encoding="utf-8")
    found = scan(tmp_path, "cloudformation", rules="LAMBDANET_202")
    assert found.verdict("LAMBDANET_202", "AWS::Lambda::Function.Function") == verdict


def test_a_cluster_waits_for_its_engine(tmp_path: Path) -> None:
    code = (
        'variable "engine" {}\nresource "aws_rds_cluster" "orders" {\n  engine = var.engine\n}\n'
        'resource "aws_lambda_function" "f" {\n  function_name = "f"\n  role = "arn:aws:iam::111122223333:role/f"\n'
        "  environment {\n    variables = { HOST = aws_rds_cluster.orders.endpoint }\n  }\n}\n"
    )
    (tmp_path / "main.tf").write_text(code, encoding="utf-8")
    (finding,) = scan(tmp_path, "terraform", rules="LAMBDANET_202").findings
    assert finding.verdict == UNDECIDED
    assert "var.engine has no default" in finding.explanation
