"""Whether VPC Block Public Access cuts the ways to the internet that the functions of a VPC use.

AWS: the mode block-bidirectional also stops what goes through NAT gateways and egress-only internet gateways,
block-ingress lets that through; an exclusion exempts a VPC or a subnet
(https://docs.aws.amazon.com/vpc/latest/userguide/security-vpc-bpa-basics.html).
"""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

from lambdanet.aws.address_ranges import IPV6_EVERYWHERE
from lambdanet.identities import configuration_of
from lambdanet.kit.wording import short
from lambdanet.queries.routing.default_routes import INTERNET_GATEWAY, NAT_GATEWAY, default_route
from lambdanet.records import dataclass
from lambdanet.undeclared import not_in_code
from lambdanet.values import Cause, Known, Unknown, Value, any_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lambdanet.model import BlockPublicAccess, Function, NatGateway, Network, Subnet, Vpc

CUTTING = "block-bidirectional"


@dataclass(frozen=True)
class Way:
    """A way out of a subnet through a gateway of its VPC. gateway_subnet: the subnet of a zonal NAT gateway."""

    subnet: Subnet
    gateway: str
    gateway_subnet: Value[str | None] = field(default_factory=lambda: Known(None))


def mode_of(network: Network, vpc: Vpc) -> Value[str]:
    """The mode in force for the VPC, "off" when no options are about its account and Region."""
    doubt: Unknown | None = None
    own: set[Value[str | None]] = set()
    held: set[Value[str | None]] = set()
    perhaps: set[Value[str | None]] = set()
    for options in network.block_public_access:
        same = _is_about(options, vpc)
        if isinstance(same, Unknown):
            doubt = same
            perhaps.add(options.mode)
        elif same.value:
            (own if options.of is None else held).add(options.mode)
    if len(own) > 1:
        return Unknown("the code declares several modes of VPC Block Public Access")
    if not own and doubt is not None and perhaps - held:
        # Code that may go to this account and Region may change what the account has.
        return doubt
    if own or held:
        # An account has one mode in a Region, so what others declare is about another account or Region.
        mode = (own or held).pop()
        return mode if isinstance(mode, Unknown) else Known(mode.value or "off")
    return Known("off")


def _is_about(options: BlockPublicAccess, vpc: Vpc) -> Value[bool]:
    """Whether options are about the account and the Region of a VPC."""
    if options.of is not None:
        if vpc.identity in options.of:
            return Known(True)
        return Unknown(f"{vpc.address} may not be of the account that has {options.address}", cause=Cause.NOT_DECLARED)
    if configuration_of(options.identity) != configuration_of(vpc.identity):
        return Unknown(
            f"{options.address} is declared in another configuration, perhaps of another account or Region",
            cause=Cause.NOT_DECLARED,
        )
    if isinstance(options.region, Unknown):
        return options.region
    if isinstance(vpc.region, Unknown):
        return vpc.region
    if options.region == vpc.region:
        return Known(True)
    if options.region.value is not None and vpc.region.value is not None:
        return Known(False)
    return Unknown(f"{options.address} and {vpc.address} may be in different Regions")


def ways_out(network: Network, subnet: Subnet, functions: list[Function]) -> Iterator[Value[Way]]:
    """The ways to the internet on which the functions in a subnet rely, and those that may be some."""
    route = default_route(network, subnet)
    if isinstance(route, Unknown):
        yield route
    elif route.value.kind == NAT_GATEWAY:
        yield from _through(subnet, network.nat_gateways.get(route.value.target or ""))
    elif route.value.kind == INTERNET_GATEWAY and any(item.managed_instances != Known(False) for item in functions):
        yield Unknown(f"functions on managed instances in {subnet.address} may use the internet gateway")
    dual_stack = any_of(function.dual_stack for function in functions)
    if dual_stack != Known(False):
        ipv6 = default_route(network, subnet, IPV6_EVERYWHERE)
        if isinstance(ipv6, Unknown):
            yield ipv6
        elif ipv6.value.kind == "egress-only internet gateway":
            gateway = short(ipv6.value.target or "an egress-only internet gateway")
            yield dual_stack if isinstance(dual_stack, Unknown) else Known(Way(subnet, gateway))


def _through(subnet: Subnet, gateway: NatGateway | None) -> Iterator[Value[Way]]:
    if gateway is None or not gateway.declared:
        yield not_in_code(
            f"the NAT gateway to which {subnet.address} leads is not declared in the scanned code",
            gateway.identity if gateway is not None else None,
        )
    elif gateway.regional == Known(True):
        yield Known(Way(subnet, gateway.address))
    elif isinstance(gateway.connectivity, Unknown):
        yield gateway.connectivity
    elif gateway.connectivity.value != "private":
        yield Known(Way(subnet, gateway.address, gateway.subnet))


def cuts(network: Network, vpc: Vpc, way: Way) -> Value[bool]:
    """Whether it cuts a way out of a VPC."""
    mode = mode_of(network, vpc)
    if isinstance(mode, Known) and mode.value != CUTTING:
        return Known(False)
    excluded = _is_excluded(network, vpc, way)
    if excluded == Known(True):
        return Known(False)
    if isinstance(mode, Unknown):
        return mode
    if isinstance(excluded, Unknown):
        return excluded
    return Known(True) if vpc.declared else Unknown(f"{vpc.address} and its exclusions are elsewhere")


def _is_excluded(network: Network, vpc: Vpc, way: Way) -> Value[bool]:
    """Whether exclusions keep the way open: those of the VPC, or those of every subnet on the way."""
    exclusions = network.block_public_access_exclusions
    whole = any_of([*(_is(exclusion.vpc, vpc.identity) for exclusion in exclusions), *_open(vpc.more)])
    if whole == Known(True):
        return whole
    subnets = [way.subnet.identity]
    if isinstance(way.gateway_subnet, Unknown):
        return way.gateway_subnet if exclusions or vpc.more is not None else whole
    if way.gateway_subnet.value is not None:
        subnets.append(way.gateway_subnet.value)
    each = [
        any_of([*(_is(exclusion.subnet, subnet) for exclusion in exclusions), *_open(_more(network, subnet))])
        for subnet in subnets
    ]
    if all(excluded == Known(True) for excluded in each):
        return Known(True)
    if any(excluded == Known(True) for excluded in each):
        return Unknown(f"an exclusion covers one of the subnets between {way.subnet.address} and {way.gateway} only")
    return any_of([whole, *each])


def _open(more: Unknown | None) -> list[Value[bool]]:
    return [] if more is None else [more]


def _more(network: Network, subnet: str) -> Unknown | None:
    """Why an exclusion outside the scan may exempt the subnet."""
    return network.subnets[subnet].more if subnet in network.subnets else None


def _is(value: Value[str | None], identity: str) -> Value[bool]:
    if isinstance(value, Known):
        return Known(value.value == identity)
    return Known(False) if value.exhaustive and identity not in value.candidates else value
