"""
What it checks
    The execution role of functions in a VPC denies the actions on network interfaces to the code of the functions, by a
    denial with the condition key ``lambda:SourceFunctionArn``, which is set only when the code calls. For a role that
    SAM makes, the rule reports on the function.

Why
    Lambda uses the execution role of a function to create and delete its interfaces, so the code of the function may do
    the same. Compromised or faulty code can delete interfaces of others, or create some in any subnet of the account.
    AWS recommends the denial.

    The rule is strict: it costs one more statement in each role. That is worth it if functions run code of others, or
    if least privilege is audited.

Passes when
    For each function in a VPC that has the role, each of the actions that AWS lists (create, describe, delete, detach
    an interface, assign and unassign addresses, describe subnets) is denied to its code or not allowed to the role.

Fails when
    Everything that matters is known, and the role allows one of the actions without a denial that names the function.

Undecided when
    The role, one of its policies, or the name of the function in the denial is not known from the code; or the denial
    depends on other conditions.

Fix in Terraform
    Deny the actions to the function's code:

Fix in CloudFormation
    Deny the actions to the function's code, in a separate policy, because the function needs the role first:

References
    https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html
    https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lambdanet.kit.rule_kit import PASSED, doubted, failed, not_known, passed, rule
from lambdanet.kit.wording import names
from lambdanet.queries.attachment.attachment import in_vpc
from lambdanet.queries.judged.roles_of_functions import roles_of_functions
from lambdanet.queries.judged.uncertain_users import whoever_is_there
from lambdanet.queries.roles.code_permissions import open_to_code
from lambdanet.values import Unknown, is_true

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lambdanet.kit.verdicts import Verdict
    from lambdanet.model import ExecutionRole, Function, Network, Resource
    from lambdanet.queries.judged.roles_of_functions import UsedRole
    from lambdanet.settings.known_settings import Settings


@rule(
    id="LAMBDANET_709",
    name="Ensure the code of Lambda functions in a VPC may not manage network interfaces",
    statements=("S10",),
    severity="LOW",
    of=roles_of_functions,
    since="0.1.0",
    persona="strict",
)
def judge(used: UsedRole, network: Network, settings: Settings) -> Verdict:
    role, users, others = used.role, used.users, used.perhaps
    found = whoever_is_there(
        network.uncertain, users, lambda user: user.identity, lambda some: _judged(network, role, some)
    )
    if isinstance(found, Unknown):
        clause = f"whether the code of all of {names(users)} uses {role.address}"
        return not_known(users[0] if role.generated else role, clause, found, related=users)
    if found.kind == PASSED and others and _judged(network, role, others).kind != PASSED:
        which = f"{role.address} may be the role of {names(others)} too, whose code it does not keep from interfaces"
        why = [other.role for other in others if isinstance(other.role, Unknown)]
        return doubted(found.resource, which, *why, related=others)
    return found


def _judged(network: Network, role: ExecutionRole, functions: Sequence[Function]) -> Verdict:
    judged: Resource = functions[0] if role.generated else role
    certain: list[tuple[Function, list[str]]] = []
    doubts: list[Unknown] = []
    for function in functions:
        actions, attached = open_to_code(network, role, function), in_vpc(function)
        if actions.known() and is_true(attached):
            certain.append((function, actions.known()))
        else:
            doubts += actions.unknowns()
            doubts += [attached] if actions.known() and isinstance(attached, Unknown) else []
    if certain:
        first = certain[0][1]
        whose = names(function for function, found in certain if found == first)
        sentence = f"{role.address} lets the code of {whose} use {names(first)}"
        return failed(judged, f"{sentence}: deny that by a condition on lambda:SourceFunctionArn.", functions)
    if doubts:
        clause = f"whether {role.address} lets the code of {names(functions)} manage network interfaces"
        return not_known(judged, clause, *doubts, related=functions)
    return passed(judged, f"{role.address} keeps the code of {names(functions)} from network interfaces.", functions)
