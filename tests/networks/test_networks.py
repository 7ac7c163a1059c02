"""One architecture, one result: each form of each network has the verdicts that the architecture has.

Where a form says less, or more, its ``deviations.txt`` says so; where the engine is wrong, ``WRONG`` below does.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from networks import (
    FORMS,
    NETWORKS,
    SILENT,
    contradicts,
    deviations,
    differences,
    expected,
    names,
    network_names,
    scanned,
    template,
    without_name,
)
from repository import REPOSITORY
from scanning import FAIL, PASS, UNDECIDED, is_strict

TEMPLATES = ("cloudformation", "cloudformation_json", "sam")
ALL_RULES = ""

# What the engine says wrongly: network, form and rule (or all rules) -> why.
WRONG: dict[tuple[str, str, str], str] = {}


def _forms() -> list[object]:
    """Each form of each network, marked when the engine is wrong about all of it."""
    return [
        pytest.param(network, form, marks=_marks(network, form, ALL_RULES), id=f"{network}-{form}")
        for network in network_names()
        for form in FORMS
    ]


def _rules() -> list[object]:
    """For each form of each network a set of rules: those about which the engine is right, and each other one."""
    found = []
    for network in network_names():
        rules = {rule for rule, _ in expected(network)}
        for form in FORMS:
            wrong = sorted(rule for rule in rules if (network, form, rule) in WRONG)
            everything = _marks(network, form, ALL_RULES)
            right = rules - set(wrong)
            found.append(pytest.param(network, form, right, marks=everything, id=f"{network}-{form}"))
            for rule in wrong:
                marks = _marks(network, form, rule)
                found.append(pytest.param(network, form, {rule}, marks=marks, id=f"{network}-{form}-{rule}"))
    return found


def _marks(network: str, form: str, rule: str) -> list[pytest.MarkDecorator]:
    why = WRONG.get((network, form, rule))
    return [] if why is None else [pytest.mark.xfail(reason=why, strict=True, raises=AssertionError)]


@pytest.mark.parametrize(("network", "form", "rules"), _rules())
def test_verdicts_are_those_of_the_architecture(network: str, form: str, rules: set[str]) -> None:
    found = differences(network, form, rules)
    assert not found, f"{network} as {form}\n  " + "\n  ".join(found)


@pytest.mark.parametrize(("network", "form"), _forms())
def test_every_resource_has_a_name_and_every_verdict_an_expectation(network: str, form: str) -> None:
    nameless = [f"{finding.rule} {finding.verdict}: {finding.address}" for finding in without_name(network, form)]
    assert nameless == []
    rules = {rule for rule, _ in expected(network)}
    others = {finding.rule for finding in scanned(network, form).findings} - rules
    assert differences(network, form, others) == []


@pytest.mark.parametrize(("network", "form"), _forms())
def test_what_is_ignored_fails_nothing(network: str, form: str) -> None:
    ignored = names(network, form).ignored
    findings = [finding for finding in scanned(network, form).findings if finding.address in ignored]
    assert {finding.address for finding in findings} == set(ignored)
    # The CDK's own handlers are in no VPC, which a strict rule may hold against them.
    for_everyone = [finding for finding in findings if not is_strict(finding.rule)]
    assert [finding for finding in for_everyone if finding.verdict == FAIL] == []


@pytest.mark.parametrize(("network", "form"), _forms())
def test_every_file_is_parsed(network: str, form: str) -> None:
    assert scanned(network, form).parsing_errors == ()


@pytest.mark.parametrize("network", network_names())
def test_every_form_is_there_and_names_what_the_architecture_has(network: str) -> None:
    resources = {name for _, name in expected(network)}
    for form in FORMS:
        names_of_form = names(network, form)
        named = set(names_of_form.by_address.values()) | {
            name for found in names_of_form.by_rule.values() for name in found
        }
        silent = {name for (_, name), (verdict, _) in deviations(network, form).items() if verdict == SILENT}
        assert named <= resources, form
        assert resources - named <= silent, form


@pytest.mark.parametrize("network", network_names())
def test_deviations_deviate_and_never_contradict(network: str) -> None:
    for form in FORMS:
        for key, (verdict, _) in deviations(network, form).items():
            usual = expected(network).get(key, SILENT)
            assert verdict != usual, f"{form}: {key} is expected to be {verdict} anyway"
            assert not contradicts(verdict, usual), f"{form}: {key} is {verdict}, elsewhere {usual}"
            if form != "plan":
                # Only a plan, which hides expressions and knows values, may say more. Another form says less where
                # it hands something on: exports, as the CDK makes them for other stacks of an app.
                assert verdict in (SILENT, UNDECIDED), f"{form}: {key}"
            elif verdict in (PASS, FAIL):
                # What holds for every subnet that a function may use is said of the function.
                assert usual in (UNDECIDED, SILENT), f"{form}: {key}"


@pytest.mark.parametrize("network", network_names())
def test_the_json_says_what_the_yaml_says(network: str) -> None:
    folder = NETWORKS / network
    written = json.loads((folder / "cloudformation_json" / "network.json").read_text(encoding="utf-8"))
    assert written == template(folder / "cloudformation" / "network.template")


def test_every_mistake_is_of_a_form_and_a_rule_that_there_are() -> None:
    for network, form, rule in WRONG:
        assert form in FORMS
        assert rule == ALL_RULES or rule in {expected_rule for expected_rule, _ in expected(network)}


def test_nothing_ends_the_scan_of_someone_who_uses_this_repository_by_git() -> None:
    # Checkov reads every YAML and JSON file of a clone as a policy, with a loader that knows no CloudFormation.
    assert [file.name for file in NETWORKS.rglob("*") if file.suffix in (".yaml", ".yml")] == []
    for file in NETWORKS.rglob("*.json"):
        assert "definition" not in json.loads(file.read_text(encoding="utf-8"))


def test_templates_in_json_are_correct() -> None:
    files = [str(file) for form in ("cloudformation_json", "cdk") for file in sorted(NETWORKS.glob(f"*/{form}/*.json"))]
    linter = Path(sys.executable).with_name("cfn-lint")
    command = [str(linter), "--non-zero-exit-code", "error", *files]
    run = subprocess.run(command, capture_output=True, text=True, check=False, cwd=REPOSITORY)
    assert run.returncode == 0, run.stdout + run.stderr


@pytest.mark.skipif(shutil.which("terraform") is None, reason="no terraform on this machine")
def test_configurations_are_formatted() -> None:
    command = ["terraform", "fmt", "-check", "-recursive", str(NETWORKS)]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout
