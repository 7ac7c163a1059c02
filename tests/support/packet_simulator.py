"""Walks single packets through small networks, as AWS's documentation says that they travel.

It is written from the documentation alone and shares no code with the pack, against which it is compared:

- Security groups: rules only allow; a packet passes when one rule of one group matches; answers to what was let
  through need no rule. A rule may name a group: it matches the interfaces that have it.
  https://docs.aws.amazon.com/vpc/latest/userguide/vpc-security-groups.html
- Network ACLs: entries in the order of their numbers, the first that matches decides, the rest is denied;
  answers are matched like any packet; nothing is matched within a subnet.
  https://docs.aws.amazon.com/vpc/latest/userguide/vpc-network-acls.html
- Route tables: the longest prefix decides; the local route leads to the VPC's own blocks. Of equal prefixes a route to
  a block comes before one to a prefix list, and of several lists AWS picks one at random and stays with it.
  https://docs.aws.amazon.com/vpc/latest/userguide/route-tables-priority.html
- Peering connections join two VPCs and lead no further. Between Regions no rule may name a group of the other VPC.
  https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-basics.html
  https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-security-groups.html
- A transit gateway takes packets from zones in which the VPC's attachment has a subnet, and drops the others. The table
  with which the attachment is associated decides by longest prefix, static routes before propagated ones.
  https://docs.aws.amazon.com/vpc/latest/tgw/how-transit-gateways-work.html
  Rules that name a group of another VPC need a gateway that supports them.
  https://docs.aws.amazon.com/vpc/latest/tgw/tgw-vpc-attachments.html
- Internet gateways carry nothing to private addresses; a NAT gateway sends on by the table of its own subnet.
  https://docs.aws.amazon.com/vpc/latest/userguide/vpc-nat-gateway.html
- Functions connect from the ports 1024 to 65535.
  https://docs.aws.amazon.com/lambda/latest/dg/troubleshooting-networking.html
"""

from __future__ import annotations

import dataclasses
import ipaddress
from dataclasses import dataclass, field
from functools import cache


@dataclass
class GroupRule:
    """peer: ("cidr", a block), ("group", a group's name) or ("list", the name of a prefix list)."""

    protocol: str
    first: int
    last: int
    peer: tuple[str, str]


@dataclass
class AclEntry:
    number: int
    action: str
    protocol: str
    first: int
    last: int
    cidr: str


@dataclass
class TableRoute:
    """destination: a block or the name of a prefix list.

    target: ("internet gateway", ""), ("NAT gateway", its subnet's name), ("peering", its name) or
    ("transit gateway", "").
    """

    destination: str
    target: tuple[str, str]


@dataclass
class HubRoute:
    """A static route of a transit gateway's table, to the attachment of a VPC; without one it drops packets."""

    destination: str
    vpc: str


@dataclass
class World:
    """A network. Everything has a short name."""

    vpcs: dict[str, list[str]] = field(default_factory=dict)
    subnet_vpc: dict[str, str] = field(default_factory=dict)
    subnet_cidr: dict[str, str] = field(default_factory=dict)
    subnet_acl: dict[str, str] = field(default_factory=dict)
    subnet_table: dict[str, str] = field(default_factory=dict)
    inbound_entries: dict[str, list[AclEntry]] = field(default_factory=dict)
    outbound_entries: dict[str, list[AclEntry]] = field(default_factory=dict)
    ingress: dict[str, list[GroupRule]] = field(default_factory=dict)
    egress: dict[str, list[GroupRule]] = field(default_factory=dict)
    routes: dict[str, list[TableRoute]] = field(default_factory=dict)
    peerings: dict[str, tuple[str, str]] = field(default_factory=dict)
    prefix_lists: dict[str, list[str]] = field(default_factory=dict)
    subnet_zone: dict[str, str] = field(default_factory=dict)
    attached_subnets: dict[str, list[str]] = field(default_factory=dict)
    hub_table: dict[str, str] = field(default_factory=dict)
    hub_routes: dict[str, list[HubRoute]] = field(default_factory=dict)
    hub_propagations: dict[str, list[str]] = field(default_factory=dict)
    hub_references: bool = False
    between_regions: bool = False
    source_subnet: str = ""
    source_groups: list[str] = field(default_factory=list)
    target_subnet: str = ""
    target_groups: list[str] = field(default_factory=list)
    port: int = 0
    family: int = 4
    last_list_wins: bool = False
    outbound_by_hub: bool = True
    public_blocks: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Packet:
    source: int
    source_port: int
    target: int
    target_port: int


def stopped_at(world: World, packet: Packet) -> str | None:
    """The hop at which the request, or the answer to it, is dropped; None when the answer comes back."""
    return _request_stopped_at(world, packet) or _answer_stopped_at(world, packet)


def _request_stopped_at(world: World, packet: Packet) -> str | None:
    here, there = world.source_subnet, world.target_subnet
    if not groups_allow(world, world.egress, world.source_groups, packet.target, world.target_groups, packet):
        return "egress"
    if here != there:
        if not acl_allows(world.outbound_entries[world.subnet_acl[here]], packet.target, packet.target_port, world):
            return "network ACL"
        if _destination_vpc(world, here, packet.target) != world.subnet_vpc[there]:
            return "route"
        if not acl_allows(world.inbound_entries[world.subnet_acl[there]], packet.source, packet.target_port, world):
            return "network ACL"
    if not groups_allow(world, world.ingress, world.target_groups, packet.source, world.source_groups, packet):
        return "ingress"
    return None


def _answer_stopped_at(world: World, packet: Packet) -> str | None:
    here, there = world.source_subnet, world.target_subnet
    if here == there:
        return None
    if not acl_allows(world.outbound_entries[world.subnet_acl[there]], packet.source, packet.source_port, world):
        return "network ACL"
    if _destination_vpc(world, there, packet.source) != world.subnet_vpc[here]:
        return "route"
    if not acl_allows(world.inbound_entries[world.subnet_acl[here]], packet.target, packet.source_port, world):
        return "network ACL"
    return None


def groups_allow(
    world: World,
    rules: dict[str, list[GroupRule]],
    groups: list[str],
    other: int,
    groups_of_other: list[str],
    packet: Packet,
) -> bool:
    """Whether a rule of a group lets the packet pass to, or from, the other end."""
    for group in groups:
        for rule in rules[group]:
            if rule.protocol not in ("-1", "tcp"):
                continue
            if rule.protocol == "tcp" and not rule.first <= packet.target_port <= rule.last:
                continue
            kind, name = rule.peer
            if kind == "group" and name in groups_of_other and _references_hold(world, outbound=rules is world.egress):
                return True
            if kind == "cidr" and contains(name, other, world.family):
                return True
            if kind == "list" and any(contains(cidr, other, world.family) for cidr in world.prefix_lists[name]):
                return True
    return False


def _references_hold(world: World, *, outbound: bool) -> bool:
    """Whether a rule means interfaces in the other end's VPC by their groups; all one where nothing joins the two.

    outbound: it is an egress rule. AWS has announced references across transit gateways for inbound rules only.
    """
    ends = {world.subnet_vpc[world.source_subnet], world.subnet_vpc[world.target_subnet]}
    if len(ends) == 1:
        return True
    peered = any(set(sides) == ends for sides in world.peerings.values())
    attached = ends <= world.attached_subnets.keys()
    by_peering, by_hub = peered and not world.between_regions, attached and world.hub_references
    by_hub = by_hub and (world.outbound_by_hub or not outbound)
    return by_peering or by_hub or not (peered or attached)


def acl_allows(entries: list[AclEntry], other: int, port: int, world: World) -> bool:
    """Whether the entries let pass what comes from, or goes to, the other end on a port."""
    for entry in sorted(entries, key=lambda each: each.number):
        if entry.protocol not in ("-1", "tcp"):
            continue
        if entry.protocol == "tcp" and not entry.first <= port <= entry.last:
            continue
        if contains(entry.cidr, other, world.family):
            return entry.action == "allow"
    return False


def _destination_vpc(world: World, subnet: str, address: int) -> str | None:
    """The VPC in which a packet arrives that leaves a subnet for an address."""
    own = world.subnet_vpc[subnet]
    found = [(length_of(cidr), 1, ("local", own)) for cidr in world.vpcs[own] if contains(cidr, address, world.family)]
    routes = world.routes[world.subnet_table[subnet]]
    for route in reversed(routes) if world.last_list_wins else routes:
        of_list = route.destination in world.prefix_lists
        blocks = world.prefix_lists[route.destination] if of_list else [route.destination]
        matching = [cidr for cidr in blocks if contains(cidr, address, world.family)]
        found += [(length_of(cidr), 0 if of_list else 1, route.target) for cidr in matching]
    if not found:
        return None
    _, _, (kind, name) = max(found, key=lambda each: each[:2])
    if kind == "local":
        return own
    if kind == "peering":
        sides = world.peerings[name]
        return (sides[1] if sides[0] == own else sides[0]) if own in sides else None
    if kind == "transit gateway":
        return _across_hub(world, subnet, address)
    if kind == "NAT gateway" and name != subnet:
        return _destination_vpc(world, name, address)
    return None  # an internet gateway drops it


def _across_hub(world: World, subnet: str, address: int) -> str | None:
    """The VPC to which the transit gateway takes a packet from a subnet."""
    own = world.subnet_vpc[subnet]
    served = {world.subnet_zone[each] for each in world.attached_subnets.get(own, [])}
    if world.subnet_zone[subnet] not in served or not world.hub_table[own]:
        return None
    table = world.hub_table[own]
    found = [
        (length_of(route.destination), 1, route.vpc)
        for route in world.hub_routes[table]
        if contains(route.destination, address, world.family)
    ]
    for vpc in world.hub_propagations[table]:
        if vpc in world.attached_subnets:
            found += [(length_of(cidr), 0, vpc) for cidr in world.vpcs[vpc] if contains(cidr, address, world.family)]
    return max(found, key=lambda each: each[:2])[2] or None if found else None


@cache
def _block(cidr: str) -> tuple[int, int, int, int]:
    block = ipaddress.ip_network(cidr)
    return block.version, int(block.network_address), int(block.netmask), block.prefixlen


def contains(cidr: str, address: int, family: int) -> bool:
    """Whether the address of that family is in the block."""
    version, base, mask, _ = _block(cidr)
    return version == family and address & mask == base


def length_of(cidr: str) -> int:
    """How many bits of an address a block decides."""
    return _block(cidr)[3]


def addresses_of(world: World, subnet: str) -> list[int]:
    """All addresses of a subnet."""
    _, base, _, length = _block(world.subnet_cidr[subnet])
    bits = (32 if world.family == 4 else 128) - length
    return list(range(base, base + 2**bits))


def source_ports(world: World) -> list[int]:
    """Of the ports from which functions connect, one of each run that no entry distinguishes."""
    cuts = {1024}
    for entries in (*world.inbound_entries.values(), *world.outbound_entries.values()):
        for entry in entries:
            cuts |= {entry.first, entry.last + 1}
    return sorted(port for port in cuts if 1024 <= port <= 65535)


def outcome(world: World) -> tuple[bool | None, set[str]]:
    """Whether connections succeed, and where packets are dropped.

    True: each packet is answered, whichever addresses the ends have and from whichever port it comes. False:
    for no pair of addresses are the packets from all ports answered. None: it depends on the addresses, or on what AWS
    does not say: which of two prefix lists it picks, and whether egress rules refer across a transit gateway.
    """
    lists = any(
        sum(route.destination in world.prefix_lists for route in routes) > 1 for routes in world.routes.values()
    )
    found: set[bool | None] = set()
    hops: set[str] = set()
    for last in (False, True) if lists else (False,):
        for outbound in (False, True) if world.hub_references else (True,):
            came, more = _outcome(dataclasses.replace(world, last_list_wins=last, outbound_by_hub=outbound))
            found.add(came)
            hops |= more
    return found.pop() if len(found) == 1 else None, hops


def _outcome(world: World) -> tuple[bool | None, set[str]]:
    good, bad, hops = 0, 0, set()
    ports = source_ports(world)
    for source in addresses_of(world, world.source_subnet):
        for target in addresses_of(world, world.target_subnet):
            stops = {stopped_at(world, Packet(source, port, target, world.port)) for port in ports}
            good, bad = (good + 1, bad) if stops == {None} else (good, bad + 1)
            hops |= {stop for stop in stops if stop is not None}
    return (True if not bad else False if not good else None), hops
