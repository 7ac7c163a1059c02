"""The execution roles of functions in a VPC, with the functions that have them."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from lambdanet.kit.verdicts import Verdict, doubted
from lambdanet.kit.wording import short
from lambdanet.queries.attachment.attachment import in_vpc
from lambdanet.queries.judged.subjects import Subjects
from lambdanet.records import dataclass
from lambdanet.undeclared import not_in_code
from lambdanet.values import Cause, Unknown, is_false, is_true

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from lambdanet.model import ExecutionRole, Function, Network


@dataclass(frozen=True)
class UsedRole:
    """A role, the functions that certainly have it, and those that may have it too.

    Of the functions it is known, or may be, that they are in a VPC.
    """

    role: ExecutionRole
    users: list[Function]
    perhaps: list[Function]


def _walk(network: Network, judge: Callable[[UsedRole], Verdict]) -> Iterator[Verdict]:
    by_role: dict[str, list[Function]] = {}
    perhaps: dict[str, list[Function]] = {}
    for function in network.functions.values():
        if is_false(in_vpc(function)) or is_true(function.managed_instances):
            continue
        role = function.role
        if isinstance(role, Unknown):
            for candidate in role.candidates:
                perhaps.setdefault(candidate, []).append(function)
            yield _elsewhere(function, role)
        elif role.value is not None and role.value in network.roles:
            by_role.setdefault(role.value, []).append(function)
        else:
            yield _elsewhere(function, not_in_code(f"{short(role.value or '')} is elsewhere", role.value))
    for identity, users in by_role.items():
        yield judge(UsedRole(network.roles[identity], users, perhaps.get(identity, [])))


def _elsewhere(function: Function, why: Unknown) -> Verdict:
    why = dataclasses.replace(why, cause=why.cause or Cause.NOT_DECLARED)
    return doubted(function, f"The execution role of {function.address} is not in the scanned code", why)


roles_of_functions = Subjects("execution role of functions in a VPC", _walk)
