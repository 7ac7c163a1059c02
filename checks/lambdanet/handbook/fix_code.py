"""The code of the rules' fixes, taken from the networks that show that it works.

The folder ``fixes`` next to this file holds whole networks in both languages, which no rule fails. What a rule's page
shows is marked in one of them::

    # fix: LAMBDANET_401
    vpc_config {
      ...
    }
    # end of fix: LAMBDANET_401

One mark may name several rules, separated by commas, one rule may have several marks in a network, and marked code may
hold other marks.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from functools import cache
from pathlib import Path

FIXES = Path(__file__).resolve().parent / "fixes"
LANGUAGES = {"Fix in Terraform": ("terraform", "*/*.tf"), "Fix in CloudFormation": ("cloudformation", "*.template")}
"""Of each section of a page that shows a fix, the folder and the files of its networks."""

_MARK = re.compile(r"\s*# (?P<end>end of )?fix: (?P<rules>LAMBDANET_\d{3}(?:, LAMBDANET_\d{3})*)")
_LOOKS_LIKE_ONE = re.compile(r"\s*#.*\bfix:")


class FixProblem(ValueError):
    """A network in which a mark is not well-formed, or has no counterpart."""


def fix_of(rule: str, heading: str) -> str:
    """The code of a rule's fix; empty where none is marked. heading: one of ``LANGUAGES``.

    Raises FixProblem when the marks of a network are wrong.
    """
    return "\n\n".join(code for _, code in fixes(heading).get(rule, ()))


@cache
def fixes(heading: str) -> dict[str, list[tuple[Path, str]]]:
    """The marked code of each rule in a language, with the file that it is in."""
    folder, pattern = LANGUAGES[heading]
    found: dict[str, list[tuple[Path, str]]] = {}
    for file in sorted((FIXES / folder).glob(pattern)):
        for rule, code in _marked(file):
            found.setdefault(rule, []).append((file, code))
    return found


def _marked(file: Path) -> Iterator[tuple[str, str]]:
    """Each rule that a mark of the file names, with the code between the mark and its end."""
    begun: dict[str, list[str]] = {}
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
        mark = _MARK.fullmatch(line)
        if mark is None:
            if _LOOKS_LIKE_ONE.match(line):
                raise FixProblem(f"{file}:{number}: not a well-formed mark: {line.strip()}")
            for lines in begun.values():
                lines.append(line)
        elif not mark["end"]:
            begun[mark["rules"]] = []
        elif mark["rules"] in begun:
            code = textwrap.dedent("\n".join(begun.pop(mark["rules"]))).strip("\n")
            yield from ((rule, code) for rule in mark["rules"].split(", "))
        else:
            raise FixProblem(f"{file}:{number}: ends what has not begun: {mark['rules']}")
    if begun:
        raise FixProblem(f"{file}: has no end of the fix of {'; '.join(begun)}")
