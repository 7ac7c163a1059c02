"""Puts together what the rules say of a part with what is known of its functions, whoever ran the rules."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lambdanet.bridge.ledger import LEDGER
from lambdanet.evidence.gather.baseline import known_failures, names_of_file
from lambdanet.evidence.gather.findings_of_part import (
    Findings,
    JudgedFunction,
    JudgedResource,
    LeftOut,
    Location,
    Result,
    RuleFailure,
    UnreadCall,
)
from lambdanet.evidence.gather.functions_in_environments import functions_of
from lambdanet.evidence.gather.given_files import SENTENCES, given_in
from lambdanet.evidence.gather.texts_shown import with_texts_shown
from lambdanet.identities import keys_in, root_module_of, without_calls
from lambdanet.kit.verdicts import FAILED
from lambdanet.missing_facts import MissingFact, Sort
from lambdanet.plain_text import plain

if TYPE_CHECKING:
    from lambdanet.bridge.ledger import Entry
    from lambdanet.evidence.gather.parts_of_repository import Part
    from lambdanet.evidence.gather.selection import Selection
    from lambdanet.model import Resource
    from lambdanet.readers.reading import Reading

Suppressed = Mapping[tuple[str, str, str], str]
"""By rule, file and address: the reason in the comment that suppresses it."""
# Of a resource: the folder of its root module, its address, file and line.
_Key = tuple[str, str, str, int]
_MOST_KEYS = 5
_MOST_STEPS = 5


def findings_of(
    part: Part,
    selection: Selection,
    readings: Sequence[Reading],
    files: Iterable[str],
    suppressed: Suppressed,
    parse_errors: Iterable[str],
) -> Findings:
    """What the ledger holds of a part, which is then empty. files, parse_errors: as Checkov names them."""
    root = selection.root
    entries = [entry for entry in LEDGER.entries if entry.framework == part.framework]
    asked = {identity: fact for reading in readings for identity, fact in reading.notes.asked.items()}
    by_place = _results_by_place(entries, suppressed, part, selection, asked)
    errors = tuple(RuleFailure(error.rule, error.framework, error.message) for error in LEDGER.errors)
    functions = tuple(f for reading in readings for f in _functions(reading, part, root, by_place))
    if selection.file is not None:
        functions = tuple(function for function in functions if function.file == relative(str(selection.file), root))
    of_functions = {(function.part, function.address, function.file, function.line) for function in functions}
    resources = tuple(
        JudgedResource(address, part.framework, file, line, root_module, tuple(results))
        for (root_module, address, file, line), results in by_place.items()
        if (root_module, address, file, line) not in of_functions
    )
    LEDGER.clear()
    calls = tuple(_unread_call(call, part, root) for reading in readings for call in reading.unread_calls)
    left_out = tuple(each for reading in readings for each in _left_out(reading, part, root))

    def shown(text: str) -> str:
        for reading in readings:
            text = reading.withheld.replaced_in(text)
        return plain(text)

    def address(text: str) -> str:
        for reading in readings:
            text = reading.withheld.replaced_in_keys(text)
        return plain(text)

    found = with_texts_shown((functions, resources, errors, calls, left_out), shown, address)
    functions, resources, errors, calls, left_out = found
    given = given_in([reading.notes for reading in readings])
    sentences = with_texts_shown(tuple(getattr(given, name) for name in SENTENCES), shown, address)
    given = replace(given, **dict(zip(SENTENCES, sentences)))
    read, not_read = (tuple(sorted({relative(file, root) for file in named})) for named in (files, parse_errors))
    return Findings(part.framework, read, functions, resources, not_read, errors, calls, left_out, given)


def _unread_call(call: Any, part: Part, root: Path) -> UnreadCall:
    place = call.place
    return UnreadCall(place.address, call.source, part.framework, relative(place.file, root), place.line)


def _left_out(reading: Reading, part: Part, root: Path) -> Iterator[LeftOut]:
    for each in reading.left_out():
        # What is made in some environment is judged there.
        if each.identity not in reading.vertices:
            place = each.place
            yield LeftOut(place.address, each.because, part.framework, relative(place.file, root), place.line)


def _functions(
    reading: Reading, part: Part, root: Path, by_place: dict[_Key, list[Result]]
) -> Iterator[JudgedFunction]:
    for known in functions_of(reading):
        place = known.function.place
        # Functions of one module call that is not in the scan share the call's results, as in Checkov.
        key = _key(known.function, part, root)
        yield JudgedFunction(
            place.address,
            part.framework,
            key[2],
            place.line,
            key[0],
            tuple(by_place.get(key, ())),
            known.facts,
            known.undecided_because,
            known.path,
            known.environments,
        )


def _key(resource: Resource, part: Part, root: Path) -> _Key:
    """Root modules that name the same id are read together: each has its own results, what all share has theirs."""
    place = resource.place
    folder = root_module_of(resource.identity)
    folders = part.roots if folder is None or not part.roots else (folder,)
    return _root_modules(tuple(folders), root), place.address, relative(place.file, root), place.line


@lru_cache(maxsize=1024)
def _root_modules(folders: tuple[str, ...], root: Path) -> str:
    return ", ".join(os.path.relpath(each, root) for each in folders)


def _results_by_place(
    entries: list[Entry], suppressed: Suppressed, part: Part, selection: Selection, asked: Mapping[str, MissingFact]
) -> dict[_Key, list[Result]]:
    known = known_failures(selection.baseline)
    found: defaultdict[_Key, list[Result]] = defaultdict(list)
    # Forty rules judge each resource, and name the same few beside it.
    keys: dict[int, _Key] = {}
    locations: dict[int, Location] = {}
    for entry in sorted(entries, key=attrgetter("rule")):
        verdict = entry.verdict
        judged = verdict.resource
        if id(judged) not in keys:
            keys[id(judged)] = _key(judged, part, selection.root)
        key = keys[id(judged)]
        _, address, file, _ = key
        related = verdict.related if verdict.rests_on else ()
        for place in related:
            if id(place) not in locations:
                locations[id(place)] = Location(place.address, relative(place.file, selection.root), place.line)
        result = Result(
            entry.rule,
            verdict.kind,
            verdict.explanation,
            tuple(locations[id(place)] for place in related),
            suppressed.get((entry.rule, file, address)),
            verdict.kind == FAILED and _is_known(entry.rule, address, file, known, selection),
            verdict.causes,
            plain(verdict.reason) if verdict.reason else "",
            _facts_awaited(verdict.waits_for, asked, selection.root) if verdict.waits_for else (),
            judged.address,
        )
        found[key].append(result)
    return found


def _facts_awaited(
    facts: tuple[MissingFact, ...], asked: Mapping[str, MissingFact], root: Path
) -> tuple[MissingFact, ...]:
    return tuple(dict.fromkeys(_as_reported(fact, asked, root) for fact in facts))


def _as_reported(fact: MissingFact, asked: Mapping[str, MissingFact], root: Path) -> MissingFact:
    """The fact, by the name that a look-up asks for it, and with its place as seen from the scanned folder."""
    for _ in range(_MOST_STEPS):
        # A look-up may ask for what another one finds.
        fact = asked.get(f"{fact.where}|{fact.subject}", fact) if fact.sort is Sort.LOOK_UP else fact
    return replace(fact, where=relative(fact.where, root)) if fact.where else fact


def _is_known(rule: str, address: str, file: str, known: frozenset[tuple[str, str, str]], selection: Selection) -> bool:
    """Whether the baseline has the failure: Checkov distinguishes some instances, and of others has the block."""
    if not known:
        return False
    names = [_in_checkovs_words(address)]
    for key in keys_in(address)[:_MOST_KEYS]:
        names += [name.replace(key, "", 1) for name in names]
    files = names_of_file(file, selection.root, selection.baseline)
    return any((rule, name, written) in known for name in names for written in files)


def _in_checkovs_words(address: str) -> str:
    """The resource as Checkov's records name it: a module's call, or a data block, without its kind."""
    for kind in ("module.", "data."):
        if address.startswith(kind) and (kind == "data." or address.count(".") == 1):
            return address[len(kind) :]
    return address


@lru_cache(maxsize=4096)
def relative(file: str, root: Path) -> str:
    """The file as seen from the scanned folder; Checkov puts the calls of a module in brackets behind it."""
    named = without_calls(file)
    return os.path.relpath(named, root) if os.path.isabs(named) else named
