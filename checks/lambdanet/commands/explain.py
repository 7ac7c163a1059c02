"""``lambdanet explain ID``: a rule's page in the terminal."""

from __future__ import annotations

import argparse
import sys
import textwrap
from typing import TYPE_CHECKING, Any

from lambdanet.standard_error import say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lambdanet.handbook.rule_texts import RuleText


def rule_ids(**_: object) -> list[str]:
    """The ids of all rules, for a shell that completes one."""
    from lambdanet.handbook.rule_texts import rule_texts

    return [rule.id for rule in rule_texts()]


def add_parser(commands: Any) -> argparse.ArgumentParser:
    """Describe the command's options."""
    text = "explain what rules check and why, when they pass, fail or stay undecided, and how to fix a failure"
    parser: argparse.ArgumentParser = commands.add_parser("explain", help=text, description=text)
    ids = parser.add_argument("ids", nargs="+", metavar="ID", help="a rule's id, or its number alone: 401")
    ids.completer = rule_ids  # type: ignore[attr-defined]  # as argcomplete looks for it
    return parser


def run(options: argparse.Namespace) -> int:
    """Print the pages; an id that is none is reported with the nearest ones."""
    from lambdanet.handbook.rule_texts import rule_texts

    rules = {rule.id: rule for rule in rule_texts()}
    wanted = [_id(word) for word in options.ids]
    unknown = [id for id in wanted if id not in rules]
    for id in unknown:
        near = _nearest(id, rules)
        say(f"there is no rule {id}; the nearest are {', '.join(near)}")
    if unknown:
        return 2
    bold = sys.stdout.isatty()
    sys.stdout.write("\n\n".join("\n".join(_page(rules[id], bold)) for id in wanted) + "\n")
    return 0


def _id(word: str) -> str:
    return f"LAMBDANET_{word}" if word.isdecimal() else word.upper()


def _nearest(id: str, rules: dict[str, RuleText]) -> list[str]:
    """By the letters and digits that they share; of those that share as many, by number."""
    from difflib import SequenceMatcher

    digits = "".join(character for character in id if character.isdecimal())
    number = int(digits or 0)

    def distance(known: str) -> tuple[float, int]:
        return -SequenceMatcher(None, id, known).ratio(), abs(int(rules[known].number) - number)

    return sorted(sorted(rules, key=distance)[:3])


def _page(rule: RuleText, bold: bool) -> Iterator[str]:
    from lambdanet.kit.rules import HEADINGS
    from lambdanet.kit.statements import STATEMENTS

    title = f"{rule.id}: {rule.name}"
    yield from textwrap.wrap(title, 100) if not bold else [f"\033[1m{title}\033[0m"]
    asked = ", applies only with persona: strict in the settings" if rule.persona == "strict" else ""
    yield f"Severity {rule.severity}; judges: {rule.judges}; persona {rule.persona}{asked}; since {rule.since}"
    for statement in rule.statements:
        yield from textwrap.wrap(f"{statement}: {STATEMENTS[statement]}", 100, subsequent_indent="    ")
    for heading in HEADINGS:
        yield from _section(heading, rule.sections[heading], bold)
        if heading == "Undecided when":
            settings = "\n".join(_settings(rule.id))
            if settings:
                yield from _section("Settings", settings, bold)
    if rule.frameworks:
        lines = (f"{control.framework}: {control.control} ({control.source})" for control in rule.frameworks)
        yield from _section("Mapped to", "\n".join(lines), bold)


def _section(heading: str, text: str, bold: bool) -> Iterator[str]:
    yield ""
    yield f"\033[1m{heading}\033[0m" if bold else heading
    yield textwrap.indent(text.replace("``", "`"), "    ")


def _settings(id: str) -> Iterator[str]:
    """The settings that the rule asks, with their values in force."""
    import dataclasses

    from lambdanet.settings.known_settings import Settings
    from lambdanet.settings.settings_in_force import current

    for item in dataclasses.fields(Settings()):
        if id in item.metadata["text"]:
            value = getattr(current(), item.name)
            shown = str(value).lower() if isinstance(value, bool) else value
            yield f"{item.name}: {shown} ({item.metadata['allowed']})"
