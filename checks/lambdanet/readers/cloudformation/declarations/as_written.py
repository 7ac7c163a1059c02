"""A template as its file has it: what Checkov's graph leaves out or changes is read there again."""

from __future__ import annotations

from typing import Any

from lambdanet.regular_files import text_of

_MOST_CHARACTERS = 5_000_000


def template_as_written(file: str, word: str) -> dict[str, Any] | None:
    """The template in a file, when the word is in it: most templates need not be parsed again."""
    try:
        if word not in text_of(file)[:_MOST_CHARACTERS]:
            return None
        from checkov.cloudformation.parser import parse

        found = parse(file)[0]
    except (OSError, ValueError, TypeError, IndexError):
        return None
    return found if isinstance(found, dict) else None
