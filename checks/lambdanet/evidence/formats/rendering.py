"""The templates of the reports: Jinja2, which Checkov brings; everything from templates and code is escaped."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lambdanet.evidence.findings.reading_order import most_important_first
from lambdanet.plain_text import plain

if TYPE_CHECKING:
    from jinja2 import Environment

TEMPLATES = Path(__file__).with_name("templates")


@lru_cache(maxsize=1)
def environment() -> Environment:
    """The environment of HTML and SVG, which escapes, and in which an unknown name is an error."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    made = Environment(
        loader=FileSystemLoader(str(TEMPLATES)),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_in_plain_text,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters["shown"] = most_important_first
    return made


def _in_plain_text(value: Any) -> Any:
    # Markup is a text whose parts have been here before; line breaks belong to it.
    return plain(value) if type(value) is str else value
