"""Every part of a datum or of plain data, whatever holds it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lambdanet.readers.datum import Datum, Listing, Text
from lambdanet.readers.json_texts import Json


def every_part(*data: Datum) -> Iterator[Any]:
    """The data and all that they hold, each once.

    Checkov puts a parameter's default in the place of references to the parameter, so that a default which refers to
    itself holds itself; and what many aliases name is one object.
    """
    seen: set[int] = set()
    waiting: list[Any] = list(data)
    while waiting:
        part = waiting.pop()
        yield part
        if isinstance(part, str) or id(part) in seen:
            continue
        seen.add(id(part))
        if isinstance(part, dict):
            waiting.extend(part.values())
        elif isinstance(part, (list, tuple)):
            waiting.extend(part)
        elif isinstance(part, Listing):
            waiting.extend(part.elements)
            if part.more is not None:
                waiting.append(part.more)
        elif isinstance(part, Text):
            waiting.extend(part.parts)
        elif isinstance(part, Json):
            waiting.append(part.value)
