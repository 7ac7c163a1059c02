"""
What it checks
    VPC Block Public Access does not block the ways to the internet that the functions of a VPC use: NAT gateways and,
    for functions with dual-stack networking, egress-only internet gateways.

Why
    The mode ``block-bidirectional`` stops all internet traffic of the VPCs of the account in the Region, also outbound
    traffic through NAT gateways and egress-only internet gateways. The routes of the functions look right, but nothing
    that the functions send to the internet or to AWS services gets out.

Passes when
    The mode is ``off`` or ``block-ingress``, an exclusion exempts the VPC or every subnet on the way, or no function
    uses a way to the internet.

Fails when
    The mode is ``block-bidirectional``, functions use a NAT gateway or an egress-only internet gateway, and no
    exclusion exempts that way. The mode and the exclusions in the files of an account count for the VPCs that it owns.

Undecided when
    The mode, an exclusion or the way is not known from the code, exclusions exempt only part of the way, or another
    configuration declares the options, perhaps for another account or Region. If neither the
    code nor the files of an account have options, the rule does not apply.

Fix in Terraform
    Block only inbound traffic, or exempt the VPC:

Fix in CloudFormation
    Block only inbound traffic, or exempt the VPC:

References
    https://docs.aws.amazon.com/vpc/latest/userguide/security-vpc-bpa.html
    https://docs.aws.amazon.com/vpc/latest/userguide/security-vpc-bpa-basics.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lambdanet.kit.rule_kit import failed, not_applicable, not_known, passed, rule
from lambdanet.kit.wording import names
from lambdanet.queries.attachment.attachment import undeclared_subnets
from lambdanet.queries.attachment.vpcs_with_functions import subnets_by_vpc
from lambdanet.queries.routing.ways_cut_by_account import CUTTING, cuts, mode_of, ways_out
from lambdanet.values import Known, Unknown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lambdanet.kit.verdicts import Verdict
    from lambdanet.model import Function, Network, Subnet, Vpc
    from lambdanet.settings.known_settings import Settings


@rule(
    id="LAMBDANET_607",
    name="Ensure VPC Block Public Access does not block the ways out that Lambda functions use",
    statements=("S6",),
    severity="HIGH",
    judges="VPC with functions",
    since="0.1.0",
)
def judge(network: Network, settings: Settings) -> Iterator[Verdict]:
    if network.block_public_access:
        for judged, clause, why in undeclared_subnets(network):
            of = clause.rstrip(",")
            yield not_known(judged, f"whether VPC Block Public Access blocks the way out of {of}", why)
    for identity, subnets in subnets_by_vpc(network).items():
        vpc = network.vpcs[identity]
        if not network.block_public_access:
            yield not_applicable(vpc, f"The code declares no VPC Block Public Access for {vpc.address}.")
        else:
            yield _verdict(network, vpc, subnets)


def _verdict(network: Network, vpc: Vpc, subnets: list[tuple[Subnet, list[Function]]]) -> Verdict:
    options = network.block_public_access
    found = [way for subnet, functions in subnets for way in ways_out(network, subnet, functions)]
    if not found:
        return passed(vpc, f"No function in {vpc.address} uses a way to the internet.", options)
    mode = mode_of(network, vpc)
    if isinstance(mode, Known) and mode.value != CUTTING:
        return passed(vpc, f'VPC Block Public Access is "{mode.value}" for {vpc.address}.', options)
    answers = [(way, cuts(network, vpc, way.value) if isinstance(way, Known) else way) for way in found]
    cut = [way.value for way, answer in answers if isinstance(way, Known) and answer == Known(True)]
    doubts = [answer for _, answer in answers if isinstance(answer, Unknown)]
    if cut:
        through = f"{names(way.subnet for way in cut)} through {names(way.gateway for way in cut)}"
        return failed(
            vpc,
            f'VPC Block Public Access is "{CUTTING}" and blocks the way of functions in {through}: exempt '
            "the VPC, or block only inbound traffic.",
            [*options, *(way.subnet for way in cut)],
        )
    if doubts:
        clause = f"whether VPC Block Public Access blocks the ways out of {vpc.address}"
        return not_known(vpc, clause, *doubts, related=options)
    return passed(vpc, f"Exclusions keep the ways out of {vpc.address} open.", network.block_public_access_exclusions)
