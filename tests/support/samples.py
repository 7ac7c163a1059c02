"""Which part of many examples a run tries: the same in every run, another for each rule; all with ``--everything``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

Example = TypeVar("Example")

# Set by tests/conftest.py.
everything = False


def sample(examples: Sequence[Example], one_in: int, rule: str) -> list[Example]:
    """One in so many, beginning at one that the rule's number decides; at least one of those that there are."""
    if everything or not examples:
        return list(examples)
    return list(examples[int(rule[-3:]) % min(one_in, len(examples)) :: one_in])


def one_in(number: int, examples: Sequence[Example], first: int = 0) -> list[Example]:
    """One in so many of all examples; tests that go other ways through the same ones begin at different ones."""
    return list(examples) if everything else list(examples[first::number])
