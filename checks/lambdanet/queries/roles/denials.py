"""What a role's own denials take away from what its policies allow: a denial wins.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
"""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from lambdanet.values import Known

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lambdanet.model import ExecutionRole, PolicyStatement


def denials_of(role: ExecutionRole, action: str) -> Iterator[PolicyStatement]:
    """The statements that deny an action, or all that a pattern stands for, on some resources or in some calls."""
    return (one for one in role.statements.known() if one.effect == Known("Deny") and is_about(one, action))


def is_denied(role: ExecutionRole, action: str) -> bool:
    """Whether an action, or all that a pattern stands for, is denied on every resource, whatever the call."""
    return any(_is_for_everything(statement) for statement in denials_of(role, action))


def _is_for_everything(statement: PolicyStatement) -> bool:
    everywhere = statement.not_resources is None and "*" in statement.resources.known()
    return everywhere and statement.conditional == Known(False)


def is_about(statement: PolicyStatement, action: str) -> bool:
    """Whether a statement certainly is about an action, or about all that a pattern stands for."""
    left_out = statement.not_actions
    if left_out is None:
        return any(fnmatchcase(action, pattern) for pattern in statement.actions.known())
    kept = any(fnmatchcase(action, one) or fnmatchcase(one, action) for one in left_out.known())
    return left_out.complete and not kept
