"""Walks single calls of AWS services out of small networks, as AWS's documentation says that they travel.

Like the packet simulator, on which it builds, it is written from the documentation alone:

- Functions ask the VPC's resolver, which no group and no ACL keeps from them; it answers where the VPC supports DNS.
  DHCP options may name other servers, of which nothing is known.
  https://docs.aws.amazon.com/vpc/latest/userguide/AmazonDNS-concepts.html
- An interface endpoint with private DNS takes over the service's usual name of its Region, which then leads to its
  network interfaces, one in each of its subnets; the VPC must support DNS and DNS host names. Names of other Regions
  and of other services stay public.
  https://docs.aws.amazon.com/vpc/latest/privatelink/privatelink-access-aws-services.html
- A gateway endpoint is a route to the service's addresses of its Region, more specific than those to the internet, in
  the tables that it names.
  https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html
- The policy of an endpoint decides about each call through it, and about no other.
  https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html
- The network interfaces of functions have no public address: behind an internet gateway they get nothing.
  https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc-internet.html
- A public NAT gateway sends on by the table of its own subnet, whose ACL sees both halves of each packet's way. What a
  private one sends to an internet gateway is dropped. NAT gateways have no groups and use the ports 1024 to 65535.
  A regional one is in no subnet and sends to the internet gateway of its VPC by a table of its own.
  https://docs.aws.amazon.com/vpc/latest/userguide/vpc-nat-gateway.html
  https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateways-regional.html
- Peering connections do not lead to the internet of the other VPC.
  https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-basics.html
- VPC Block Public Access in its bidirectional mode blocks internet gateways in its Region, except for excluded VPCs
  and subnets; in the other mode NAT gateways work on.
  https://docs.aws.amazon.com/vpc/latest/userguide/security-vpc-bpa-basics.html
- Only VPC endpoints lead to private APIs. Public ones cannot be called from a VPC in which an endpoint for API Gateway
  has private DNS.
  https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-private-api-test-invoke-url.html

What the documentation leaves open has no outcome here: None.
"""

from __future__ import annotations

import dataclasses
import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass, field

from packet_simulator import (
    Packet,
    World,
    acl_allows,
    addresses_of,
    contains,
    groups_allow,
    length_of,
    outcome,
    source_ports,
)

HTTPS = 443
HOME, ABROAD = "eu-west-1", "us-east-1"

# Addresses at which a service may be, as far apart as routes and rules distinguish them. AWS changes them at will.
_ADDRESSES = {
    ("s3", HOME): ["3.5.1.1", "52.216.1.1", "180.1.1.1"],
    ("dynamodb", HOME): ["3.6.1.1", "52.94.1.1", "180.2.1.1"],
}
_ELSEWHERE = ["3.9.1.1", "52.46.1.1", "52.217.1.1", "180.9.1.1"]
AWS_LISTS = {
    "aws-s3": ["3.5.0.0/16", "52.216.0.0/16", "180.1.0.0/16"],
    "aws-dynamodb": ["3.6.0.0/16", "52.94.0.0/16", "180.2.0.0/16"],
}


@dataclass
class Nat:
    """A NAT gateway; a regional one is in no subnet."""

    subnet: str
    public: bool = True
    regional: bool = False


@dataclass
class ServiceEndpoint:
    """A VPC endpoint. policy: what it lets through, one of ``POLICIES``; "" where none is written."""

    vpc: str
    service: str
    gateway: bool = False
    subnets: list[str] = field(default_factory=list)
    groups: list[str] = field(default_factory=list)
    private_dns: bool = False
    tables: list[str] = field(default_factory=list)
    policy: str = ""


# What a policy does to calls of the one resource that is called, and to calls of any resource of the service.
POLICIES: dict[str, tuple[bool, bool | None]] = {
    "": (True, True),
    "everything": (True, True),
    "this": (True, None),
    "other": (False, None),
    "all but this": (False, None),
    "all but other": (True, None),
    "another service": (False, False),
    "nothing": (False, False),
}


@dataclass
class ServiceWorld(World):
    """A network with a function in VPC v1 and what it calls.

    vpc_region, called_region, blocked_region: "" for the Region of the configuration. settled: the configuration says
    that the VPC is at home. other_servers: the VPC's DHCP options name other DNS servers. blocked: the mode of VPC
    Block Public Access. exclusions: VPCs and subnets that it leaves out.
    """

    service: str = ""
    named: bool = True
    private_api: bool = False
    function_subnets: list[str] = field(default_factory=list)
    vpc_region: str = ""
    called_region: str = ""
    settled: bool = False
    gateways: dict[str, str] = field(default_factory=dict)
    nats: dict[str, Nat] = field(default_factory=dict)
    endpoints: dict[str, ServiceEndpoint] = field(default_factory=dict)
    dns_support: bool = True
    dns_hostnames: bool = True
    other_servers: bool = False
    blocked: str = "off"
    blocked_region: str = ""
    exclusions: list[str] = field(default_factory=list)


def call_outcome(world: ServiceWorld) -> bool | None:
    """Whether calls are answered from all of the function's subnets.

    None: it depends on what is open, on addresses for example, or the documentation does not say.
    """
    return _agreed(_in_region(world, region) for region in (HOME, ABROAD, "elsewhere") if _possible(world, region))


def is_made(world: ServiceWorld) -> bool:
    """Whether AWS makes the network: private DNS of an endpoint it refuses where the VPC does not support it."""
    supported = world.dns_support and world.dns_hostnames
    return supported or not any(each.private_dns and each.vpc == "v1" for each in world.endpoints.values())


def _possible(world: ServiceWorld, region: str) -> bool:
    return not world.settled or (world.vpc_region or region) == HOME


def _agreed(outcomes: Iterable[bool | None]) -> bool | None:
    found = set(outcomes)
    return found.pop() if len(found) == 1 else None


def _all(outcomes: Iterable[bool | None]) -> bool | None:
    found = set(outcomes)
    return False if False in found else None if None in found else True


def _in_region(world: ServiceWorld, region: str) -> bool | None:
    """The outcome where this is the Region of the configuration."""
    here = world.vpc_region or region
    same = here == (world.called_region or region)
    blocks = world.blocked == "block-bidirectional" and here == (world.blocked_region or region)
    if not world.dns_support and not world.other_servers:
        return False
    by_address = _by_address(world, same, blocks)
    interfaces = [
        endpoint
        for endpoint in world.endpoints.values()
        if not endpoint.gateway and endpoint.vpc == "v1" and endpoint.service == world.service and same
    ]
    if world.service == "execute-api" and not world.private_api:
        # An endpoint serves no public API, so that no code calls one by the endpoint's own names.
        interfaces = [endpoint for endpoint in interfaces if endpoint.private_dns]
    by_name: list[bool | None] = []
    if not any(endpoint.private_dns for endpoint in interfaces):
        by_name = [by_address]
    elif world.other_servers:
        # Whether they ask the VPC's resolver nobody knows; public names are taken to be known to all.
        by_name = [by_address]
    # Code may call an endpoint by its own names too, and has to where it has no private DNS.
    return _agreed([*by_name, *(_by_interface(world, endpoint) for endpoint in interfaces)])


def _lets_call(world: ServiceWorld, endpoint: ServiceEndpoint) -> bool | None:
    this, any_of_them = POLICIES[endpoint.policy]
    return this if world.named else any_of_them


def _by_interface(world: ServiceWorld, endpoint: ServiceEndpoint) -> bool | None:
    if world.service == "execute-api" and not world.private_api:
        return False
    if not endpoint.subnets:
        return False
    ways = [
        outcome(dataclasses.replace(world, source_subnet=source, target_subnet=target, target_groups=endpoint.groups))[
            0
        ]
        for source in world.function_subnets
        for target in endpoint.subnets
    ]
    return _all([*ways, _lets_call(world, endpoint)])


def _by_address(world: ServiceWorld, same: bool, blocks: bool) -> bool | None:
    """By the public name: what holds for each address that it may lead to."""
    if world.service == "execute-api" and world.private_api:
        return False
    written = _ADDRESSES.get((world.service, HOME if same else ""), _ELSEWHERE)
    return _agreed(
        _all(
            _to_address(world, subnet, int(ipaddress.ip_address(address)), blocks) for subnet in world.function_subnets
        )
        for address in written
    )


def _to_address(world: ServiceWorld, subnet: str, address: int, blocks: bool) -> bool | None:
    endpoint, (kind, name) = _routes(world, subnet, address)
    outcomes: list[bool | None] = []
    for source in addresses_of(world, subnet):
        packets = [Packet(source, port, address, HTTPS) for port in source_ports(world)]
        if not groups_allow(world, world.egress, world.source_groups, address, [], packets[0]):
            outcomes.append(False)
        elif endpoint:
            outcomes.append(
                _all(
                    [
                        *(_leaves(world, subnet, packet) and _returns(world, subnet, packet) for packet in packets),
                        _lets_call(world, world.endpoints[endpoint]),
                    ]
                )
            )
        elif kind == "NAT gateway":
            outcomes.append(_all(_by_nat(world, subnet, world.nats[name], packet, blocks) for packet in packets))
        else:
            # Whatever an appliance in another subnet makes of it, it has to reach it first.
            both_ways = all(_leaves(world, subnet, each) and _returns(world, subnet, each) for each in packets)
            outcomes.append(None if kind == "network interface" and both_ways else False)
    return _agreed(outcomes)


def _leaves(world: ServiceWorld, subnet: str, packet: Packet) -> bool:
    return acl_allows(world.outbound_entries[world.subnet_acl[subnet]], packet.target, packet.target_port, world)


def _returns(world: ServiceWorld, subnet: str, packet: Packet) -> bool:
    return acl_allows(world.inbound_entries[world.subnet_acl[subnet]], packet.target, packet.source_port, world)


def _by_nat(world: ServiceWorld, subnet: str, nat: Nat, packet: Packet, blocks: bool) -> bool | None:
    if subnet != nat.subnet and not (_leaves(world, subnet, packet) and _returns(world, subnet, packet)):
        return False
    if nat.regional:
        if "v1" not in world.gateways.values():
            return False
        return not blocks or _is_excluded(world, [subnet])
    acl = world.subnet_acl[nat.subnet]
    if subnet != nat.subnet and not (
        acl_allows(world.inbound_entries[acl], packet.source, packet.target_port, world)
        and acl_allows(world.outbound_entries[acl], packet.source, packet.source_port, world)
    ):
        return False
    if not (_leaves(world, nat.subnet, packet) and _returns(world, nat.subnet, packet)):
        return False
    by_endpoint, by_route = _routes(world, nat.subnet, packet.target)
    if by_endpoint:
        # Whether gateway endpoints take what a NAT gateway sends the documentation does not say.
        return _agreed(
            [_lets_call(world, world.endpoints[by_endpoint]), _past_nat(world, subnet, nat, by_route, blocks)]
        )
    return _past_nat(world, subnet, nat, by_route, blocks)


def _past_nat(world: ServiceWorld, subnet: str, nat: Nat, target: tuple[str, str], blocks: bool) -> bool | None:
    kind, name = target
    if kind == "internet gateway":
        attached = world.gateways[name] == "v1"
        passes = not blocks or _is_excluded(world, [subnet, nat.subnet])
        return passes if nat.public and attached else False
    if kind == "NAT gateway":
        # By way of itself nothing leaves; of a chain of gateways the documentation says nothing.
        return False if world.nats[name] is nat else None
    return None if kind == "network interface" else False


def _is_excluded(world: ServiceWorld, subnets: list[str]) -> bool | None:
    """Whether exclusions keep a way open; where they are about one of its subnets only nobody knows."""
    found = {subnet in world.exclusions for subnet in subnets}
    return "v1" in world.exclusions or (found.pop() if len(found) == 1 else None)


def _routes(world: ServiceWorld, subnet: str, address: int) -> tuple[str, tuple[str, str]]:
    """Which gateway endpoint takes a packet to a public address, and the target of the other routes.

    Those are never as specific as AWS's own lists here.
    """
    table = world.subnet_table[subnet]
    found = [
        (length_of(route.destination), route.target)
        for route in world.routes[table]
        if contains(route.destination, address, world.family)
    ]
    endpoints = [
        name
        for name, endpoint in world.endpoints.items()
        if endpoint.gateway
        and table in endpoint.tables
        and any(contains(cidr, address, world.family) for cidr in AWS_LISTS[f"aws-{endpoint.service}"])
    ]
    return endpoints[0] if endpoints else "", max(found, key=lambda each: each[0])[1] if found else ("nowhere", "")
