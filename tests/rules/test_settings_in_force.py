"""What every setting changes: verdicts on the rules' own fixtures under the default and under another value."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import pytest

from expectations import case_of
from lambdanet.settings.known_settings import VARIABLE, Settings
from lambdanet.settings.settings_in_force import current
from repository import RULE_FIXTURES
from scanning import FAIL, PASS, UNDECIDED, Scan, scan

# setting -> the rule's fixtures, the case in them, the resource, and the verdict under each value
CHANGES = {
    "minimum_zones": (
        "LAMBDANET_401",
        "zones",
        "aws_lambda_function.two_zones",
        {"2": PASS, "3": FAIL},
    ),
    "smallest_subnet_prefix": (
        "LAMBDANET_502",
        "subnets",
        "aws_subnet.minimum",
        {"27": PASS, "26": FAIL},
    ),
    "address_headroom": (
        "LAMBDANET_501",
        "settings",
        "aws_subnet.full",
        {"1.0": PASS, "1.1": FAIL},
    ),
    "capacity_model": (
        "LAMBDANET_501",
        "settings",
        "aws_subnet.executions",
        {"shared-interfaces": PASS, "per-execution": FAIL},
    ),
    "network_interface_quota": (
        "LAMBDANET_504",
        "interfaces",
        "aws_vpc.over",
        {"500": PASS, "4": FAIL},
    ),
    "allow_public_subnets": (
        "LAMBDANET_601",
        "subnets",
        "aws_subnet.public",
        {"false": FAIL, "true": PASS},
    ),
    "elastic_ip_justifies_vpc": (
        "LAMBDANET_201",
        "nat",
        "aws_lambda_function.behind_nat",
        {"true": UNDECIDED, "false": FAIL},
    ),
    "justification_tag": (
        "LAMBDANET_201",
        "functions",
        "aws_lambda_function.justified",
        {"lambdanet:vpc-reason": PASS, "reason": FAIL},
    ),
}
# Which rules are registered at all is tested with the personas.
# What is around the code decides verdicts in tests/surroundings.
WITHOUT_VERDICT = {"persona", "surroundings", "days_of_surroundings"}


@pytest.fixture
def settings_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    path = tmp_path / "settings"
    monkeypatch.setenv(VARIABLE, str(path))
    current.cache_clear()
    yield path
    current.cache_clear()


def scanned(rule: str) -> Scan:
    return scan(RULE_FIXTURES / rule / "terraform", "terraform", rules=rule)


@pytest.mark.parametrize(
    ("setting", "value"), [(setting, value) for setting, change in CHANGES.items() for value in change[3]]
)
def test_a_setting_decides(setting: str, value: str, settings_file: Path) -> None:
    rule, case, address, verdicts = CHANGES[setting]
    settings_file.write_text(f"{setting}: {value}\n", encoding="utf-8")
    found = {f.verdict for f in scanned(rule).of(rule) if f.address == address and case_of(f.file) == case}
    assert found == {verdicts[value]}


def test_every_setting_is_tried() -> None:
    assert {item.name for item in dataclasses.fields(Settings())} == CHANGES.keys() | WITHOUT_VERDICT
    assert all(len(set(change[3].values())) == len(change[3]) for change in CHANGES.values())
