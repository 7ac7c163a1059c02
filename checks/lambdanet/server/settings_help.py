"""Completion and validation of ``.lambdanet.yaml`` while it is typed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from lsprotocol import types

from lambdanet.server.diagnostics import SOURCE
from lambdanet.settings.known_settings import FILE, SettingsProblem
from lambdanet.settings.settings_file import read_text
from lambdanet.settings.settings_schema import schema

_PROBLEM = re.compile(rf"{re.escape(FILE)}(?:, line (?P<line>\d+))?: (?P<text>.*)")


def diagnostics_of_settings(text: str, units: Callable[[str], int]) -> list[types.Diagnostic]:
    """What is wrong in the text, each on its line."""
    lines = text.splitlines()
    found = []
    for line, wrong in _wrong_in(text):
        end = units(lines[line]) if line < len(lines) else 0
        place = types.Range(types.Position(line, 0), types.Position(line, end))
        found.append(types.Diagnostic(place, wrong, types.DiagnosticSeverity.Error, source=SOURCE))
    return found


def _wrong_in(text: str) -> Iterator[tuple[int, str]]:
    """Each thing that is wrong, with its line counted from 0: what a scan says of the file, which names both."""
    try:
        read_text(FILE, text)
    except SettingsProblem as problem:
        for problem_line in str(problem).splitlines():
            where = _PROBLEM.fullmatch(problem_line)
            yield (int(where["line"] or 1) - 1, where["text"]) if where else (0, problem_line)


def completions(text: str, line: int, character: int) -> list[types.CompletionItem]:
    """The settings that are not there yet, or behind a setting's name the values that it may have."""
    lines = text.splitlines()
    before = lines[line][:character] if line < len(lines) else ""
    name, colon, _ = before.partition(":")
    if colon:
        return list(_values(schema()["properties"].get(name.strip(), {})))
    there = {key.partition(":")[0].strip() for number, key in enumerate(lines) if number != line and ":" in key}
    return [_setting(name, says) for name, says in schema()["properties"].items() if name not in there]


def _setting(name: str, says: dict[str, Any]) -> types.CompletionItem:
    return types.CompletionItem(
        name,
        kind=types.CompletionItemKind.Property,
        detail=f"default: {_as_yaml(says['default'])}",
        documentation=says["description"],
        insert_text=f"{name}: ",
    )


def _values(says: dict[str, Any]) -> Iterator[types.CompletionItem]:
    allowed = says.get("enum") or ([True, False] if says.get("type") == "boolean" else [])
    for value in allowed or ([says["default"]] if "default" in says else []):
        yield types.CompletionItem(_as_yaml(value), kind=types.CompletionItemKind.Value)


def _as_yaml(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
