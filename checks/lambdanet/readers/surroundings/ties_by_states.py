"""Which root modules may read the state of which others, as their texts alone show, without parsing them.

Only to find out what must be read together: what is found without need costs time, and no more.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping

from lambdanet.records import dataclass

_READ = re.compile(rb'"?(terraform_remote_state|tfe_outputs)"?[^\n]*\{')
_KEPT = re.compile(rb'\b(?:backend\b"?[^\n{]*|cloud"?[ \t]*[:=]?[ \t]*)\{')
_MARKS = (b"terraform_remote_state", b"tfe_outputs", b"backend", b"cloud")
_IS_LOCAL = re.compile(rb'\bbackend"?[ \t]*[=:]?[ \t]*"local"')
_NAMED = re.compile(rb'\b(?:key|prefix|path|address|name|workspace)"?[ \t]*[=:][ \t]*(?:"((?:[^"\\\n]|\\.)*)"|[^\s"])')
_DEFAULT = "terraform.tfstate"
_LONGEST = 10_000


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
    read, kept = set(), set()
    for block in _blocks(_READ, content):
        is_file = _IS_LOCAL.search(block) is not None
        found = {_end(value) for value in _NAMED.findall(block)}
        read |= {(end, is_file) for end in found or {_DEFAULT if is_file else ""}}
    backends = list(_blocks(_KEPT, content))
    for block in backends:
        kept |= {value.decode("utf-8", "replace") for value in _NAMED.findall(block) if value}
    return States(frozenset(read), frozenset(kept), bool(backends))


def tied_by_states(
    roots: Mapping[str, Iterable[States]], own: Mapping[str, Iterable[States]]
) -> Iterator[tuple[str, str]]:
    """The root modules that read a state, each with one that may keep it.

    roots: what the files of a root module and of all modules that it calls say. own: what its own files say.
    """
    kept = {root: list(_kept_by(root, states)) for root, states in own.items()}
    for root, all_of_them in roots.items():
        for end, is_file in {each for states in all_of_them for each in states.read}:
            for other, names in kept.items():
                if other != root and any(file == is_file and name.endswith(end) for name, file in names):
                    yield root, other


def _kept_by(root: str, own: Iterable[States]) -> Iterator[tuple[str, bool]]:
    """The names of the state that a root module keeps, each with whether it is a file."""
    with_backend = [each for each in own if each.has_backend]
    for name in {name for each in with_backend for name in each.kept} if with_backend else (_DEFAULT,):
        if with_backend:
            yield name, False
        yield os.path.normpath(os.path.join(root, name)), True


def _blocks(begin: re.Pattern[bytes], content: bytes) -> Iterator[bytes]:
    """What stands from a beginning to the brace that closes it, as if there were no braces in texts."""
    for match in begin.finditer(content):
        depth = 1
        for brace in re.finditer(rb"[{}]", content[match.end() : match.end() + _LONGEST]):
            depth += 1 if brace[0] == b"{" else -1
            if not depth:
                yield content[match.start() : match.end() + brace.end()]
                break
        else:
            yield content[match.start() : match.end() + _LONGEST]


def _end(value: bytes) -> str:
    """The end of a name, behind all that is put together; "" where nothing of it is written out."""
    written = value.rpartition(b"}")[2].decode("utf-8", "replace")
    steps = written.split("/")
    while len(steps) > 1 and steps[0] in ("", ".", ".."):
        del steps[0]
    return "/".join(steps)
