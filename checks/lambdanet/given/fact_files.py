"""Files with facts from outside the code: found, read once, and known by what is in them, not by their names."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timezone
from functools import lru_cache
from typing import Any, TypeVar

from lambdanet.records import dataclass
from lambdanet.regular_files import content_of, decoded

F = TypeVar("F", bound=Callable[..., Any])
RECORD_OF_SNAPSHOT = "LambdanetSnapshot"
BACKENDS = (".tfbackend", ".hcl", ".conf", ".config")
"""The endings of files with arguments of a backend: that which Terraform's documentation recommends, and its like."""
_NO_JSON = (".tfvars", ".toml", *BACKENDS)
# Of the others, which programs of many kinds have, only those that are named themselves are read.
_ENDINGS = (".json", ".tfstate", ".tfvars", ".toml", ".tfbackend")
_MOST_BYTES = 200_000_000
_MOST_FILES = 20_000
_MOST_NAMES = 200_000
_MOST_BYTES_BELOW = 1_000_000_000
_DEEPEST = 8


@dataclass(frozen=True)
class FactFile:
    """A file that was read.

    path: absolute. digest: SHA-256 of its bytes, in hexadecimal. taken: the day of what it says: of the snapshot that
    it belongs to, else the day on which the file was written. problem: why nothing could be read of it, else "".
    content: its JSON; None where there is a problem, and of files that are no JSON.
    named: it was named itself, not only the folder that it is in.
    """

    path: str
    digest: str = ""
    taken: str = ""
    content: Any = None
    problem: str = ""
    named: bool = False

    @property
    def folder(self) -> str:
        """The folder in which it is."""
        return os.path.dirname(self.path)

    @property
    def shown(self) -> str:
        """The path as people see it: from the working directory, where it is below."""
        return _shown(self.path, os.getcwd())


@lru_cache(maxsize=4096)
def _shown(path: str, folder: str) -> str:
    relative = os.path.relpath(path, folder)
    return path if relative.startswith(os.pardir) else relative


_remembered: list[Any] = []
_seen: dict[str, tuple[tuple[str, int, int], ...]] = {}


def remembered(most: int) -> Callable[[F], F]:
    """Remember what a function makes of files, until one of these changes (``look_again``)."""

    def remember(function: F) -> F:
        made = lru_cache(maxsize=most)(function)
        _remembered.append(made)
        return made  # type: ignore[return-value]  # it is called as the function is

    return remember


def look_again() -> None:
    """Forget what was made of the files if any of them has changed since: processes of editors live long."""
    if any(_state(path) != state for path, state in _seen.items()):
        _seen.clear()
        for each in _remembered:
            each.cache_clear()


def _state(path: str) -> tuple[tuple[str, int, int], ...]:
    found = []
    for each in _below(path)[0] if os.path.isdir(path) else (path,):
        with suppress(OSError):
            state = os.stat(each)
            found.append((each, state.st_mtime_ns, state.st_size))
    return tuple(found)


@remembered(256)
def files_at(path: str) -> tuple[FactFile, ...]:
    """The file at the path, or those in the folder there and below, in the order of their names."""
    _seen[path] = _state(path)
    if not os.path.isdir(path):
        return (_read(path, named=True),)
    below, problem = _below(path)
    if problem:
        return (FactFile(path, problem=problem, named=True),)
    inside = os.path.join(os.path.realpath(path), "")
    found = [_read(each, named=False) if _stays(each, inside) else _led_out(each) for each in below]
    taken = {os.path.dirname(each.path): day for each in found if (day := _day_of_snapshot(each.content))}
    return tuple(_dated(each, taken) for each in found)


def _below(folder: str) -> tuple[list[str], str]:
    """The files in a folder and below, or why there are too many. Nothing hidden and no link to a folder is read.

    A part of them would be worse than none: of what is known to be all, some would be missing.
    """
    found: list[str] = []
    number = size = 0
    for each, names, files in os.walk(folder):
        number += len(names) + len(files)
        deep = each[len(folder) :].count(os.sep)
        names[:] = sorted(name for name in names if not name.startswith(".") and deep < _DEEPEST)
        for name in sorted(files):
            if name.endswith(_ENDINGS) and not name.startswith("."):
                found.append(os.path.join(each, name))
                with suppress(OSError):
                    size += os.stat(found[-1]).st_size
        if number > _MOST_NAMES or len(found) > _MOST_FILES or size > _MOST_BYTES_BELOW:
            return [], "holds too much to be read: name the folders that hold facts and nothing else"
    return found, ""


def _stays(path: str, folder: str) -> bool:
    """Whether a file that was found in a folder is in it: whoever changes the folder is not who named it."""
    return not os.path.islink(path) or os.path.realpath(path).startswith(folder)


def _led_out(path: str) -> FactFile:
    return FactFile(path, problem="is a link that leads out of its folder, so it is not read: name the file itself")


def _read(path: str, *, named: bool) -> FactFile:
    try:
        raw = content_of(path, _MOST_BYTES)
        day = datetime.fromtimestamp(os.stat(path).st_mtime, timezone.utc).date().isoformat()
    except OSError as error:
        return FactFile(path, problem=f"cannot be read: {error.strerror or error}", named=named)
    digest = hashlib.sha256(raw).hexdigest()
    if path.endswith(_NO_JSON):
        return FactFile(path, digest, day, named=named)
    try:
        content = json.loads(decoded(raw, "strict"))
    except json.JSONDecodeError as error:
        problem = f"is no JSON, or not all of it: {error.msg} in line {error.lineno}, column {error.colno}"
        return FactFile(path, digest, day, problem=problem, named=named)
    except (ValueError, RecursionError) as error:
        return FactFile(path, digest, day, problem=f"is no JSON: {error}", named=named)
    return FactFile(path, digest, _day_of_snapshot(content) or day, content, named=named)


def _day_of_snapshot(content: Any) -> str:
    record = content.get(RECORD_OF_SNAPSHOT) if isinstance(content, dict) else None
    taken = record.get("TakenAt") if isinstance(record, dict) else None
    return taken[:10] if isinstance(taken, str) else ""


def _dated(file: FactFile, taken: dict[str, str]) -> FactFile:
    """The file with the day of the snapshot that it belongs to."""
    day = taken.get(os.path.dirname(file.path))
    if day is None or day == file.taken:
        return file
    return FactFile(file.path, file.digest, day, file.content, file.problem, file.named)
