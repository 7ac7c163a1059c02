"""What the declaration of a parameter says of its values: which are allowed, and that nobody may see them.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lambdanet.given.facts import Fact
from lambdanet.given.notes import notes
from lambdanet.readers.cloudformation.declarations.partial_texts import scalar_text
from lambdanet.readers.cloudformation.declarations.template import Template


def is_secret(declaration: Mapping[Any, Any]) -> bool:
    """Whether AWS would not show the value."""
    return declaration.get("NoEcho") not in (None, False, "false", "False")


def is_allowed(name: str, given: Fact, template: Template) -> bool:
    """Whether AWS would take the value that a file gives; a file that gives another is reported, and does not count."""
    declaration = template.parameters[name]
    kind, allowed = declaration.get("Type"), declaration.get("AllowedValues")
    texts = [str(given.value)]
    if isinstance(kind, str) and (kind == "CommaDelimitedList" or kind.startswith("List<")):
        texts = [text.strip() for text in str(given.value).split(",")]
    if kind in ("Number", "List<Number>") and not all(_is_number(text) for text in texts):
        return _refused(name, given, "a number")
    if isinstance(allowed, list) and allowed:
        words = [word for word in map(scalar_text, allowed) if word is not None]
        if len(words) == len(allowed) and not set(texts) <= set(words):
            # They may be as secret as the value, of which one of them is a candidate.
            expected = "one of its AllowedValues" if is_secret(declaration) else f"one of {', '.join(words)[:200]}"
            return _refused(name, given, expected)
    return True


def _refused(name: str, given: Fact, expected: str) -> bool:
    # The value itself is not shown: files of values hold secrets.
    notes().add_problem(f"{given.file.shown}: the value of {name} is not what the template allows: {expected}")
    return False


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
