"""What is known of an ARN that names a role: AWS gives it when it makes the role."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lambdanet.values import Unknown


def is_arn_of(value: Unknown, role: str) -> bool:
    """Whether a text is the ARN of a role of the code, and nothing beside it. Some policies are read in lower case."""
    return bool(role) and (value.symbol or "").lower() == f"{role}.arn".lower()
