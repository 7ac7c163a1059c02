"""The memory in front of Checkov's evaluation gives what Checkov gives, and asks it once."""

from __future__ import annotations

from typing import Any

import pytest

from lambdanet.evidence.gather.evaluations import _Memory, keep_evaluations


def test_answers_and_refusals_are_kept_and_what_can_be_changed_is_not() -> None:
    asked: list[str] = []

    def evaluate(text: str) -> Any:
        asked.append(text)
        if text == "wrong":
            raise ValueError("no expression")
        return [1] if text == "list" else text.upper()

    memory = _Memory(evaluate)
    assert [memory("a"), memory("a"), memory("list"), memory("list")] == ["A", "A", [1], [1]]
    for _ in range(2):
        with pytest.raises(ValueError, match="no expression"):
            memory("wrong")
    assert asked == ["a", "list", "list", "wrong"]


def test_the_memory_is_put_there_once() -> None:
    from checkov.terraform.graph_builder.variable_rendering import evaluate_terraform

    keep_evaluations()
    first = evaluate_terraform.evaluate
    keep_evaluations()
    assert evaluate_terraform.evaluate is first
    assert evaluate_terraform.evaluate_terraform("${1 + 2}") == 3
