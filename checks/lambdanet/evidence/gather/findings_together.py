"""Puts together what the rules say of a part with what is known of its functions, whoever ran the rules."""

from __future__ import annotations

import os
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lambdanet.bridge.ledger import LEDGER
from lambdanet.evidence.gather.baseline import known_failures
from lambdanet.evidence.gather.facts_in_words import facts_in_words, undecided_because
from lambdanet.evidence.gather.findings_of_part import (
    Findings,
    JudgedFunction,
    JudgedResource,
    Location,
    Result,
    RuleFailure,
    UnreadCall,
)
from lambdanet.evidence.gather.path_of_function import path_of
from lambdanet.kit.verdicts import FAILED
from lambdanet.queries.function_facts import function_facts

if TYPE_CHECKING:
    from lambdanet.bridge.ledger import Entry
    from lambdanet.evidence.gather.parts_of_repository import Part
    from lambdanet.evidence.gather.selection import Selection
    from lambdanet.model import Network
    from lambdanet.readers.reading import Reading

Suppressed = Mapping[tuple[str, str, str], str]
"""By rule, file and address: the reason in the comment that suppresses it."""
_Key = tuple[str, str, int]
_KEY = re.compile(r"\[[^]]*\]")
_MOST_KEYS = 5


def findings_of(
    part: Part,
    selection: Selection,
    readings: Iterable[Reading],
    files: Iterable[str],
    suppressed: Suppressed,
    parse_errors: Iterable[str],
) -> Findings:
    """What the ledger holds of a part, which is then empty. files, parse_errors: as Checkov names them."""
    root = selection.root
    entries = [entry for entry in LEDGER.entries if entry.framework == part.framework]
    by_place = _results_by_place(entries, suppressed, selection)
    readings = list(readings)
    errors = tuple(RuleFailure(error.rule, error.framework, error.message) for error in LEDGER.errors)
    functions = tuple(f for reading in readings for f in _functions(reading.network, part, root, by_place))
    if selection.file is not None:
        functions = tuple(function for function in functions if function.file == relative(str(selection.file), root))
    of_functions = {(function.address, function.file, function.line) for function in functions}
    resources = tuple(
        JudgedResource(address, part.framework, file, line, _root_of(part, file, root), tuple(results))
        for (address, file, line), results in by_place.items()
        if (address, file, line) not in of_functions
    )
    LEDGER.clear()
    return Findings(
        part.framework,
        tuple(sorted({relative(file, root) for file in files})),
        functions,
        resources,
        tuple(sorted({relative(file, root) for file in parse_errors})),
        errors,
        tuple(_unread_call(call, part, root) for reading in readings for call in reading.unread_calls),
    )


def _unread_call(call: Any, part: Part, root: Path) -> UnreadCall:
    place = call.place
    return UnreadCall(place.address, call.source, part.framework, relative(place.file, root), place.line)


def _functions(
    network: Network, part: Part, root: Path, by_place: dict[_Key, list[Result]]
) -> Iterator[JudgedFunction]:
    for function in network.functions.values():
        place = function.place
        # Functions of one module call that is not in the scan share the call's results, as in Checkov.
        key = (place.address, relative(place.file, root), place.line)
        facts = function_facts(network, function)
        yield JudgedFunction(
            place.address,
            part.framework,
            key[1],
            place.line,
            _root_of(part, key[1], root),
            tuple(by_place.get(key, ())),
            facts_in_words(facts),
            undecided_because(facts),
            path_of(network, function),
        )


def _root_of(part: Part, file: str, root: Path) -> str:
    """The folder of the root module as seen from the scanned one, or of several that are one part."""
    roots = [os.path.relpath(folder, root) for folder in part.roots]
    folder = os.path.dirname(file) or "."
    return folder if folder in roots else ", ".join(roots)


def _results_by_place(entries: list[Entry], suppressed: Suppressed, selection: Selection) -> dict[_Key, list[Result]]:
    known = known_failures(selection.baseline)
    found: defaultdict[_Key, list[Result]] = defaultdict(list)
    for entry in sorted(entries, key=lambda entry: entry.rule):
        verdict = entry.verdict
        place = verdict.resource.place
        file = relative(place.file, selection.root)
        result = Result(
            entry.rule,
            verdict.kind,
            verdict.explanation,
            tuple(Location(p.address, relative(p.file, selection.root), p.line) for p in verdict.related),
            suppressed.get((entry.rule, file, place.address)),
            verdict.kind == FAILED and _is_known(entry.rule, place.address, known),
            verdict.causes,
        )
        found[(place.address, file, place.line)].append(result)
    return found


def _is_known(rule: str, address: str, known: frozenset[tuple[str, str]]) -> bool:
    """Whether the baseline has the failure: Checkov tells some instances apart, and of others has the block."""
    if not known:
        return False
    names = [_in_checkovs_words(address)]
    for key in _KEY.findall(address)[:_MOST_KEYS]:
        names += [name.replace(key, "", 1) for name in names]
    return any((rule, name) in known for name in names)


def _in_checkovs_words(address: str) -> str:
    """The resource as Checkov's records name it: a module's call, or a data block, without its kind."""
    for kind in ("module.", "data."):
        if address.startswith(kind) and (kind == "data." or address.count(".") == 1):
            return address[len(kind) :]
    return address


@lru_cache(maxsize=4096)
def relative(file: str, root: Path) -> str:
    """The file as seen from the scanned folder; Checkov puts the calls of a module in brackets behind it."""
    plain = file.split("[", 1)[0]
    return os.path.relpath(plain, root) if os.path.isabs(plain) else plain
