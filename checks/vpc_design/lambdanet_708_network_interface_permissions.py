"""
What it checks
    The execution role of a function in a VPC may manage network interfaces: create, describe and delete them, on every
    resource. Managed, inline and attached policies, permissions boundaries and the roles that SAM generates are read.

Why
    Lambda uses the execution role of a function to create its interfaces. Without the permission the function cannot be
    created or updated in the VPC, and interfaces cannot be removed later.

Passes when
    The policies of the role allow the three actions, through managed policies of AWS
    (``AWSLambdaVPCAccessExecutionRole``, ``AWSLambdaENIManagementAccess``) or statements, and so does its permissions
    boundary, if it has one. Statements may name all resources, or all network interfaces, subnets and security groups
    of the Region, which is what the actions require.

Fails when
    All policies of the role are in the scan, and one of the three actions is not allowed or is denied, by them or by
    the permissions boundary. A denial under a condition counts if the calls that Lambda makes with the role certainly
    meet it, as with ``aws:RequestedRegion`` and the Region of the function. A denial on ``lambda:SourceFunctionArn``,
    which AWS recommends to keep the code of the function from using the permission, does not affect them.

Undecided when
    The role, one of its policies, its boundary or the document of a policy is not known from the code. Or the actions
    are allowed or denied only on some resources, or under conditions that the calls of Lambda may not meet. Or a
    managed policy has the ARN of another partition than the function. Functions on managed instances do not count: the
    role of the capacity provider manages their interfaces.

Fix in Terraform
    Attach AWS's managed policy:

Fix in CloudFormation
    Attach AWS's managed policy:

References
    https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html
    https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSLambdaVPCAccessExecutionRole.html
    https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lambdanet.kit.rule_kit import doubted, failed, not_known, passed, rule, undecided
from lambdanet.kit.wording import names, short
from lambdanet.queries.caching import once_per_key
from lambdanet.queries.judged.subjects import functions, is_in_vpc, is_on_demand
from lambdanet.queries.roles.role_permissions import denied_actions, may_manage_interfaces, missing_actions
from lambdanet.undeclared import missing
from lambdanet.values import Cause, Known, Unknown

if TYPE_CHECKING:
    from lambdanet.kit.verdicts import Verdict
    from lambdanet.model import Function, Network
    from lambdanet.settings.known_settings import Settings
    from lambdanet.values import Value

ON_CAPACITY_PROVIDER = "{} runs on a capacity provider, whose own role manages the interfaces."


@rule(
    id="LAMBDANET_708",
    name="Ensure the execution role of a Lambda function in a VPC may manage network interfaces",
    statements=("S4", "S10"),
    severity="HIGH",
    of=functions("function in a VPC", is_in_vpc, is_on_demand(ON_CAPACITY_PROVIDER)),
    since="0.1.0",
)
def judge(function: Function, network: Network, settings: Settings) -> Verdict:
    if isinstance(function.role, Unknown):
        return doubted(function, f"The execution role of {function.address} is not known", function.role)
    role = network.roles.get(function.role.value or "")
    if role is None:
        sentence = short(function.role.value or "a role that is not named")
        sentence = f"The execution role of {function.address} ({sentence}) is not declared in the scanned code."
        return undecided(function, sentence, causes=[Cause.NOT_DECLARED], waits_for=missing(function.role.value or ""))
    whose = f"{role.address}, the role of {function.address},"
    allowed = may_manage_interfaces(network, (role.identity, function.region))
    if isinstance(allowed, Unknown):
        return not_known(function, f"whether {whose} may manage network interfaces", allowed, related=[role])
    if allowed.value:
        return passed(function, f"{whose} may manage network interfaces.", [role])
    return failed(function, f"{whose} {_what_is_wrong(network, (role.identity, function.region))}", [role])


@once_per_key
def _what_is_wrong(network: Network, key: tuple[str, Value[str | None]]) -> str:
    """Of a role, by its identity, in a Region: many functions may have it."""
    role, region = network.roles[key[0]], key[1]
    if denied := denied_actions(role, region):
        return f"denies {names(denied)}: remove the denial, or deny it only to the code of the function."
    if missing := missing_actions(role, region):
        return f"does not allow {names(missing)}: attach AWSLambdaVPCAccessExecutionRole."
    boundary = role.boundary.value if isinstance(role.boundary, Known) else None
    name = boundary.name if boundary is not None else ""
    missing = missing_actions(boundary, region) if boundary is not None else []
    return (
        f"may not use {names(missing)}, because its permissions boundary {name} does not allow it: allow it there too."
    )
