"""The wording of explanations: lists of names, cut before they are too long to read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lambdanet.identities import short as short
from lambdanet.missing_facts import MissingFact, Sort
from lambdanet.values import Items, Unknown, listed, missing_to, shown

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import timedelta

    from lambdanet.model import Resource
    from lambdanet.values import Cause

MOST = 10


def names(items: Iterable[Resource | str]) -> str:
    """ "a, b and c"; of a long list the first ten and how many more."""
    texts = list(dict.fromkeys(item if isinstance(item, str) else item.address for item in items))
    if len(texts) > MOST:
        return f"{', '.join(texts[:MOST])} and {len(texts) - MOST} more"
    if len(texts) < 2:
        return "".join(texts)
    return f"{', '.join(texts[:-1])} and {texts[-1]}"


def reasons(*unknowns: Unknown | Items[object]) -> str:
    """Why something is not known, each reason once."""
    return listed(unknown.reason for unknown in _each(unknowns))


def causes(*unknowns: Unknown | Items[object]) -> tuple[Cause, ...]:
    """The causes of the reasons that are named, where a person can do something about them, each once."""
    return tuple(dict.fromkeys(unknown.cause for unknown in shown(_each(unknowns)) if unknown.cause is not None))


def missing_facts(*unknowns: Unknown | Items[object]) -> tuple[MissingFact, ...]:
    """The facts that would decide it, also those of reasons that are left out because there are too many."""
    return missing_to(_each(unknowns))


def missing_facts_or_purpose(*unknowns: Unknown | Items[object]) -> tuple[MissingFact, ...]:
    """The same; where no other fact decides one of them, a person has to say the purpose, which then decides all."""
    facts = missing_facts(*unknowns)
    return (MissingFact(Sort.PURPOSE),) if any(fact.sort is Sort.BY_HAND for fact in facts) else facts


def _each(unknowns: Iterable[Unknown | Items[object]]) -> list[Unknown]:
    found: list[Unknown] = []
    for item in unknowns:
        if isinstance(item, Items):
            found += item.unknowns()
        else:
            found.append(item)
    return found


def with_article(kind: str) -> str:
    """ "a NAT gateway", "an internet gateway", and "nowhere"."""
    if kind == "nowhere":
        return kind
    return f"{'an' if kind[:1].lower() in 'aeiou' else 'a'} {kind}"


def counted(number: int, word: str) -> str:
    """ "1 subnet", "2 subnets"."""
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


def lasting(duration: timedelta) -> str:
    """ "31 days", "14 days and 1 hour"."""
    hours = duration.seconds // 3600
    return f"{counted(duration.days, 'day')} and {counted(hours, 'hour')}" if hours else counted(duration.days, "day")
