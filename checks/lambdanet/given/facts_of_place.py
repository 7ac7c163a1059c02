"""What the files say that hold for one root module or template, in the environment for which it is read."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import field, replace
from fnmatch import fnmatchcase

from lambdanet.given.fact_files import FactFile, remembered
from lambdanet.given.facts import Fact, the_one
from lambdanet.given.in_force import are_given, entries, environment, files_for, is_for
from lambdanet.given.notes import notes
from lambdanet.given.stored_hierarchies import Hierarchy, folder_of_path, is_within
from lambdanet.given.stored_parameters import plain_name
from lambdanet.given.what_files_say import said_by
from lambdanet.records import dataclass
from lambdanet.settings.surroundings_setting import Surroundings
from lambdanet.values import Unknown


@dataclass(frozen=True)
class State:
    """The outputs of another state. pattern: as the entry names it, "" where it names none."""

    pattern: str
    file: FactFile
    outputs: dict[str, Fact]
    is_state: bool
    specific: bool


@dataclass(frozen=True)
class ListedParameters:
    """All stored parameters in a folder, by their names, and the file that lists them."""

    by_name: dict[str, Fact | Unknown]
    file: FactFile


@dataclass
class FactsOfPlace:
    """Facts by their names. stacks: by the stack's name, its outputs by key, of each file that describes it."""

    exports: dict[str, list[Fact]] = field(default_factory=dict)
    stored: dict[str, list[Fact]] = field(default_factory=dict)
    hierarchies: list[tuple[Hierarchy, Surroundings]] = field(default_factory=list)
    stacks: dict[str, list[dict[str, Fact]]] = field(default_factory=dict)
    states: list[State] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    is_in_environments: bool = False
    """It is read for no environment although it is deployed in some: what is missing here they may have."""

    def _miss(self, sentence: str) -> None:
        if not self.is_in_environments:
            notes().add_unmatched(f"{sentence}, in the environment {environment()}" if environment() else sentence)

    def export(self, name: str, region: str = "") -> Fact | Unknown | None:
        """What is exported by a name; see ``facts.the_one``."""
        if self.exports and name not in self.exports:
            self._miss(f"no file has the export {name}")
        return the_one(self.exports.get(name, ()), f"the export {name}", region)

    def parameter(self, name: str, region: str = "", version: int | None = None) -> Fact | Unknown | None:
        """What a stored parameter, by its name or ARN, holds; see ``facts.the_one``."""
        if self.stored and plain_name(name) not in self.stored:
            self._miss(f"no file has the stored parameter {name}")
        return the_one(self.stored.get(plain_name(name), ()), f"the stored parameter {name}", region, version)

    def parameters_in(self, path: str, *, deep: bool, region: str = "") -> ListedParameters | None:
        """All stored parameters in a folder, or below too; None where no file lists them all."""
        listing = [
            (hierarchy, entry)
            for hierarchy, entry in self.hierarchies
            if hierarchy.holds(path, deep=deep) and (not region or (hierarchy.region or entry.region) in ("", region))
        ]
        listing = [each for each in listing if each[1].environment] or listing
        what = f"the stored parameters below {path}"
        if not listing:
            if self.stored:
                said = f'"Path": "{path}"' + (', "Recursive": true' if deep else "")
                self._miss(f"no file lists all of {what}: write {said} beside its Parameters where one does")
            return None
        first, entry = listing[0]
        folder = folder_of_path(path)
        names = [name for name in first.names if is_within(name, folder, deep=deep)]
        listed = set(map(plain_name, names))
        for other in self._names_known(folder, deep, region, specific=bool(entry.environment)):
            if other not in listed:
                more = f"{first.file.shown} lists all of {what}, and another file has {other}, too"
                notes().add_contradiction(more)
                return None
        unread = Unknown(f"{first.file.shown} does not have all values of {what}")
        found = {name: self.parameter(name, region) for name in names}
        return ListedParameters({name: unread if each is None else each for name, each in found.items()}, first.file)

    def _names_known(self, folder: str, deep: bool, region: str, *, specific: bool) -> Iterator[str]:
        """The parameters in a folder that files hold, by their plain names. specific: those of the environment."""
        for name, facts in self.stored.items():
            held = [fact for fact in facts if not region or fact.region in ("", region)]
            if is_within(f"/{name}", folder, deep=deep) and any(fact.specific or not specific for fact in held):
                yield name

    def stack(self, name: str, region: str = "") -> dict[str, Fact | Unknown] | None:
        """The outputs of a stack by key; None where no file describes it."""
        found = self.stacks.get(name)
        if found is None:
            if self.stacks:
                self._miss(f"no file describes the stack {name}")
            return None
        known: dict[str, Fact | Unknown] = {}
        for key in dict.fromkeys(key for outputs in found for key in outputs):
            one = the_one([o[key] for o in found if key in o], f"the output {key} of the stack {name}", region)
            if one is not None:
                known[key] = one
        return known

    def state(self, named: tuple[str, ...], path: str, what: str) -> dict[str, Fact | Unknown] | None:
        """The outputs of a state; None where no file is of it.

        named: how settings may name it. path: of the state itself, absolute, where it is a file; "" elsewhere.
        """
        found = [state for state in self.states if _is_of(state, named, path)]
        found = [state for state in found if state.specific] or found
        if not found:
            if self.states:
                wanted = f"no file is of {what}: write `state: {named[0]}` in the entry of its outputs" if named else ""
                self._miss(wanted or f"no file is of {what}")
            return None
        outputs: dict[str, Fact | Unknown] = {}
        for name in dict.fromkeys(name for state in found for name in state.outputs):
            missing = next((state for state in found if name not in state.outputs), None)
            one = the_one([s.outputs[name] for s in found if name in s.outputs], f"the output {name} of {what}")
            if missing is not None:
                outputs[name] = Unknown(f"{missing.file.shown} has no output {name} of {what}, and another file has")
            elif one is not None:
                outputs[name] = one
        return outputs


def facts_for(place: str) -> FactsOfPlace | None:
    """What files say for a root module's folder or a template; None where there are none."""
    if not are_given():
        return None
    found = _facts(os.path.abspath(place), environment(), entries())
    for problem in found.problems:
        notes().add_problem(problem)
    return found


@remembered(64)
def _facts(place: str, environment: str, entries: tuple[Surroundings, ...]) -> FactsOfPlace:
    """The arguments are what the answer depends on."""
    of_some = any(entry.environment and is_for(entry, place) for entry in entries)
    found = FactsOfPlace(is_in_environments=of_some and not environment)
    for entry, file in files_for(place):
        said = said_by(file)
        found.problems += said.problems
        for name, fact in said.exports:
            found.exports.setdefault(name, []).append(_in_entry(fact, entry))
        for name, fact in said.stored:
            found.stored.setdefault(plain_name(name), []).append(_in_entry(fact, entry))
        for stack in said.stacks:
            outputs = {key: _in_entry(fact, entry) for key, fact in stack.outputs.items()}
            found.stacks.setdefault(stack.name, []).append(outputs)
        if said.hierarchy is not None:
            found.hierarchies.append((said.hierarchy, entry))
        if said.outputs is not None:
            outputs = {name: _in_entry(fact, entry) for name, fact in said.outputs.items()}
            found.states.append(State(entry.state, file, outputs, said.is_state, bool(entry.environment)))
    return found


def _in_entry(fact: Fact, entry: Surroundings) -> Fact:
    return replace(
        fact,
        account=fact.account or entry.account,
        region=fact.region or entry.region,
        specific=bool(entry.environment),
    )


def _is_of(state: State, named: tuple[str, ...], path: str) -> bool:
    if state.pattern:
        return any(fnmatchcase(name, state.pattern) for name in named)
    return bool(path) and state.is_state and os.path.realpath(state.file.path) == os.path.realpath(path)
