"""What files named in the settings say of where a root module keeps its state, as ``-backend-config`` does.

They complete the backend that the code has, and come before it. Those of an entry with an environment come last.
https://developer.hashicorp.com/terraform/language/backend#partial-configuration
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping

from lambdanet.given.fact_files import FactFile
from lambdanet.given.facts import note_taken
from lambdanet.given.in_force import Surroundings, are_given, entries, entries_for, files_of, is_for
from lambdanet.given.notes import notes
from lambdanet.given.what_files_say import said_by
from lambdanet.readers.conversions import from_python
from lambdanet.readers.datum import Datum
from lambdanet.readers.terraform.modules.files_for_roots import counts_for
from lambdanet.readers.terraform.modules.values_files import value_without_names
from lambdanet.readers.terraform.syntax.source_text import SourceText
from lambdanet.readers.terraform.syntax.syntax import Body, SyntaxProblem
from lambdanet.values import Cause, Unknown

_MOST_BYTES = 1_000_000


def given_arguments(root: str, written: Mapping[str, Datum], source: SourceText) -> dict[str, Datum]:
    """The arguments that files give the backend of a root module. written: those that its code has."""
    found: dict[str, Datum] = {}
    for files in files_of_backend(root, entries_for(root)) if are_given() else ():
        of_entry: dict[str, FactFile] = {}
        for file, surely in files:
            arguments = _arguments(file, source)
            # A file that is for no root module by its place is for those whose code leaves open what it says.
            if not arguments or not (surely or written.keys().isdisjoint(arguments)):
                continue
            for name, value in arguments.items():
                other = of_entry.get(name)
                if other is not None and not file.named and found[name] != value:
                    # Nobody has said which of the files in a folder comes last.
                    difference = f"{other.shown} and {file.shown} give {name} of a backend different values"
                    notes().add_contradiction(difference)
                    value = Unknown(difference, cause=Cause.NO_VALUE)
                found[name], of_entry[name] = value, file
            note_taken(file, root, ())
    return found


def files_of_backend(root: str, held: Iterable[Surroundings]) -> Iterator[list[tuple[FactFile, bool]]]:
    """By entry, the files about the backend of a root module, each with whether entry or place say that it is."""
    for entry in held:
        files = [file for file in files_of(entry) if said_by(file).of_backend]
        counted = [(file, counts_for(entry, file, root)) for file in files]
        yield [(file, counts is True) for file, counts in counted if counts is not False]


def files_in_any_environment(root: str) -> Iterator[FactFile]:
    """The files about the backend of a root module, whatever it is read for."""
    for files in files_of_backend(root, (entry for entry in entries() if is_for(entry, root))):
        yield from (file for file, _ in files)


def _arguments(file: FactFile, source: SourceText) -> dict[str, Datum]:
    if isinstance(file.content, dict):
        return {str(name): from_python(value) for name, value in file.content.items()}
    if file.content is not None:
        return {}
    try:
        if os.path.getsize(file.path) > _MOST_BYTES:
            notes().add_problem(f"{file.shown}: is larger than {_MOST_BYTES} bytes")
            return {}
        return _of_body(source.body(file.path))
    except (OSError, SyntaxProblem, RecursionError) as problem:
        notes().add_problem(f"{file.shown}: cannot be read as arguments of a backend: {problem}")
        return {}


def _of_body(body: Body) -> dict[str, Datum]:
    nested: dict[str, Datum] = {block.type: _of_body(block.body) for block in body.blocks}
    return {**nested, **{name: value_without_names(value) for name, value in body.attributes.items()}}
