"""Rules of a group that allow everything only together: what is not known of one of them is not left out."""

from __future__ import annotations

from pathlib import Path

import pytest

from scanning import FAIL, PASS, UNDECIDED, scan

CODE = """
variable "port" {{ type = number }}
variable "protocol" {{ type = string }}

resource "aws_vpc" "main" {{
  cidr_block = "10.0.0.0/16"
}}

resource "aws_security_group" "f" {{
  vpc_id = aws_vpc.main.id
{rules}
}}

resource "aws_lambda_function" "f" {{
  function_name = "f"
  role          = "arn:aws:iam::111122223333:role/f"
  vpc_config {{
    subnet_ids         = ["subnet-0a1b2c3d4e5f60718"]
    security_group_ids = [aws_security_group.f.id]
  }}
}}
"""


EGRESS = """
  egress {{
    protocol  = {protocol}
    from_port = 0
    to_port   = {last}
    {family}  = ["{block}"]
  }}
"""


def egress(block: str, last: str = "65535", protocol: str = '"tcp"') -> str:
    family = "ipv6_cidr_blocks" if ":" in block else "cidr_blocks"
    return EGRESS.format(block=block, last=last, protocol=protocol, family=family)


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        ([egress("0.0.0.0/1"), egress("128.0.0.0/1")], FAIL),
        ([egress("0.0.0.0/1"), egress("128.0.0.0/2")], PASS),
        ([egress("0.0.0.0/1"), egress("128.0.0.0/1", "443")], PASS),
        ([egress("0.0.0.0/1"), egress("128.0.0.0/1", "var.port")], UNDECIDED),
        ([egress("0.0.0.0/1"), egress("128.0.0.0/1", protocol="var.protocol")], UNDECIDED),
        ([egress("0.0.0.0/1"), egress("128.0.0.0/2", "var.port")], PASS),
        ([egress("0.0.0.0/1", "var.port"), egress("0.0.0.0/1")], PASS),
        ([egress("::/1"), egress("8000::/1", "var.port")], UNDECIDED),
    ],
)
def test_halves_are_counted_together(tmp_path: Path, rules: list[str], expected: str) -> None:
    (tmp_path / "main.tf").write_text(CODE.format(rules="\n".join(rules)), encoding="utf-8")
    assert scan(tmp_path, "terraform").verdict("LAMBDANET_302", "aws_security_group.f") == expected


PORTS = """
  egress {{
    protocol    = "{protocol}"
    from_port   = {first}
    to_port     = {last}
    cidr_blocks = ["{block}"]
  }}
"""


def ports(first: int, last: int | str, block: str = "0.0.0.0/0", protocol: str = "tcp") -> str:
    return PORTS.format(first=first, last=last, block=block, protocol=protocol)


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        ([ports(0, 32767), ports(32768, 65535)], FAIL),
        ([ports(1, 442), ports(443, 443), ports(444, 65535)], FAIL),
        ([ports(0, 442), ports(444, 65535)], PASS),
        ([ports(0, 32767), ports(32768, 65535, protocol="udp")], PASS),
        ([ports(0, 32767), ports(32768, 65535, "0.0.0.0/1")], PASS),
        ([ports(0, 32767), ports(32768, 65535, "0.0.0.0/1"), ports(1024, 65535, "128.0.0.0/1")], FAIL),
        ([ports(0, 32767), ports(32768, 65535, "10.0.0.0/8")], PASS),
        ([ports(0, 0, protocol="-1", block="0.0.0.0/1"), ports(0, 32767), ports(32768, 65535)], FAIL),
        ([ports(0, 32767), ports(32768, "var.port")], UNDECIDED),
    ],
)
def test_ports_are_counted_together(tmp_path: Path, rules: list[str], expected: str) -> None:
    (tmp_path / "main.tf").write_text(CODE.format(rules="\n".join(rules)), encoding="utf-8")
    assert scan(tmp_path, "terraform").verdict("LAMBDANET_302", "aws_security_group.f") == expected


def test_only_what_is_needed_for_it_is_named(tmp_path: Path) -> None:
    rules = [egress("10.0.0.0/8"), egress("0.0.0.0/1"), egress("fd00::/8"), egress("128.0.0.0/1")]
    (tmp_path / "main.tf").write_text(CODE.format(rules="\n".join(rules)), encoding="utf-8")
    (found,) = scan(tmp_path, "terraform").of("LAMBDANET_302")
    assert "0.0.0.0/1" in found.explanation
    assert "128.0.0.0/1" in found.explanation
    assert "10.0.0.0/8" not in found.explanation
    assert "fd00::/8" not in found.explanation
