"""What stops a connection, hop by hop, as sentences have it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lambdanet.kit.wording import names

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from lambdanet.queries.reachability.traffic import Hop


def clauses(hops: Iterable[Hop]) -> list[str]:
    """A clause for each reason, with all places for which it is the reason."""
    places: dict[str, list[str]] = {}
    for hop in dict.fromkeys(hops):
        places.setdefault(hop.because, []).append(hop.where)
    return [f"{because} {names(where)}".rstrip() for because, where in places.items()]


def also(clauses: Sequence[str]) -> str:
    """The sentence on what stops it besides, with the space before it; nothing where nothing does."""
    return f" Also: {'; '.join(clauses)}." if clauses else ""
