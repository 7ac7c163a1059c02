"""
What it checks
    The execution role of functions in a VPC denies the actions on network interfaces to the functions' code: by a
    denial on the condition key ``lambda:SourceFunctionArn``, which is there only when the code calls. A role that
    SAM makes is judged on its function.

Why
    Lambda creates and deletes a function's interfaces with the function's execution role, and so the function's code
    may do it too. Code that was broken into, or is wrong, can delete interfaces of others, or make some in any
    subnet of the account. AWS advises the denial.

    The rule is strict: it is one statement more in each role, worth it where functions run code that others give
    them, and where least privilege is audited.

Passes when
    For each function in a VPC that has the role, each of the actions that AWS lists (create, describe, delete, detach
    an interface, assign and unassign addresses, describe subnets) is denied to its code or not allowed to the role.

Fails when
    All that matters is in view, and the role allows one of the actions without a denial that names the function.

Undecided when
    The role, one of its policies, or the name of the function in the denial is not told by the code; or the denial
    depends on other conditions.

Fix in Terraform
    Deny the actions to the function's code:

Fix in CloudFormation
    Deny the actions to the function's code, in a policy of its own as the function needs the role first:

References
    https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html
    https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lambdanet.kit.rule_kit import PASSED, failed, not_known, passed, rule, undecided
from lambdanet.kit.wording import names, reasons, short
from lambdanet.queries.attachment.attachment import in_vpc
from lambdanet.queries.judged.uncertain_users import whoever_is_there
from lambdanet.queries.roles.code_permissions import open_to_code
from lambdanet.values import Known, Unknown, Value, is_false, is_true

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lambdanet.kit.verdicts import Verdict
    from lambdanet.model import ExecutionRole, Function, Network, Resource
    from lambdanet.settings.known_settings import Settings

    User = tuple[Function, Value[bool]]


@rule(
    id="LAMBDANET_709",
    name="Ensure the code of Lambda functions in a VPC may not manage network interfaces",
    statements=("S10",),
    severity="LOW",
    judges="execution role of functions in a VPC",
    since="0.1.0",
    persona="strict",
)
def judge(network: Network, settings: Settings) -> Iterator[Verdict]:
    by_role: dict[str, list[User]] = {}
    perhaps: dict[str, list[User]] = {}
    for function in network.functions.values():
        attached = in_vpc(function)
        if is_false(attached) or is_true(function.managed_instances):
            continue
        role = function.role
        named = role.value or "" if isinstance(role, Known) else ""
        if named in network.roles:
            by_role.setdefault(named, []).append((function, attached))
            continue
        for candidate in role.candidates if isinstance(role, Unknown) else ():
            perhaps.setdefault(candidate, []).append((function, attached))
        told = reasons(role) if isinstance(role, Unknown) else f"{short(named)} is elsewhere"
        yield undecided(function, f"The execution role of {function.address} is not in the scanned code: {told}.")
    for identity, users in by_role.items():
        yield _of_role(network, network.roles[identity], users, perhaps.get(identity, []))


def _of_role(network: Network, role: ExecutionRole, users: list[User], perhaps: list[User]) -> Verdict:
    found = whoever_is_there(
        network.uncertain, users, lambda user: user[0].identity, lambda some: _judged(network, role, some)
    )
    if isinstance(found, Unknown):
        functions = [function for function, _ in users]
        clause = f"whether the code of all of {names(functions)} uses {role.address}"
        return not_known(functions[0] if role.generated else role, clause, found, related=functions)
    if found.kind == PASSED and perhaps and _judged(network, role, perhaps).kind != PASSED:
        others = [function for function, _ in perhaps]
        told = f"{role.address} may be the role of {names(others)} too, whose code it does not keep from interfaces"
        why = reasons(*(other.role for other in others if isinstance(other.role, Unknown)))
        return undecided(found.resource, f"{told}: {why}.", others)
    return found


def _judged(network: Network, role: ExecutionRole, users: Sequence[User]) -> Verdict:
    functions = [function for function, _ in users]
    judged: Resource = functions[0] if role.generated else role
    certain: list[tuple[Function, list[str]]] = []
    doubts: list[Unknown] = []
    for function, attached in users:
        actions = open_to_code(network, role, function)
        if actions.known() and is_true(attached):
            certain.append((function, actions.known()))
        else:
            doubts += actions.unknowns()
            doubts += [attached] if actions.known() and isinstance(attached, Unknown) else []
    if certain:
        first = certain[0][1]
        whose = names(function for function, found in certain if found == first)
        return failed(
            judged,
            f"{role.address} lets the code of {whose} use {names(first)}: deny that where "
            "lambda:SourceFunctionArn is the function's.",
            functions,
        )
    if doubts:
        clause = f"whether {role.address} lets the code of {names(functions)} manage network interfaces"
        return not_known(judged, clause, *doubts, related=functions)
    return passed(judged, f"{role.address} keeps the code of {names(functions)} from network interfaces.", functions)
