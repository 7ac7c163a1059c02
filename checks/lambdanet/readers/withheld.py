"""Texts that decide, and that nobody may see: values that the code marks as secret, and what is in files it reads.

They are recognized by what they are, not by where they went: whatever a function makes of one is withheld too, and
what is shown has each of them replaced. Readers note them while they read; a reading takes them along.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property, lru_cache

from lambdanet.aws.services import TABLE
from lambdanet.identities import without_keys
from lambdanet.readers.datum import Datum
from lambdanet.readers.parts_of_data import every_part
from lambdanet.records import dataclass

SENSITIVE = "(sensitive)"
_SHORTEST = 4
_LONG = 8
_LONGEST = 2_000
_LONGEST_VALUE = 200
_MOST = 5_000
# A word of letters only, such as an everyday name, is also in sentences and addresses.
_WORD = re.compile(r"[A-Za-z]{1,12}")
_ACTION = re.compile(r"[a-z0-9-]+:[A-Za-z*]+")
# A type, or the address of a resource: names of the code, which is no secret of itself.
_NAME = re.compile(r"(?:module\.[\w-]+\.)*(?:data\.)?(?:aws|awscc)_[a-z0-9_]+(?:\.[\w-]+)?|AWS(?:::\w+)+(?:\.\w+)?")
_PIECES = re.compile(r"[^\w.-]+")
_SMALLER_PIECES = re.compile(r"[._-]+")
_REGION = r"[a-z]{2,4}(?:-[a-z]+)+-\d{1,2}"
# What AWS publishes is no secret wherever it stands: Regions and zones, hosts of services, versions of the language of
# policies; nor are addresses that mean everywhere.
_PUBLIC = re.compile(
    rf"{_REGION}[a-z]?|(?:[a-z0-9-]+\.)?(?:{_REGION}\.)?amazonaws\.com(?:\.cn)?|2012-10-17|2008-10-17|0\.0\.0\.0"
)


class Withheld:
    """The texts of one reading, each with what is shown in its place."""

    def __init__(self) -> None:
        self._shown: dict[str, str] = {}
        self._numbers: dict[str, int] = {}

    def add(self, datum: Datum, place: str = "", *, derived: bool = False) -> None:
        """Withhold the texts in a datum. place: the file that it comes from; "" for what the code marks as secret.

        derived: a function has made it of what is withheld.
        """
        for text in _texts_in(datum):
            stripped = text.strip()
            for piece in dict.fromkeys((stripped, *_pieces_of(stripped, bool(place)))):
                if piece not in self._shown and _is_informative(
                    piece, whole=piece == stripped and not (place or derived)
                ):
                    self._note(piece, place)

    def _note(self, text: str, place: str) -> None:
        if len(self._shown) < _MOST:
            self._numbers[place] = self._numbers.get(place, 0) + 1
            self._shown[text] = f"({place}, value {self._numbers[place]})" if place else SENSITIVE
            self.__dict__.pop("_pattern", None)

    def place_of(self, *data: Datum) -> str | None:
        """Where what is withheld in the data comes from, as ``add`` takes it; None when nothing in them is."""
        if self._shown:
            for datum in data:
                for text in _texts_in(datum):
                    shown = self._shown.get(text.strip())
                    if shown is not None or (shown := self._within(text)) is not None:
                        return "" if shown == SENSITIVE else shown[1 : shown.rindex(", value")]
        return None

    def _within(self, text: str) -> str | None:
        found = self._pattern.search(text)
        return self._shown[found[0]] if found else None

    def replaced_in(self, text: str) -> str:
        """The text, with what is withheld replaced."""
        return self._pattern.sub(lambda found: self._shown[found[0]], text) if self._shown else text

    def replaced_in_keys(self, address: str) -> str:
        """The address, with what is withheld replaced in keys of instances: all else in it is a name of the code."""
        return without_keys(address, lambda found: self.replaced_in(found[0])) if self._shown else address

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        texts = sorted(self._shown, key=len, reverse=True)
        return re.compile("|".join(map(_searched, texts)))


@dataclass
class _Current:
    withheld: Withheld


_current = _Current(Withheld())


def begin() -> Withheld:
    """What is withheld from here on, until the next reading begins."""
    _current.withheld = Withheld()
    return _current.withheld


def resume(withheld: Withheld) -> None:
    """Withhold with these from here on: what is read belongs to their reading."""
    _current.withheld = withheld


def current() -> Withheld:
    """What is withheld of what is being read."""
    return _current.withheld


def _searched(text: str) -> str:
    """Where to look for a text: one that may be a word by chance is not part of another word."""
    escaped = re.escape(text)
    if len(text) >= _LONG and not _WORD.fullmatch(text):
        return escaped
    return rf"(?<![A-Za-z0-9]){escaped}(?![A-Za-z0-9])"


def _texts_in(datum: Datum) -> Iterator[str]:
    for part in every_part(datum):
        if isinstance(part, str):
            yield part
        elif isinstance(part, dict):
            yield from (key for key in part if isinstance(key, str))


def _pieces_of(text: str, of_file: bool) -> Iterator[str]:
    """What readers take out of a text, such as the host of a URL; a document has words of its own."""
    if len(text) > (_LONGEST_VALUE if of_file else _LONGEST) or (of_file and "\n" in text):
        return
    for piece in _PIECES.split(text):
        yield piece.strip("._-")
        if not of_file:
            yield from _SMALLER_PIECES.split(piece)


def _is_informative(text: str, *, whole: bool) -> bool:
    """Whether the text can be withheld without making sentences unreadable that have it by chance.

    whole: it is what the code marks as secret, and no piece of it.
    """
    if len(text) < (2 if whole else _SHORTEST) or _NAME.fullmatch(text):
        return False
    if whole:
        return True
    if any(pattern.fullmatch(text) for pattern in (_WORD, _PUBLIC, _ACTION)):
        return False
    return not (text.isalpha() and text in _services())


@lru_cache(maxsize=1)
def _services() -> frozenset[str]:
    """How IAM names the services in actions, as far as they are in the table."""
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    return frozenset(line.partition("|")[0] for line in lines if not line.startswith("#"))
