"""A rule is a function that judges one subject; importing it registers nothing, Checkov's own loading does."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from types import FunctionType
from typing import Any

import pytest

from lambdanet.kit.rule_kit import decided, not_known, passed, rule
from lambdanet.kit.rules import HEADINGS, RULES
from lambdanet.kit.verdicts import Verdict
from lambdanet.model import Function, Network, Place
from lambdanet.queries.judged.subjects import each_of, functions, functions_in_vpc, is_in_vpc, is_on_demand
from lambdanet.settings.known_settings import Settings
from lambdanet.values import Cause, Items, Known, Unknown, Value, besides, merged
from repository import CHECKS, rule_files

ID = "LAMBDANET_898"
WHY = Unknown("var.a has no default")


def function(name: str, subnets: Items[str], managed: Value[bool] = Known(False)) -> Function:
    return Function(name, Place(name), subnets=subnets, managed_instances=managed)


def network(*functions: Function) -> Network:
    return Network(functions={one.identity: one for one in functions})


NETWORK = network(
    function("inside", Items.of(["s"])), function("outside", Items()), function("perhaps", Items(more=WHY))
)


def _judge(subject: Function, network: Network, settings: Settings) -> Verdict:
    return passed(subject, f"{subject.address} is judged.")


@pytest.fixture
def made() -> Iterator[Any]:
    page = "\n\n".join(f"{heading}\ntext" for heading in HEADINGS)
    # The kit takes a rule's page from the module of its function; a name with a dot is no file that Checkov executes.
    yield FunctionType(_judge.__code__, {**globals(), "__doc__": page, "__name__": "package.module"})
    RULES.pop(ID, None)


def test_a_rule_judges_what_is_not_settled(made: Any) -> None:
    rule(id=ID, name="Ensure it", statements=("S1",), severity="LOW", of=functions_in_vpc, since="0.1.0")(made)
    assert RULES[ID].judges == "function in a VPC"
    assert [(one.kind, one.explanation) for one in RULES[ID].judge(NETWORK, Settings())] == [
        ("passed", "inside is judged."),
        ("not applicable", "outside is in no VPC."),
        ("undecided", "It is not known whether perhaps is in a VPC: var.a has no default."),
    ]


def test_the_first_step_that_settles_counts() -> None:
    managed = [function("m", Items.of(["s"]), Known(True)), function("p", Items.of(["s"]), WHY)]
    of = functions("function", is_in_vpc, is_on_demand("{} is managed."))
    said = of.walk(network(*managed), lambda one: _judge(one, NETWORK, Settings()))
    assert [one.explanation for one in said] == [
        "m is managed.",
        "It is not known whether p runs on a capacity provider: var.a has no default.",
    ]


def test_any_resources_can_be_judged() -> None:
    of = each_of(
        "function with an o", lambda network: [one for one in network.functions.values() if "o" in one.address]
    )
    assert [one.explanation for one in of.walk(NETWORK, lambda one: _judge(one, NETWORK, Settings()))] == [
        "outside is judged."
    ]


@pytest.mark.parametrize(
    ("answer", "kind", "explanation"),
    [
        (Known(True), "passed", "It is."),
        (Known(False), "failed", "It is not."),
        (WHY, "undecided", "It is not known whether it is: var.a has no default."),
    ],
)
def test_one_sentence_is_made(answer: Value[bool], kind: str, explanation: str) -> None:
    made: list[str] = []

    def say(sentence: str) -> str:
        made.append(sentence)
        return sentence

    found = decided(
        function("f", Items()),
        answer,
        passes=lambda: say("It is."),
        fails=lambda: say("It is not."),
        in_doubt=lambda: say("whether it is"),
    )
    assert (found.kind, found.explanation, len(made)) == (kind, explanation, 1)


def test_each_reason_is_shown_once_and_many_are_cut() -> None:
    doubts = [Unknown(reason) for reason in "aabcde"]
    text = not_known(function("f", Items()), "why", *doubts).explanation
    assert text == "It is not known why: a; b; c; and 2 more reasons."


def test_a_verdict_keeps_what_its_doubts_come_from() -> None:
    no_value = Unknown("var.a has no default", cause=Cause.NO_VALUE)
    elsewhere = Unknown("it is elsewhere", frozenset({"a"}), cause=Cause.NOT_DECLARED)
    by_hand = Unknown("AWS does not say it")
    judged = function("f", Items())
    doubts = (elsewhere, by_hand, Items((no_value,), elsewhere))
    assert not_known(judged, "why", *doubts).causes == (Cause.NOT_DECLARED, Cause.NO_VALUE)
    assert not_known(judged, "why", by_hand).causes == ()
    for made in (merged([by_hand, elsewhere, no_value]), besides(elsewhere, no_value), elsewhere.of_another()):
        assert made is not None
        assert made.cause == (Cause.NO_VALUE if "var.a" in made.reason else Cause.NOT_DECLARED)


LOADED_BY_CHECKOV = """
import sys
sys.path.insert(0, sys.argv[1])
from checkov.common.checks_infra.registry import get_graph_checks_registry
from checkov.terraform.checks.resource.registry import resource_registry
resource_registry.load_external_checks(sys.argv[1] + "/subnets")
print(*sorted(check.id for check in get_graph_checks_registry("terraform").checks if "LAMBDANET" in check.id))
"""
IMPORTED_BESIDE_CHECKOV = """
import sys
sys.path.insert(0, sys.argv[1])
from checkov.common.checks_infra.registry import get_graph_checks_registry
import subnets.lambdanet_401_single_availability_zone
from lambdanet.kit.rules import RULES
print(*RULES, [check.id for check in get_graph_checks_registry("terraform").checks if "LAMBDANET" in check.id])
"""


@pytest.mark.parametrize(
    ("program", "expected"),
    [
        (LOADED_BY_CHECKOV, " ".join(sorted(f.stem[:13].upper() for f in rule_files() if f.parent.name == "subnets"))),
        (IMPORTED_BESIDE_CHECKOV, "LAMBDANET_401 []"),
    ],
    ids=["loaded-by-checkov-from-one-folder", "imported-beside-checkov"],
)
def test_only_what_checkov_loads_is_registered(program: str, expected: str) -> None:
    command = [sys.executable, "-c", program, str(CHECKS)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == expected
