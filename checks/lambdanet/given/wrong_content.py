"""The wording of what is wrong in a file with facts: the key, what is there and what was expected."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

MOST_REPORTED = 20
DEEPEST = 60


class Problems:
    """What is wrong in one file; of many the first ones."""

    def __init__(self) -> None:
        self.reported: dict[str, None] = {}

    def add(self, problem: str) -> None:
        """Note what is wrong."""
        if len(self.reported) < MOST_REPORTED:
            self.reported[problem] = None

    def is_not(self, key: str, value: Any, expected: str) -> None:
        """Note that a key holds something else than was expected."""
        self.add(f"{key} is {kind_of_json(value)}, expected {expected}")

    def objects(self, key: str, value: Any) -> Iterator[tuple[str, dict[str, Any]]]:
        """The objects of a list, each with its key; what is none is noted."""
        if not isinstance(value, list):
            self.is_not(key, value, "a list")
            return
        for place, element in enumerate(value):
            if isinstance(element, dict):
                yield f"{key}[{place}]", element
            else:
                self.is_not(f"{key}[{place}]", element, "an object")

    def text(self, key: str, holder: dict[str, Any], name: str) -> str | None:
        """The text of a member; None, and noted, where it is no text."""
        value = holder.get(name)
        if isinstance(value, str):
            return value
        if name in holder:
            self.is_not(f"{key}.{name}", value, "a text")
        else:
            self.add(f"{key} has no {name}, expected a text")
        return None


def kind_of_json(value: Any) -> str:
    """What a value of JSON is, for people."""
    kinds = {dict: "an object", list: "a list", str: "a text", bool: "true or false", type(None): "null"}
    return kinds.get(type(value), "a number")


def is_too_deep(value: Any) -> bool:
    """Whether plain data is nested deeper than what people write, so that whoever walks through it might not return."""
    level = [value]
    for _ in range(DEEPEST):
        level = [inner for each in level for inner in _within(each)]
        if not level:
            return False
    return True


def _within(value: Any) -> Any:
    return value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
