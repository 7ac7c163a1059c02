"""Where the lines of a text that was judged are in the text that the editor holds now."""

from __future__ import annotations

from difflib import SequenceMatcher
from functools import lru_cache


@lru_cache(maxsize=64)
def moved_lines(judged: str, now: str) -> dict[int, int]:
    """Each line of the judged text that is still there, with its number now; both are counted from 0."""
    before, after = judged.splitlines(), now.splitlines()
    if judged == now:
        return {number: number for number in range(len(after) + 1)}
    blocks = SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks()
    return {block.a + n: block.b + n for block in blocks for n in range(block.size)}
