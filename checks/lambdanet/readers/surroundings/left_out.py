"""What a deployment by the defaults alone does not make, and another one may: it is in no network and not judged."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from lambdanet.missing_facts import MissingFact, Sort
from lambdanet.model import Place
from lambdanet.records import dataclass


@dataclass(frozen=True)
class LeftOut:
    """A resource, or a call with all that it makes.

    because: a clause that says what leaves it out. decided_by: the variables or parameters that have their defaults.
    """

    identity: str
    place: Place
    because: str
    decided_by: tuple[str, ...]


def names_of(facts: Iterable[MissingFact], sort: Sort) -> tuple[str, ...]:
    """The names of what of a sort would have to be given, each once."""
    return tuple(dict.fromkeys(fact.subject for fact in facts if fact.sort is sort))


def listed(words: Sequence[str]) -> str:
    """ "a, b and c"."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def while_defaults(named: Sequence[str], kind: str = "") -> str:
    """ "while var.a has its default"; kind: what the names are of, "parameter"."""
    kinds = f"{kind if len(named) == 1 else f'{kind}s'} " if kind else ""
    return f"while {kinds}{listed(named)} {'has its default' if len(named) == 1 else 'have their defaults'}"
