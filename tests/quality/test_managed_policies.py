"""The table of AWS's managed policies is made by a script, which reads policies as the table says."""

from __future__ import annotations

from runpy import run_path
from typing import Any

import pytest

from repository import REPOSITORY

MANAGING = ["ec2:CreateNetworkInterface", "ec2:DescribeNetworkInterfaces", "ec2:DeleteNetworkInterface"]


def allow(actions: Any, **more: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": actions, "Resource": "*", **more}


@pytest.fixture(scope="module")
def script() -> dict[str, Any]:
    return run_path(str(REPOSITORY / "scripts" / "managed_policies.py"))


@pytest.mark.parametrize(
    ("statements", "answer"),
    [
        (allow(MANAGING), "all"),
        ([allow(MANAGING[:2]), allow("EC2:delete*")], "all"),
        (allow("*"), "all"),
        ({"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}, "all"),
        (allow(MANAGING[1]), "describes"),
        ([allow("ec2:Describe*"), allow("s3:*")], "describes"),
        (allow(MANAGING[:2]), "some"),
        (allow(MANAGING[1], Condition={"Bool": {}}), "some"),
        ([allow(MANAGING[1]), allow(MANAGING[0], Condition={"Bool": {}})], "some"),
        (allow(MANAGING, Condition={"Bool": {}}), "some"),
        (allow(MANAGING, Resource="arn:aws:ec2:*:*:subnet/*"), "some"),
        ([allow(MANAGING), {"Effect": "Deny", "Action": "ec2:*", "Resource": "*"}], "some"),
        (allow("s3:*"), "none"),
        ({"Effect": "Allow", "NotAction": "ec2:*", "Resource": "*"}, "none"),
    ],
)
def test_what_a_policy_allows(script: dict[str, Any], statements: Any, answer: str) -> None:
    assert script["_answer"]({"Statement": statements}) == answer


def test_the_table_is_as_the_script_writes_it(script: dict[str, Any]) -> None:
    lines = [line for line in script["TABLE"].read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    sections: dict[str, list[str]] = {}
    for line in lines:
        if line.startswith("["):
            sections[line] = []
        else:
            sections[list(sections)[-1]].append(line)
    assert list(sections) == ["[all]", "[describes]", "[some]", "[none]"]
    assert all(names == sorted(set(names)) for names in sections.values())
