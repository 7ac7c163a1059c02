"""Reads commits and trees out of a git repository without starting git, which a scanned repository could configure.

https://git-scm.com/docs/gitformat-pack. The repository may be anybody's: whatever is in it, an object or ObjectProblem.
"""

from __future__ import annotations

import zlib
from pathlib import Path
from typing import BinaryIO

from lambdanet.regular_files import content_of

MOST_BYTES = 20_000_000
_KINDS = {1: "commit", 2: "tree", 3: "blob", 4: "tag"}
_BY_OFFSET, _BY_ID = 6, 7
# Git itself makes chains of 250 at most.
_LONGEST_CHAIN = 500
_MOST_PACKS = 1_000
_INDEX_OF_VERSION_2 = b"\xfftOc\0\0\0\2"


class ObjectProblem(Exception):
    """An object is not there, or is none."""


class GitObjects:
    """The objects of a repository, in the folder "objects"; not those that another repository lends it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._packs: list[Path] | None = None

    def read(self, id: str) -> tuple[str, bytes]:
        """The kind of an object and its content. Raises ObjectProblem."""
        try:
            loose = self._folder / id[:2] / id[2:]
            if loose.is_file():
                return _loose(content_of(str(loose), MOST_BYTES))
            for index in self._indexes():
                offset = _offset_in(index, bytes.fromhex(id))
                pack = index.with_suffix(".pack")
                if offset is not None and pack.is_file():
                    with open(pack, "rb") as stream:
                        return _packed(stream, index, offset, len(id) // 2)
        except (OSError, zlib.error, IndexError, ValueError) as problem:
            raise ObjectProblem(f"{id} cannot be read") from problem
        raise ObjectProblem(f"{id} is not in the repository")

    def _indexes(self) -> list[Path]:
        if self._packs is None:
            self._packs = sorted(each for each in (self._folder / "pack").glob("*.idx") if each.is_file())[:_MOST_PACKS]
        return self._packs


def _packed(pack: BinaryIO, index: Path, offset: int, size_of_id: int) -> tuple[str, bytes]:
    """The object at the offset: a whole one, changed by the deltas that are based on it."""
    deltas: list[bytes] = []
    while len(deltas) < _LONGEST_CHAIN and sum(map(len, deltas)) <= MOST_BYTES:
        kind, size, base, used = _head_of(_at(pack, offset, 64 + size_of_id), offset, size_of_id)
        content = _inflated(pack, offset + used, size)
        if kind in _KINDS:
            return _KINDS[kind], _with(deltas, content)
        deltas.append(content)
        # The base of a delta in a pack is in the same pack.
        found = _offset_in(index, base) if isinstance(base, bytes) else base
        if found is None:
            break
        offset = found
    raise ObjectProblem("a pack is broken")


def _with(deltas: list[bytes], content: bytes) -> bytes:
    """What the deltas make of it, the last one first."""
    for delta in reversed(deltas):
        content = _changed(content, delta)
    return content


def _at(stream: BinaryIO, place: int, size: int) -> bytes:
    stream.seek(place)
    return stream.read(size)


def _loose(content: bytes) -> tuple[str, bytes]:
    inflating = zlib.decompressobj()
    inflated = inflating.decompress(content, MOST_BYTES)
    head, found, body = inflated.partition(b"\0")
    kind, _, size = head.decode("ascii", "replace").partition(" ")
    if not found or inflating.unconsumed_tail or size != str(len(body)):
        raise ObjectProblem("an object is broken")
    return kind, body


def _offset_in(index: Path, id: bytes) -> int | None:
    """Where the pack has the object: by halving the sorted ids that begin with the same byte."""
    with open(index, "rb") as file:
        if _at(file, 0, 8) != _INDEX_OF_VERSION_2:
            raise ObjectProblem("an index of a form that is not known")
        first = _number(file, 8 + 4 * (id[0] - 1)) if id[0] else 0
        last = _number(file, 8 + 4 * id[0])
        count = _number(file, 8 + 4 * 255)
        ids = 8 + 4 * 256
        while first < last:
            middle = (first + last) // 2
            here = _at(file, ids + middle * len(id), len(id))
            if here == id:
                return _offset_at(file, ids + count * (len(id) + 4), count, middle)
            if here < id:
                first = middle + 1
            else:
                last = middle
    return None


def _offset_at(file: BinaryIO, offsets: int, count: int, number: int) -> int:
    short = _number(file, offsets + 4 * number)
    if not short >> 31:
        return short
    return int.from_bytes(_at(file, offsets + 4 * count + 8 * (short & 0x7FFFFFFF), 8), "big")


def _number(file: BinaryIO, place: int) -> int:
    return int.from_bytes(_at(file, place, 4), "big")


def _head_of(read: bytes, offset: int, size_of_id: int) -> tuple[int, int, int | bytes, int]:
    """Kind and size of an entry, the base of a delta (its offset or its id), and how long all that is."""
    kind, size, at = read[0] >> 4 & 7, read[0] & 15, 1
    shift = 4
    while read[at - 1] & 128:
        size |= (read[at] & 127) << shift
        shift, at = shift + 7, at + 1
    if kind == _BY_ID:
        return kind, size, read[at : at + size_of_id], at + size_of_id
    if kind in _KINDS:
        return kind, size, 0, at
    if kind != _BY_OFFSET:
        raise ObjectProblem("a pack is broken")
    back = read[at] & 127
    while read[at] & 128:
        at += 1
        back = (back + 1) << 7 | read[at] & 127
    if not 0 < back <= offset:
        raise ObjectProblem("a pack is broken")
    return kind, size, offset - back, at + 1


def _inflated(pack: BinaryIO, place: int, size: int) -> bytes:
    if size > MOST_BYTES:
        raise ObjectProblem("an object is too large")
    inflating, content = zlib.decompressobj(), b""
    while len(content) < size and not inflating.eof:
        read = _at(pack, place, max(4096, size))
        if not read:
            break
        content += inflating.decompress(read, size - len(content))
        place += len(read)
    if len(content) != size:
        raise ObjectProblem("a pack is broken")
    return content


def _changed(base: bytes, delta: bytes) -> bytes:
    """What a delta makes of its base: pieces of it, and new ones."""
    _, at = _size_in(delta, 0)
    size, at = _size_in(delta, at)
    if size > MOST_BYTES:
        raise ObjectProblem("an object is too large")
    made = bytearray()
    while at < len(delta) and len(made) <= size:
        code, at = delta[at], at + 1
        if not code & 128:
            made += delta[at : at + code]
            at += code
            continue
        place = length = 0
        for bit in range(4):
            if code & 1 << bit:
                place, at = place | delta[at] << 8 * bit, at + 1
        for bit in range(3):
            if code & 16 << bit:
                length, at = length | delta[at] << 8 * bit, at + 1
        length = length or 0x10000
        made += base[place : place + length]
    if len(made) != size:
        raise ObjectProblem("a delta is broken")
    return bytes(made)


def _size_in(delta: bytes, at: int) -> tuple[int, int]:
    size = shift = 0
    while True:
        size |= (delta[at] & 127) << shift
        shift, at = shift + 7, at + 1
        if not delta[at - 1] & 128:
            return size, at
