"""Writes what AWS's managed policies allow on network interfaces: ``python scripts/managed_policies.py SOURCE``.

SOURCE holds the policies as JSON, name -> {"Document": ...}, as the API of IAM gives them. The file
``moto/iam/aws_managed_policies.py`` in the package moto is such a file: its text is that JSON with Python around it.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
TABLE = ROOT / "checks" / "lambdanet" / "aws" / "managed_policies.txt"
sys.path.insert(0, str(ROOT / "checks"))

from lambdanet.aws.managed_policies import DESCRIBING, MANAGING  # noqa: E402


def main() -> int:
    """Write the table; its head, which says where the policies are from, stays."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source", type=Path, help="the file with the policies")
    options = parser.parse_args()
    text = options.source.read_text(encoding="utf-8")
    policies = json.loads(text[text.index("{") : text.rindex("}") + 1])
    head = [line for line in TABLE.read_text(encoding="utf-8").splitlines() if line.startswith("#")]
    TABLE.write_text("\n".join([*head, *_sections(policies)]) + "\n", encoding="utf-8")
    return 0


def _sections(policies: dict[str, Any]) -> Iterator[str]:
    answers = {name: _answer(policy["Document"]) for name, policy in policies.items()}
    for section in ("all", "describes", "some", "none"):
        yield f"[{section}]"
        yield from sorted(name for name, answer in answers.items() if answer == section)


def _answer(document: dict[str, Any]) -> str:
    """Whether the policy allows the actions on every resource ("all"), nothing of them ("none"), or some of it.

    One that allows to describe interfaces and nothing else of it "describes" them.
    """
    statements = _listed(document["Statement"])
    allowed = [statement for statement in statements if statement["Effect"] == "Allow"]
    touched = [action for action in MANAGING if any(_is_about(each, action) for each in allowed)]
    if not touched:
        return "none"
    denied = any(_is_about(each, action) for each in statements if each["Effect"] == "Deny" for action in MANAGING)
    plain = [each for each in allowed if "Condition" not in each and "*" in _listed(each.get("Resource", ()))]
    whole = [action for action in MANAGING if any(_is_about(each, action) for each in plain)]
    if denied or whole != touched:
        return "some"
    return "all" if len(whole) == len(MANAGING) else "describes" if whole == [DESCRIBING] else "some"


def _is_about(statement: dict[str, Any], action: str) -> bool:
    if "NotAction" in statement:
        return not any(fnmatchcase(action, pattern.lower()) for pattern in _listed(statement["NotAction"]))
    return any(fnmatchcase(action, pattern.lower()) for pattern in _listed(statement["Action"]))


def _listed(value: Any) -> list[Any]:
    return list(value) if isinstance(value, (list, tuple)) else [value]


if __name__ == "__main__":
    raise SystemExit(main())
