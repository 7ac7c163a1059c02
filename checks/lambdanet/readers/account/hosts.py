"""Hosts that lead to resources of an account: code that writes one out means the resource."""

from __future__ import annotations

import re
from collections.abc import Mapping

from lambdanet.readers.datum import Datum, Reference, Text

_HOST = re.compile(r"[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_LONGEST = 100_000
_known: Mapping[str, tuple[str, str]] = {}


def know(hosts: Mapping[str, tuple[str, str]]) -> None:
    """Take these for known from here on: host -> identity and attribute."""
    global _known
    _known = hosts


def with_references(datum: Datum) -> Datum:
    """The text with references in the place of known hosts; any other datum as it is."""
    if not _known or not isinstance(datum, str) or len(datum) > _LONGEST:
        return datum
    parts: list[Datum] = []
    end = 0
    for found in _HOST.finditer(datum):
        meant = _known.get(found[0].lower())
        if meant is not None:
            identity, attribute = meant
            parts += [datum[end : found.start()], Reference(identity, attribute, found[0])]
            end = found.end()
    if not parts:
        return datum
    whole = [part for part in (*parts, datum[end:]) if part != ""]
    return whole[0] if len(whole) == 1 else Text(tuple(whole))
