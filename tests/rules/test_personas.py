"""Strict rules judge when the settings ask for them, and else report nothing, be they Python or YAML."""

from __future__ import annotations

from pathlib import Path

import pytest

from lambdanet.bridge.policies.policies import policies
from lambdanet.settings.settings_in_force import load
from repository import RULE_FIXTURES, fixture_rules, settings_of
from scanning import FAIL, PASS, is_strict, scan

POLICY = "LAMBDANET_102"


@pytest.fixture(scope="module", autouse=True)
def _loaded(tmp_path_factory: pytest.TempPathFactory) -> None:
    scan(tmp_path_factory.mktemp("empty"), "terraform")


@pytest.mark.parametrize("framework", ["terraform", "cloudformation"])
def test_strict_rules_keep_silent_by_default(framework: str) -> None:
    for rule in filter(is_strict, fixture_rules()):
        assert scan(RULE_FIXTURES / rule / framework, framework).of(rule) == []


@pytest.mark.parametrize("rule", fixture_rules())
def test_fixtures_of_strict_rules_ask_for_them(rule: str) -> None:
    settings = settings_of(rule)
    assert (settings is not None and load(str(settings)).persona == "strict") == is_strict(rule)


@pytest.fixture
def a_strict_policy(monkeypatch: pytest.MonkeyPatch) -> None:
    """One of the policies, for once a strict one."""
    (policy,) = (policy for policy in policies() if policy.id == POLICY)
    monkeypatch.setattr(policy, "persona", "strict")


@pytest.mark.usefixtures("a_strict_policy")
def test_a_strict_policy_keeps_silent_until_the_settings_ask(tmp_path: Path) -> None:
    strict = tmp_path / "settings"
    strict.write_text("persona: strict\n", encoding="utf-8")
    folder = RULE_FIXTURES / POLICY / "terraform"
    assert scan(folder, "terraform").of(POLICY) == []
    assert {found.verdict for found in scan(folder, "terraform", settings=strict).of(POLICY)} >= {PASS, FAIL}
