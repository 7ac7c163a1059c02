"""No input, however odd, makes the pack raise or changes what it says of the resources beside the odd one."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from types import FunctionType
from typing import Any

import pytest

from lambdanet.kit.rule_kit import rule
from lambdanet.kit.rules import HEADINGS, RULES
from scanning import FAIL, PASS, ErrorsLogged, reports_of_file, scan, scanned_under

SOUND_HCL = """
resource "aws_lambda_function" "half" {
  function_name = "half"
  role          = "arn:aws:iam::111122223333:role/lambda"

  vpc_config {
    subnet_ids         = ["subnet-0a1b2c3d4e5f60718"]
    security_group_ids = []
  }
}

resource "aws_lambda_function" "whole" {
  function_name = "whole"
  role          = "arn:aws:iam::111122223333:role/lambda"
}
"""

ODD_HCL = {
    "string-for-a-block": """
resource "aws_lambda_function" "odd" {
  vpc_config = "none"
}
""",
    "number-for-a-list": """
resource "aws_lambda_function" "odd" {
  vpc_config {
    subnet_ids = 7
    security_group_ids = true
  }
}
""",
    "null-for-a-list": """
resource "aws_lambda_function" "odd" {
  vpc_config {
    subnet_ids = null
    security_group_ids = null
  }
}
""",
    "list-for-a-map": """
resource "aws_lambda_function" "odd" {
  environment = ["A", "B"]
  tags = "none"
}
""",
    "list-for-variables": """
resource "aws_lambda_function" "odd" {
  environment {
    variables = ["A", 1, null]
  }
}
""",
    "no-arguments": """
resource "aws_lambda_function" "odd" {}

resource "aws_subnet" "odd" {}

resource "aws_route" "odd" {}
""",
    "no-arguments-of-others": """
resource "aws_security_group" "odd" {}

resource "aws_security_group_rule" "odd" {}

resource "aws_lambda_permission" "odd" {}
""",
    "nested-lists": """
resource "aws_lambda_function" "odd" {
  vpc_config {
    subnet_ids = [["subnet-1"], [null], {}]
    security_group_ids = [[]]
  }
}
""",
    "map-for-a-list": """
resource "aws_lambda_function" "odd" {
  vpc_config {
    subnet_ids = { a = 1 }
    security_group_ids = { }
  }
}
""",
    "block-twice": """
resource "aws_lambda_function" "odd" {
  vpc_config {
    subnet_ids = []
  }
  vpc_config {
    subnet_ids = ["subnet-1"]
  }
}
""",
    "names-itself": """
resource "aws_security_group" "odd" {
  vpc_id = aws_security_group.odd.vpc_id
  ingress {
    security_groups = [aws_security_group.odd.id]
  }
}
""",
    "circle-of-locals": """
locals {
  a = local.b
  b = local.a
}

resource "aws_lambda_function" "odd" {
  vpc_config {
    subnet_ids = local.a
    security_group_ids = local.b
  }
}
""",
    "names-nothing": """
resource "aws_lambda_function" "odd" {
  role = aws_iam_role.missing.arn
  vpc_config {
    subnet_ids = [aws_subnet.missing.id, module.missing.ids[0]]
    security_group_ids = data.missing.missing.ids
  }
}
""",
    "broken-blocks": """
resource "aws_subnet" "odd" {
  cidr_block = "10.0.0.0/99"
  vpc_id = 1.5
  availability_zone = ["eu-west-1a"]
}

resource "aws_lambda_function" "odd" {
  vpc_config {
    subnet_ids = [aws_subnet.odd.id]
    security_group_ids = ["sg-1"]
  }
}
""",
    "broken-policy": """
resource "aws_iam_role" "odd" {
  inline_policy {
    policy = "{not json"
  }
}

resource "aws_lambda_function" "odd" {
  role = aws_iam_role.odd.arn
  vpc_config {
    subnet_ids = ["subnet-1"]
    security_group_ids = ["sg-1"]
  }
}
""",
    "policy-of-odd-shape": """
resource "aws_lambda_resource_policy" "odd" {
  policy = jsonencode({ Statement = ["Allow", { Principal = [], Condition = "none" }, 5] })
}
""",
    "negative-count": """
resource "aws_lambda_function" "odd" {
  count = -1
}

resource "aws_subnet" "odd" {
  for_each = 5
}
""",
    "odd-ports": """
resource "aws_security_group" "odd" {
  egress {
    protocol = 6.5
    from_port = "http"
    to_port = []
    cidr_blocks = "0.0.0.0/0"
  }
}
""",
}

SOUND_RESOURCES = {
    "Half": {"Type": "AWS::Lambda::Function", "Properties": {"VpcConfig": {"SubnetIds": ["subnet-0a1b2c3d4e5f60718"]}}},
    "Whole": {"Type": "AWS::Lambda::Function", "Properties": {"Role": "arn:aws:iam::111122223333:role/lambda"}},
}

FUNCTION = "AWS::Lambda::Function"
ODD_RESOURCES = {
    "string-for-an-object": {"Odd": {"Type": FUNCTION, "Properties": {"VpcConfig": "none"}}},
    "list-for-an-object": {"Odd": {"Type": FUNCTION, "Properties": {"VpcConfig": [], "Environment": ["A"]}}},
    "number-for-a-list": {
        "Odd": {"Type": FUNCTION, "Properties": {"VpcConfig": {"SubnetIds": 7, "SecurityGroupIds": True}}}
    },
    "null-for-a-list": {
        "Odd": {"Type": FUNCTION, "Properties": {"VpcConfig": {"SubnetIds": None, "SecurityGroupIds": [None]}}}
    },
    "no-properties": {
        "Odd": {"Type": FUNCTION},
        "OddUrl": {"Type": "AWS::Lambda::Url"},
        "OddRoute": {"Type": "AWS::EC2::Route"},
    },
    "odd-environment": {
        "Odd": {"Type": FUNCTION, "Properties": {"Environment": {"Variables": "A=B"}, "Tags": {"a": "b"}}}
    },
    "ref-to-nothing": {
        "Odd": {
            "Type": FUNCTION,
            "Properties": {"Role": {"Ref": "Missing"}, "VpcConfig": {"SubnetIds": [{"Ref": "Missing"}]}},
        }
    },
    "ref-to-itself": {
        "Odd": {"Type": "AWS::EC2::SecurityGroup", "Properties": {"VpcId": {"Fn::GetAtt": ["Odd", "VpcId"]}}}
    },
    "odd-intrinsics": {
        "Odd": {
            "Type": FUNCTION,
            "Properties": {
                "VpcConfig": {
                    "SubnetIds": {"Fn::Split": [","]},
                    "SecurityGroupIds": [
                        {"Fn::Select": ["x", 5]},
                        {"Fn::GetAtt": 7},
                        {"Fn::If": ["Missing"]},
                        {"Ref": ["A"]},
                    ],
                }
            },
        }
    },
    "two-keys-in-an-intrinsic": {"Odd": {"Type": FUNCTION, "Properties": {"VpcConfig": {"Ref": "A", "Fn::Sub": "b"}}}},
    "odd-rules": {
        "Odd": {
            "Type": "AWS::EC2::SecurityGroup",
            "Properties": {
                "SecurityGroupEgress": "all",
                "SecurityGroupIngress": [5, None, {"FromPort": "http", "CidrIp": []}],
            },
        }
    },
    "odd-policy": {
        "Odd": {"Type": "AWS::IAM::Role", "Properties": {"Policies": "none", "ManagedPolicyArns": {"a": 1}}},
        "OddFunction": {
            "Type": FUNCTION,
            "Properties": {"Role": {"Fn::GetAtt": ["Odd", "Arn"]}, "VpcConfig": {"SubnetIds": ["subnet-1"]}},
        },
        "OddPolicy": {"Type": "AWS::Lambda::ResourcePolicy", "Properties": {"PolicyDocument": {"Statement": "Allow"}}},
    },
    "odd-blocks": {
        "Odd": {
            "Type": "AWS::EC2::Subnet",
            "Properties": {"CidrBlock": "10.0.0.0/99", "VpcId": 5, "AvailabilityZone": ["a"]},
        },
        "OddFunction": {
            "Type": FUNCTION,
            "Properties": {"VpcConfig": {"SubnetIds": [{"Ref": "Odd"}], "SecurityGroupIds": ["sg-1"]}},
        },
    },
    "number-for-a-type": {"Odd": {"Type": "AWS::Made::Up", "Properties": {"SubnetIds": [1]}}},
}


@pytest.mark.parametrize("case", ODD_HCL)
def test_odd_terraform_changes_nothing_beside_it(case: str, tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(SOUND_HCL + ODD_HCL[case])
    done = scan(tmp_path, "terraform")
    assert done.verdict("LAMBDANET_203", "aws_lambda_function.half") == FAIL
    assert done.verdict("LAMBDANET_203", "aws_lambda_function.whole") == PASS


@pytest.mark.parametrize("case", ODD_RESOURCES)
def test_odd_cloudformation_changes_nothing_beside_it(case: str, tmp_path: Path) -> None:
    template = {"AWSTemplateFormatVersion": "2010-09-09", "Resources": {**SOUND_RESOURCES, **ODD_RESOURCES[case]}}
    (tmp_path / "odd.json").write_text(json.dumps(template, indent=2))
    done = scan(tmp_path, "cloudformation")
    assert done.verdict("LAMBDANET_203", "AWS::Lambda::Function.Half") == FAIL
    assert done.verdict("LAMBDANET_203", "AWS::Lambda::Function.Whole") == PASS


@pytest.mark.parametrize(
    "odd", ["none", 7, None, [], [{}], [None], ["x"], [{"subnet_ids": 7, "security_group_ids": None}]]
)
def test_odd_plans_change_nothing_beside_the_odd_resource(odd: object, tmp_path: Path) -> None:
    half = [{"subnet_ids": ["subnet-0a1b2c3d4e5f60718"], "security_group_ids": []}]
    (tmp_path / "plan.json").write_text(json.dumps(_plan({"half": half, "whole": [], "odd": odd}), indent=2))
    done = scan(tmp_path, "terraform_plan")
    assert done.verdict("LAMBDANET_203", "aws_lambda_function.half") == FAIL
    assert done.verdict("LAMBDANET_203", "aws_lambda_function.whole") == PASS


@pytest.mark.parametrize("content", ["", "# nothing\n", "\n\n", 'variable "a" {}\n', "locals {}\n"])
def test_empty_terraform(content: str, tmp_path: Path) -> None:
    (tmp_path / "empty.tf").write_text(content)
    (tmp_path / "main.tf").write_text(SOUND_HCL)
    assert scan(tmp_path, "terraform").verdict("LAMBDANET_203", "aws_lambda_function.half") == FAIL


@pytest.mark.parametrize(
    "content", ["", "Resources:\n", "Resources: {}\n", "- a\n- b\n", "AWSTemplateFormatVersion: 2010-09-09\n"]
)
def test_empty_cloudformation(content: str, tmp_path: Path) -> None:
    (tmp_path / "empty.template").write_text(content)
    (tmp_path / "sound.json").write_text(json.dumps({"Resources": SOUND_RESOURCES}, indent=2))
    assert scan(tmp_path, "cloudformation").verdict("LAMBDANET_203", "AWS::Lambda::Function.Half") == FAIL


def test_a_file_that_does_not_parse_hides_no_other(tmp_path: Path) -> None:
    (tmp_path / "broken.tf").write_text('resource "aws_lambda_function" {{{\n')
    (tmp_path / "main.tf").write_text(SOUND_HCL)
    done = scan(tmp_path, "terraform", errors_allowed=True)
    assert done.verdict("LAMBDANET_203", "aws_lambda_function.half") == FAIL


@pytest.mark.parametrize("properties", [None, [], "none"])
def test_a_template_that_checkov_cannot_read_hides_no_other(properties: object, tmp_path: Path) -> None:
    odd = {"Odd": {"Type": FUNCTION, "Properties": properties}}
    (tmp_path / "odd.json").write_text(json.dumps({"Resources": odd}, indent=2))
    (tmp_path / "sound.json").write_text(json.dumps({"Resources": SOUND_RESOURCES}, indent=2))
    done = scan(tmp_path, "cloudformation", errors_allowed=True)
    assert done.verdict("LAMBDANET_203", "AWS::Lambda::Function.Half") == FAIL


@pytest.fixture
def raising_rule() -> Iterator[str]:
    """A rule that raises, made as any rule is made."""
    from checkov.common.checks_infra.registry import get_graph_checks_registry

    id = "LAMBDANET_899"
    page = "\n\n".join(f"{heading}\n  text" for heading in HEADINGS)
    # The kit takes a rule's page from the module of its function.
    judge = FunctionType(_raise.__code__, {"__doc__": page, "__builtins__": __builtins__})
    rule(id=id, name="Ensure the guard holds", statements=("S1",), severity="LOW", judges="nothing", since="0.1.0")(
        judge
    )
    yield id
    RULES.pop(id, None)
    for framework in ("terraform", "cloudformation"):
        checks = get_graph_checks_registry(framework).checks
        checks[:] = [check for check in checks if check.id != id]


@pytest.mark.parametrize("framework", ["terraform", "cloudformation"])
def test_a_rule_that_raises_is_reported_and_hides_no_other(
    raising_rule: str, framework: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    from lambdanet.bridge.ledger import LEDGER

    (tmp_path / "main.tf").write_text(SOUND_HCL)
    (tmp_path / "sound.json").write_text(json.dumps({"Resources": SOUND_RESOURCES}, indent=2))
    with caplog.at_level(logging.ERROR):
        done = scan(tmp_path, framework, errors_allowed=True)
    found = [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR]
    assert [message for message in found if raising_rule not in message] == []
    assert any("on purpose" in message for message in found)
    assert [(error.rule, error.framework) for error in LEDGER.errors] == [(raising_rule, framework)]
    assert {finding.verdict for finding in done.of("LAMBDANET_203")} == {PASS, FAIL}


def _raise(network: object, settings: object) -> None:
    raise ZeroDivisionError("on purpose")


def _plan(configs: dict[str, object]) -> dict[str, object]:
    resources, changes, configuration = [], [], []
    for name, config in configs.items():
        head = {
            "address": f"aws_lambda_function.{name}",
            "mode": "managed",
            "type": "aws_lambda_function",
            "name": name,
        }
        values = {"function_name": name, "vpc_config": config}
        resources.append({**head, "values": values})
        changes.append(
            {**head, "change": {"actions": ["create"], "before": None, "after": values, "after_unknown": {}}}
        )
        configuration.append({**head, "expressions": {}})
    return {
        "format_version": "1.2",
        "terraform_version": "1.11.4",
        "planned_values": {"root_module": {"resources": resources}},
        "resource_changes": changes,
        "configuration": {"root_module": {"resources": configuration}},
    }


@pytest.mark.parametrize("framework", ["terraform", "cloudformation"])
def test_records_that_cannot_be_made_are_no_silence(
    framework: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Checkov never reads what a check of its pool raises."""
    from lambdanet.bridge import checkov_records
    from lambdanet.bridge.ledger import LEDGER

    made = checkov_records.vertices_to_report

    def raises(verdicts: list[Any], reading: Any) -> tuple[list[Any], list[Any]]:
        if any(verdict.kind == "failed" for verdict in verdicts):
            raise ValueError("on purpose")
        return made(verdicts, reading)

    monkeypatch.setattr(checkov_records, "vertices_to_report", raises)
    (tmp_path / "main.tf").write_text(SOUND_HCL)
    (tmp_path / "sound.json").write_text(json.dumps({"Resources": SOUND_RESOURCES}, indent=2))
    with suppress(ErrorsLogged), scanned_under(None):
        (report,) = reports_of_file(tmp_path, framework)
    assert "LAMBDANET_203" in {error.rule for error in LEDGER.errors}
    assert "LAMBDANET_000" in {record.check_id for record in report.failed_checks}
