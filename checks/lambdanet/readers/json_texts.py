"""The text that ``jsonencode`` makes, and ``Fn::ToJsonString``: kept as the value that is in it."""

from __future__ import annotations

import json
import re
from typing import Any

from lambdanet.readers.datum import Datum, Listing
from lambdanet.readers.sets import places_known
from lambdanet.records import dataclass

_HTML_ESCAPES = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}


@dataclass(frozen=True)
class Json:
    """The string that ``jsonencode(value)`` gives, kept as its value: parts of it may be unknown."""

    value: Datum

    def text(self) -> str | None:
        """The string itself, or None where parts of the value are not known."""
        if not _digits_all_certain(self.value):
            return None
        try:
            encoded = json.dumps(
                self.value, default=_as_plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False
            )
        except (TypeError, ValueError, RecursionError):
            return None
        return re.sub("[<>&\u2028\u2029]", lambda match: _HTML_ESCAPES[match.group()], encoded)


def digits_certain(number: float) -> bool:
    """Whether Terraform, which calculates with many digits, writes the number with the same ones."""
    return isinstance(number, int) or (len(written := repr(number)) < 18 and "e" not in written)


def _digits_all_certain(value: Any, deep: int = 0) -> bool:
    if isinstance(value, float):
        return digits_certain(value)
    if isinstance(value, Listing):
        value = value.elements
    elif isinstance(value, dict):
        value = tuple(value.values())
    if not isinstance(value, tuple):
        return True
    return deep < 100 and all(_digits_all_certain(item, deep + 1) for item in value)


def _as_plain(datum: Any) -> Any:
    if isinstance(datum, Listing) and places_known(datum):
        return list(datum.elements)
    if isinstance(datum, Json) and (text := datum.text()) is not None:
        return text
    raise TypeError(f"{type(datum).__name__} has no JSON form")
