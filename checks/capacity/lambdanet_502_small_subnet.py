"""
What it checks
    The CIDR block of a subnet that functions use is not smaller than the organisation's minimum (setting
    ``smallest_subnet_prefix``, by default /27, which is 27 usable addresses).

Why
    The document asks for enough IP addresses in each subnet. AWS gives no figure for functions; the default is
    a policy of this pack: a /28 has 11 usable addresses, which network interfaces, NAT gateways, endpoints and
    load balancers exhaust quickly.

Passes when
    The subnet's block is known and at least as large as the minimum.

Fails when
    The subnet's block is known and smaller than the minimum.

Undecided when
    The block is not told by the code.

Fix in Terraform
    Give the subnet a larger block; a subnet cannot be resized, so it is replaced:

Fix in CloudFormation
    Give the subnet a larger block; a subnet cannot be resized, so it is replaced:

References
    https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html
"""

from lambdanet.queries.subnet_sizes import ipv4_block, usable_addresses
from lambdanet.queries.subnet_verdicts import on_each_subnet
from lambdanet.rule_kit import Control, failed, passed, rule, undecided
from lambdanet.values import Unknown
from lambdanet.wording import names, reasons


@rule(
    id="LAMBDANET_502",
    name="Ensure a subnet of Lambda functions is not smaller than the organisation's minimum",
    statements=("S9",),
    severity="LOW",
    judges="subnet used by functions",
    since="0.1.0",
    frameworks=(
        Control(
            "AWS Well-Architected, Reliability Pillar",
            "REL02-BP03",
            "https://docs.aws.amazon.com/wellarchitected/latest/reliability-pillar/plan-your-network-topology.html",
        ),
    ),
)
def judge(network, settings):
    yield from on_each_subnet(
        network,
        lambda subnet, functions: _verdict(settings, subnet, functions),
        lambda clause: f"The size of {clause} is not known",
    )


def _verdict(settings, subnet, functions):
    block = ipv4_block(subnet)
    usable = usable_addresses(subnet)
    if isinstance(block, Unknown) or isinstance(usable, Unknown):
        return undecided(subnet, f"The size of {subnet.address} is not known: {reasons(block)}.")
    size = f"{subnet.address} ({block.value}) has {usable.value} usable addresses"
    if block.value.prefixlen > settings.smallest_subnet_prefix:
        return failed(
            subnet,
            f"{size}, less than a /{settings.smallest_subnet_prefix}, and is used by {names(functions)}: "
            "give it a larger block.",
            functions,
        )
    return passed(subnet, f"{size}.")
