"""Which root modules may read the state of which others, as their texts alone show, without parsing them.

Only to find out what must be read together: what is found without need costs time, and no more.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice

from lambdanet.records import dataclass

# How far a pattern looks is bounded, or the time would grow with the square of the size of a file.
_READ = re.compile(rb"\b(?:terraform_remote_state|tfe_outputs)\b[^\n{]{0,200}\{")
_KEPT = re.compile(rb'\b(?:backend\b"?[^\n{]{0,200}|cloud"?[ \t]{0,20}[:=]?[ \t]{0,20})\{')
_MARKS = (b"terraform_remote_state", b"tfe_outputs", b"backend", b"cloud")
_IS_LOCAL = re.compile(rb'\bbackend"?[ \t]*[=:]?[ \t]*"local"')
_NAMED = re.compile(rb'\b(?:key|prefix|path|address|name|workspace)"?[ \t]*[=:][ \t]*(?:"((?:[^"\\\n]|\\.)*)"|[^\s"])')
_DEFAULT = "terraform.tfstate"
_LONGEST = 5_000
_MOST = 500
_MOST_STEPS = 20


@dataclass(frozen=True)
class States:
    """What a file says of states.

    read: the ends of the names of those that are read, "" of any, each with whether it is a file. kept: the names of
    the own one, by a backend.
    """

    read: frozenset[tuple[str, bool]] = frozenset()
    kept: frozenset[str] = frozenset()
    has_backend: bool = False


def states_in(content: bytes) -> States:
    """What a file says of states."""
    if not any(mark in content for mark in _MARKS):
        return States()
    read: set[tuple[str, bool]] = set()
    kept: set[str] = set()
    for block in _blocks(_READ, content):
        is_file = _IS_LOCAL.search(block) is not None
        found = {_end(value) for value in _NAMED.findall(block)}
        read |= {(end, is_file) for end in found or {_DEFAULT if is_file else ""}}
    backends = list(_blocks(_KEPT, content))
    for block in backends:
        kept.update(_kept_names(block))
    return States(frozenset(read), frozenset(kept), bool(backends))


def kept_by(arguments: bytes) -> States:
    """What a file with the arguments of a backend says of the state that is kept there."""
    return States(kept=frozenset(_kept_names(arguments)), has_backend=True)


def _kept_names(arguments: bytes) -> Iterator[str]:
    yield from (value.decode("utf-8", "replace") for value in _NAMED.findall(arguments) if value)


def shared_by_states(
    read: Mapping[str, Iterable[States]], own: Mapping[str, Iterable[States]]
) -> dict[str, set[bytes]]:
    """By root module, what it has in common with those whose states it may read, or who may read its own.

    read: what the files of a root module and of all modules that it calls say. own: what its own files say.
    """
    asked = {root: {_mark(*each) for states in said for each in states.read} for root, said in read.items()}
    wanted = set().union(*asked.values())
    kept = {root: wanted.intersection(_marks_of(root, said)) for root, said in own.items()} if wanted else {}
    there = set().union(*kept.values())
    return {root: (asked[root] & there) | kept.get(root, set()) for root in asked}


def _marks_of(root: str, own: Iterable[States]) -> Iterator[bytes]:
    """The ends of the names of the state that a root module keeps, by which others may name it."""
    for name, is_file in _kept_by(root, own):
        steps = name.split("/")[-_MOST_STEPS:]
        yield from (_mark("/".join(steps[at:]), is_file) for at in range(len(steps) + 1))


def _mark(end: str, is_file: bool) -> bytes:
    return f"the state {'in the file ' if is_file else ''}{end}".encode("utf-8", "replace")


def _kept_by(root: str, own: Iterable[States]) -> Iterator[tuple[str, bool]]:
    """The names of the state that a root module keeps, each with whether it is a file."""
    with_backend = [each for each in own if each.has_backend]
    for name in {name for each in with_backend for name in each.kept} if with_backend else (_DEFAULT,):
        if with_backend:
            yield name, False
        yield os.path.normpath(os.path.join(root, name)), True


def _blocks(begin: re.Pattern[bytes], content: bytes) -> Iterator[bytes]:
    """What stands from a beginning to the brace that closes it, as if there were no braces in texts."""
    for match in islice(begin.finditer(content), _MOST):
        depth = 1
        for brace in re.finditer(rb"[{}]", content[match.end() : match.end() + _LONGEST]):
            depth += 1 if brace[0] == b"{" else -1
            if not depth:
                yield content[match.start() : match.end() + brace.end()]
                break
        else:
            yield content[match.start() : match.end() + _LONGEST]


def _end(value: bytes) -> str:
    """The end of a name from a slash on, behind all that is put together; "" where none of it is written out."""
    _, brace, rest = value.rpartition(b"}")
    written = rest.decode("utf-8", "replace")
    if brace and not written.startswith("/"):
        written = written.partition("/")[2]
    steps = written.split("/")
    while len(steps) > 1 and steps[0] in ("", ".", ".."):
        del steps[0]
    return "/".join(steps[-_MOST_STEPS:])
