"""Files that an expression reads, such as policies, or counts, such as the configurations of functions.

What is scanned may be a stranger's, and names files that are not. Read is what stands in or below the folder of the
root module, or of a module that is itself in a scanned folder; nothing in a hidden folder, where credentials and
histories are, nothing that is itself hidden, and nothing to which a link leads from there.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable

from lambdanet.readers.conversions import short
from lambdanet.readers.datum import Datum, Text
from lambdanet.values import Unknown

_MOST_BYTES = 200_000
_MOST_FILES = 20_000
_LONGEST_PATTERN = 200
_OF_PATTERNS = {"**/": "(?:[^/]+/)*", "*": "[^/]*", "?": "[^/]", "{": "(?:", "}": ")", ",": "|"}
_OF_MODULE = ("path.module", "path.root", "path.cwd")


def read_file(path: Datum, module_directory: str, root_directory: str) -> str | Unknown:
    """The text of a file named from the module's directory; only files beside or below the modules are read."""
    content = read_bytes(path, module_directory, root_directory)
    if isinstance(content, Unknown):
        return content
    try:
        return content.decode("utf-8").replace("\r\n", "\n")
    except ValueError:
        return Unknown("a file that is read is not text")


def read_bytes(path: Datum, module_directory: str, root_directory: str) -> bytes | Unknown:
    """What a file holds."""
    target = _place(path, module_directory, root_directory)
    if isinstance(target, Unknown):
        return target
    shown = os.path.basename(target)
    try:
        if os.path.getsize(target) > _MOST_BYTES:
            return Unknown(f"the file {shown} is too large to be read")
        with open(target, "rb") as stream:
            return stream.read()
    except (OSError, ValueError):
        return Unknown(f"the file {shown} cannot be read")


def files_in(path: Datum, pattern: str, module_directory: str, root_directory: str) -> list[str] | Unknown:
    """The files of a folder whose names below it match a pattern, in order.

    That none does is not believed: what is built before Terraform runs is not in a scan.
    """
    folder = _place(path, module_directory, root_directory)
    wanted = _matcher(pattern)
    if isinstance(folder, Unknown):
        return folder
    if wanted is None:
        return Unknown(f'the pattern "{pattern}" is not evaluated')
    found, seen = [], 0
    for where, inner, names in os.walk(folder):
        inner[:] = [each for each in inner if not each.startswith(".")]
        seen += len(names) + 1
        if seen > _MOST_FILES:
            return Unknown("there are more files than are looked at")
        below = os.path.relpath(where, folder).replace(os.sep, "/")
        paths = [name if below == "." else f"{below}/{name}" for name in names]
        found += [each for each in paths if wanted.fullmatch(each)]
    return sorted(found) if found else Unknown(f'no file here matches "{pattern}"')


def _place(path: Datum, module_directory: str, root_directory: str) -> str | Unknown:
    name = _relative(path)
    if name is None:
        return Unknown("the file that is read is not told by the code")
    whose, relative = name
    base = module_directory if whose == "path.module" else root_directory
    try:
        target = os.path.realpath(os.path.join(base, relative))
    except (OSError, ValueError):
        return Unknown("a file that is read has no possible name")
    for folder in (root_directory, module_directory):
        below = _below(target, folder)
        if below is not None and (folder == root_directory or _is_scanned(folder)):
            hidden = any(part.startswith(".") for part in below)
            return Unknown(f"the file {relative} is hidden and is not read") if hidden else target
    return Unknown(f"the file {relative} stands outside of the configuration")


def _below(target: str, folder: str) -> list[str] | None:
    """The steps from the folder to the target; None where it does not stand in or below the folder."""
    real = os.path.realpath(folder)
    if target == real:
        return []
    inside = real if real.endswith(os.sep) else real + os.sep
    return target[len(inside) :].split(os.sep) if target.startswith(inside) else None


_scanned: tuple[str, ...] = ()


def read_below(folders: Iterable[str]) -> None:
    """Say what is scanned: modules that stand elsewhere are called by path, but no files are read there."""
    global _scanned
    _scanned = tuple(folders)


def _is_scanned(folder: str) -> bool:
    real = os.path.realpath(folder)
    return not _scanned or any(_below(real, each) is not None for each in _scanned)


def _matcher(pattern: str) -> re.Pattern[str] | None:
    """A pattern of ``fileset`` as a regular expression; None for what is rarely written, such as ranges."""
    if len(pattern) > _LONGEST_PATTERN or any(character in pattern for character in "[]!\\"):
        return None
    parts, depth, before = [], 0, ""
    for part in re.split(r"(\*\*/|\*\*|\*|\?|\{|\}|,)", pattern):
        depth += {"{": 1, "}": -1}.get(part, 0)
        if depth not in (0, 1) or (part.startswith("**") and before and not before.endswith("/")):
            return None
        before += part
        if part == "**":
            # At the end it is all that is below; before other letters it is no step of its own.
            if before != pattern:
                return None
            parts.append(".*")
        else:
            parts.append(_OF_PATTERNS.get(part, re.escape(part)) if part != "," or depth else ",")
    return None if depth else re.compile("".join(parts))


def _relative(path: Datum) -> tuple[str, str] | None:
    if isinstance(path, str):
        return None if os.path.isabs(path) else ("path.root", path)
    parts = path.parts if isinstance(path, Text) else (path, "")
    if len(parts) == 2:
        first, rest = parts
        whose = short(first.symbol or "") if isinstance(first, Unknown) else ""
        for name in _OF_MODULE:
            if whose.endswith(name) and isinstance(rest, str):
                return name, rest.lstrip("/")
    return None
