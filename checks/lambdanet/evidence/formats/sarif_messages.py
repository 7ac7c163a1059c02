"""Messages in SARIF: what they name is a link to its place, and nothing else in them is a link."""

from __future__ import annotations

import re
from collections.abc import Mapping

_LONGEST = 1024


def linked(sentence: str, ids: Mapping[str, int]) -> str:
    """The sentence, each name in it a link to the related location of its id."""
    # The longest first: a name may be part of another.
    names = "|".join(re.escape(name) for name in sorted(ids, key=len, reverse=True) if name)
    if not names:
        return _without_links(sentence)
    pieces = re.split(rf"(?<![\w.-])({names})(?![\w\[-]|\.\w)", sentence)
    return "".join(
        f"[{_escaped(piece)}]({ids[piece]})" if number % 2 else _without_links(piece)
        for number, piece in enumerate(pieces)
    )


def within_limit(text: str) -> str:
    """As much of a description as GitHub takes, whole sentences if there are any.

    https://docs.github.com/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning
    """
    if len(text) <= _LONGEST:
        return text
    whole = text[:_LONGEST].rpartition(". ")[0]
    return f"{whole}." if whole else f"{text[: _LONGEST - 1]}…"


def _without_links(text: str) -> str:
    """A bracket is a letter, unless a link could be read from it on."""
    return _escaped(text) if "](" in text else text


def _escaped(text: str) -> str:
    return re.sub(r"([\[\]\\])", r"\\\1", text)
