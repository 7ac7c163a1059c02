"""Every report begins with the settings, the options and the suppressions that decided beside the rules."""

from __future__ import annotations

import json
from importlib import import_module
from pathlib import Path

import pytest

from lambdanet.evidence.findings.evidence_model import evidence_of
from lambdanet.evidence.gather.analysis import analyse
from lambdanet.evidence.gather.selection import Selection
from lambdanet.settings.known_settings import VARIABLE
from lambdanet.settings.settings_in_force import current
from small_code import BAD

FORMATS = ("text", "markdown", "html", "json", "sarif")
WAIVED = BAD.replace("  role", "  # checkov:skip=LAMBDANET_401:one zone is enough\n  role")


@pytest.fixture
def reports(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    settings = tmp_path / "settings.yaml"
    settings.write_text("minimum_zones: 1\nallow_public_subnets: false\n")
    monkeypatch.setenv(VARIABLE, str(settings))
    current.cache_clear()
    (tmp_path / "code").mkdir()
    (tmp_path / "code" / "main.tf").write_text(WAIVED)
    selection = Selection(root=tmp_path / "code", skip_checks=("LAMBDANET_708",))
    evidence = evidence_of(analyse(selection, jobs=1))
    made = {name: import_module(f"lambdanet.evidence.formats.{name}_report").render(evidence) for name in FORMATS}
    monkeypatch.undo()
    current.cache_clear()
    return made


def test_they_stand_before_everything_else(reports: dict[str, str]) -> None:
    lines = reports["text"].split("\n\n")[0].splitlines()
    assert [line.partition(":")[0] for line in lines] == [
        "setting minimum_zones",
        "option --skip-check",
        "suppressed LAMBDANET_401 passed on aws_lambda_function.orders",
    ]
    assert "1, by default 2" in lines[0]
    assert "one zone is enough (main.tf:2)" in lines[2]
    for name, next_part in (("markdown", "## Statements"), ("html", 'id="statements"')):
        before = reports[name].partition(next_part)[0]
        for word in ("minimum_zones", "by default 2", "LAMBDANET_708", "one zone is enough"):
            assert word.replace("_", r"_") in before.replace("\\", ""), (name, word)


def test_programs_have_them_too(reports: dict[str, str]) -> None:
    report = json.loads(reports["json"])
    assert list(report)[1] == "decided_beside"
    assert [each["kind"] for each in report["decided_beside"]] == ["setting", "option", "suppressed"]
    (run,) = json.loads(reports["sarif"])["runs"]
    notes = [each["message"]["text"] for each in run["invocations"][0]["toolConfigurationNotifications"]]
    assert len(notes) == 2
    assert notes[0].startswith("setting minimum_zones: 1, by default 2 (")
