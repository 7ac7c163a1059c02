"""What the reports say of the files with facts, and what a plain run of Checkov logs of them."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

import forks_of_checkov
from given_code import configuration, scanned, template
from repository import CHECKS

TEMPLATE = """
Resources:
  Group:
    Type: AWS::SSM::Parameter
    Properties:
      Name: /net/group
      Type: String
      Value: sg-0a1b2c3d
  Orders:
    Type: AWS::Lambda::Function
    Properties:
      Role: arn:aws:iam::111122223333:role/orders
      VpcConfig:
        SubnetIds: !Split [',', !ImportValue net]
        SecurityGroupIds: ['{{resolve:ssm:/net/group}}', !ImportValue other]
"""
EXPORTS = {"Exports": [{"Name": "net", "Value": "subnet-0a1b2c3d,subnet-0a1b2c3e"}]}
STORED = {"Parameters": [{"Name": "/net/group", "Type": "String", "Value": "sg-0a1b2c3e"}]}
SETTINGS = "surroundings:\n  - files: [facts]\n"
DAY = 86_400
NOW = 1_790_000_000


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    for name, text in {
        "a.template": TEMPLATE,
        ".lambdanet.yaml": SETTINGS,
        "facts/exports.json": json.dumps(EXPORTS),
        "facts/stored.json": json.dumps(STORED),
        "facts/broken.json": '{"Exports": [',
        "facts/unused.json": json.dumps({"Exports": [{"Name": "nobody-asks", "Value": "x"}]}),
    }.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    os.utime(tmp_path / "facts/exports.json", (NOW - 40 * DAY, NOW - 40 * DAY))
    return tmp_path


def _run(folder: Path, *program: str) -> subprocess.CompletedProcess[str]:
    return forks_of_checkov.run(program, folder, {**os.environ, "SOURCE_DATE_EPOCH": str(NOW)})


def _surroundings(folder: Path) -> dict[str, Any]:
    done = _run(folder, str(CHECKS / "lambdanet"), "evidence", ".", "--format", "json")
    found: dict[str, Any] = json.loads(done.stdout)["surroundings"]
    return found


def test_json_lists_the_files_with_their_digests_and_ages(shop: Path) -> None:
    found = _surroundings(shop)
    digest = hashlib.sha256((shop / "facts/exports.json").read_bytes()).hexdigest()
    assert found["given"] is True
    (one,) = found["files"]
    assert (one["file"], one["sha256"], one["days"], one["old"]) == ("facts/exports.json", digest, 40, True)
    assert one["day"] == "2026-08-12"


def test_json_says_what_is_wrong_contradicts_and_fits_nothing(shop: Path) -> None:
    found = _surroundings(shop)
    assert [each.partition(":")[0] for each in found["problems"]] == ["facts/broken.json"]
    assert [each.partition(" ")[0] for each in found["contradictions"]] == ["facts/stored.json"]
    assert found["unmatched"] == ["no file has the export other"]
    assert found["unused"] == ["facts/broken.json", "facts/stored.json", "facts/unused.json"]


def test_the_days_are_a_setting(shop: Path) -> None:
    (shop / ".lambdanet.yaml").write_text(f"{SETTINGS}days_of_surroundings: 40\n", encoding="utf-8")
    assert [each["old"] for each in _surroundings(shop)["files"]] == [False]


def test_each_report_says_it_to_people(shop: Path) -> None:
    done = _run(
        shop,
        *(str(CHECKS / "lambdanet"), "evidence", ".", "--output", "out"),
        *("--format", "text", "markdown", "summary", "html"),
    )
    assert done.stderr == ""
    for ending in ("txt", "md", "summary.md", "html"):
        text = (shop / "out" / f"evidence.{ending}").read_text(encoding="utf-8").lower()
        for found in ("contradicted", "facts/stored.json", "older than 30 days", "nothing was taken from"):
            assert found in text, (ending, found)
    for ending in ("md", "html"):
        text = (shop / "out" / f"evidence.{ending}").read_text(encoding="utf-8")
        assert "The code is all that was read." not in text
        assert "files that describe what is outside" in text


def test_without_files_nothing_is_said(shop: Path) -> None:
    (shop / ".lambdanet.yaml").unlink()
    found = _surroundings(shop)
    assert found == {"given": False, **{key: [] for key in found.keys() - {"given"}}}
    done = _run(shop, str(CHECKS / "lambdanet"), "evidence", ".", "--format", "markdown")
    assert "Facts from outside" not in done.stdout
    assert "The code is all that was read." in done.stdout


def test_plain_checkov_warns_once_of_each(shop: Path) -> None:
    done = _run(
        shop,
        *("-m", "checkov.main", "--external-checks-dir", str(CHECKS), "--check", "LAMBDANET_*", "-d", "."),
        *("--framework", "cloudformation", "--skip-download", "--quiet"),
    )
    for found in ("facts/broken.json: ", "facts/stored.json says something else", "no file has the export other"):
        assert sum(found in line for line in done.stderr.splitlines()) == 1, done.stderr


def test_of_very_many_the_log_has_the_first(shop: Path) -> None:
    imports = ", ".join(f"!ImportValue missing-{number}" for number in range(30))
    (shop / "a.template").write_text(TEMPLATE.replace("!ImportValue other", imports), encoding="utf-8")
    done = _run(
        shop,
        *("-m", "checkov.main", "--external-checks-dir", str(CHECKS), "--check", "LAMBDANET_*", "-d", "."),
        *("--framework", "cloudformation", "--skip-download", "--quiet"),
    )
    assert sum("no file has the export missing-" in line for line in done.stderr.splitlines()) == 20
    assert "and 10 more facts that were looked for in vain" in done.stderr


def test_each_run_of_a_process_logs_what_is_wrong_once(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    def logged() -> list[str]:
        caplog.clear()
        files = {
            "code/main.tf": configuration(),
            "code/t.yaml": template(),
            "broken.json": '{"Exports": [',
            "values.tfvars": 'first = "a"\n',
        }
        scanned(tmp_path, "terraform", files, [{"files": ["broken.json", "values.tfvars"]}])
        return [record.getMessage() for record in caplog.records if "is no JSON" in record.getMessage()]

    assert len(logged()) == 1
    assert len(logged()) == 1
