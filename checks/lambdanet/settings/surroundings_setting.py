"""The setting ``surroundings``: files with facts from outside the code, and for which part of the code they hold."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, fields
from typing import Any

MOST_ENTRIES = 500
MOST_PATHS = 1_000
_ACCOUNT = re.compile(r"\d{12}")
_REGION = re.compile(r"[a-z]{2,4}(?:-[a-z]+)+-\d{1,2}")
_NAME = re.compile(r"[A-Za-z0-9_.~-]{1,90}")
_WORD = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_. -]{0,63}")
_PATTERN = re.compile(r"[^\x00-\x1f]{1,500}")


@dataclass(frozen=True)
class _Words:
    """What a key of an entry may hold: in words, and as an expression that each of its texts matches."""

    allowed: str
    form: re.Pattern[str]
    several: bool = False


def _key(allowed: str, form: re.Pattern[str], several: bool = False, default: Any = "") -> Any:
    return field(default=default, metadata={"words": _Words(allowed, form, several)})


@dataclass(frozen=True)
class Surroundings:
    """One entry of the setting.

    files: files and folders, absolute; roots: patterns of the root modules and templates for which they hold, absolute;
    all where there is none. environment: in which the code is deployed with them. workspace: in which it is. account,
    region: whose they are, where the files do not say it. state: the remote state of which they are the outputs, as its
    backend names it.
    """

    files: tuple[str, ...] = _key("the path of a file or folder, or a list of them", _PATTERN, True, ())
    roots: tuple[str, ...] = _key("a pattern of paths, or a list of them", _PATTERN, True, ())
    environment: str = _key("a name of letters, digits, '_', '.', '-' and blanks", _WORD)
    workspace: str = _key("the name of a workspace of Terraform", _NAME)
    account: str = _key("the twelve digits of an account, in quotation marks", _ACCOUNT)
    region: str = _key("a Region, such as eu-west-1", _REGION)
    state: str = _key("the key, path or workspace of a state, or a pattern of it", _PATTERN)


KEYS = {item.name: item.metadata["words"] for item in fields(Surroundings)}
_PATHS = ("files", "roots")


def written(entry: Surroundings) -> dict[str, Any]:
    """The keys of an entry that hold something, as one writes them."""
    held = ((name, getattr(entry, name)) for name in KEYS)
    return {name: list(value) if isinstance(value, tuple) else value for name, value in held if value}


def entry_of(raw: Any, folder: str, problem: Callable[[str], None]) -> Surroundings | None:
    """The entry that a mapping of texts describes; what is wrong is reported, and then it is None.

    folder: of the settings file, from which relative paths start.
    """
    if not isinstance(raw, dict):
        problem("an entry of surroundings is no mapping, expected keys with values: files, roots, ...")
        return None
    given: dict[str, Any] = {}
    for key, value in raw.items():
        words = KEYS.get(key) if isinstance(key, str) else None
        texts = value if isinstance(value, list) else [value]
        if words is None:
            problem(f"{str(key)[:60]} is no key of an entry of surroundings; there are {', '.join(KEYS)}")
        elif (
            (isinstance(value, list) and not (words.several and value))
            or len(texts) > MOST_PATHS
            or not all(isinstance(text, str) and words.form.fullmatch(text) for text in texts)
        ):
            problem(f"{key} of an entry of surroundings: expected {words.allowed}")
        else:
            given[key] = tuple(texts) if words.several else value
    if "files" not in raw and "workspace" not in raw:
        problem("an entry of surroundings has no files: name the files or folders that hold the facts")
    elif len(given) == len(raw):
        placed = {key: tuple(_placed(path, folder) for path in given.get(key, ())) for key in _PATHS}
        return Surroundings(**{**given, **placed})
    return None


def are_entries(value: Any) -> bool:
    """Whether a value is the setting, as it is kept or as a file has it."""
    if isinstance(value, tuple):
        return all(isinstance(each, Surroundings) for each in value)
    problems: list[str] = []
    entries = value if isinstance(value, list) and len(value) <= MOST_ENTRIES else [None]
    return all(entry_of(each, "", problems.append) is not None for each in entries)


def _placed(path: str, folder: str) -> str:
    return os.path.normpath(os.path.join(folder, path))


def schema() -> dict[str, Any]:
    """The setting in the words of JSON Schema."""
    return {
        "type": "array",
        "maxItems": MOST_ENTRIES,
        "items": {
            "type": "object",
            "anyOf": [{"required": ["files"]}, {"required": ["workspace"]}],
            "additionalProperties": False,
            "properties": dict(_properties()),
        },
    }


def _properties() -> Iterator[tuple[str, dict[str, Any]]]:
    for name, words in KEYS.items():
        text = {"type": "string", "pattern": f"^(?:{words.form.pattern})$"}
        several = {"anyOf": [text, {"type": "array", "items": text, "minItems": 1, "maxItems": MOST_PATHS}]}
        yield name, {"description": words.allowed, **(several if words.several else text)}
