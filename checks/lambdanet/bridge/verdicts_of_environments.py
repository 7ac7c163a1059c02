"""One verdict for a resource that is deployed in several environments, which says in which of them it holds.

It fails where it fails in any of them. It passes where it passes in all; an environment in which the resource is not
created, or which the rule is not about, has nothing against that.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import TYPE_CHECKING

from lambdanet.given.in_force import read_for
from lambdanet.identities import configuration_of
from lambdanet.kit.verdicts import Verdict, is_worse
from lambdanet.kit.wording import names
from lambdanet.missing_facts import together

if TYPE_CHECKING:
    from lambdanet.readers.reading import Reading

Judge = Callable[["Reading"], "list[Verdict]"]


def in_environments(reading: Reading, judge: Judge) -> list[Verdict]:
    """The verdicts on what has no environments, and one for all environments on what has."""
    found = [verdict for verdict in judge(reading) if not _environments(verdict, reading)]
    said: dict[tuple[str, str], list[tuple[str, Verdict]]] = {}
    for name, of in reading.environments.items():
        with read_for(name):
            for verdict in judge(of):
                if name in _environments(verdict, reading):
                    place = verdict.resource.place
                    # Resources within a call that is not in the scan are reported on it; it may be another one's turn.
                    shared = f"{place.file}:{place.line}:{place.address}" if place.part or place.instance else ""
                    key = (configuration_of(verdict.resource.identity), shared or verdict.resource.identity)
                    said.setdefault(key, []).append((name, verdict))
    return found + [_joined(each) for each in said.values()]


def _environments(verdict: Verdict, reading: Reading) -> tuple[str, ...]:
    return reading.environments_of.get(configuration_of(verdict.resource.identity), ())


def _joined(said: list[tuple[str, Verdict]]) -> Verdict:
    worst = said[0][1]
    for _, verdict in said:
        if is_worse(verdict, worst):
            worst = verdict
    like = [(name, verdict) for name, verdict in said if verdict.kind == worst.kind]
    return dataclasses.replace(
        worst,
        explanation=_by_environment([(name, verdict.explanation) for name, verdict in like]),
        rests_on=tuple(dict.fromkeys(resource for _, verdict in like for resource in verdict.rests_on)),
        causes=tuple(dict.fromkeys(cause for _, verdict in like for cause in verdict.causes)),
        reason=_by_environment([(name, verdict.reason) for name, verdict in like if verdict.reason]),
        waits_for=together(fact for _, verdict in like for fact in verdict.waits_for),
    )


def _by_environment(texts: list[tuple[str, str]]) -> str:
    """Each text with the environments of which it is true."""
    by_text: dict[str, list[str]] = {}
    for name, text in texts:
        by_text.setdefault(text, []).append(name)
    return " ".join(
        f"In the environment{'s' if len(which) > 1 else ''} {names(which)}: {text}" for text, which in by_text.items()
    )
