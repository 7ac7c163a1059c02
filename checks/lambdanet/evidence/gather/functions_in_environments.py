"""What is known of the functions of a reading: of those that are deployed in several environments, what holds in all.

A fact that differs is undecided, and the reason says it of each environment. The network path is that of the first.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from lambdanet.evidence.gather.facts_in_words import UNDECIDED, facts_in_words, undecided_because
from lambdanet.evidence.gather.path_of_function import path_of
from lambdanet.given.in_force import read_for
from lambdanet.identities import configuration_of
from lambdanet.kit.wording import names
from lambdanet.queries.function_facts import function_facts
from lambdanet.records import dataclass

if TYPE_CHECKING:
    from lambdanet.evidence.gather.network_path import NetworkPath
    from lambdanet.model import Function, Network
    from lambdanet.readers.reading import Reading


@dataclass(frozen=True)
class KnownFunction:
    """A function with its facts, why some are undecided, its network path, and the environments of which that holds."""

    function: Function
    facts: dict[str, Any]
    undecided_because: dict[str, str]
    path: NetworkPath
    environments: tuple[str, ...] = ()


def functions_of(reading: Reading) -> Iterator[KnownFunction]:
    """Every function of a reading, once."""
    for function in reading.network.functions.values():
        if not _environments(function, reading):
            yield _known(reading.network, function)
    by_identity: dict[str, list[tuple[str, KnownFunction]]] = {}
    for name, read in reading.environments.items():
        with read_for(name):
            for function in read.network.functions.values():
                if name in _environments(function, reading):
                    known = _known(read.network, function)
                    by_identity.setdefault(function.identity, []).append((name, known))
    yield from map(_together, by_identity.values())


def _environments(function: Function, reading: Reading) -> tuple[str, ...]:
    return reading.environments_of.get(configuration_of(function.identity), ())


def _known(network: Network, function: Function) -> KnownFunction:
    facts = function_facts(network, function)
    return KnownFunction(function, facts_in_words(facts), undecided_because(facts), path_of(network, function))


def _together(known: list[tuple[str, KnownFunction]]) -> KnownFunction:
    first = known[0][1]
    facts: dict[str, Any] = {}
    because: dict[str, str] = {}
    for fact in first.facts:
        values = [(name, each.facts[fact]) for name, each in known]
        if all(value == values[0][1] for _, value in values):
            facts[fact] = values[0][1]
            reasons = dict.fromkeys(each.undecided_because[fact] for _, each in known if fact in each.undecided_because)
            if reasons:
                because[fact] = "; ".join(reasons)
        else:
            facts[fact] = UNDECIDED
            clauses = (f"{_shown(value)} in the environment {name}" for name, value in values)
            because[fact] = f"it is {', '.join(clauses)}"
    return KnownFunction(first.function, facts, because, first.path, tuple(name for name, _ in known))


def _shown(value: Any) -> str:
    if isinstance(value, list):
        return names(each["resource"] if isinstance(each, dict) else str(each) for each in value) or "none"
    return str(value)
