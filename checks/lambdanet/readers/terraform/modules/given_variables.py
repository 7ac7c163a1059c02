"""The values that files named in the settings give to the variables of a root module, as ``-var-file`` does.

A file counts for the root modules that its entry names by ``roots``. Without, for the one in the folder nearest to the
file, from its own upwards, that has code of Terraform; for those that declare all of its variables where there is none
up to the folder that has both the file and the root module in it.

https://developer.hashicorp.com/terraform/language/values/variables#variable-definition-precedence: what comes later
wins. The files that an entry names come in its order, those of an entry with an environment after all others. Of files
in one folder nobody has said which comes last: where they differ the value is not known.
"""

from __future__ import annotations

import os
from dataclasses import replace

from lambdanet.given.fact_files import FactFile
from lambdanet.given.facts import ids_within, note_taken
from lambdanet.given.in_force import Surroundings, entries, entries_for, environment, files_of, is_for
from lambdanet.given.notes import notes
from lambdanet.given.what_files_say import said_by
from lambdanet.given.wrong_content import DEEPEST, is_too_deep
from lambdanet.missing_facts import MissingFact, Sort
from lambdanet.readers.conversions import from_python
from lambdanet.readers.datum import Datum, Listing
from lambdanet.readers.terraform.modules.files_for_roots import counts_for
from lambdanet.readers.terraform.modules.values_files import value_in_file
from lambdanet.readers.terraform.syntax.source_text import SourceText
from lambdanet.readers.terraform.syntax.syntax import SyntaxProblem
from lambdanet.values import Cause, Unknown

_MOST_BYTES = 5_000_000


def given_variables(root: str, declared: frozenset[str], source: SourceText) -> dict[str, Datum]:
    """The values by variable. declared: the variables of the root module in the folder.

    Files of entries with ``roots`` also give those that the root module does not declare.
    """
    found: dict[str, Datum] = {}
    from_folder: dict[str, FactFile] = {}
    strange: set[str] = set()
    for entry in entries_for(root):
        from_folder.clear()
        for file in files_of(entry):
            said = said_by(file)
            for problem in said.problems:
                notes().add_problem(problem)
            values = _values(file, source) if said.of_terraform else {}
            if not values or not _fits(entry, file, frozenset(values), root, declared):
                continue
            # What the code asks for and does not declare, a file declares that is put beside it before Terraform runs.
            for name in values.keys() if entry.roots else values.keys() & declared:
                other = from_folder.get(name)
                if other is not None and not file.named and found[name] != values[name]:
                    difference = f"{other.shown} and {file.shown} give var.{name} different values"
                    notes().add_contradiction(difference)
                    values[name] = Unknown(
                        difference,
                        cause=Cause.NO_VALUE,
                        waits_for=(MissingFact(Sort.VARIABLE, f"var.{name}", root),),
                    )
                from_folder[name] = file
                found[name] = values[name]
                note_taken(file, root, ids_within(_plain(values[name])))
            strange.update(f"{file.shown} gives {name}" for name in values.keys() - declared)
    if strange:
        more = f", and {len(strange) - 1} more of its kind" if len(strange) > 1 else ""
        notes().add_unmatched(f"{min(strange)}, which {os.path.relpath(root)} does not declare{more}")
    return {
        name: replace(value, symbol=f"{root}|var.{name}") if isinstance(value, Unknown) else value
        for name, value in found.items()
    }


def environments_of(root: str, declared: frozenset[str], source: SourceText) -> tuple[str, ...]:
    """The environments for which files give the root module values, or anything else, in the settings' order."""
    found: dict[str, None] = {}
    for entry in entries():
        if entry.environment and entry.environment not in found and is_for(entry, root):
            if entry.workspace:
                found[entry.environment] = None
            for file in files_of(entry):
                said = said_by(file)
                if said.parameters:
                    continue
                if said.of_backend:
                    fits = counts_for(entry, file, root) is not False
                else:
                    fits = not said.of_terraform or _fits(entry, file, frozenset(_values(file, source)), root, declared)
                if fits:
                    found[entry.environment] = None
    return tuple(found)


def of_other_environments(root: str) -> frozenset[str]:
    """The files of values that are known to be for another environment than the one for which the root is read."""
    return frozenset(
        os.path.realpath(file.path)
        for entry in entries()
        if entry.environment and entry.environment != environment() and is_for(entry, root)
        for file in files_of(entry)
        if said_by(file).of_terraform
    )


def _fits(entry: Surroundings, file: FactFile, names: frozenset[str], root: str, declared: frozenset[str]) -> bool:
    counts = counts_for(entry, file, root)
    return names <= declared if counts is None else counts


def _values(file: FactFile, source: SourceText) -> dict[str, Datum]:
    if file.path.endswith(".json"):
        content = file.content if isinstance(file.content, dict) else {}
        if is_too_deep(content):
            notes().add_problem(f"{file.shown}: is nested deeper than {DEEPEST} levels")
            return {}
        return {str(name): from_python(value) for name, value in content.items()}
    try:
        if os.path.getsize(file.path) > _MOST_BYTES:
            notes().add_problem(f"{file.shown}: is larger than {_MOST_BYTES} bytes")
            return {}
        return {name: value_in_file(source, file.path, name, None) for name in source.attributes(file.path)}
    except (OSError, SyntaxProblem, RecursionError) as problem:
        notes().add_problem(f"{file.shown}: cannot be read as values of variables: {problem}")
        return {}


def _plain(datum: Datum) -> object:
    """The texts of a datum, as plain data has them."""
    if isinstance(datum, Listing):
        return [_plain(element) for element in datum.elements]
    return {name: _plain(value) for name, value in datum.items()} if isinstance(datum, dict) else datum
