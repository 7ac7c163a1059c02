"""What ``lambdanet compare`` says of two reports: each kind of difference, in each format, and by the exit code."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from compared_reports import lambdanet, report
from installing import clean
from repository import CHECKS
from small_code import BAD

TWO_SUBNETS = '["subnet-0a1b2c3d4e5f60718", "subnet-0a1b2c3d4e5f60719"]'
ONE_SUBNET = '["subnet-0a1b2c3d4e5f60718"]'
UNDECIDED = BAD.replace(ONE_SUBNET, TWO_SUBNETS)
IN_NO_VPC = re.sub(r"  vpc_config \{.*?\n  \}\n", "", BAD, flags=re.DOTALL)
SUPPRESSED = BAD.replace("  function_name", "  # checkov:skip=LAMBDANET_401:moved next month\n  function_name", 1)
ANOTHER = BAD.replace('"orders"', '"bills"')
TEMPLATE = """Resources:
  Orders:
    Type: AWS::Lambda::Function
    Properties:
      Role: arn:aws:iam::111122223333:role/orders
      VpcConfig:
        SubnetIds: [subnet-0a1b2c3d4e5f60718]
        SecurityGroupIds: [sg-0a1b2c3d]
"""


def compared(folder: Path, old: dict[str, str], new: dict[str, str]) -> tuple[int, dict[str, Any]]:
    """The exit code, and the comparison as JSON."""
    done = lambdanet("compare", report(folder, "old", old), report(folder, "new", new), "--format", "json", cwd=folder)
    assert done.stderr == ""
    return done.returncode, json.loads(done.stdout)


def differences_of(comparison: dict[str, Any], rule: str = "LAMBDANET_401") -> list[tuple[str, str]]:
    return [(each["kind"], each["address"]) for each in comparison["differences"] if each["rule"] == rule]


ORDERS, BILLS = "aws_lambda_function.orders", "aws_lambda_function.bills"


@pytest.mark.parametrize(
    ("old", "new", "code", "wanted"),
    [
        (IN_NO_VPC, BAD, 1, [("new", ORDERS)]),
        (BAD, IN_NO_VPC, 0, [("fixed", ORDERS)]),
        (BAD, BAD, 0, [("still_failing", ORDERS)]),
        (BAD, BAD.replace("subnet-0a1b2c3d4e5f60718", "subnet-0aaaaaaa"), 0, [("still_failing", ORDERS)]),
        (BAD, UNDECIDED, 0, [("no_longer_decided", ORDERS)]),
        (UNDECIDED, BAD, 1, [("new", ORDERS)]),
        (BAD, SUPPRESSED, 0, [("newly_suppressed", ORDERS)]),
        (SUPPRESSED, BAD, 1, [("no_longer_suppressed", ORDERS)]),
        (SUPPRESSED, SUPPRESSED.replace("next month", "in July"), 0, [("explained_otherwise", ORDERS)]),
        (UNDECIDED, UNDECIDED.replace("60719", "60720"), 0, [("explained_otherwise", ORDERS)]),
        (UNDECIDED, UNDECIDED, 0, []),
        (BAD, BAD + ANOTHER, 1, [("new", BILLS), ("still_failing", ORDERS)]),
        (UNDECIDED, UNDECIDED + SUPPRESSED.replace('"orders"', '"bills"'), 0, [("newly_suppressed", BILLS)]),
        (BAD + ANOTHER, ANOTHER, 0, [("still_failing", BILLS)]),
    ],
    ids=[
        "new",
        "fixed",
        "still failing",
        "still failing for another reason",
        "no longer decided",
        "decided to fail",
        "newly suppressed",
        "no longer suppressed",
        "another reason to suppress",
        "another reason to be undecided",
        "equal",
        "a new resource",
        "a new resource that is suppressed",
        "a resource that is gone",
    ],
)
def test_each_kind_of_difference(old: str, new: str, code: int, wanted: list[tuple[str, str]], tmp_path: Path) -> None:
    ended, comparison = compared(tmp_path, {"main.tf": old}, {"main.tf": new})
    assert (ended, sorted(differences_of(comparison))) == (code, sorted(wanted))


def test_a_resource_that_is_gone_is_not_fixed(tmp_path: Path) -> None:
    _, comparison = compared(tmp_path, {"main.tf": BAD + ANOTHER}, {"main.tf": ANOTHER})
    (gone,) = comparison["resources_gone"]
    assert (gone["address"], gone["failures"]) == (ORDERS, ["LAMBDANET_401"])
    assert "fixed" not in {each["kind"] for each in comparison["differences"]}
    assert comparison["resources_new"] == []


def test_a_resource_whose_file_cannot_be_read_is_said_to_be_so(tmp_path: Path) -> None:
    _, comparison = compared(
        tmp_path, {"a.tf": BAD, "b.tf": ANOTHER}, {"a.tf": 'resource "aws_subnet" {{{', "b.tf": ANOTHER}
    )
    (gone,) = comparison["resources_gone"]
    assert (gone["address"], gone["unread"]) == (ORDERS, True)
    assert "a.tf could not be read for the new report" in comparison["beside"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ({"main.tf": BAD}, {"functions.tf": BAD}),
        ({"a/main.tf": BAD + ANOTHER}, {"b/c/main.tf": BAD + ANOTHER}),
        ({"a/main.tf": BAD, "main.tf": ANOTHER}, {"b/main.tf": BAD, "main.tf": ANOTHER}),
        ({"a.template": TEMPLATE}, {"stacks/a.template": TEMPLATE}),
        (
            {"a.template": TEMPLATE, "b.template": TEMPLATE},
            {"stacks/a.template": TEMPLATE, "stacks/b.template": TEMPLATE},
        ),
    ],
    ids=["another file", "another folder", "one of several", "a template", "templates with equal names"],
)
def test_what_moved_is_what_it_was(old: dict[str, str], new: dict[str, str], tmp_path: Path) -> None:
    ended, comparison = compared(tmp_path, old, new)
    assert (ended, comparison["resources_gone"], comparison["resources_new"]) == (0, [], [])
    assert {kind for kind, _ in differences_of(comparison)} == {"still_failing"}
    moved = {each["file"] for each in comparison["differences"] if each["moved_from"]}
    assert moved == {each["file"] for each in comparison["differences"]} - set(old)
    names = [(each["moved_from"]["file"], each["file"]) for each in comparison["differences"] if each["moved_from"]]
    assert all(Path(before).name == Path(now).name for before, now in names) or old.keys() == {"main.tf"}


def test_a_resource_of_another_root_module_is_another_one(tmp_path: Path) -> None:
    """Both folders are there before and after: what is deployed from the second one is new."""
    both = {"a/main.tf": BAD + ANOTHER, "b/main.tf": IN_NO_VPC.replace('"orders"', '"other"')}
    ended, comparison = compared(tmp_path, both, {"a/main.tf": ANOTHER, "b/main.tf": both["b/main.tf"] + BAD})
    assert (ended, ("new", ORDERS) in differences_of(comparison)) == (1, True)
    assert [(each["address"], each["part"]) for each in comparison["resources_gone"]] == [(ORDERS, "a")]


def test_a_rule_that_was_left_out_has_fixed_nothing(tmp_path: Path) -> None:
    old = report(tmp_path, "old", {"main.tf": BAD})
    new = report(tmp_path, "new", {"main.tf": BAD}, "--skip-check", "LAMBDANET_401")
    done = lambdanet("compare", old, new, "--format", "json", cwd=tmp_path)
    comparison = json.loads(done.stdout)
    assert (done.returncode, differences_of(comparison)) == (0, [("not_judged", ORDERS)])
    assert "the option --skip-check, LAMBDANET_401, is of the new report only" in comparison["beside"]


def test_settings_that_differ_are_shown(tmp_path: Path) -> None:
    old = report(tmp_path, "old", {"main.tf": BAD})
    (tmp_path / ".lambdanet.yaml").write_text("minimum_zones: 3\n", encoding="utf-8")
    new = report(tmp_path, "new", {"main.tf": BAD})
    done = lambdanet("compare", old, new, cwd=tmp_path)
    assert "the setting minimum_zones was 2 and is 3" in done.stdout


def test_a_person_reads_it_in_a_terminal(tmp_path: Path) -> None:
    old, new = report(tmp_path, "old", {"main.tf": BAD}), report(tmp_path, "new", {"main.tf": UNDECIDED + ANOTHER})
    done = lambdanet("compare", old, new, cwd=tmp_path)
    assert done.returncode == 1
    lines = done.stdout.splitlines()
    assert lines[-1].startswith("1 new failure, 0 fixed, 0 still failing")
    text = " ".join(done.stdout.split())
    assert "LAMBDANET_401 MEDIUM aws_lambda_function.bills main.tf:" in text
    assert "aws_lambda_function.bills uses one subnet" in text
    assert not done.stdout.startswith("\n")
    assert "previously failed: aws_lambda_function.orders uses one subnet" in text
    assert "\x1b" not in done.stdout


def test_a_pull_request_shows_it_on_a_page(tmp_path: Path) -> None:
    many = "".join(BAD.replace('"orders"', f'"orders_{number}"') for number in range(60))
    old, new = report(tmp_path, "old", {"main.tf": ANOTHER}), report(tmp_path, "new", {"main.tf": many})
    done = lambdanet("compare", old, new, "--format", "markdown", cwd=tmp_path)
    assert done.returncode == 1
    lines = done.stdout.splitlines()
    assert lines[0] == "### lambdanet: 60 new failures"
    assert len(lines) < 60
    assert "45 more are not shown here." in lines
    rows = [line for line in lines if line.startswith("| ") and "401" in line]
    assert len(rows) == 15
    assert all(line.count("|") == 5 for line in rows)


def test_nothing_fails_softly(tmp_path: Path) -> None:
    old, new = report(tmp_path, "old", {"main.tf": IN_NO_VPC}), report(tmp_path, "new", {"main.tf": BAD})
    assert lambdanet("compare", old, new, cwd=tmp_path).returncode == 1
    assert lambdanet("compare", old, new, "--soft-fail", cwd=tmp_path).returncode == 0


def test_checkov_is_not_imported(tmp_path: Path) -> None:
    old = report(tmp_path, "old", {"main.tf": BAD})
    program = "import sys; from lambdanet.command_line import main; main(); sys.exit('checkov' in sys.modules)"
    for format in ("text", "markdown", "json"):
        command = [sys.executable, "-c", program, "compare", old, old, "--format", format]
        environment = {**clean(), "PYTHONPATH": str(CHECKS)}
        assert subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, check=False).returncode == 0
