"""Files that an expression reads, such as policies, or counts, such as the configurations of functions.

What is scanned may be a stranger's, and name files that are not. Only files in or below the folder of the root module
are read, or of a module that is itself in a scanned folder; nothing in a hidden folder, where credentials and histories
are, nothing that is itself hidden, and nothing to which a link leads from there.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable

from lambdanet.readers.conversions import short
from lambdanet.readers.datum import Datum, Text
from lambdanet.readers.terraform.functions.filesets import Fileset, fileset
from lambdanet.regular_files import content_of
from lambdanet.values import Unknown

_MOST_BYTES = 200_000
_MOST_FILES = 20_000
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
        return content_of(target, _MOST_BYTES)
    except OSError as error:
        if error.errno == errno.EFBIG:
            return Unknown(f"the file {shown} is too large to be read")
        return Unknown(f"the file {shown} cannot be read")


def files_in(path: Datum, pattern: str, module_directory: str, root_directory: str) -> list[str] | Unknown:
    """The files of a folder whose names below it match a pattern, in order.

    That none does is not believed: what is built before Terraform runs is not in a scan.
    """
    folder = _place(path, module_directory, root_directory)
    wanted: Fileset | None = fileset(pattern)
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
        found += [each for each in paths if wanted.matches(each)]
    return sorted(found) if found else Unknown(f'no file here matches "{pattern}"')


def named_place(path: Datum, module_directory: str, root_directory: str) -> tuple[str, str] | None:
    """The place that a path names, wherever that is, and its name below the module; None where it is not known."""
    name = _relative(path)
    if name is None:
        return None
    whose, relative = name
    return os.path.join(module_directory if whose == "path.module" else root_directory, relative), relative


def _place(path: Datum, module_directory: str, root_directory: str) -> str | Unknown:
    named = named_place(path, module_directory, root_directory)
    if named is None:
        return Unknown("the file that is read is not known from the code")
    place, relative = named
    try:
        target = os.path.realpath(place)
    except (OSError, ValueError):
        return Unknown("a file that is read has no possible name")
    for folder in (root_directory, module_directory):
        below = _below(target, folder)
        if below is not None and (folder == root_directory or _is_scanned(folder)):
            hidden = any(part.startswith(".") for part in below)
            return Unknown(f"the file {relative} is hidden and is not read") if hidden else target
    return Unknown(f"the file {relative} is outside of the configuration")


def _below(target: str, folder: str) -> list[str] | None:
    """The steps from the folder to the target; None where it is not in or below the folder."""
    real = os.path.realpath(folder)
    if target == real:
        return []
    inside = real if real.endswith(os.sep) else real + os.sep
    return target[len(inside) :].split(os.sep) if target.startswith(inside) else None


_scanned: tuple[str, ...] = ()


def read_below(folders: Iterable[str]) -> None:
    """Say what is scanned: modules that are elsewhere are called by path, but no files are read there."""
    global _scanned
    _scanned = tuple(folders)


def scanned() -> tuple[str, ...]:
    """What is scanned, as ``read_below`` takes it."""
    return _scanned


def _is_scanned(folder: str) -> bool:
    real = os.path.realpath(folder)
    return not _scanned or any(_below(real, each) is not None for each in _scanned)


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
