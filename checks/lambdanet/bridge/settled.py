"""Verdicts that hold by each possible answer to a question that the code leaves open.

Such are how many availability zones a Region has, and which way a condition goes. What is judged is read once for each
answer, and an undecided verdict is decided where all of these agree.
"""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

from lambdanet.identities import configuration_of, keys_in, without_keys
from lambdanet.kit.verdicts import NOT_APPLICABLE, UNDECIDED, Verdict, is_worse
from lambdanet.missing_facts import together
from lambdanet.model import Resource
from lambdanet.records import dataclass

if TYPE_CHECKING:
    from lambdanet.readers.questions import Answer, Question
    from lambdanet.readers.reading import Reading

Judge = Callable[["Reading"], Iterable[Verdict]]


def settled(verdicts: Iterable[Verdict], reading: Reading, judge: Judge) -> list[Verdict]:
    """The verdicts, one for each resource, of which the undecided ones are decided on which all answers agree."""
    found = worst_of_each(verdicts, lambda verdict: verdict.resource.identity)
    if any(verdict.kind == UNDECIDED for verdict in found):
        judged: dict[str, list[str]] = {}
        for question in reading.questions():
            if any(_asks(question, verdict) for verdict in found):
                # What is gone by the answers to one question does not come back by those to the next.
                judged = {**judged, **_by_block(verdict.resource.identity for verdict in found)}
                found = _settled_by(question, found, judged, reading, judge)
    return found


def worst_of_each(verdicts: Iterable[Verdict], key: Callable[[Verdict], object]) -> list[Verdict]:
    """One verdict for each key, the worst; undecided ones wait for everything that any of them waits for."""
    kept: dict[object, Verdict] = {}
    for verdict in verdicts:
        name = key(verdict)
        before = kept.get(name)
        if before is None or is_worse(verdict, before):
            kept[name] = verdict
        elif before.kind == verdict.kind == UNDECIDED:
            waits_for = together((*before.waits_for, *verdict.waits_for))
            kept[name] = dataclasses.replace(before, waits_for=waits_for)
    return list(kept.values())


def _asks(question: Question[Reading], verdict: Verdict) -> bool:
    """Whether the answer to the question may decide the verdict."""
    return verdict.kind == UNDECIDED and bool(question.whatever(verdict.resource.identity, verdict.resource.place.file))


@dataclass
class _Said:
    """The verdicts by one answer: by identity, and the identities by block."""

    answer: Answer[Reading]
    verdicts: Mapping[str, Verdict]
    blocks: Mapping[str, list[str]]


def _said(answer: Answer[Reading], judge: Judge) -> _Said:
    verdicts = {
        verdict.resource.identity: verdict
        for verdict in worst_of_each(judge(answer.read()), lambda verdict: verdict.resource.identity)
    }
    return _Said(answer, verdicts, _by_block(verdicts))


def _settled_by(
    question: Question[Reading],
    verdicts: list[Verdict],
    judged: Mapping[str, list[str]],
    reading: Reading,
    judge: Judge,
) -> list[Verdict]:
    said: list[_Said] = []

    @functools.cache
    def resources() -> dict[str, Resource]:
        return {_block(each.identity): Resource(each.identity, each.place) for each in reversed(reading.blocks)}

    open_ones = [verdict for verdict in verdicts if _asks(question, verdict)]
    decided: dict[str, dict[str, Verdict]] = {}
    for answer in question.answers:
        said.append(_said(answer, judge))
        new = _new_ones(question, said, judged, resources)
        found = {each.resource.identity: _decided(each, question, said, judged, new) for each in open_ones}
        decided = {identity: each for identity, each in found.items() if each}
        if not decided:
            return verdicts  # further answers cannot make the first ones agree
    others = {identity: verdict for each in decided.values() for identity, verdict in each.items()}
    kept = []
    for verdict in verdicts:
        identity = verdict.resource.identity
        if identity not in decided:
            kept.append(verdict)
        elif identity in decided[identity]:
            kept.append(others.pop(identity))
    return [*kept, *others.values()]


def _decided(
    verdict: Verdict,
    question: Question[Reading],
    said: list[_Said],
    judged: Mapping[str, list[str]],
    new_ones: Callable[[str], tuple[Mapping[str, Verdict], bool]],
) -> dict[str, Verdict]:
    """What replaces an undecided verdict, by identity: one on the same resource, or on those that it stands for."""
    identity = verdict.resource.identity
    block = _block(identity)
    if not question.makes_more:
        if not any(identity in each.verdicts for each in said):
            return {identity: verdict}  # no answer has it
        agreed = _agreed(question, said, [[identity] for _ in said], verdict.resource)
        return {} if agreed is None else {identity: agreed}
    if any(block in each.blocks for each in said):
        agreed = _agreed(question, said, [_meant(identity, judged[block], each) for each in said], verdict.resource)
        return {} if agreed is None else {identity: agreed}
    # Each of its subnets, say, is judged by itself as soon as it is known which there are.
    found, are_all = new_ones(configuration_of(identity))
    return dict(found) if are_all else {identity: verdict, **found} if found else {}


def _new_ones(
    question: Question[Reading],
    said: list[_Said],
    judged: Mapping[str, list[str]],
    resources: Callable[[], Mapping[str, Resource]],
) -> Callable[[str], tuple[Mapping[str, Verdict], bool]]:
    """What is agreed on the blocks of a configuration that only the answers have, and whether that is all of them."""

    @functools.cache
    def blocks() -> Mapping[str, set[str]]:
        found: dict[str, set[str]] = {}
        for block in {block for one in said for block in one.blocks if block not in judged}:
            found.setdefault(configuration_of(block), set()).add(block)
        return found

    @functools.cache
    def of(root: str) -> tuple[Mapping[str, Verdict], bool]:
        new = blocks().get(root, set())
        found: dict[str, Verdict] = {}
        for each in sorted(new & resources().keys()):
            resource = resources()[each]
            agreed = _agreed(question, said, [one.blocks.get(each, []) for one in said], resource)
            if agreed is not None:
                found[resource.identity] = agreed
        return found, bool(found) and len(found) == len(new)

    return of


def _meant(identity: str, judged: list[str], said: _Said) -> list[str]:
    """The resources for which one stands: itself where the same ones are judged, else those that have its keys.

    What has no key, or is the first, may stand for a number of them that is not known.
    """
    there = said.blocks.get(_block(identity), [])
    if set(there) == set(judged):
        return [identity]
    keys = _keys(identity)
    return [each for each in there if all(one in ("", "[0]", other) for one, other in zip(keys, _keys(each)))]


def _agreed(
    question: Question[Reading], said: list[_Said], meant: list[list[str]], resource: Resource
) -> Verdict | None:
    """The verdict that all answers share, if any, in the sentence of the resource itself where there is one."""
    found = [
        (one.answer, one.verdicts[identity])
        for one, identities in zip(said, meant)
        for identity in identities
        if identity in one.verdicts
    ]
    if question.makes_more and not all(meant):
        return None
    if len({verdict.kind for _, verdict in found}) != 1 or found[0][1].kind == UNDECIDED:
        return None
    own = [each for each in found if each[1].resource.identity == resource.identity] or found
    answer, quoted = max(own, key=lambda each: each[0].rank)
    if quoted.kind == NOT_APPLICABLE:
        return dataclasses.replace(quoted, resource=resource)
    whatever = question.whatever(resource.identity, resource.place.file)
    if len({verdict.explanation for _, verdict in own}) == 1:
        sentence = f"{quoted.explanation} This holds {whatever}."
    else:
        where = answer.where(resource.identity, resource.place.file)
        sentence = f"{where}: {quoted.explanation} The verdict is the same {whatever}."
    return dataclasses.replace(quoted, resource=resource, explanation=sentence)


def _by_block(identities: Iterable[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for identity in identities:
        found.setdefault(_block(identity), []).append(identity)
    return found


def _block(identity: str) -> str:
    """The block of an instance, in whichever instance of a module."""
    folder, bar, address = identity.partition("|")
    return f"{folder}{bar}{without_keys(address)}"


def _keys(identity: str) -> list[str]:
    """The keys in an identity, one for each of its names; "" where it has none."""
    address = identity.partition("|")[2]
    keys = iter(keys_in(address))
    return [next(keys) if "[" in name else "" for name in without_keys(address, "[").split(".")]
