"""Verdicts that hold however many availability zones the Region has: code may make a subnet in each of them.

How many there are is looked up when Terraform runs. So the code is read once for each number, and an undecided verdict
is decided where all of these agree. What a rule says there of the instances of a block it says of the block.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from lambdanet.identities import configuration_of
from lambdanet.kit.verdicts import NOT_APPLICABLE, UNDECIDED, Verdict
from lambdanet.model import Resource

if TYPE_CHECKING:
    from lambdanet.readers.reading import Reading

Judge = Callable[["Reading"], Iterable[Verdict]]
_KEY = re.compile(r'\["[^"]*"\]|\[[^]]*\]')
_HOLDS = "This holds for each number of availability zones that the Region may have."


def settled_by_zones(verdicts: list[Verdict], reading: Reading, judge: Judge) -> list[Verdict]:
    """The verdicts, of which the undecided ones are decided that are the same for each number of zones."""
    if not any(verdict.kind == UNDECIDED for verdict in verdicts):
        return verdicts
    readings = reading.by_zones()
    if not readings:
        return verdicts
    by_number = [_by_block(judge(each)) for each in readings]
    judged = {_block(verdict.resource.identity) for verdict in verdicts}
    places = {_block(block.identity): Resource(block.identity, block.place) for block in reversed(reading.blocks)}
    found: dict[str, Verdict] = {}
    settled = []
    for verdict in verdicts:
        said = _agreed(by_number, _block(verdict.resource.identity)) if verdict.kind == UNDECIDED else None
        if said is not None:
            settled.append(_holding(said, verdict.resource))
        elif verdict.kind == UNDECIDED and not any(_block(verdict.resource.identity) in each for each in by_number):
            # Each of its subnets, say, is judged by itself as soon as it is known which there are.
            new = _of_new_blocks(by_number, judged, configuration_of(verdict.resource.identity))
            known = {block: said for block, said in new.items() if said is not None and block in places}
            found.update({block: _holding(said, places[block]) for block, said in known.items()})
            settled += [] if new and len(known) == len(new) else [verdict]
        else:
            settled.append(verdict)
    return [*settled, *found.values()]


def _by_block(verdicts: Iterable[Verdict]) -> dict[str, list[Verdict]]:
    found: dict[str, list[Verdict]] = {}
    for verdict in verdicts:
        found.setdefault(_block(verdict.resource.identity), []).append(verdict)
    return found


def _block(identity: str) -> str:
    """The block of an instance, in whichever instance of a module."""
    folder, bar, address = identity.partition("|")
    return f"{folder}{bar}{_KEY.sub('', address)}"


def _agreed(by_number: list[dict[str, list[Verdict]]], block: str) -> Verdict | None:
    """What is said of a block for each number of zones alike, if anything."""
    said = [verdict for each in by_number for verdict in each.get(block, ())]
    kinds = {verdict.kind for verdict in said}
    everywhere = all(block in each for each in by_number)
    return said[0] if everywhere and len(kinds) == 1 and UNDECIDED not in kinds else None


def _of_new_blocks(by_number: list[dict[str, list[Verdict]]], judged: set[str], root: str) -> dict[str, Verdict | None]:
    """What is said of blocks of a root module of which nothing was said before; None where that is not the same."""
    new = {block for each in by_number for block in each if block not in judged and configuration_of(block) == root}
    return {block: _agreed(by_number, block) for block in sorted(new)}


def _holding(said: Verdict, resource: Resource) -> Verdict:
    explanation = said.explanation if said.kind == NOT_APPLICABLE else f"{said.explanation} {_HOLDS}"
    return dataclasses.replace(said, resource=resource, explanation=explanation)
