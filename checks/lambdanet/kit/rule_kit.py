"""All that a rule file needs: the decorator that makes a function a rule, and the verdicts it yields.

A rule file may be executed many times in one Checkov run, once per runner and once more per process
(https://github.com/bridgecrewio/checkov, ``BaseCheckRegistry.load_external_checks``), so this module is cheap
to import and a rule registers by id: the last one loaded replaces the one before.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, TypeVar, overload

from lambdanet.kit.controls import Control
from lambdanet.kit.rules import RULES, Rule, validate
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

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from lambdanet.kit.rules import Judge, Persona, Severity, Statement
    from lambdanet.model import Network
    from lambdanet.queries.judged.subjects import Subjects
    from lambdanet.settings.known_settings import Settings

S = TypeVar("S")

__all__ = [
    "PASSED",
    "Control",
    "decided",
    "doubted",
    "failed",
    "not_applicable",
    "not_known",
    "passed",
    "rule",
    "undecided",
]


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

    The docstring of the function's module is the rule's page: it has the headings in ``rules.HEADINGS``.

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
        validate(made)
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
