"""Rules that name a group of another VPC, across a transit gateway that lets them, and an attachment that may not."""

from __future__ import annotations

from pathlib import Path

import pytest

from repository import RULE_FIXTURES
from scanning import FAIL, PASS, UNDECIDED, scan

_FIXTURES = RULE_FIXTURES / "LAMBDANET_701"
_TERRAFORM = (_FIXTURES / "terraform" / "transit-gateways" / "main.tf").read_text(encoding="utf-8")
_TEMPLATE = (_FIXTURES / "cloudformation" / "transit-gateways.template").read_text(encoding="utf-8")

# What follows the attachments of the two VPCs in either language.
_HERE, _THERE = "[aws_subnet.support_here_a.id]\n", "[aws_subnet.support_there_a.id]\n"
_HERE_IN_TEMPLATE, _THERE_IN_TEMPLATE = "SubnetIds: [!Ref SupportHereA]\n", "SubnetIds: [!Ref SupportThereA]\n"
_SWITCH = 'security_group_referencing_support = "{}"\n'
_SWITCH_IN_TEMPLATE = "      Options:\n        SecurityGroupReferencingSupport: {}\n"

_EGRESS = 'cidr_blocks = ["10.1.0.0/16"]\n  }\n}\n\nresource "aws_security_group" "support_data"'
_TO_GROUP = _EGRESS.replace('cidr_blocks = ["10.1.0.0/16"]', 'security_groups = ["${aws_security_group.x.id}"]')
_OTHER = """
resource "aws_security_group" "x" {
  vpc_id = aws_vpc.support_data.id
}
"""
_HELD = "vpc_security_group_ids      = [aws_security_group.support_data.id]\n}"


@pytest.mark.parametrize(("word", "verdict"), [("enable", PASS), ("disable", FAIL)])
@pytest.mark.parametrize("attachment", [_HERE, _THERE])
def test_terraform(attachment: str, word: str, verdict: str, tmp_path: Path) -> None:
    assert attachment in _TERRAFORM
    code = _TERRAFORM.replace(attachment, attachment + _SWITCH.format(word))
    (tmp_path / "main.tf").write_text(code, encoding="utf-8")
    assert scan(tmp_path, "terraform").verdict("LAMBDANET_701", "aws_lambda_function.support") == verdict


@pytest.mark.parametrize(("word", "verdict"), [("enable", PASS), ("disable", FAIL)])
@pytest.mark.parametrize("attachment", [_HERE_IN_TEMPLATE, _THERE_IN_TEMPLATE])
def test_cloudformation(attachment: str, word: str, verdict: str, tmp_path: Path) -> None:
    assert attachment in _TEMPLATE
    code = _TEMPLATE.replace(attachment, attachment + _SWITCH_IN_TEMPLATE.format(word))
    (tmp_path / "x.template").write_text(code, encoding="utf-8")
    found = scan(tmp_path, "cloudformation")
    assert found.verdict("LAMBDANET_701", "AWS::Lambda::Function.SupportFunction") == verdict


def test_an_outbound_rule_may_mean_nobody_there(tmp_path: Path) -> None:
    """AWS announced references across a transit gateway for inbound rules only."""
    assert _EGRESS in _TERRAFORM
    assert _HELD in _TERRAFORM
    both = _HELD.replace("support_data.id]", "support_data.id, aws_security_group.x.id]")
    code = _TERRAFORM.replace(_EGRESS, _TO_GROUP).replace(_HELD, both) + _OTHER
    (tmp_path / "main.tf").write_text(code, encoding="utf-8")
    assert scan(tmp_path, "terraform").verdict("LAMBDANET_701", "aws_lambda_function.support") == UNDECIDED
