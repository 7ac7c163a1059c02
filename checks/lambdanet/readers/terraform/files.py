"""Files that an expression reads with ``file`` or ``templatefile``: policies are often written so."""

from __future__ import annotations

import os

from lambdanet.readers.conversions import short
from lambdanet.readers.data import Datum, Text
from lambdanet.values import Unknown

_MOST_BYTES = 200_000
_OF_MODULE = ("path.module", "path.root", "path.cwd")


def read_file(path: Datum, module_directory: str, root_directory: str) -> str | Unknown:
    """The text of a file named from the module's directory; only files beside or below the modules are read."""
    name = _relative(path)
    if name is None:
        return Unknown("the file that is read is not told by the code")
    whose, relative = name
    base = module_directory if whose == "path.module" else root_directory
    target = os.path.realpath(os.path.join(base, relative))
    allowed = (os.path.dirname(module_directory), os.path.dirname(root_directory))
    if not any(target.startswith(os.path.realpath(folder) + os.sep) for folder in allowed):
        return Unknown(f"the file {relative} stands outside of the configuration")
    try:
        if os.path.getsize(target) > _MOST_BYTES:
            return Unknown(f"the file {relative} is too large to be read")
        with open(target, encoding="utf-8") as stream:
            return stream.read()
    except (OSError, ValueError):
        return Unknown(f"the file {relative} cannot be read")


def _relative(path: Datum) -> tuple[str, str] | None:
    if isinstance(path, str):
        return None if os.path.isabs(path) else ("path.root", path)
    if isinstance(path, Text) and len(path.parts) == 2:
        first, rest = path.parts
        whose = short(first.symbol or "") if isinstance(first, Unknown) else ""
        for name in _OF_MODULE:
            if whose.endswith(name) and isinstance(rest, str):
                return name, rest.lstrip("/")
    return None
