"""What a repository says to those who come to it: workflows, forms, the changelog and the version fit together."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from lambdanet.evidence.findings.report_versions import PACK_VERSION
from lambdanet.handbook.rule_texts import rule_texts
from repository import REPOSITORY

GITHUB = REPOSITORY / ".github"
PINNED = re.compile(r"uses: \S+@[0-9a-f]{40} # v\d+(\.\d+)*$")
forms = sorted(file for file in (GITHUB / "ISSUE_TEMPLATE").glob("*.yml") if file.stem != "config")


def loaded(file: Path) -> Any:
    return yaml.safe_load(file.read_text(encoding="utf-8"))


def test_the_workflow_runs_what_the_readme_says() -> None:
    content = loaded(GITHUB / "workflows" / "check.yml")
    assert content["permissions"] == {}
    assert [step["run"] for job in content["jobs"].values() for step in job["steps"] if "run" in step] == [".ci/run"]
    project = (REPOSITORY / "pyproject.toml").read_text(encoding="utf-8")
    oldest = re.search(r'^requires-python = ">=([\d.]+)"', project, re.MULTILINE)
    assert oldest
    assert oldest[1] in content["jobs"]["check"]["strategy"]["matrix"]["python"]


def test_actions_are_pinned_to_a_commit() -> None:
    lines = [
        line for file in (GITHUB / "workflows").iterdir() for line in file.read_text(encoding="utf-8").splitlines()
    ]
    used = [line.strip().removeprefix("- ") for line in lines if "uses:" in line]
    assert used
    assert [line for line in used if not PINNED.match(line)] == []


@pytest.mark.parametrize("form", forms, ids=lambda form: form.stem)
def test_forms_ask_with_distinct_ids(form: Path) -> None:
    """https://docs.github.com/en/communities/using-templates-to-encourage-useful-issues-and-pull-requests"""
    content = loaded(form)
    assert content["name"]
    assert content["description"]
    ids = [field["id"] for field in content["body"]]
    assert len(ids) == len(set(ids))
    for field in content["body"]:
        assert field["type"] in ("input", "textarea", "dropdown")
        assert field["attributes"]["label"]


def test_the_version_is_one() -> None:
    project = (REPOSITORY / "pyproject.toml").read_text(encoding="utf-8")
    assert re.findall(r'^version = "([^"]+)"', project, re.MULTILINE) == [PACK_VERSION]


def test_the_changelog_has_a_line_for_each_new_rule() -> None:
    text = (REPOSITORY / "CHANGELOG.md").read_text(encoding="utf-8")
    for rule in rule_texts():
        begun = re.search(rf"^## \[{re.escape(rule.since)}\].*\n", text, re.MULTILINE)
        assert begun, f"CHANGELOG.md has no section about {rule.since}"
        section = text[begun.end() :]
        line = f"- [{rule.number}](docs/rules/{rule.id}.md): "
        assert line in section.partition("\n## ")[0], (
            f"CHANGELOG.md: a line '{line}...' in the section about {rule.since}"
        )
