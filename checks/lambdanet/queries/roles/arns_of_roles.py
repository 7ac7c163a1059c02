"""What is known of an ARN that names a role: AWS gives it when it makes the role."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lambdanet.identities import is_written_out

if TYPE_CHECKING:
    from lambdanet.values import Unknown


def is_arn_of(value: Unknown, role: str) -> bool:
    """Whether a text is the ARN of a role of the code, and nothing beside it. Some policies are read in lower case."""
    return bool(role) and (value.symbol or "").lower() == f"{role}.arn".lower()


def is_arn_of_another(value: Unknown, role: str) -> bool:
    """Whether a text is the ARN of one more role that the code makes. One that is looked up may be the same."""
    if not role or is_written_out(role) or len(value.candidates) != 1:
        return False
    (other,) = value.candidates
    return other != role and _is_made(other) and _is_made(role) and is_arn_of(value, other)


def _is_made(role: str) -> bool:
    return not is_written_out(role) and "data." not in role.rpartition("|")[2]
