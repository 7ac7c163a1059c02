"""Verdicts that are about the account, or rest on it: on whom they are reported, and what they say of their source.

Checkov has nothing to report on a subnet that the code only names; the functions that use it are what the code can
change, and the sentence says what is wrong in the account.
"""

from __future__ import annotations

import dataclasses
import re
from typing import TYPE_CHECKING

from lambdanet.kit.verdicts import NOT_APPLICABLE, Verdict
from lambdanet.model import Function
from lambdanet.queries.attachment.users_of_surroundings import functions_that_use

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lambdanet.given.fact_files import FactFile
    from lambdanet.model import Resource
    from lambdanet.readers.reading import Reading

# What is between blanks and marks; a full stop is in names of roles, and ends sentences.
_WORDS = re.compile(r"[^\s,;()'\"\[\]]*[^\s,;()'\"\[\].:]")
_MOST_FILES = 3
_MOST = 5


def on_functions(verdicts: Iterable[Verdict], reading: Reading) -> Iterator[Verdict]:
    """The verdicts, those on what is in the account on the functions that use it."""
    for verdict in verdicts:
        if verdict.resource.identity not in reading.around:
            yield verdict
            continue
        if verdict.kind == NOT_APPLICABLE:
            continue
        for function in functions_that_use(reading.network, verdict.resource, verdict.rests_on):
            # Of what many share, each function has to do with its own part.
            own = {*function.subnets.known(), *function.security_groups.known()}
            others = [each for each in verdict.rests_on if len(verdict.rests_on) <= _MOST or each.identity in own]
            yield dataclasses.replace(verdict, resource=function, rests_on=(*others, verdict.resource))


def with_sources(verdict: Verdict, reading: Reading) -> Verdict:
    """The verdict; where it rests on what files of an account say, its explanation names them with their days."""
    if verdict.kind == NOT_APPLICABLE:
        return verdict
    sentence = _sources_in(reading).sentence(verdict)
    return dataclasses.replace(verdict, explanation=verdict.explanation + sentence) if sentence else verdict


class _Sources:
    """The files of one reading. Most functions share their subnets and groups with others, and all share the files."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self._of_resources: dict[str, tuple[FactFile, ...]] = {}
        self._sentences: dict[tuple[str, ...], str] = {}

    def sentence(self, verdict: Verdict) -> str:
        """The sentence on the files that hold what the explanation names, what it rests on, and what is used."""
        around = self.reading.around
        words = (word for word in _WORDS.findall(verdict.explanation) if word in around)
        files = {around[word].file.path: around[word].file for word in words}
        for resource in (*verdict.rests_on, verdict.resource):
            files.update((file.path, file) for file in self._of(resource))
        if not files:
            return ""
        paths = tuple(files)
        if paths not in self._sentences:
            shown = [f"{file.shown} of {file.taken}" for file in files.values()]
            others = f" and {len(shown) - _MOST_FILES} more" if len(shown) > _MOST_FILES else ""
            self._sentences[paths] = f" Known from {', '.join(shown[:_MOST_FILES])}{others}."
        return self._sentences[paths]

    def _of(self, resource: Resource) -> tuple[FactFile, ...]:
        if resource.identity not in self._of_resources:
            ids = [resource.identity]
            if isinstance(resource, Function):
                ids += [*resource.subnets.known(), *resource.security_groups.known()]
            around = self.reading.around
            self._of_resources[resource.identity] = tuple(around[id].file for id in ids if id in around)
        return self._of_resources[resource.identity]


_latest: _Sources | None = None


def _sources_in(reading: Reading) -> _Sources:
    """The sources of the reading that is judged: readings are judged one after the other."""
    global _latest
    if _latest is None or _latest.reading is not reading:
        _latest = _Sources(reading)
    return _latest
