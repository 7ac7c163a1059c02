"""Verdicts on what several functions use, of which not all may be created."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from lambdanet.kit.verdicts import FAILED, Verdict
from lambdanet.values import Unknown

T = TypeVar("T")


def whoever_is_there(
    uncertain: Mapping[str, Unknown],
    users: Sequence[T],
    identity_of: Callable[[T], str],
    judge: Callable[[Sequence[T]], Verdict],
) -> Verdict | Unknown:
    """The verdict on what several use; unknown when it fails because of users that may not be created.

    Fewer users never bring a problem that more users do not bring.
    """
    verdict = judge(users)
    doubtful = [user for user in users if identity_of(user) in uncertain]
    if verdict.kind != FAILED or not doubtful:
        return verdict
    certain = [user for user in users if identity_of(user) not in uncertain]
    fewest = [certain] if certain else [[user] for user in users]
    if all(judge(some).kind == FAILED for some in fewest):
        return verdict
    return uncertain[identity_of(doubtful[0])]
