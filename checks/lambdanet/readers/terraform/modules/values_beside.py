"""Files of values that Terraform takes only when it is asked to: ``-var-file=env/prod.tfvars``.

Where such a file gives a variable another value than the code does, the code does not say the value: it is one of
them. Looked at are the root module's folder and the folders below that are no modules themselves.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator

from lambdanet.readers.conversions import from_python
from lambdanet.readers.datum import Datum
from lambdanet.readers.surroundings.ties_between_files import OF_MODULES
from lambdanet.readers.terraform.modules.values_files import taken_by_itself, value_in_file
from lambdanet.readers.terraform.syntax.source_text import SourceText
from lambdanet.readers.terraform.syntax.syntax import SyntaxProblem
from lambdanet.records import dataclass
from lambdanet.regular_files import content_of, text_of

ENDINGS = (".tfvars", ".tfvars.json")
"""How the names of files of values end."""
_DEEPEST = 3
_MOST_FOLDERS = 200
_MOST_FILES = 50
_MOST_BYTES = 1_000_000


@dataclass(frozen=True)
class ValuesBeside:
    """file: its path from the root module. values: by variable."""

    file: str
    values: dict[str, Datum]


def values_beside(folder: str, source: SourceText) -> tuple[ValuesBeside, ...]:
    """The files with values for the root module in the folder, in the order of their names."""
    found = []
    for path in sorted(_files(folder))[:_MOST_FILES]:
        values = values_of(path, source)
        if values:
            found.append(ValuesBeside(os.path.relpath(path, folder).replace(os.sep, "/"), values))
    return tuple(found)


def _files(folder: str) -> Iterator[str]:
    waiting = [(folder, 0)]
    for _ in range(_MOST_FOLDERS):
        if not waiting:
            return
        each, depth = waiting.pop()
        try:
            entries = sorted(os.scandir(each), key=lambda entry: entry.name)
        except OSError:
            continue
        if depth and any(entry.name.endswith(OF_MODULES) for entry in entries):
            continue  # a module of its own
        for entry in entries:
            if entry.name.startswith(".") or entry.is_symlink():
                continue
            if entry.is_dir():
                if depth < _DEEPEST and entry.name != "node_modules":
                    waiting.append((entry.path, depth + 1))
            elif entry.name.endswith(ENDINGS) and not (depth == 0 and taken_by_itself(entry.name)):
                yield entry.path


def values_of(path: str, source: SourceText) -> dict[str, Datum]:
    """The values that a file gives; none where it cannot be read."""
    try:
        if path.endswith(".json"):
            content = json.loads(text_of(path, _MOST_BYTES))
            return (
                {str(name): from_python(value) for name, value in content.items()} if isinstance(content, dict) else {}
            )
        content_of(path, _MOST_BYTES)
        return {name: value_in_file(source, path, name, None) for name in source.attributes(path)}
    except (OSError, ValueError, RecursionError, SyntaxProblem):
        return {}
