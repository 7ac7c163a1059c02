"""What an expression of any input language evaluates to.

A *datum* is a Python ``str``, ``int``, ``float``, ``bool`` or ``None``, a ``Reference`` to an attribute of a
declared resource, a ``Text`` with parts that are not known, a ``Listing``, a ``dict`` with string keys and
data as values, or an ``Unknown``. Readers turn the expressions of their language into data; the resource
files next to this one turn data into the model, and need not know the language.
"""

from __future__ import annotations

from dataclasses import field
from typing import Any

from lambdanet.records import dataclass
from lambdanet.values import Unknown

Datum = Any  # recursive; see the module's docstring for its members


@dataclass(frozen=True)
class Reference:
    """A known reference: ``attribute`` of the resource ``identity`` (e.g. "id", "arn", "Arn", "Endpoint.Address").

    identity: the model's identity of the resource.
    attribute: the attribute in the words of the language; "" for the resource itself (CloudFormation's Ref).
    symbol: how the code writes it, for people.
    """

    identity: str
    attribute: str
    symbol: str = ""


@dataclass(frozen=True)
class Text:
    """A string with parts that are not known, such as "${var.region}a"; the parts keep their order."""

    parts: tuple[Datum, ...]

    def literal_end(self) -> str:
        """The known text at the end, which identifies e.g. an AWS managed policy by its ARN."""
        last = self.parts[-1] if self.parts else ""
        return last if isinstance(last, str) else ""


@dataclass(frozen=True)
class Listing:
    """A list; ``more`` says why it may hold further elements, or is None."""

    elements: tuple[Datum, ...] = ()
    more: Unknown | None = None


WHOLE, PART, HOST_AND_PORT = "whole", "part", "host and port"
"""What a text has of what it is made of: all, perhaps a part only, or the host and the port as pieces of a list."""


@dataclass(frozen=True)
class Derived(Unknown):
    """A value that is not known but made of others, as ``base64encode(x)`` and ``Fn::Base64`` are.

    of: what it is made of. cut: what of that it still holds.
    """

    of: tuple[Datum, ...] = field(default=(), compare=False)
    cut: str = field(default=WHOLE, compare=False)


def derived(unknown: Unknown, of: tuple[Datum, ...], cut: str = WHOLE) -> Derived:
    """The same unknown value, with what it is made of. What is made of a part has no more than that."""
    held = tuple(part for each in of for part in (each.of if isinstance(each, Derived) else (each,)))
    if any(isinstance(each, Derived) and each.cut == PART for each in of):
        cut = PART
    names = [name for name in unknown.__dataclass_fields__ if name not in ("of", "cut")]
    return Derived(**{name: getattr(unknown, name) for name in names}, of=held, cut=cut)
