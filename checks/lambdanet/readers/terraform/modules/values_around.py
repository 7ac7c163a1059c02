"""Values for a root module that are in other folders: the inputs of Terragrunt, and files with the root module's name.

Terragrunt deploys a module with the inputs of each unit that names the module as its source. Terraform takes a file
when it is asked to: ``-var-file=../variables/prod/orders.tfvars``, which is for the root module in the folder
``orders`` where that declares all of its variables.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

from lambdanet.readers.surroundings.ties_between_files import OF_MODULES
from lambdanet.readers.terraform.functions.files_read import scanned
from lambdanet.readers.terraform.modules.terragrunt_units import UNIT, Unit, unit_in
from lambdanet.readers.terraform.modules.values_beside import ENDINGS, ValuesBeside, values_of
from lambdanet.readers.terraform.syntax.source_text import SourceText
from lambdanet.records import dataclass

_MOST_FOLDERS = 5_000
_MOST_UNITS = 1_000
_MOST_FOR_A_ROOT = 50


@dataclass(frozen=True)
class _Around:
    """What there is in a folder that is scanned. files: the files of values that are in no module, by their names."""

    units: tuple[Unit, ...]
    files: dict[str, tuple[str, ...]]


def values_around(folder: str, declared: frozenset[str], source: SourceText) -> tuple[ValuesBeside, ...]:
    """The values for the root module in the folder, which declares these variables."""
    top = _top(folder)
    if top is None:
        return ()
    around = source.once(("values around", top), lambda: _looked_through(top, source))
    found = []
    for unit in around.units:
        if unit.folder == folder or (unit.ending and folder.endswith(unit.ending)):
            found.append(ValuesBeside(_shown(unit.file, folder), unit.inputs))
    for file in around.files.get(os.path.basename(folder), ()):
        values = {} if file.startswith(os.path.join(folder, "")) else values_of(file, source)
        if values and values.keys() <= declared:
            found.append(ValuesBeside(_shown(file, folder), values))
    return tuple(found[:_MOST_FOR_A_ROOT])


def _top(folder: str) -> str | None:
    """The folder with this one in it that is scanned; None where single files are."""
    for each in scanned():
        top = os.path.abspath(each)
        if folder == top or folder.startswith(os.path.join(top, "")):
            return top
    return None


def _looked_through(top: str, source: SourceText) -> _Around:
    units: list[Unit] = []
    files: dict[str, tuple[str, ...]] = {}
    for folder, names in _folders(top):
        if UNIT in names and len(units) < _MOST_UNITS:
            unit = unit_in(os.path.join(folder, UNIT), top, source)
            units += [] if unit is None else [unit]
        if not any(name.endswith(OF_MODULES) for name in names):
            for name in names:
                ending = next((each for each in ENDINGS if name.endswith(each)), None)
                if ending is not None:
                    stem = name[: -len(ending)]
                    files[stem] = (*files.get(stem, ()), os.path.join(folder, name))
    return _Around(tuple(units), files)


def _folders(top: str) -> Iterator[tuple[str, list[str]]]:
    """The folders, each with the names of the files in it that are no links."""
    for number, (folder, inner, names) in enumerate(os.walk(top)):
        if number == _MOST_FOLDERS:
            return
        inner[:] = sorted(name for name in inner if not name.startswith(".") and name != "node_modules")
        yield folder, sorted(name for name in names if not os.path.islink(os.path.join(folder, name)))


def _shown(file: str, folder: str) -> str:
    return os.path.relpath(file, folder).replace(os.sep, "/")
