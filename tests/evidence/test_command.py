"""The command: its options, what it writes where, and its exit codes, from a clone and beside Checkov's own."""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path

import pytest

import forks_of_checkov
from networks import NETWORKS
from reports import code
from repository import CHECKS, POLICIES
from samples import one_in


def _evidence(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    return forks_of_checkov.run((str(CHECKS / "lambdanet"), "evidence", *options), folder, os.environ)


def _checkov(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    program = ["-m", "checkov.main", "--external-checks-dir", str(CHECKS), "--external-checks-dir", str(POLICIES)]
    program += [] if "--check" in options else ["--check", "LAMBDANET_*"]
    program += ["--framework", "terraform", "cloudformation", "--skip-download", *options]
    return forks_of_checkov.run(program, folder, os.environ)


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    # Single files are looked for callers in the whole repository, or in whatever lies around a folder that is in none.
    (tmp_path / ".git").mkdir()
    (tmp_path / "code").mkdir()
    (tmp_path / "code" / "main.tf").write_text(code(), encoding="utf-8")
    return tmp_path


def test_several_formats_in_one_run(shop: Path) -> None:
    done = _evidence(shop, "code", "--format", "html", "markdown", "json", "sarif", "text", "--output", "out/evidence")
    assert done.returncode == 1, done.stderr
    assert done.stdout == ""
    written = sorted(file.name for file in (shop / "out" / "evidence").iterdir())
    assert written == ["evidence.html", "evidence.json", "evidence.md", "evidence.sarif", "evidence.txt"]
    assert (shop / "out/evidence/evidence.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


def test_text_is_what_it_writes_by_default(shop: Path) -> None:
    done = _evidence(shop, "code")
    assert done.stdout.splitlines()[-1] == "`lambdanet explain ID` explains a rule and how to fix what it finds."
    assert done.stderr == ""


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        (("nowhere",), "nowhere does not exist"),
        (("code", "--format", "html", "json"), "several formats need a folder: name it with --output"),
        (("code", "--baseline", "none"), "none does not exist"),
        (("code", "--var-file", "none"), "none does not exist"),
        (("code", "--baseline", "code/main.tf"), "code/main.tf: not a baseline"),
        (("code", "--format", "json", "--output", "no/folder/file"), "no/folder/file: No such file or directory"),
        (("code", "--jobs", "0"), "argument --jobs"),
    ],
)
def test_what_is_wrong_is_reported(shop: Path, options: tuple[str, ...], problem: str) -> None:
    done = _evidence(shop, *options)
    assert done.returncode == 2
    assert problem in done.stderr
    assert "Traceback" not in done.stderr


OPTIONS = [
    (),
    ("--soft-fail", "--check", "LAMBDANET_701,LAMBDANET_708"),
    ("--check", "HIGH"),
    ("--skip-check", "LAMBDANET_70*", "--skip-check", "LAMBDANET_201"),
    ("--skip-path", "none"),
    ("--var-file", "values.tfvars"),
]


@pytest.mark.parametrize("options", one_in(2, OPTIONS, 1))
def test_exit_codes_and_findings_are_those_of_checkov(shop: Path, options: tuple[str, ...]) -> None:
    (shop / "values.tfvars").write_text('subnets = ["subnet-0123456789abcdef0"]\n', encoding="utf-8")
    ours = _evidence(shop, ".", "--format", "json", *options)
    theirs = _checkov(shop, "--directory", ".", "--output", "json", *options)
    assert ours.returncode == theirs.returncode, ours.stderr + theirs.stderr
    assert _findings(ours.stdout) == _recorded(theirs.stdout)


def test_one_file_is_judged_as_checkov_judges_it(shop: Path) -> None:
    head, separator, tail = code().partition('resource "aws_lambda_function" "orders"')
    (shop / "code" / "main.tf").write_text(head, encoding="utf-8")
    (shop / "code" / "functions.tf").write_text(separator + tail, encoding="utf-8")
    for file in ("code/functions.tf", "code/main.tf"):
        ours = _evidence(shop, file, "--format", "json")
        theirs = _checkov(shop, "--file", file, "--output", "json")
        assert ours.returncode == theirs.returncode, ours.stderr + theirs.stderr
        judged = {(rule, address, verdict) for rule, _, address, verdict in _findings(ours.stdout)}
        assert judged == {(rule, address, verdict) for rule, _, address, verdict in _recorded(theirs.stdout)}
        assert judged
        functions = [function["address"] for function in json.loads(ours.stdout)["functions"]]
        assert len(functions) == (4 if file == "code/functions.tf" else 0)


def test_what_the_baseline_knows_does_not_fail(shop: Path) -> None:
    _checkov(shop, "--directory", "code", "--create-baseline", "--output", "json")
    baseline = str(shop / "code" / ".checkov.baseline")
    assert _evidence(shop, "code", "--baseline", baseline).returncode == 0
    (shop / "code" / "new.tf").write_text(
        'resource "aws_lambda_function_url" "new" {\n  function_name      = "new"\n  authorization_type = "NONE"\n}\n',
        encoding="utf-8",
    )
    done = _evidence(shop, "code", "--baseline", baseline)
    assert done.returncode == 1
    assert done.stdout.count("failed LAMBDANET") == 1
    assert "\naws_lambda_function_url.new  new.tf:1" in done.stdout
    assert "in the baseline" in done.stdout


def test_the_checkov_command_says_the_same_of_the_networks() -> None:
    ours = _evidence(NETWORKS, ".", "--format", "json", "--framework", "terraform", "cloudformation")
    theirs = _checkov(NETWORKS, "--directory", ".", "--output", "json")
    assert ours.returncode == theirs.returncode == 1
    assert len(_findings(ours.stdout)) > 100
    assert _without_keys(_findings(ours.stdout)) == _without_keys(_recorded(theirs.stdout))


def _without_keys(findings: set[tuple[str, str, str, str]]) -> set[tuple[str, str, str, str]]:
    """Checkov has no instances of what is made by an expression that it does not work out."""
    return {(rule, file, re.sub(r"\[[^]]*\]", "", address), verdict) for rule, file, address, verdict in findings}


def _findings(text: str) -> set[tuple[str, str, str, str]]:
    """(rule, file, resource as Checkov names it, verdict) of all that Checkov would report."""
    found = json.loads(text)
    shown = set()
    for judged in (*found["functions"], *found["resources"]):
        address = judged["address"].removeprefix("data.")
        if address.count(".") == 1:
            address = address.removeprefix("module.")
        for result in judged["results"]:
            if result["verdict"] in ("passed", "failed"):
                verdict = "skipped" if result["suppressed_because"] is not None else result["verdict"]
                shown.add((result["rule"], judged["file"], address, verdict))
    return shown


def _recorded(text: str) -> set[tuple[str, str, str, str]]:
    reports = json.loads(text)
    found = set()
    for report in reports if isinstance(reports, list) else [reports]:
        for kind in ("passed", "failed", "skipped"):
            for record in report.get("results", {}).get(f"{kind}_checks", ()):
                found.add((record["check_id"], record["file_path"].lstrip("/"), record["resource"], kind))
    return found
