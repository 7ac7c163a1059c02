"""Whoever writes the code may mark any word as secret: nothing is lost by that, and a secret stays one."""

from __future__ import annotations

import json
import re
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from lambdanet.evidence.findings.evidence_model import evidence_of
from lambdanet.evidence.gather.analysis import analyse
from lambdanet.evidence.gather.selection import Selection

FORMATS = ("text", "lines", "paths", "missing", "summary", "markdown", "html", "json", "sarif")
TERRAFORM = """
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "a" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.0.0/28"
}

resource "aws_route_table" "a" {
  vpc_id = aws_vpc.main.id
  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.main.id
  }
}

resource "aws_route_table_association" "a" {
  subnet_id      = aws_subnet.a.id
  route_table_id = aws_route_table.a.id
}

resource "aws_internet_gateway" "main" {
  vpc_id = aws_vpc.main.id
}

resource "aws_security_group" "f" {
  vpc_id = aws_vpc.main.id
}

resource "aws_db_instance" "db" {
  vpc_security_group_ids = [aws_security_group.f.id]
  port                   = 5432
}

resource "aws_lambda_function" "f" {
  function_name = "f"
  role          = "arn:aws:iam::111122223333:role/f"
  vpc_config {
    subnet_ids         = [aws_subnet.a.id]
    security_group_ids = [aws_security_group.f.id]
  }
  environment {
    variables = {
      HOST  = aws_db_instance.db.address
      OTHER = "https://${var.secret_host}/x"
    }
  }
}

variable "secret_host" {
  sensitive = true
  default   = "kept.example.internal"
}
"""
CLOUDFORMATION = {
    "Parameters": {"Host": {"Type": "String", "NoEcho": True, "Default": "kept.example.internal"}},
    "Resources": {
        "F": {
            "Type": "AWS::Lambda::Function",
            "Properties": {
                "VpcConfig": {"SubnetIds": ["subnet-0a1b2c3d4e5f60718"]},
                "Environment": {"Variables": {"HOST": {"Ref": "Host"}}},
            },
        }
    },
}


def _reports(folder: Path) -> dict[str, str]:
    evidence = evidence_of(analyse(Selection(root=folder), jobs=1))
    assert not evidence.rule_errors
    return {name: import_module(f"lambdanet.evidence.formats.{name}_report").render(evidence) for name in FORMATS}


def _without_sentences(report: str) -> Any:
    content = json.loads(report)
    return [
        {
            "results": [(each["rule"], each["verdict"], each.get("severity")) for each in judged["results"]],
            "facts": {name: fact for name, fact in judged.get("facts", {}).items() if isinstance(fact, str)},
            "where": [judged[name] for name in ("address", "framework", "file", "line", "part")],
        }
        for judged in (*content["functions"], *content["resources"])
    ]


def _words_of(report: str) -> list[str]:
    """All words of a report, as a secret may be any of them."""
    found: dict[str, None] = {}

    def add(value: Any) -> None:
        if isinstance(value, dict):
            found.update(dict.fromkeys(value))
            for each in value.values():
                add(each)
        elif isinstance(value, list):
            for each in value:
                add(each)
        elif isinstance(value, str):
            found.update(dict.fromkeys((value, *value.split(), *value.split("."))))

    add(json.loads(report))
    return [word for word in found if len(word) > 1 and "kept" not in word and "$" not in word and "%" not in word]


@pytest.mark.parametrize("language", ["terraform", "cloudformation"])
def test_no_finding_is_lost(language: str, tmp_path: Path) -> None:
    plain, secret = tmp_path / "plain", tmp_path / "secret"
    for folder in (plain, secret):
        folder.mkdir()
    name = "main.tf" if language == "terraform" else "main.template"
    (plain / name).write_text(TERRAFORM if language == "terraform" else json.dumps(CLOUDFORMATION))
    before = _reports(plain)
    words = [
        *_words_of(before["json"]),
        "reached",
        "stopped",
        "egress",
        "network ACL",
        "HIGH",
        "MEDIUM",
        "LOW",
        "CRITICAL",
    ]
    if language == "terraform":
        texts = ", ".join(json.dumps(word) for word in words)
        marked = f'{TERRAFORM}\nvariable "words" {{\n  sensitive = true\n  default   = [{texts}]\n}}\n'
    else:
        hidden = {"Type": "CommaDelimitedList", "NoEcho": True, "Default": {"words": words}}
        marked = json.dumps({**CLOUDFORMATION, "Parameters": {**CLOUDFORMATION["Parameters"], "Words": hidden}})
    (secret / name).write_text(marked)
    after = _reports(secret)
    assert _without_sentences(after["json"]) == _without_sentences(before["json"])
    assert any(
        verdict == "failed" for judged in _without_sentences(after["json"]) for _, verdict, _ in judged["results"]
    )
    for report in after.values():
        assert "kept.example" not in report


def test_a_secret_key_is_not_shown(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text("""
variable "keys" {
  sensitive = true
  default   = ["kept-key"]
}

resource "aws_lambda_function" "f" {
  for_each      = toset(nonsensitive(var.keys))
  function_name = "f"
  role          = "arn:aws:iam::111122223333:role/f"
  vpc_config {
    subnet_ids         = ["subnet-0a1b2c3d4e5f60718"]
    security_group_ids = []
  }
}
""")
    reports = _reports(tmp_path)
    assert _without_sentences(reports["json"])[0]["where"][0].startswith("aws_lambda_function.f")
    for report in reports.values():
        assert "kept-key" not in report


def test_names_between_two_keys_are_shown(tmp_path: Path) -> None:
    (tmp_path / "m").mkdir()
    (tmp_path / "main.tf").write_text("""
variable "words" {
  sensitive = true
  default   = ["aws_lambda_function", "api", "kept-key"]
}

module "m" {
  source   = "./m"
  for_each = toset(nonsensitive(var.words))
}
""")
    (tmp_path / "m" / "main.tf").write_text("""
resource "aws_lambda_function" "api" {
  for_each      = toset(["of]two\\"keys"])
  function_name = "f"
  role          = "arn:aws:iam::111122223333:role/f"
  vpc_config {
    subnet_ids         = ["subnet-0a1b2c3d4e5f60718"]
    security_group_ids = []
  }
}
""")
    found = json.loads(_reports(tmp_path)["json"])["functions"]
    addresses = [each["address"] for each in found]
    assert all(re.fullmatch(r'module\.m\[.*?\]\.aws_lambda_function\.api\["of]two"keys"\]', one) for one in addresses)
    assert len(addresses) == 3
    assert "kept-key" not in "".join(addresses)
