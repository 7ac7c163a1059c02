"""A baseline knows the failures of a file, and no others of the same address; Checkov does not look at the file."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

import forks_of_checkov
from repository import CHECKS
from small_code import BAD

CHECKOV = ("-m", "checkov.main", "--skip-download", "--compact", "--framework", "terraform", "cloudformation")
TEMPLATE = """Resources:
  Orders:
    Type: AWS::Lambda::Function
    Properties:
      VpcConfig: {SubnetIds: [subnet-0a1b2c3d4e5f60718]}
"""


def checkov(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    ours = ("--external-checks-dir", str(CHECKS), "--check", "LAMBDANET_401,LAMBDANET_203")
    return forks_of_checkov.run((*CHECKOV, *ours, *options), folder, os.environ, seconds=100)


def evidence(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    command = (str(CHECKS / "lambdanet"), "evidence", *options, "--check", "LAMBDANET_401,LAMBDANET_203")
    return forks_of_checkov.run(command, folder, os.environ, seconds=100)


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """Code that fails in a folder, in a module and in a template."""
    for name, content in (
        ("old/main.tf", BAD + 'module "m" {\n  source = "./m"\n}\n'),
        ("old/m/main.tf", BAD),
        ("stack.yaml", TEMPLATE),
    ):
        (tmp_path / "code" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "code" / name).write_text(content, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("scanned", ["code", "."])
def test_what_checkov_wrote_is_known_wherever_it_ran(shop: Path, scanned: str) -> None:
    checkov(shop, "--directory", scanned, "--create-baseline", "--soft-fail")
    file = f"{scanned}/.checkov.baseline"
    assert evidence(shop, "code").returncode == 1
    done = evidence(shop, "code", "--baseline", file)
    assert done.returncode == 0, done.stdout
    assert evidence(shop / "code", ".", "--baseline", f"../{file}").returncode == 0


def test_an_equal_address_in_another_file_is_new(shop: Path) -> None:
    checkov(shop, "--directory", "code", "--create-baseline", "--soft-fail")
    (shop / "code" / "new").mkdir()
    (shop / "code" / "new" / "main.tf").write_text(BAD, encoding="utf-8")
    done = evidence(shop, "code", "--baseline", "code/.checkov.baseline", "--format", "lines")
    assert done.returncode == 1
    assert {line.partition(":")[0] for line in done.stdout.splitlines()} == {"code/new/main.tf"}
    # As docs/ci.md says of it.
    assert checkov(shop, "--directory", "code", "--baseline", "code/.checkov.baseline").returncode == 0


@pytest.mark.parametrize("file", ["", "/", "/other/main.tf", "main.tf", "/code"])
def test_an_entry_of_another_file_accepts_nothing(shop: Path, file: str) -> None:
    findings = [{"resource": "aws_lambda_function.orders", "check_ids": ["LAMBDANET_401"]}]
    (shop / "b.json").write_text(json.dumps({"failed_checks": [{"file": file, "findings": findings}]}))
    done = evidence(shop, "code", "--baseline", "b.json", "--skip-path", "/m/", "--skip-path", "yaml")
    assert (done.returncode, "in the baseline" in done.stdout) == (1, False)
