"""
What it checks
    A function that may use IPv6 (``ipv6_allowed_for_dual_stack``) has subnets that all have an IPv6 and an IPv4
    block.

Why
    AWS takes the option only with dual-stack subnets: where one has no IPv6 block, the function is refused. A subnet
    of IPv6 alone is refused likewise.

Passes when
    Every subnet has a block of either kind, be it not known which: one that a function computes from the VPC's, one
    of an address pool, or one that a resource of its own associates.

Fails when
    A subnet provably has no IPv6 block, or no IPv4 block.

Undecided when
    The option, a subnet or its blocks are not told by the code.

Fix in Terraform
    Give each subnet an IPv6 block of the VPC's:

Fix in CloudFormation
    Give each subnet an IPv6 block of the VPC's:

References
    https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html
    https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc-internet.html
"""

from lambdanet.queries.attachment import functions_in_vpc
from lambdanet.queries.candidates import each_with
from lambdanet.queries.vpcs import choices, open_ends
from lambdanet.rule_kit import failed, not_applicable, passed, rule, undecided
from lambdanet.values import Known, Unknown, all_of, is_true
from lambdanet.wording import names, reasons


@rule(
    id="LAMBDANET_404",
    name="Ensure a Lambda function with IPv6 has subnets with IPv6 and IPv4 blocks",
    statements=("S8",),
    severity="MEDIUM",
    judges="function in a VPC that may use IPv6",
    since="0.1.0",
)
def judge(network, settings):
    for function, settled in functions_in_vpc(network):
        if settled is not None:
            yield settled
            continue
        if isinstance(function.dual_stack, Unknown):
            yield undecided(
                function, f"It is not known whether {function.address} may use IPv6: {reasons(function.dual_stack)}."
            )
            continue
        if not function.dual_stack.value:
            yield not_applicable(function, f"{function.address} does not use IPv6.")
            continue
        subnets = [network.subnets[identity] for identity in dict.fromkeys(function.subnets.known())]
        missing = [
            f"{network.subnets[identity].address} has no {kind} block"
            for kind, has in (("IPv6", lambda subnet: subnet.has_ipv6), ("IPv4", lambda subnet: subnet.has_ipv4))
            for identities, told in each_with(
                function.subnets, lambda identity, has=has: has(network.subnets[identity])
            )
            if told == Known(False)
            for identity in identities
        ]
        possible = [network.subnets[identity] for identity in choices(function.subnets)]
        doubts = [doubt for subnet in subnets for doubt in _doubts(subnet)]
        doubts += open_ends(function.subnets)
        if not all(is_true(all_of([subnet.has_ipv6, subnet.has_ipv4])) for subnet in possible):
            doubts += function.subnets.unknowns()
        if missing:
            yield failed(
                function,
                f"{function.address} may use IPv6, but {names(missing)}: all its subnets need both.",
                subnets,
            )
        elif doubts:
            yield undecided(
                function,
                f"It is not known whether all subnets of {function.address} have IPv6 and IPv4 blocks: "
                f"{reasons(*doubts)}.",
                subnets,
            )
        else:
            yield passed(
                function,
                f"Every subnet of {function.address} has IPv6 and IPv4 blocks: {names([*subnets, *possible])}.",
            )


def _doubts(subnet):
    return [has for has in (subnet.has_ipv6, subnet.has_ipv4) if isinstance(has, Unknown)]
