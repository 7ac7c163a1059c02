"""Reads a file of settings, and tells what is wrong in it by line, with what is allowed there."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from difflib import get_close_matches
from typing import Any

import yaml

from lambdanet.records import dataclass
from lambdanet.settings.known_settings import Settings, SettingsProblem

_FIELDS = {item.name: item for item in dataclasses.fields(Settings)}


@dataclass(frozen=True)
class Wrong:
    """Something that is wrong in a file of settings. line: where, counted from 1; 0 where that is not known."""

    line: int
    text: str

    @property
    def where(self) -> str:
        """The line in words."""
        return f", line {self.line}" if self.line else ""


def read(path: str) -> dict[str, tuple[Any, int]]:
    """Setting -> its value in the file and the line where it stands. Raises SettingsProblem with all that is wrong."""
    try:
        with open(path, encoding="utf-8") as file:
            text = file.read()
    except (OSError, ValueError) as error:
        raise SettingsProblem(f"{path}: cannot be read as YAML: {error}") from error
    found, problems = examined(text)
    if problems:
        raise SettingsProblem("\n".join(f"{path}{wrong.where}: {wrong.text}" for wrong in problems))
    return found


def examined(text: str) -> tuple[dict[str, tuple[Any, int]], list[Wrong]]:
    """Setting -> its value in the text and the line where it stands, and all that is wrong in it."""
    found: dict[str, tuple[Any, int]] = {}
    problems: list[Wrong] = []
    try:
        entries = list(_entries(text))
    except _NoSettings as problem:
        return {}, [problem.wrong]
    for line, key, value in entries:
        if not isinstance(key, str) or key not in _FIELDS:
            problems.append(Wrong(line, f"{key} is not a setting{_meant(key)}"))
        elif key in found:
            problems.append(Wrong(line, f"{key} stands in line {found[key][1]} already"))
        elif not _FIELDS[key].metadata["accepts"](value):
            problems.append(Wrong(line, f"{key} is {_shown(value)}, expected {_FIELDS[key].metadata['allowed']}"))
        else:
            found[key] = (value, line)
    return found, problems


class _NoSettings(Exception):
    """The text as a whole holds no settings."""

    def __init__(self, line: int, text: str) -> None:
        super().__init__(text)
        self.wrong = Wrong(line, text)


def _entries(text: str) -> Iterator[tuple[int, Any, Any]]:
    """Line, key and value of every entry."""
    try:
        loader = yaml.SafeLoader(text)
        root = loader.get_single_node()
        content = None if root is None else loader.construct_document(root)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        told = ", ".join(part for part in (error.context, error.problem) if part)
        raise _NoSettings(mark.line + 1 if mark else 0, f"cannot be read as YAML: {told}") from error
    except (ValueError, yaml.YAMLError, RecursionError) as error:
        raise _NoSettings(0, f"cannot be read as YAML: {error}") from error
    if root is None or content is None:
        return
    if not isinstance(root, yaml.MappingNode):
        kind = "a list" if isinstance(root, yaml.SequenceNode) else "a single value"
        raise _NoSettings(_line(root), f"expected keys with values, found {kind}")
    for key, value in root.value:
        yield _line(key), loader.construct_object(key, deep=True), loader.construct_object(value, deep=True)


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1


def _shown(value: Any) -> str:
    """The value as one writes it in YAML."""
    if value is None:
        return "empty"
    return str(value).lower() if isinstance(value, bool) else repr(value)


def _meant(key: Any) -> str:
    near = get_close_matches(str(key), _FIELDS, n=1)
    return f", {near[0]} is" if near else f"; there are {', '.join(sorted(_FIELDS))}"
