"""What the code does not decide although each answer to it can be read, such as which way a condition goes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from lambdanet.records import dataclass

T = TypeVar("T")


@dataclass(frozen=True)
class Answer(Generic[T]):
    """One of the possible answers.

    read: what is read then, when first asked for. rank: of those with the highest the sentences are quoted.
    where: how a sentence begins that is said of this answer, for a resource by its identity and file.
    """

    read: Callable[[], T]
    where: Callable[[str, str], str]
    rank: int = 0


@dataclass(frozen=True)
class Question(Generic[T]):
    """A question with all its possible answers.

    whatever: a clause that leaves the answer open, for a resource by its identity and file; "" where it does not matter
        to the resource.
    makes_more: the answer decides how many instances there are of a block, so that an answer on one of them counts for
        no more than that. Else a resource may be there by some answers only.
    """

    answers: tuple[Answer[T], ...]
    whatever: Callable[[str, str], str]
    makes_more: bool = False
