"""``lambdanet rules``: the rules of the pack, all or some of them."""

from __future__ import annotations

import argparse
import json
import shutil
import sys
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from lambdanet.standard_error import say

if TYPE_CHECKING:
    from lambdanet.handbook.rule_texts import RuleText


def add_parser(commands: Any) -> argparse.ArgumentParser:
    """Describe the command's options."""
    text = "list the rules: id, severity, persona, the statements they serve, name"
    parser: argparse.ArgumentParser = commands.add_parser("rules", help=text, description=text)
    parser.add_argument("--format", choices=("text", "json"), default="text", help="what to write")
    parser.add_argument("--statement", nargs="+", metavar="S", default=[], help="only rules that serve one of these")
    parser.add_argument("--severity", nargs="+", metavar="SEVERITY", default=[], help="only rules of one of these")
    parser.add_argument("--persona", choices=("default", "strict"), help="only rules of this persona")
    return parser


def run(options: argparse.Namespace) -> int:
    """List them."""
    from lambdanet.handbook.rule_texts import rule_texts
    from lambdanet.kit.rules import SEVERITIES, STATEMENTS

    statements = {statement.upper() for statement in options.statement}
    severities = {severity.upper() for severity in options.severity}
    for wanted, known in ((statements, STATEMENTS), (severities, SEVERITIES)):
        for word in sorted(wanted - set(known)):
            near = "".join(f"; the nearest is {each}" for each in get_close_matches(word, known, n=1, cutoff=0.5))
            say(f"{word} is none of {', '.join(known)}{near}")
            return 2
    rules = [
        rule
        for rule in rule_texts()
        if (not statements or statements & set(rule.statements))
        and (not severities or rule.severity in severities)
        and options.persona in (None, rule.persona)
    ]
    sys.stdout.write(_as_json(rules) if options.format == "json" else _as_text(rules))
    return 0


def _as_json(rules: list[RuleText]) -> str:
    found = [
        {
            "id": rule.id,
            "name": rule.name,
            "severity": rule.severity,
            "persona": rule.persona,
            "statements": list(rule.statements),
            "judges": rule.judges,
            "since": rule.since,
            "frameworks": [vars(control) for control in rule.frameworks],
        }
        for rule in rules
    ]
    return json.dumps(found, indent=2) + "\n"


def _as_text(rules: list[RuleText]) -> str:
    from lambdanet.handbook.tables import table

    rows = [(rule.id, rule.severity, rule.persona, ", ".join(rule.statements), rule.name) for rule in rules]
    head = ("Id", "Severity", "Persona", "Serves", "Rule")
    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else None
    return table(head, rows, width, wrapped=4)
