"""The hash by which GitHub recognizes a line after others have moved it.

Its action works it out where a report has none, and warns where a report has another one, so it is the same here: over
the 100 characters from the line's beginning on, without blanks, with the number of times that it was there before.
https://github.com/github/codeql-action/blob/main/src/fingerprints.ts
"""

from __future__ import annotations

from collections import Counter
from struct import unpack

_WINDOW = 100
_FACTOR = 37
_BITS = (1 << 64) - 1
_END = 0xFFFF


def line_hashes(text: str) -> list[str]:
    """One for each line; a line break at the end begins one more."""
    units = _units(text)
    begins = [0, *(number for number, unit in enumerate(units, 1) if unit == ord("\n"))]
    units += [_END] + [0] * _WINDOW
    seen: Counter[int] = Counter()
    hashes = []
    for begin in begins:
        value = 0
        for unit in units[begin : begin + _WINDOW]:
            value = value * _FACTOR + unit & _BITS
        seen[value] += 1
        hashes.append(f"{value:x}:{seen[value]}")
    return hashes


def _units(text: str) -> list[int]:
    """What is hashed: the units of UTF-16, with one kind of line break."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n").replace(" ", "").replace("\t", "")
    encoded = plain.encode("utf-16-le", "surrogatepass")
    return list(unpack(f"<{len(encoded) // 2}H", encoded))
