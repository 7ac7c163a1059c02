"""All that a rule file needs: the decorator that makes a function a rule, and the verdicts it yields.

A rule file may be executed many times in one Checkov run, once per runner and once more per process
(https://github.com/bridgecrewio/checkov, ``BaseCheckRegistry.load_external_checks``), so this module is cheap
to import and a rule registers by id: the last one loaded replaces the one before.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from dataclasses import field
from typing import TYPE_CHECKING, Any, Literal, TypeVar, get_args, overload

from lambdanet.kit.controls import Control
from lambdanet.kit.verdicts import (
    PASSED,
    Verdict,
    decided,
    doubted,
    failed,
    not_applicable,
    not_known,
    passed,
    undecided,
)
from lambdanet.records import dataclass

if TYPE_CHECKING:
    from lambdanet.model import Network
    from lambdanet.queries.judged.subjects import Subjects
    from lambdanet.settings.known_settings import Settings

    Judge = Callable[[Network, Settings], Iterable[Verdict]]

S = TypeVar("S")

__all__ = [
    "PASSED",
    "RULES",
    "Control",
    "Rule",
    "RuleProblem",
    "decided",
    "doubted",
    "failed",
    "not_applicable",
    "not_known",
    "passed",
    "rule",
    "undecided",
]

Severity = Literal["LOW", "MEDIUM", "HIGH", "CRITICAL"]
Persona = Literal["default", "strict"]
Statement = Literal["S1", "S2", "S3", "S4", "S5", "S6", "S7", "S8", "S9", "S10", "S11", "S12"]
SEVERITIES: tuple[Severity, ...] = get_args(Severity)
PERSONAS: tuple[Persona, ...] = get_args(Persona)
STATEMENTS: tuple[Statement, ...] = get_args(Statement)
HEADINGS = (
    "What it checks",
    "Why",
    "Passes when",
    "Fails when",
    "Undecided when",
    "Fix in Terraform",
    "Fix in CloudFormation",
    "References",
)


class RuleProblem(ValueError):
    """A rule file is wrong: metadata missing or not allowed. Raised while the file is loaded."""


@dataclass(frozen=True)
class Rule:
    """A rule's metadata, and what it says of a network.

    id: ``LAMBDANET_`` and three digits, for ever. name: the wanted outcome, "Ensure ...".
    statements: which statements of the AWS document it serves. judges: the judged resource, for people.
    since: the release that brought the rule. persona: "strict" speaks only when the settings ask.
    frameworks: what it is in other frameworks, each with its own source.
    """

    id: str
    name: str
    statements: tuple[Statement, ...]
    severity: Severity
    judges: str
    since: str
    judge: Judge = field(compare=False)
    explanation: str = field(compare=False)
    persona: Persona = "default"
    frameworks: tuple[Control, ...] = field(default=(), compare=False)


RULES: dict[str, Rule] = {}
"""Every rule loaded so far, by id."""


@overload
def rule(
    *,
    id: str,
    name: str,
    statements: tuple[Statement, ...],
    severity: Severity,
    of: Subjects[S],
    since: str,
    persona: Persona = "default",
    frameworks: tuple[Control, ...] = (),
) -> Callable[[Callable[[S, Network, Settings], Verdict]], Callable[[S, Network, Settings], Verdict]]: ...


@overload
def rule(
    *,
    id: str,
    name: str,
    statements: tuple[Statement, ...],
    severity: Severity,
    judges: str,
    since: str,
    persona: Persona = "default",
    frameworks: tuple[Control, ...] = (),
) -> Callable[[Judge], Judge]: ...


def rule(
    *,
    id: str,
    name: str,
    statements: tuple[Statement, ...],
    severity: Severity,
    of: Subjects[Any] | None = None,
    judges: str = "",
    since: str,
    persona: Persona = "default",
    frameworks: tuple[Control, ...] = (),
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Make the decorated function a rule.

    of: what the rule judges; the function takes one of these, the network and the settings, and returns its verdict.
    judges: in place of ``of``, for people; the function takes the network and the settings and yields a verdict for
        each resource of the judged kind.

    The docstring of the function's module is the rule's page: it has the headings in ``HEADINGS``.

    Raises RuleProblem when the metadata is not complete and well-formed.
    """

    def register(function: Callable[..., Any]) -> Callable[..., Any]:
        module = function.__globals__
        made = Rule(
            id,
            name,
            statements,
            severity,
            judges if of is None else of.judges,
            since,
            function if of is None else _one_by_one(of, function),
            (module.get("__doc__") or "").strip(),
            persona,
            frameworks,
        )
        _validate(made)
        RULES[made.id] = made
        if "checkov" in sys.modules and "." not in module.get("__name__", ""):
            _register(made)
        return function

    return register


def _one_by_one(of: Subjects[S], function: Callable[[S, Network, Settings], Verdict]) -> Judge:
    def judge(network: Network, settings: Settings) -> Iterable[Verdict]:
        return of.walk(network, lambda subject: function(subject, network, settings))

    return judge


def _register(made: Rule) -> None:
    """Register a rule whose file Checkov executes: it may be pointed at one folder of rules, so each does it itself.

    Checkov executes a file as a module without a package. Whoever imports it as one of a package only wants to know
    the rule, and has no use for Checkov.
    """
    from lambdanet.bridge import checkov_checks

    checkov_checks.register(made)


def _validate(made: Rule) -> None:
    problems = []
    prefix, _, number = made.id.partition("_")
    if prefix != "LAMBDANET" or not (number.isdecimal() and "100" <= number <= "899" and len(number) == 3):
        problems.append(f"id is {made.id!r}, expected LAMBDANET_ and a number from 100 to 899")
    if not made.name.startswith("Ensure "):
        problems.append(f"name is {made.name!r}, expected the wanted outcome, beginning with 'Ensure '")
    if not made.statements or not set(made.statements) <= set(STATEMENTS):
        problems.append(f"statements are {made.statements!r}, expected some of S1 to S12")
    if made.severity not in SEVERITIES:
        problems.append(f"severity is {made.severity!r}, expected one of {', '.join(SEVERITIES)}")
    if made.persona not in PERSONAS:
        problems.append(f"persona is {made.persona!r}, expected one of {', '.join(PERSONAS)}")
    if not made.judges:
        problems.append("judges is empty, expected the judged resource")
    release = made.since.split(".")
    if len(release) != 3 or not all(part.isdecimal() for part in release):
        problems.append(f"since is {made.since!r}, expected a release such as 0.1.0")
    for control in made.frameworks:
        if not control.framework or not control.control or not control.source.startswith("https://"):
            problems.append(f"{control} names a framework, a control and the page that says so, or should")
    missing = [heading for heading in HEADINGS if f"{heading}\n" not in made.explanation]
    if missing:
        problems.append(f"the module's docstring lacks the headings {', '.join(missing)}")
    if problems:
        raise RuleProblem(f"{made.id}: " + "; ".join(problems))
