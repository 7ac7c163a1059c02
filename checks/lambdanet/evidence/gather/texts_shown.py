"""What is withheld is replaced in what findings say, and nowhere in what they are sorted and found by.

Whoever writes the code chooses what is secret in it: "failed" may be, or the type of all functions.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from functools import lru_cache
from operator import is_
from typing import Any, TypeVar

from lambdanet.plain_text import plain

T = TypeVar("T")
Change = Callable[[str], str]
_WITHOUT_TEXTS = frozenset((int, bool, float, type(None)))
# Words of the pack, names of its rules, and files, which are opened by their names.
_WORDS = frozenset(
    (
        *("rule", "verdict", "framework", "file", "part", "sort", "where"),
        *("attached", "internet", "kind", "leads_to", "outcome", "way"),
    )
)
# What only a path names may be an id, and so a value. Links within a path remain: a text is always shown alike.
_ENTRIES = {"stops": ("kind", "", ""), "routes": ("", "kind", "")}
_OF_WORDS = "facts"
_DECLARED = "the address of what is declared"


def with_texts_shown(value: T, sentence: Change, address: Change) -> T:
    """Findings, with each text in them as it may be seen; what has no other text then is the same object.

    sentence, address: what is shown of a text, and of the address of what is in a file.
    """
    # Most texts are in many findings: names, files, reasons. And a finding is in several lists.
    changes = [lru_cache(maxsize=None)(change) for change in (plain, address, sentence)]
    changed: Any = _Showing(*changes).of(value, "")
    return changed  # type: ignore[no-any-return]


class _Showing:
    """One pass over findings. A record that is in several lists is looked through once."""

    def __init__(self, word: Change, declared: Change, sentence: Change) -> None:
        self._changes = {**dict.fromkeys(_WORDS, word), _DECLARED: declared}
        self._sentence = sentence
        # By the id of what it was: all records live as long as the findings.
        self._records: dict[int, Any] = {}

    def of(self, value: Any, name: str) -> Any:
        """name: of the field, or of the entry of a record, in which the value is."""
        kind = type(value)
        if kind is str:
            return self._changes.get(name, self._sentence)(value)
        if kind is tuple or kind is list:
            return self._of_list(value, name)
        if kind is dict:
            made = {key: self._of_entry(each, key, name) for key, each in value.items()}
            return value if made == value else made
        if kind in _WITHOUT_TEXTS or not dataclasses.is_dataclass(kind):
            return value
        if id(value) not in self._records:
            self._records[id(value)] = self._of_record(value)
        return self._records[id(value)]

    def _of_list(self, value: Any, name: str) -> Any:
        if not value:
            return value
        if name in _ENTRIES:
            new = [tuple(map(self.of, entry, _ENTRIES[name])) for entry in value]
            return value if all(map(tuple.__eq__, new, value)) else type(value)(new)
        new = [self.of(each, name) for each in value]
        return value if all(map(is_, new, value)) else type(value)(new)

    def _of_entry(self, value: Any, key: str, name: str) -> Any:
        # A fact that is one word is a word of the schema.
        return self.of(value, "kind" if name == _OF_WORDS and type(value) is str else key)

    def _of_record(self, value: Any) -> Any:
        different = {}
        is_declared = hasattr(value, "file")
        for name, each in vars(value).items():
            # Most fields are a text, or nothing. A large repository has hundreds of thousands.
            kind = type(each)
            if kind is str:
                entry = _DECLARED if is_declared and name == "address" else name
                new = self._changes.get(entry, self._sentence)(each)
                if new is each or new == each:
                    continue
            elif not each or kind in _WITHOUT_TEXTS:
                continue
            else:
                new = self.of(each, name)
                if new is each or new == each:
                    continue
            different[name] = new
        return dataclasses.replace(value, **different) if different else value
