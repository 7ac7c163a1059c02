"""What an expression may refer to: the names of one module instance.

The evaluator knows Terraform's grammar and functions; a ``Scope`` knows the configuration around an
expression. Besides the data of ``lambdanet.readers.datum``, names may stand for an ``Instance`` (one instance
of a resource, data source or module), a ``Listing`` of instances (``count``), a ``dict`` of them
(``for_each``), or ``UncertainInstances``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from lambdanet.readers.datum import Datum
from lambdanet.records import dataclass
from lambdanet.values import Unknown


class Instance(Protocol):
    """One instance of a resource, a data source or a module call."""

    def attribute(self, name: str) -> Datum:
        """An argument as configured, or a ``Reference`` to what AWS decides."""


@dataclass(frozen=True)
class UncertainInstances:
    """A resource or module whose number of instances is not known.

    reason: why; its candidates are the identities that may exist.
    at: the instance with this key, should it exist: code that says ``aws_vpc.this[0].id`` relies on it.
    like: the instance with a key that is not known, by the name of that key; None where it may be any.
    each: the instance that stands for any number of them; None where it is known which ones there may be.
    """

    reason: Unknown
    at: Callable[[int | str], Datum]
    like: Callable[[str], Datum | None] = lambda _: None
    each: Datum = None


class Scope(Protocol):
    """The names that expressions of one module instance see."""

    def named(self, names: tuple[str, ...]) -> tuple[Datum, int]:
        """What the longest front of ``names`` stands for, and how many of the names that takes.

        ``("var", "azs")`` takes two, ``("data", "aws_vpc", "main", "id")`` three, ``("aws_vpc", "main", "id")``
        two. A name that is not there gives an ``Unknown`` and takes all.
        """
