"""What a rule is: its metadata, what each may be, and which rules were loaded."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING, Literal, get_args

from lambdanet.records import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from lambdanet.kit.controls import Control
    from lambdanet.kit.verdicts import Verdict
    from lambdanet.model import Network
    from lambdanet.settings.known_settings import Settings

    Judge = Callable[[Network, Settings], Iterable[Verdict]]

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
    since: the release that brought the rule. persona: "strict" judges only when the settings ask for it.
    frameworks: its controls in other frameworks, each with its own source.
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


def validate(made: Rule) -> None:
    """Raise RuleProblem when the metadata is not complete and well-formed."""
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
