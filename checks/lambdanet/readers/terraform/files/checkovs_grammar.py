"""Texts that the grammar that Checkov brings would take for ever to refuse.

Its expressions for strings try every way to divide the letters before they give up, for instance of a string whose
interpolation has an escaped quote in it. Checkov ends that after some seconds and refuses the file. An expression for
each letter says the same at once.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from lambdanet.readers.terraform.syntax.outline import outline

_INTERPOLATION = r'\$\{(?:(?!\$\{)[^}"]|"[^"]*"|\$\{[^}]+\})+\}'
_STRING = re.compile(rf'(?:(?!\$\{{)(?:[^"\\]|\\.)|{_INTERPOLATION})*')
_REPEATED_WITHIN_REPEATED = re.compile(r"\)\)\+/\+?")


def refuse_slow_strings(text: str) -> None:
    """Raises what the grammar would raise for a string that it does not take; ``SyntaxProblem`` as ``outline`` does."""
    if not all(each.heredoc or _STRING.fullmatch(each.content) for each in outline(text).strings):
        _letter_by_letter().parse(text)


@lru_cache(maxsize=1)
def _letter_by_letter() -> Any:
    """The grammar without repetitions of repetitions; it takes a second to make, so only where it is needed."""
    from hcl2.parser import LARK_GRAMMAR  # type: ignore[import-untyped, unused-ignore]
    from lark import Lark

    return Lark(_REPEATED_WITHIN_REPEATED.sub("))/", LARK_GRAMMAR), parser="lalr")
