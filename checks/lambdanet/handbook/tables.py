"""Tables for a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from itertools import zip_longest


def table(head: Sequence[str], rows: Iterable[Sequence[str]], width: int | None = None, wrapped: int = 0) -> str:
    """Columns that are as wide as their widest cell.

    width: the terminal's, within which the column ``wrapped`` is kept; None lets lines be as long as they are.
    """
    lines = [tuple(head), *(tuple(str(cell) for cell in row) for row in rows)]
    widths = [max(len(cell) for cell in column) for column in zip(*lines)]
    if width is not None:
        others = sum(widths) - widths[wrapped] + 2 * (len(widths) - 1)
        widths[wrapped] = min(widths[wrapped], max(width - others, 20))
    text = []
    for row in lines:
        folded = [textwrap.wrap(cell, most) or [""] for cell, most in zip(row, widths)]
        for parts in zip_longest(*folded, fillvalue=""):
            text.append("  ".join(part.ljust(most) for part, most in zip(parts, widths)).rstrip())
    return "\n".join(text) + "\n"
