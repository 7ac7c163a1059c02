"""The values that files give to the parameters of a template.

A file counts for a template that an entry of the settings names by ``roots``. Without, ``samconfig.toml`` counts for
the template that it deploys, and any other file for the templates that declare all of its parameters: those in the
folder nearest to the file, from its own upwards, that has templates; all of them where none has.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

from lambdanet.given.fact_files import FactFile, remembered
from lambdanet.given.facts import Fact, the_one
from lambdanet.given.in_force import Surroundings, are_given, entries, entries_for, environment, is_for
from lambdanet.given.in_force import files_of as files_of_entry
from lambdanet.given.notes import notes
from lambdanet.given.parameter_files import DEFAULT_ENVIRONMENT, ParameterSet, is_template_of
from lambdanet.given.what_files_say import said_by
from lambdanet.readers.cloudformation.declarations.template import Template
from lambdanet.readers.guessed_encodings import text_as_checkov_reads
from lambdanet.readers.surroundings.ties_between_files import may_be_template
from lambdanet.values import Unknown

ACCOUNT, REGION, STACK_NAME = "AWS::AccountId", "AWS::Region", "AWS::StackName"
PSEUDO_PARAMETERS = {ACCOUNT: "", REGION: "region", STACK_NAME: "stack_name"}
"""Those that say where a stack is deployed, each with the option of SAM that gives it.

CloudFormation takes none of them, so parameter files have them for this pack alone.
"""
_ENDINGS = (".template", ".yaml", ".yml", ".json")
_MOST_LOOKED_AT = 200
_MOST_BYTES = 2_000_000


def given_value(name: str, template: Template) -> Fact | Unknown | None:
    """What files give to a parameter; None where they give nothing."""
    if not are_given():
        return None
    facts = _given(template).get(name)
    return None if facts is None else the_one(facts, f"the parameter {name}")


def environments_of(template: Template) -> tuple[str, ...]:
    """The environments for which files give the template values, or anything else, in the order of the settings."""
    found: dict[str, None] = {}
    for entry in entries() if are_given() else ():
        if is_for(entry, template.file):
            for file in files_of_entry(entry):
                said = said_by(file)
                if said.parameters:
                    found.update(dict.fromkeys(_environments(entry, file, said.parameters, template)))
                elif entry.environment and not said.of_terraform:
                    found[entry.environment] = None
    return tuple(found)


def _environments(
    entry: Surroundings, file: FactFile, sets: tuple[ParameterSet, ...], template: Template
) -> Iterator[str]:
    names = [each.environment for each in sets if _fits(entry, file, each, template)]
    if entry.environment:
        yield from (entry.environment,) if names else ()
    elif any(name not in ("", DEFAULT_ENVIRONMENT) for name in names):
        yield from names


def _given(template: Template) -> dict[str, list[Fact]]:
    key = ("given parameters", environment())
    if key not in template.memory:
        found: dict[str, list[Fact]] = {}
        for entry in entries_for(template.file):
            for file in files_of_entry(entry):
                for each in _in_force(entry, file, template):
                    _add(each, entry, file, template, found)
        template.memory[key] = found
    given: dict[str, list[Fact]] = template.memory[key]
    return given


def _in_force(entry: Surroundings, file: FactFile, template: Template) -> Iterator[ParameterSet]:
    """The sets of a file that hold for the template: of several environments the one for which it is read."""
    said = said_by(file)
    for problem in said.problems:
        notes().add_problem(problem)
    sets = [each for each in said.parameters if _fits(entry, file, each, template)]
    lone = [each for each in sets if len(sets) == 1 and each.environment in ("", DEFAULT_ENVIRONMENT)]
    of_this = [each for each in sets if each.environment == environment()] if environment() else []
    yield from of_this or lone
    if sets and not of_this and not lone and entry.environment:
        notes().add_unmatched(f"{file.shown} has no parameters of the environment {entry.environment}")


def _fits(entry: Surroundings, file: FactFile, given: ParameterSet, template: Template) -> bool:
    path = os.path.realpath(template.file)
    if entry.roots:
        return True
    if given.template:
        return is_template_of(os.path.realpath(given.template), path)
    return given.names <= {*template.parameters, *PSEUDO_PARAMETERS} and _belongs_to(os.path.realpath(file.path), path)


def _belongs_to(file: str, template: str) -> bool:
    """Whether the template is in the nearest folder, from the file's own upwards, that has templates.

    No further than to a folder that has them both below it, in which there is nothing nearer to choose.
    """
    try:
        common = os.path.commonpath([os.path.dirname(file), os.path.dirname(template)])
    except ValueError:  # on two drives of Windows
        return True
    folder = os.path.dirname(file)
    while True:
        if _has_templates(folder):
            return os.path.dirname(template) == folder
        if folder in (common, os.path.dirname(folder)):
            return True
        folder = os.path.dirname(folder)


@remembered(256)
def _has_templates(folder: str) -> bool:
    try:
        names = sorted(name for name in os.listdir(folder) if name.endswith(_ENDINGS))
    except OSError:
        return False
    return any(_is_template(os.path.join(folder, name)) for name in names[:_MOST_LOOKED_AT])


def _is_template(path: str) -> bool:
    try:
        return may_be_template(text_as_checkov_reads(path, _MOST_BYTES).encode("utf-8", "replace"))
    except OSError:
        return False


def _add(
    given: ParameterSet, entry: Surroundings, file: FactFile, template: Template, found: dict[str, list[Fact]]
) -> None:
    specific = bool(entry.environment or given.environment not in ("", DEFAULT_ENVIRONMENT))
    strange = sorted(given.names - set(template.parameters) - set(PSEUDO_PARAMETERS))
    if strange and not given.environment:
        name = os.path.basename(template.file)
        more = f" and {len(strange) - 1} more" if len(strange) > 1 else ""
        notes().add_unmatched(f"{file.shown} gives the parameter {strange[0]}{more}, which {name} does not declare")
    for name in (*template.parameters, *PSEUDO_PARAMETERS):
        value = given.values.get(name, given.options.get(PSEUDO_PARAMETERS.get(name, "")))
        if value is not None:
            fact = Fact(value, file, specific=specific)
        elif name in given.unknown:
            fact = Fact(None, file, hidden=given.unknown[name], specific=specific)
        else:
            continue
        found.setdefault(name, []).append(fact)
