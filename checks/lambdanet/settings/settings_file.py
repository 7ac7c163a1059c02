"""Reads a file of settings, and tells what is wrong in it by line, with what is allowed there."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from difflib import get_close_matches
from typing import Any

import yaml

from lambdanet.settings.known_settings import Settings, SettingsProblem

_FIELDS = {item.name: item for item in dataclasses.fields(Settings)}


def read(path: str) -> dict[str, tuple[Any, int]]:
    """Setting -> its value in the file and the line where it stands. Raises SettingsProblem with all that is wrong."""
    found: dict[str, tuple[Any, int]] = {}
    problems: list[str] = []
    for line, key, value in _entries(path):
        if not isinstance(key, str) or key not in _FIELDS:
            problems.append(f"{path}, line {line}: {key} is not a setting{_meant(key)}")
        elif key in found:
            problems.append(f"{path}, line {line}: {key} stands in line {found[key][1]} already")
        elif not _FIELDS[key].metadata["accepts"](value):
            allowed = _FIELDS[key].metadata["allowed"]
            problems.append(f"{path}, line {line}: {key} is {_shown(value)}, expected {allowed}")
        else:
            found[key] = (value, line)
    if problems:
        raise SettingsProblem("\n".join(problems))
    return found


def _entries(path: str) -> Iterator[tuple[int, Any, Any]]:
    """Line, key and value of every entry."""
    try:
        with open(path, encoding="utf-8") as file:
            loader = yaml.SafeLoader(file.read())
        root = loader.get_single_node()
        content = None if root is None else loader.construct_document(root)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f", line {mark.line + 1}" if mark else ""
        told = ", ".join(part for part in (error.context, error.problem) if part)
        raise SettingsProblem(f"{path}{where}: cannot be read as YAML: {told}") from error
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise SettingsProblem(f"{path}: cannot be read as YAML: {error}") from error
    if root is None or content is None:
        return
    if not isinstance(root, yaml.MappingNode):
        kind = "a list" if isinstance(root, yaml.SequenceNode) else "a single value"
        raise SettingsProblem(f"{path}, line {_line(root)}: expected keys with values, found {kind}")
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
