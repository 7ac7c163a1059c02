"""What is in a list of an answer of AWS's, which somebody may have written by hand."""

from __future__ import annotations

from typing import Any


def objects_of(data: dict[str, Any], name: str) -> list[dict[str, Any]]:
    """The objects in a list of an answer; none where it is not known."""
    listed = data.get(name)
    return [each for each in listed if isinstance(each, dict)] if isinstance(listed, list) else []


def texts_of(listed: Any) -> list[str]:
    """The texts in a list; none of anything else."""
    return [each for each in listed if isinstance(each, str)] if isinstance(listed, list) else []
