"""Terraform's functions that read documents: YAML, CSV and base64, in which networks are often listed; and hashes."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re

from lambdanet.readers.datum import Datum, Listing
from lambdanet.readers.terraform.functions.function_table import function
from lambdanet.readers.terraform.values.certainty import Refused, Undecided, spend
from lambdanet.readers.terraform.values.type_conversion import LONGEST_STRING, as_number, text
from lambdanet.values import Unknown

_DEEPEST = 40
_NUMBER = re.compile(r"-?(0|[1-9]\d{0,14})(\.\d{1,14})?", re.ASCII)
_LIKE_A_NUMBER = re.compile(r"[-+.]*\d|[-+]?\.|[-+]$")
_PLAIN_STRING = re.compile(r"\d{1,3}(\.\d{1,3}){3}(/\d{1,3})?", re.ASCII)
_TRUTHS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_NULLS = ("", "~", "null", "Null", "NULL")
# What versions of YAML take for different things.
_DOUBTFUL = frozenset(
    ("y", "Y", "n", "N", "yes", "Yes", "YES", "no", "No", "NO", "on", "On", "ON", "off", "Off", "OFF", "<<", "=")
)


@function("base64encode")
def base64_encoded(string: Datum) -> Datum:
    """The string in base64."""
    known = text(string)
    spend(1 + len(known) // 100)
    return base64.b64encode(known.encode("utf-8", "replace")).decode("ascii")


@function("base64decode")
def base64_decoded(string: Datum) -> Datum:
    """The string that base64 encodes."""
    try:
        return base64.b64decode(text(string).encode("ascii"), validate=True).decode("utf-8")
    except (ValueError, binascii.Error):
        raise Refused("the string is not text in base64") from None


def _hash(named: str, algorithm: str, *, as_base64: bool = False) -> None:
    """Enter a function that gives the hash of a string, in hexadecimal digits or in base64."""

    def hashed(string: Datum) -> Datum:
        known = text(string)
        spend(1 + len(known) // 100)
        return digest(known.encode("utf-8", "replace"), algorithm, as_base64=as_base64)

    function(named)(hashed)


def digest(content: bytes, algorithm: str, *, as_base64: bool) -> str:
    """A hash as Terraform writes it."""
    found = hashlib.new(algorithm, content, usedforsecurity=False)
    return base64.b64encode(found.digest()).decode("ascii") if as_base64 else found.hexdigest()


HASHES = {
    **{name: (name, False) for name in ("md5", "sha1", "sha256", "sha512")},
    **{f"base64{name}": (name, True) for name in ("sha256", "sha512")},
}
"""By Terraform's name: the algorithm, and whether the hash is written in base64."""

for _name, (_algorithm, _as_base64) in HASHES.items():
    _hash(_name, _algorithm, as_base64=_as_base64)


@function("csvdecode")
def csv_decoded(document: Datum) -> Datum:
    """The rows of a table as maps from the names in its first row."""
    import csv

    known = text(document)
    if len(known) > LONGEST_STRING:
        raise Undecided(Unknown("the table is too long"))
    try:
        rows = [row for row in csv.reader(known.splitlines(keepends=True), strict=True) if row]
    except csv.Error as problem:
        raise Undecided(Unknown(f"the table cannot be read: {problem}")) from None
    if not rows:
        raise Refused("the table has no names")
    names = rows[0]
    spend(len(rows) * len(names))
    if len(set(names)) < len(names) or any(len(row) != len(names) for row in rows):
        raise Refused("the rows of the table do not fit its names")
    return Listing(tuple(dict(sorted(zip(names, row))) for row in rows[1:]))


@function("yamldecode")
def yaml_decoded(document: Datum) -> Datum:
    """The value of a YAML document of maps, lists and plain values."""
    import yaml

    known = text(document)
    if len(known) > LONGEST_STRING or re.search(r"(^|[\s\[{,:-])[!&*]", known):
        raise Undecided(Unknown("YAML with tags or anchors is not evaluated"))
    try:
        node = yaml.compose(known, Loader=yaml.SafeLoader)
    except (yaml.YAMLError, RecursionError, ValueError):
        raise Undecided(Unknown("the document cannot be read as YAML")) from None
    return None if node is None else _value(node, 0)


def _value(node: object, depth: int) -> Datum:
    import yaml

    spend()
    if depth > _DEEPEST:
        raise Undecided(Unknown("the document is too deep"))
    if isinstance(node, yaml.SequenceNode):
        return Listing(tuple(_value(item, depth + 1) for item in node.value))
    if isinstance(node, yaml.MappingNode):
        entries = {}
        for key, value in node.value:
            name = _value(key, depth + 1)
            if not isinstance(name, str) or name in entries:
                raise Undecided(Unknown("the names in the document are not plain"))
            entries[name] = _value(value, depth + 1)
        return dict(sorted(entries.items()))
    written = str(getattr(node, "value", ""))
    return written if getattr(node, "style", None) else _plain(written)


def _plain(written: str) -> Datum:
    """What a value without quotes stands for."""
    if written in _NULLS:
        return None
    if written in _TRUTHS:
        return _TRUTHS[written]
    if _NUMBER.fullmatch(written):
        from fractions import Fraction

        return as_number(Fraction(written))
    if written in _DOUBTFUL or (_LIKE_A_NUMBER.match(written) and not _PLAIN_STRING.fullmatch(written)):
        raise Undecided(Unknown(f"{written} without quotes has more than one meaning in YAML"))
    return written
