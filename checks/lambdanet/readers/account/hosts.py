"""Hosts that lead to resources of an account: code that writes one out means the resource."""

from __future__ import annotations

import re
from collections.abc import Mapping

from lambdanet.readers.datum import Datum, Reference, Text

# One class of characters, repeated once: no input makes it look at a character twice.
_LIKE_HOSTS = re.compile(r"[A-Za-z0-9.-]+")
_known: Mapping[str, Datum] = {}


def know(hosts: Mapping[str, Datum]) -> None:
    """Take these for known from here on, and no others: by each host what it means."""
    global _known
    _known = hosts


def known() -> Mapping[str, Datum]:
    """What is known now, as ``know`` takes it."""
    return _known


def with_references(datum: Datum, hosts: Mapping[str, Datum] | None = None) -> Datum:
    """The text with references in the place of hosts, by default of known ones; any other datum as it is."""
    hosts = _known if hosts is None else hosts
    if not hosts or not isinstance(datum, str):
        return datum
    parts: list[Datum] = []
    end = 0
    for found in _LIKE_HOSTS.finditer(datum):
        # A full stop that ends a name, or a sentence, is no part of the host.
        host = found[0].rstrip(".")
        meant = hosts.get(host.lower())
        if meant is not None:
            written = Reference(meant.identity, meant.attribute, host) if isinstance(meant, Reference) else meant
            parts += [datum[end : found.start()], written]
            end = found.start() + len(host)
    if not parts:
        return datum
    whole = [part for part in (*parts, datum[end:]) if part != ""]
    return whole[0] if len(whole) == 1 else Text(tuple(whole))
