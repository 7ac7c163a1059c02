"""
What it checks
    The VPC of a function has default tenancy.

Why
    Lambda cannot connect a function to a VPC with dedicated instance tenancy. AWS recommends to put the function in a
    VPC with default tenancy, and to peer that VPC with the dedicated one.

Passes when
    A subnet or a security group of the function is of a VPC with default tenancy. The others are of the same VPC
    (LAMBDANET_304). What a block or a look-up says of any number of subnets counts, where all of them are of one VPC.

Fails when
    A subnet or a security group of the function is of a VPC with dedicated tenancy.

Undecided when
    The VPC, or its tenancy, is not known from the code. The rule does not apply to functions on managed instances, for
    which AWS documents other rules.

Fix in Terraform
    Give the VPC default tenancy, which it has without the argument:

Fix in CloudFormation
    Give the VPC default tenancy, which it has without the property:

References
    https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html
    https://repost.aws/knowledge-center/lambda-dedicated-vpc
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lambdanet.kit.rule_kit import doubted, failed, passed, rule
from lambdanet.kit.wording import short
from lambdanet.queries.attachment.vpc_of_resource import Member, members, possible_members, without_vpc
from lambdanet.queries.judged.subjects import functions, is_in_vpc, is_on_demand
from lambdanet.values import Cause, Known, Unknown, Value, is_false, is_true

if TYPE_CHECKING:
    from lambdanet.kit.verdicts import Verdict
    from lambdanet.model import Function, Network, Vpc
    from lambdanet.settings.known_settings import Settings

KNOWN_TENANCIES = (None, "default", "dedicated")


@rule(
    id="LAMBDANET_402",
    name="Ensure the VPC of a Lambda function has default tenancy",
    statements=("S8",),
    severity="HIGH",
    of=functions("function in a VPC", is_in_vpc, is_on_demand("{} runs on managed instances.")),
    since="0.1.0",
)
def judge(function: Function, network: Network, settings: Settings) -> Verdict:
    vpcs = [(member, _vpc(network, member)) for member in members(network, function)]
    answers = [(member, vpc, _is_dedicated(vpc)) for member, vpc in vpcs if not isinstance(vpc, Unknown)]
    if not answers and not function.subnets.known() and not without_vpc(network, function.subnets):
        # It has a subnet, which is one of these.
        answers = _where_all_agree([(one, _vpc(network, one)) for one in possible_members(network, function)])
    for member, vpc, dedicated in answers:
        if is_true(dedicated):
            return failed(
                function,
                f"{function.address} cannot be connected to {vpc.address}, the VPC of "
                f"{member.resource.address}: it has dedicated tenancy. Use a VPC with default tenancy.",
                [member.resource, vpc],
            )
    default = [vpc for _, vpc, dedicated in answers if is_false(dedicated)]
    if default:
        return passed(function, f"{default[0].address}, the VPC of {function.address}, has default tenancy.")
    doubts = [vpc if isinstance(vpc, Unknown) else _is_dedicated(vpc) for _, vpc in vpcs]
    unknown = [doubt for doubt in doubts if isinstance(doubt, Unknown)]
    clause = f"The tenancy of the VPC of {function.address} is not known"
    return doubted(function, clause, *unknown, function.subnets, function.security_groups)


def _where_all_agree(vpcs: list[tuple[Member, Vpc | Unknown]]) -> list[tuple[Member, Vpc, Value[bool]]]:
    answers = [(member, vpc, _is_dedicated(vpc)) for member, vpc in vpcs if not isinstance(vpc, Unknown)]
    same = all(answer == answers[0][2] for _, _, answer in answers)
    return answers if same and len(answers) == len(vpcs) else []


def _is_dedicated(vpc: Vpc) -> Value[bool]:
    if isinstance(vpc.tenancy, Unknown):
        return Unknown(f"the tenancy of {vpc.address}: {vpc.tenancy.reason}", cause=vpc.tenancy.cause)
    if vpc.tenancy.value not in KNOWN_TENANCIES:
        return Unknown(f"{vpc.address} has the tenancy {vpc.tenancy.value!r}")
    return Known(vpc.tenancy.value == "dedicated")


def _vpc(network: Network, member: Member) -> Vpc | Unknown:
    if isinstance(member.vpc, Unknown):
        return member.vpc
    missing = short(member.vpc.value) or f"the default VPC, that of {member.resource.address},"
    return network.vpcs.get(member.vpc.value) or Unknown(
        f"{missing} is not declared in the scanned code", cause=Cause.NOT_DECLARED
    )
