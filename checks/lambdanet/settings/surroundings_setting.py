"""The setting ``surroundings``: files with facts from outside the code, and for which part of the code they hold."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from lambdanet.plain_text import plain
from lambdanet.records import dataclass

MOST_ENTRIES = 500
MOST_PATHS = 1_000
_PATTERN = r"[^\x00-\x1f]{1,500}"


class _Words(NamedTuple):
    """What a key of an entry may hold: in words, and as an expression that each of its texts matches.

    The expression is not compiled before a file has the key: every process of Checkov's loads this.
    """

    allowed: str
    form: str
    several: bool = False


@dataclass(frozen=True)
class Surroundings:
    """One entry of the setting.

    files: files and folders, absolute; roots: patterns of the root modules and templates for which they hold, absolute;
    all where there is none. environment: in which the code is deployed with them. workspace: in which it is. account,
    region: whose they are, where the files do not say it. state: the remote state of which they are the outputs, as its
    backend names it.
    """

    files: tuple[str, ...] = ()
    roots: tuple[str, ...] = ()
    environment: str = ""
    workspace: str = ""
    account: str = ""
    region: str = ""
    state: str = ""


KEYS = {
    "files": _Words("the path of a file or folder, or a list of them", _PATTERN, True),
    "roots": _Words("a pattern of paths, or a list of them", _PATTERN, True),
    "environment": _Words(
        "a name of letters, digits, '_', '.', '-' and blanks", r"[A-Za-z0-9_](?:[A-Za-z0-9_. -]{0,62}[A-Za-z0-9_.-])?"
    ),
    "workspace": _Words("the name of a workspace of Terraform", r"[A-Za-z0-9_.~-]{1,90}"),
    "account": _Words("the twelve digits of an account, in quotation marks", r"\d{12}"),
    "region": _Words("a Region, such as eu-west-1", r"[a-z]{2,4}(?:-[a-z]+)+-\d{1,2}"),
    "state": _Words("the key, path or workspace of a state, or a pattern of it", _PATTERN),
}
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
        problem("an entry of surroundings is not a mapping, expected keys with values: files, roots, ...")
        return None
    given: dict[str, Any] = {}
    for key, value in raw.items():
        words = KEYS.get(key) if isinstance(key, str) else None
        texts = value if isinstance(value, list) else [value]
        if words is None:
            problem(f"{plain(str(key))[:60]} is not a key of an entry of surroundings; there are {', '.join(KEYS)}")
        elif (
            (isinstance(value, list) and not (words.several and value))
            or len(texts) > MOST_PATHS
            or not all(isinstance(text, str) and re.fullmatch(words.form, text) for text in texts)
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
        text = {"type": "string", "pattern": f"^(?:{words.form})$"}
        several = {"anyOf": [text, {"type": "array", "items": text, "minItems": 1, "maxItems": MOST_PATHS}]}
        yield name, {"description": words.allowed, **(several if words.several else text)}
