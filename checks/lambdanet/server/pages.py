"""The page of each rule as a file that an editor opens: from the handbook, so that it is there without a clone too."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

from lambdanet.handbook.rule_texts import RuleText, rule_texts
from lambdanet.kit.rules import HEADINGS
from lambdanet.pack_folders import pack_folder


@cache
def _texts() -> dict[str, RuleText]:
    return {rule.id: rule for rule in rule_texts()}


@cache
def _folder() -> Path:
    return Path(tempfile.mkdtemp(prefix="lambdanet-"))


@cache
def page_of(rule: str) -> str:
    """The URI of a rule's page: the clone's, or one that is written where there is none."""
    in_clone = pack_folder() / "docs" / "rules" / f"{rule}.md"
    if in_clone.is_file():
        return in_clone.as_uri()
    file = _folder() / f"{rule}.md"
    file.write_text(_page(_texts()[rule]), encoding="utf-8")
    return file.as_uri()


def _page(rule: RuleText) -> str:
    sections = (f"## {heading}\n\n{rule.sections[heading]}" for heading in HEADINGS)
    return "\n\n".join((f"# {rule.id}: {rule.name}", f"Severity {rule.severity}", *sections)) + "\n"


def title_of(rule: str) -> str:
    """A rule's name: the wanted outcome."""
    return _texts()[rule].name
