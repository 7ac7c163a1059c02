"""One architecture, one verdict: the languages' fixtures hold the same cases with the same verdicts."""

from __future__ import annotations

import pytest

from expectations import expectations
from repository import RULE_FIXTURES, fixture_rules
from scanning import UNDECIDED


def cases(rule: str, framework: str) -> set[tuple[str, str]]:
    return {(expected.label, expected.verdict) for expected in expectations(rule, framework)}


@pytest.mark.parametrize("rule", fixture_rules())
def test_terraform_and_cloudformation_hold_the_same_cases(rule: str) -> None:
    terraform, cloudformation = cases(rule, "terraform"), cases(rule, "cloudformation")
    assert sorted(terraform - cloudformation) == [], "only in Terraform"
    assert sorted(cloudformation - terraform) == [], "only in CloudFormation"


@pytest.mark.parametrize("rule", fixture_rules())
def test_a_label_names_one_verdict(rule: str) -> None:
    labels = [label for label, _ in cases(rule, "terraform")]
    assert sorted(labels) == sorted(set(labels))


WITH_PLANS = [rule for rule in fixture_rules() if (RULE_FIXTURES / rule / "terraform_plan").is_dir()]


@pytest.mark.parametrize("rule", WITH_PLANS)
def test_a_plan_says_what_the_code_says_or_nothing(rule: str) -> None:
    terraform = dict(cases(rule, "terraform"))
    for label, verdict in sorted(cases(rule, "terraform_plan")):
        assert label in terraform, f"[{label}] is not among the Terraform fixtures"
        assert verdict in (terraform[label], UNDECIDED), f"[{label}] is {verdict}, in Terraform {terraform[label]}"
