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
    from lambdanet.readers.reading import Reading

_ID = re.compile(r"[a-z]+(?:-[a-z]+)*-[0-9a-f]{8,17}\b|arn:aws[^\s,;]+")
_MOST_FILES = 3
_MOST = 5


def on_functions(verdicts: Iterable[Verdict], reading: Reading) -> Iterator[Verdict]:
    """The verdicts, those on what stands in the account on the functions that use it."""
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
    files = _files_behind(verdict, reading)
    if not files or verdict.kind == NOT_APPLICABLE:
        return verdict
    shown = [f"{file.shown} of {file.taken}" for file in files.values()]
    others = f" and {len(shown) - _MOST_FILES} more" if len(shown) > _MOST_FILES else ""
    told = f" Known from {', '.join(shown[:_MOST_FILES])}{others}."
    return dataclasses.replace(verdict, explanation=verdict.explanation + told)


def _files_behind(verdict: Verdict, reading: Reading) -> dict[str, FactFile]:
    """The files that hold what the explanation names, what the verdict rests on, and what the function uses."""
    around = reading.around
    ids = [found[0] for found in _ID.finditer(verdict.explanation)]
    ids += [each.identity for each in (*verdict.rests_on, verdict.resource)]
    if isinstance(verdict.resource, Function):
        ids += [*verdict.resource.subnets.known(), *verdict.resource.security_groups.known()]
    return {around[id].file.path: around[id].file for id in ids if id in around}
