"""Keeps what Checkov's rendering of Terraform has evaluated.

Checkov evaluates the same few expressions again and again, each time in an interpreter that it makes for it: of 68,000
evaluations in one real repository, one in ten was a new one, and all took half of the run. An answer that nobody can
change, and that there is none, is the same the next time.
"""

from __future__ import annotations

from typing import Any

_MOST = 100_000
_UNCHANGING = (str, int, float, bool, type(None))


def keep_evaluations() -> None:
    """Put a memory in front of Checkov's evaluation, once in a process; nothing where Checkov has changed."""
    from checkov.terraform.graph_builder.variable_rendering import evaluate_terraform

    evaluate = getattr(evaluate_terraform, "evaluate", None)
    if callable(evaluate) and not isinstance(evaluate, _Memory):
        evaluate_terraform.evaluate = _Memory(evaluate)


class _Memory:
    """A function of a text, with its answers and its refusals so far."""

    def __init__(self, evaluate: Any) -> None:
        self._evaluate = evaluate
        self._answers: dict[str, Any] = {}
        self._refusals: dict[str, str] = {}

    def __call__(self, text: Any) -> Any:
        if not isinstance(text, str):
            return self._evaluate(text)
        if text in self._answers:
            return self._answers[text]
        if text in self._refusals:
            raise ValueError(self._refusals[text])
        if len(self._answers) + len(self._refusals) > _MOST:
            self._answers.clear()
            self._refusals.clear()
        try:
            answer = self._evaluate(text)
        except Exception as refusal:
            # Not the exception itself, which holds on to all that was there when it was raised.
            self._refusals[text] = str(refusal)
            raise
        if isinstance(answer, _UNCHANGING):
            self._answers[text] = answer
        return answer
