"""
What it checks
    The CIDR block of a subnet that functions use is not smaller than the minimum of the organisation (setting
    ``smallest_subnet_prefix``, by default /27, which has 27 usable addresses).

Why
    The document asks for enough IP addresses in each subnet. AWS gives no figure for functions; the default is
    the choice of this pack: a /28 has 11 usable addresses, which network interfaces, NAT gateways, endpoints and load
    balancers soon use up.

Passes when
    The block of the subnet is at least as large as the minimum.

Fails when
    The block of the subnet is smaller than the minimum.

Undecided when
    The block is not known from the code.

Fix in Terraform
    Give the subnet a larger block; a subnet cannot be resized, so it is replaced:

Fix in CloudFormation
    Give the subnet a larger block; a subnet cannot be resized, so it is replaced:

References
    https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lambdanet.kit.controls import RELIABILITY_PILLAR
from lambdanet.kit.rule_kit import doubted, failed, passed, rule
from lambdanet.kit.wording import names
from lambdanet.queries.addresses.subnet_sizes import ipv4_block, usable_addresses
from lambdanet.queries.judged.subjects import subnets_with_functions
from lambdanet.values import Unknown

if TYPE_CHECKING:
    from lambdanet.kit.verdicts import Verdict
    from lambdanet.model import Network
    from lambdanet.queries.judged.subjects import UsedSubnet
    from lambdanet.settings.known_settings import Settings


@rule(
    id="LAMBDANET_502",
    name="Ensure a subnet of Lambda functions is not smaller than the organisation's minimum",
    statements=("S9",),
    severity="LOW",
    of=subnets_with_functions(lambda clause: f"The size of {clause} is not known"),
    since="0.1.0",
    frameworks=(RELIABILITY_PILLAR("REL02-BP03"),),
)
def judge(used: UsedSubnet, network: Network, settings: Settings) -> Verdict:
    subnet, functions = used
    block, usable = ipv4_block(subnet), usable_addresses(subnet)
    if isinstance(block, Unknown) or isinstance(usable, Unknown):
        why = [item for item in (block, usable) if isinstance(item, Unknown)]
        return doubted(subnet, f"The size of {subnet.address} is not known", *why)
    size = f"{subnet.address} ({block.value}) has {usable.value} usable addresses"
    if block.value.prefixlen <= settings.smallest_subnet_prefix:
        return passed(subnet, f"{size}.")
    return failed(
        subnet,
        f"{size}, fewer than a /{settings.smallest_subnet_prefix} has, and is used by {names(functions)}: "
        "give it a larger block.",
        functions,
    )
