"""One question has one answer: no rule passes what another fails, and the pictures say what the rules say."""

from __future__ import annotations

import pytest

from lambdanet.bridge.ledger import Entry
from lambdanet.evidence.gather.network_path import REACHED, STOPPED
from lambdanet.evidence.gather.path_of_function import path_of
from lambdanet.kit.verdicts import FAILED, PASSED
from lambdanet.model import Function
from repository import fixture_folders, settings_of
from scanning import scan_fixtures, under_settings

# Rules that pass where something is reached, and those that fail where something on a way is closed. What the first
# rest on must not be what the second fail for the same function.
REACHES = ("LAMBDANET_701", "LAMBDANET_702", "LAMBDANET_703")
CLOSED = ("LAMBDANET_604", "LAMBDANET_607", "LAMBDANET_704", "LAMBDANET_705")
FOLDERS = fixture_folders()


@pytest.mark.parametrize(("rule", "framework"), FOLDERS)
def test_what_is_passed_on_rests_on_nothing_that_fails(rule: str, framework: str) -> None:
    entries = scan_fixtures(rule, framework).entries
    closed: dict[str, list[Entry]] = {}
    for entry in entries:
        if entry.rule in CLOSED and entry.verdict.kind == FAILED:
            closed.setdefault(entry.verdict.resource.identity, []).append(entry)
    contradictions = [
        f"{entry.rule} passes: {entry.verdict.explanation}\n  {other.rule} fails: {other.verdict.explanation}"
        for entry in entries
        if entry.rule in REACHES and entry.verdict.kind == PASSED
        for resource in entry.verdict.rests_on
        for other in closed.get(resource.identity, ())
        if _concerns(other, entry)
    ]
    assert contradictions == []


def _concerns(other: Entry, entry: Entry) -> bool:
    """Whether a failure is about the function that passes: it names it, or names no function."""
    functions = [resource.identity for resource in other.verdict.rests_on if isinstance(resource, Function)]
    return not functions or entry.verdict.resource.identity in functions


@pytest.mark.parametrize(("rule", "framework"), FOLDERS)
def test_pictures_say_what_rules_say(rule: str, framework: str) -> None:
    done = scan_fixtures(rule, framework)
    assert done.network is not None
    shown = {(entry.rule, entry.verdict.resource.identity): entry.verdict.kind for entry in done.entries}
    differing = []
    for function in done.network.functions.values():
        with under_settings(settings_of(rule)):
            path = path_of(done.network, function)
        services = [need.outcome for need in path.needs if need.kind == "AWS service"]
        verdict = shown.get(("LAMBDANET_702", function.identity))
        if path.attached != "yes" or verdict is None:
            continue
        if verdict == PASSED and any(outcome != REACHED for outcome in services):
            differing.append(f"702 passes {function.address}, the picture shows {services}")
        if (verdict == FAILED) != (STOPPED in services):
            differing.append(f"702 says {verdict} of {function.address}, the picture shows {services}")
    assert differing == []
