"""Reads TOML: with Python's own reader where it has one, from 3.11 on, else with the small one here.

https://toml.io/en/v1.0.0. The small one knows what ``samconfig.toml`` needs: tables, dotted and quoted keys, texts of
all four kinds, numbers, truth values, arrays and inline tables. Dates and arrays of tables it refuses.
"""

from __future__ import annotations

import re
from importlib import import_module
from typing import Any

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_SPACE = re.compile(r"[ \t]*")
_BETWEEN = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_REST_OF_LINE = re.compile(r"[ \t]*(?:#[^\n]*)?(?:\r?\n|\Z)")
_NUMBER = re.compile(r"[+-]?(?:inf|nan|0[xob][0-9A-Fa-f_]+|[0-9][0-9_]*(?:\.[0-9_]+)?(?:[eE][+-]?[0-9_]+)?)(?![\w:.-])")
_ESCAPE = re.compile(r'\\(?:([btnfr"\\])|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|([ \t]*\r?\n[ \t\r\n]*))')
_ESCAPED = {"b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r", '"': '"', "\\": "\\"}
_DEEPEST = 20
_LONGEST_NUMBER = 400


class TomlProblem(ValueError):
    """The text is no TOML; the message says where."""


def toml(text: str) -> dict[str, Any]:
    """What the text says. Raises TomlProblem."""
    try:
        reader = import_module("tomllib")
    except ImportError:
        return small_toml(text)
    try:
        content: dict[str, Any] = reader.loads(text)
    except (ValueError, RecursionError) as error:
        raise TomlProblem(str(error)) from error
    return content


def small_toml(text: str) -> dict[str, Any]:
    """The same without Python's own reader."""
    return _Reader(text).document()


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    def document(self) -> dict[str, Any]:
        root: dict[str, Any] = {}
        table, declared = root, set()
        while True:
            self._skip(_BETWEEN)
            if self.at >= len(self.text):
                return root
            if self._next("[["):
                raise self._problem("arrays of tables are not read")
            if self._take("["):
                keys = self._keys()
                self._expect("]")
                if tuple(keys) in declared:
                    raise self._problem(f"the table {'.'.join(keys)} is there twice")
                declared.add(tuple(keys))
                table = self._table(root, keys)
            else:
                self._assignment(table, 0)
            if not self._skip(_REST_OF_LINE):
                raise self._problem("expected the end of the line")

    def _assignment(self, table: dict[str, Any], depth: int) -> None:
        *outer, last = self._keys()
        self._expect("=")
        value = self._value(depth)
        inner = self._table(table, outer)
        if last in inner:
            raise self._problem(f"{last} is there twice")
        inner[last] = value

    def _table(self, table: dict[str, Any], keys: list[str]) -> dict[str, Any]:
        for key in keys:
            inner = table.setdefault(key, {})
            if not isinstance(inner, dict):
                raise self._problem(f"{key} is not a table")
            table = inner
        return table

    def _keys(self) -> list[str]:
        keys = []
        while True:
            self._skip(_SPACE)
            if self._next('"') or self._next("'"):
                keys.append(self._string())
            else:
                found = _BARE.match(self.text, self.at)
                if found is None:
                    raise self._problem("expected a key")
                self.at = found.end()
                keys.append(found[0])
            self._skip(_SPACE)
            if len(keys) > _DEEPEST:
                raise self._problem("the key has too many parts")
            if not self._take("."):
                return keys

    def _value(self, depth: int) -> Any:
        self._skip(_SPACE)
        if depth > _DEEPEST:
            raise self._problem("nested too deeply")
        if self._next('"') or self._next("'"):
            return self._string()
        if self._take("["):
            return self._array(depth)
        if self._take("{"):
            return self._inline_table(depth)
        for word, value in (("true", True), ("false", False)):
            if self._take(word):
                return value
        found = _NUMBER.match(self.text, self.at)
        if found is None or len(found[0]) > _LONGEST_NUMBER:
            raise self._problem("expected a text, a number, true, false, a list or a table")
        self.at = found.end()
        return _number(found[0])

    def _array(self, depth: int) -> list[Any]:
        values: list[Any] = []
        while True:
            self._skip(_BETWEEN)
            if self._take("]"):
                return values
            values.append(self._value(depth + 1))
            self._skip(_BETWEEN)
            if not self._take(",") and not self._next("]"):
                raise self._problem("expected , or ] in the list")

    def _inline_table(self, depth: int) -> dict[str, Any]:
        table: dict[str, Any] = {}
        self._skip(_SPACE)
        while not self._take("}"):
            self._assignment(table, depth + 1)
            self._skip(_SPACE)
            if not self._take(",") and not self._next("}"):
                raise self._problem("expected , or } in the table")
            self._skip(_SPACE)
        return table

    def _string(self) -> str:
        quote = self.text[self.at]
        lines = self._next(quote * 3)
        end = quote * 3 if lines else quote
        start = self.at + len(end)
        if lines and self.text.startswith(("\n", "\r\n"), start):
            start += 1 if self.text[start] == "\n" else 2
        at = start
        while not self.text.startswith(end, at):
            if at >= len(self.text) or (not lines and self.text[at] == "\n"):
                raise self._problem("the text does not end")
            at += 2 if quote == '"' and self.text[at] == "\\" else 1
        while lines and self.text.startswith(quote, at + 3):
            at += 1
        self.at = at + len(end)
        written = self.text[start:at]
        return written if quote == "'" else _ESCAPE.sub(_unescaped, written)

    def _skip(self, pattern: re.Pattern[str]) -> bool:
        found = pattern.match(self.text, self.at)
        if found is None:
            return False
        self.at = found.end()
        return True

    def _next(self, word: str) -> bool:
        return self.text.startswith(word, self.at)

    def _take(self, word: str) -> bool:
        if not self._next(word):
            return False
        self.at += len(word)
        return True

    def _expect(self, word: str) -> None:
        self._skip(_SPACE)
        if not self._take(word):
            raise self._problem(f"expected {word}")

    def _problem(self, problem: str) -> TomlProblem:
        return TomlProblem(f"{problem} (at line {self.text.count(chr(10), 0, self.at) + 1})")


def _unescaped(found: re.Match[str]) -> str:
    if found[1]:
        return _ESCAPED[found[1]]
    code = int(found[2] or found[3] or "0", 16)
    return chr(code) if code and code < 0x110000 else ""


def _number(written: str) -> int | float:
    plain = written.replace("_", "")
    if re.fullmatch(r"[+-]?\d+", plain):
        return int(plain)
    if plain[:2] in ("0x", "0o", "0b"):
        try:
            return int(plain, 0)
        except ValueError:
            return 0
    return float(plain)
