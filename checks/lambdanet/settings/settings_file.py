"""Reads a file of settings, and reports what is wrong in it by line, with what is allowed there."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Iterator
from difflib import get_close_matches
from typing import Any

import yaml

from lambdanet.regular_files import content_of
from lambdanet.settings.known_settings import Settings, SettingsProblem
from lambdanet.settings.surroundings_setting import MOST_ENTRIES, MOST_PATHS, Surroundings, entry_of

_FIELDS = {item.name: item for item in dataclasses.fields(Settings())}
_MOST_BYTES = 100_000
_MOST_PROBLEMS = 20
# Reading a number takes long where it has many digits.
_LONGEST_VALUE = 500
_LONGEST_SHOWN = 60
# The one setting that is a list.
_LISTED = "surroundings"


@dataclasses.dataclass(frozen=True)
class _Refused:
    """A value that no setting can have, as it is shown."""

    shown: str


def read(path: str) -> dict[str, tuple[Any, int]]:
    """Setting -> its value in the file and its line. Raises SettingsProblem with all that is wrong."""
    try:
        text = content_of(path, _MOST_BYTES).decode("utf-8-sig")
    except OSError as error:
        raise SettingsProblem(f"{path}: cannot be read: {error.strerror}") from error
    except ValueError as error:
        raise SettingsProblem(f"{path}: cannot be read as YAML: {error}") from error
    return read_text(path, text)


def read_text(path: str, text: str) -> dict[str, tuple[Any, int]]:
    """As ``read``, of a text that is, or is to be, in a file."""
    found: dict[str, tuple[Any, int]] = {}
    problems: list[str] = []
    for line, key, value in _entries(path, text):
        if not isinstance(key, str) or key not in _FIELDS:
            problems.append(f"{path}, line {line}: {_shortened(key)} is not a setting{_meant(key)}")
        elif key in found:
            problems.append(f"{path}, line {line}: {key} is set in line {found[key][1]} already")
        elif isinstance(value, yaml.SequenceNode):
            found[key] = (tuple(_surroundings(value, path, problems)), line)
        elif isinstance(value, _Refused) or not _FIELDS[key].metadata["accepts"](value):
            allowed = _FIELDS[key].metadata["allowed"]
            problems.append(f"{path}, line {line}: {key} is {_shown(value)}, expected {allowed}")
        else:
            found[key] = (value, line)
    if problems:
        rest = len(problems) - _MOST_PROBLEMS
        raise SettingsProblem("\n".join(problems[:_MOST_PROBLEMS] + ([f"and {rest} more"] if rest > 0 else [])))
    return found


def _entries(path: str, text: str) -> Iterator[tuple[int, Any, Any]]:
    """Line, key and value of every entry.

    What a file says is never built as a whole: a value that names itself, or nested lists, are no setting's.
    """
    try:
        loader = yaml.SafeLoader(text)
        root = loader.get_single_node()
    except yaml.MarkedYAMLError as error:
        raise SettingsProblem(f"{path}{_where(error)}") from error
    except RecursionError as error:
        raise SettingsProblem(f"{path}: cannot be read as YAML: nested too deeply") from error
    except (ValueError, yaml.YAMLError) as error:
        raise SettingsProblem(f"{path}: cannot be read as YAML: {error}") from error
    if root is None or root.tag == "tag:yaml.org,2002:null":
        return
    if not isinstance(root, yaml.MappingNode):
        kind = "a list" if isinstance(root, yaml.SequenceNode) else "a single value"
        raise SettingsProblem(f"{path}, line {_line(root)}: expected keys with values, found {kind}")
    for key, value in root.value:
        name = _plain(key, loader, path)
        listed = name == _LISTED and isinstance(value, yaml.SequenceNode)
        yield _line(key), name, value if listed else _plain(value, loader, path)


def _surroundings(node: yaml.SequenceNode, path: str, problems: list[str]) -> Iterator[Surroundings]:
    """The entries of the setting that is a list."""
    if len(node.value) > MOST_ENTRIES:
        problems.append(f"{path}, line {_line(node)}: {_LISTED} has more than {MOST_ENTRIES} entries")
        return
    folder = os.path.dirname(os.path.abspath(path))
    for each in node.value:
        where = f"{path}, line {_line(each)}: "
        entry = entry_of(_texts(each), folder, lambda problem, where=where: problems.append(where + problem))  # type: ignore[misc]
        if entry is not None:
            yield entry


def _texts(node: yaml.Node) -> Any:
    """A mapping of texts and lists of texts as it is written; whatever else is in it is left to be refused.

    Texts are taken as they are written: an account number with a zero in front is no number.
    """
    if not isinstance(node, yaml.MappingNode):
        return None
    return {
        getattr(key, "value", None) if isinstance(key, yaml.ScalarNode) else "?": _text(value)
        for key, value in node.value
    }


def _text(node: yaml.Node) -> Any:
    if isinstance(node, yaml.ScalarNode):
        return node.value if len(node.value) <= _LONGEST_VALUE else None
    if isinstance(node, yaml.SequenceNode) and len(node.value) <= MOST_PATHS:
        return [each.value if isinstance(each, yaml.ScalarNode) else None for each in node.value]
    return None


def _plain(node: yaml.Node, loader: yaml.SafeLoader, path: str) -> Any:
    """The value of a scalar; anything else, and a scalar that is too long to be read, is refused."""
    if not isinstance(node, yaml.ScalarNode):
        return _Refused("a list" if isinstance(node, yaml.SequenceNode) else "keys with values")
    if len(node.value) > _LONGEST_VALUE:
        return _Refused(f"a value of {len(node.value)} characters")
    try:
        return loader.construct_object(node)
    except yaml.MarkedYAMLError as error:
        raise SettingsProblem(f"{path}{_where(error)}") from error
    except ValueError as error:
        raise SettingsProblem(f"{path}, line {_line(node)}: cannot be read as YAML: {error}") from error


def _where(error: yaml.MarkedYAMLError) -> str:
    mark = error.problem_mark or error.context_mark
    where = f", line {mark.line + 1}" if mark else ""
    clause = ", ".join(part for part in (error.context, error.problem) if part)
    return f"{where}: cannot be read as YAML: {clause}"


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1


def _shown(value: Any) -> str:
    """The value as one writes it in YAML."""
    if value is None:
        return "empty"
    if isinstance(value, _Refused):
        return value.shown
    return str(value).lower() if isinstance(value, bool) else _shortened(repr(value))


def _shortened(value: Any) -> str:
    text = value.shown if isinstance(value, _Refused) else str(value)
    text = text if text.isprintable() else ascii(text)
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}..."


def _meant(key: Any) -> str:
    near = get_close_matches(str(key)[:_LONGEST_SHOWN], _FIELDS, n=1)
    return f"; the nearest is {near[0]}" if near else f"; there are {', '.join(sorted(_FIELDS))}"
