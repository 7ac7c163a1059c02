"""Where a transit gateway that is wholly in the code takes packets from a subnet.

A VPC is attached with a subnet in each zone that it serves; what is sent from another zone is dropped. The route table
with which the attachment is associated decides where it goes, by longest prefix; of equal ones a static route comes
before one that an attached VPC propagates
(https://docs.aws.amazon.com/vpc/latest/tgw/how-transit-gateways-work.html,
https://docs.aws.amazon.com/vpc/latest/tgw/tgw-vpc-attachments.html). Network ACLs guard the subnets of attachments
(https://docs.aws.amazon.com/vpc/latest/tgw/tgw-nacls.html).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lambdanet.kit.wording import short
from lambdanet.queries.attachment.vpc_of_resource import name_of
from lambdanet.queries.attachment.zones import are_apart
from lambdanet.queries.caching import once_per_key, once_per_network
from lambdanet.queries.reachability import acls
from lambdanet.queries.reachability.address_sets import NONE, addresses, everything
from lambdanet.queries.reachability.sameness import same_vpc
from lambdanet.queries.reachability.sieve import Entry, Sieve, first_match
from lambdanet.queries.reachability.traffic import ANY_PORT, Flow
from lambdanet.queries.reachability.transit_routes import Route, without_overlaps
from lambdanet.records import dataclass
from lambdanet.undeclared import not_in_code
from lambdanet.values import Cause, Known, Unknown, Value, all_of, any_of, negation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lambdanet.model import (
        Network,
        Subnet,
        TransitGateway,
        TransitGatewayAttachment,
        TransitGatewayRouteTable,
    )
    from lambdanet.queries.reachability.intervals import Intervals


@dataclass(frozen=True)
class Crossing:
    """From a subnet, by a transit gateway, to a VPC."""

    gateway: str
    subnet: str
    vpc: Value[str | None]
    family: int


def brings(network: Network, crossing: Crossing) -> Sieve:
    """The addresses, of the VPC, to which the gateway brings packets from the subnet."""
    return _brings(network, crossing)


@once_per_key
def _brings(network: Network, crossing: Crossing) -> Sieve:
    family = crossing.family
    table = _deciding_table(network, crossing)
    if isinstance(table, Unknown):
        return Sieve.hidden(family, table)
    if isinstance(table.value, str):
        return Sieve(NONE, NONE)
    sieve = _by_table(network, (table.value.identity, crossing.vpc, family))
    guarded = _guarded(network, crossing)
    return sieve if guarded is None else Sieve(NONE, sieve.possible, guarded)


@once_per_key
def _by_table(network: Network, key: tuple[str, Value[str | None], int]) -> Sieve:
    """The addresses to which a route table sends packets to a VPC, from wherever they come."""
    table, vpc, family = key
    routes, why_more = _routes(network, (table, family))
    doubts = list(why_more)
    entries = [Entry(NONE, everything(family), lets=True, holds=True, floating=True)] if doubts else []
    for route in routes:
        arrives = _arrives(network, route.attachment, vpc)
        if isinstance(arrives, Unknown):
            doubts.append(arrives)
        certain = route.addresses if route.settled else NONE
        entries.append(Entry(certain, route.addresses, arrives != Known(False), arrives != Known(True)))
    return first_match(entries, family, doubts[0] if doubts else None)


def landing_subnets(network: Network, crossing: Crossing) -> list[str]:
    """The subnets of the VPC in which packets arrive from the gateway, as far as the code names them."""
    gateway = network.transit_gateways.get(crossing.gateway)
    attachment = Known(None) if gateway is None else _attachment_of(network, gateway, crossing.vpc)
    if isinstance(attachment, Unknown) or attachment.value is None:
        return []
    return [identity for identity in attachment.value.subnets.known() if identity in network.subnets]


def why_not(network: Network, crossing: Crossing, others: Intervals) -> str:
    """Why the gateway brings nothing to the addresses, as a clause that begins with, for example, "to which"."""
    table = _deciding_table(network, crossing)
    if isinstance(table, Unknown):
        raise ValueError(f"what is not known stops nothing: {crossing.gateway}")
    if isinstance(table.value, str):
        return table.value
    routes, _ = _routes(network, (table.value.identity, crossing.family))
    matching = [route for route in routes if not (route.addresses & others).empty]
    if not matching:
        return f"whose {_named(table.value)} has no route to it"
    first = min(matching, key=lambda each: each.order)
    by = f" by {first.route.address}" if first.route is not None else ""
    drops = "drops what is for it" if first.attachment == Known(None) else "sends what is for it to another attachment"
    return f"whose {_named(table.value)} {drops}{by}"


def _named(table: TransitGatewayRouteTable) -> str:
    return "default route table" if table.default else f"route table {table.address}"


def _deciding_table(network: Network, crossing: Crossing) -> Value[TransitGatewayRouteTable | str]:
    """The table that decides about packets from the subnet; a clause that says why they reach none."""
    gateway = network.transit_gateways.get(crossing.gateway)
    subnet = network.subnets[crossing.subnet]
    if gateway is None:
        return not_in_code("the transit gateway is not in the code", crossing.gateway)
    doubt = _doubt(network, gateway.identity) if gateway.more is None else gateway.more
    if doubt is not None:
        return doubt
    attachment = _attachment_of(network, gateway, subnet.vpc)
    if isinstance(attachment, Unknown):
        return attachment
    if attachment.value is None:
        vpc = subnet.vpc.value if isinstance(subnet.vpc, Known) else None
        return Known(f"to which {name_of(network, vpc or '')} is not attached")
    served = _serves(network, attachment.value, subnet)
    if isinstance(served, Unknown):
        return served
    if not served.value:
        zone = f" {subnet.zone.value}" if isinstance(subnet.zone, Known) else ""
        return Known(f"whose attachment {attachment.value.address} has no subnet in the zone{zone} of {subnet.address}")
    table = _table_of(network, gateway, attachment.value)
    if isinstance(table, Unknown):
        return table
    if table.value is None:
        return Known(f"whose attachment {attachment.value.address} is associated with no route table")
    return Known(table.value)


@once_per_key
def _doubt(network: Network, gateway: str) -> Unknown | None:
    """Why not all about a gateway is in the code: its id is exported, or it has attachments of other kinds."""
    known = {_base(each.address) for each in network.transit_gateway_attachments.values()}
    users = network.users[gateway]
    if users.more is not None:
        return users.more
    for use in users.known():
        if _base(use.address) not in known:
            return Unknown(
                f"{use.address} uses the transit gateway, and what it does is not in the code", cause=Cause.NOT_DECLARED
            )
    parts = [
        *(table.identity for table in network.transit_gateway_route_tables.values()),
        *(attachment.identity for attachment in network.transit_gateway_attachments.values()),
    ]
    for part in parts:
        doubt = network.users[part].more
        if doubt is not None:
            return doubt
    named = [
        *(attachment.gateway for attachment in network.transit_gateway_attachments.values()),
        *(table.gateway for table in network.transit_gateway_route_tables.values()),
    ]
    for of in named:
        if isinstance(of, Unknown) and not of.exhaustive:
            return of
    return None


def _base(address: str) -> str:
    return address.partition("[")[0]


@once_per_network
def _of_vpcs(network: Network) -> dict[tuple[str, str], list[TransitGatewayAttachment]]:
    """The attachments of which gateway and VPC are known."""
    found: dict[tuple[str, str], list[TransitGatewayAttachment]] = {}
    for attachment in network.transit_gateway_attachments.values():
        if isinstance(attachment.gateway, Known) and isinstance(attachment.vpc, Known):
            pair = attachment.gateway.value or "", attachment.vpc.value or ""
            found.setdefault(pair, []).append(attachment)
    return found


@once_per_network
def _by_gateway(network: Network) -> dict[str, list[TransitGatewayAttachment]]:
    found: dict[str, list[TransitGatewayAttachment]] = {}
    for attachment in network.transit_gateway_attachments.values():
        named = attachment.gateway
        for gateway in named.candidates if isinstance(named, Unknown) else {named.value or ""}:
            found.setdefault(gateway, []).append(attachment)
    return found


def _is_there(network: Network, attachment: TransitGatewayAttachment) -> Value[bool]:
    """Whether an attachment is made, and is one of this gateway."""
    if isinstance(attachment.gateway, Unknown):
        return attachment.gateway
    return network.uncertain.get(attachment.identity, Known(True))


def _attachment_of(
    network: Network, gateway: TransitGateway, vpc: Value[str | None]
) -> Value[TransitGatewayAttachment | None]:
    """The attachment of a VPC; AWS takes one for each gateway."""
    if isinstance(vpc, Known) and vpc.value is not None:
        for attachment in _of_vpcs(network).get((gateway.identity, vpc.value), []):
            if _is_there(network, attachment) == Known(True):
                return Known(attachment)
    doubt: Unknown | None = None
    for attachment in _by_gateway(network).get(gateway.identity, []):
        same = all_of([same_vpc(network, attachment.vpc, vpc), _is_there(network, attachment)])
        if isinstance(same, Unknown):
            doubt = same
        elif same.value:
            return Known(attachment)
    return Known(None) if doubt is None else doubt


def _serves(network: Network, attachment: TransitGatewayAttachment, subnet: Subnet) -> Value[bool]:
    """Whether it has a subnet in the zone of another."""
    found: list[Value[bool]] = []
    for element in attachment.subnets.everything():
        other = network.subnets.get(element.value) if isinstance(element, Known) else None
        if isinstance(element, Unknown):
            found.append(element)
        elif element.value == subnet.identity:
            return Known(True)
        elif other is None:
            found.append(not_in_code(f"a subnet of {attachment.address} is not in the code", element.value))
        else:
            found.append(negation(are_apart(other.zone, subnet.zone)))
    return any_of(found)


def _tables(network: Network, gateway: TransitGateway) -> list[TransitGatewayRouteTable]:
    return [
        table
        for table in network.transit_gateway_route_tables.values()
        if isinstance(table.gateway, Unknown) or table.gateway.value == gateway.identity
    ]


def _table_of(
    network: Network, gateway: TransitGateway, attachment: TransitGatewayAttachment
) -> Value[TransitGatewayRouteTable | None]:
    """The table with which an attachment is associated: the one that a resource names, else the default one."""
    tables = _tables(network, gateway)
    named = [table for table in tables if attachment.identity in table.associations.known()]
    if len(named) == 1:
        return Known(named[0])
    for doubt in (doubt for table in tables for doubt in table.associations.unknowns()):
        return doubt
    if named:
        return Unknown(f"{attachment.address} is associated with several route tables")
    by_default = all_of([gateway.default_association, attachment.default_association])
    if isinstance(by_default, Unknown):
        return by_default
    return Known(next((table for table in tables if table.default), None) if by_default.value else None)


@once_per_key
def _routes(network: Network, key: tuple[str, int]) -> tuple[list[Route], list[Unknown]]:
    """The routes of a table in their order, and why there may be others."""
    table, family = network.transit_gateway_route_tables[key[0]], key[1]
    found: list[Route] = []
    doubts = table.routes.unknowns()
    for route in table.routes.known():
        destination = route.destination
        block = None if isinstance(destination, Unknown) else addresses(destination.value or "", family)
        if isinstance(destination, Unknown) or destination.value is None or block is None:
            doubts.append(Unknown(f"the code does not say where {route.address} leads"))
        elif not block.empty:
            target = Known(None) if route.blackhole == Known(True) else route.attachment
            settled: Value[str | None] = route.blackhole if isinstance(route.blackhole, Unknown) else target
            found.append(Route(destination.value, block, settled, route))
    propagated = list(_propagated(network, table, doubts))
    for attachment in propagated:
        found += _blocks(network, attachment, family, doubts)
    return sorted(without_overlaps(found), key=lambda each: each.order), doubts


def _propagated(
    network: Network, table: TransitGatewayRouteTable, doubts: list[Unknown]
) -> Iterator[TransitGatewayAttachment]:
    """The attachments whose blocks a table has routes to."""
    doubts += table.propagations.unknowns()
    named = set(table.propagations.known())
    gateway = network.transit_gateways.get(table.gateway.value or "") if isinstance(table.gateway, Known) else None
    if named - network.transit_gateway_attachments.keys():
        doubts.append(Unknown(f"{table.address} has routes that an attachment of another kind propagates"))
    for attachment in _by_gateway(network).get(gateway.identity, []) if gateway is not None else ():
        by_default: Value[bool] = Known(False)
        if table.default and gateway is not None:
            by_default = all_of([gateway.default_propagation, attachment.default_propagation])
        wanted = any_of([Known(attachment.identity in named), by_default])
        there = all_of([wanted, _is_there(network, attachment)])
        if isinstance(there, Unknown):
            doubts.append(there)
        elif there.value:
            yield attachment


def _blocks(
    network: Network, attachment: TransitGatewayAttachment, family: int, doubts: list[Unknown]
) -> Iterator[Route]:
    vpc = network.vpcs.get(attachment.vpc.value or "") if isinstance(attachment.vpc, Known) else None
    if vpc is None:
        doubts.append(Unknown(f"the VPC of {attachment.address} is not in the code", cause=Cause.NOT_DECLARED))
        return
    doubts += vpc.cidrs.unknowns()
    known = [(cidr, addresses(cidr, family) or NONE) for cidr in vpc.cidrs.known()]
    own = [(cidr, block) for cidr, block in known if not block.empty]
    if not own:
        doubts.append(Unknown(f"the code does not show the IPv{family} blocks of {vpc.address}"))
    for cidr, block in own:
        yield Route(cidr, block, Known(attachment.identity))


def _arrives(network: Network, named: Value[str | None], vpc: Value[str | None]) -> Value[bool]:
    """Whether an attachment is that of the VPC; what reaches another one may be forwarded there."""
    if isinstance(named, Unknown):
        return named
    if named.value is None:
        return Known(False)
    attachment = network.transit_gateway_attachments.get(named.value)
    if attachment is None:
        return not_in_code("the attachment to which the transit gateway sends it is not in the code", named.value)
    same = same_vpc(network, attachment.vpc, vpc)
    if same == Known(False):
        return Unknown(f"{attachment.address} takes it to another VPC, which may pass it on")
    return same


def _guarded(network: Network, crossing: Crossing) -> Unknown | None:
    """Why the subnets of the attachments may stop what passes: network ACLs that do not let everything through."""
    gateway = network.transit_gateways[crossing.gateway]
    for vpc in (network.subnets[crossing.subnet].vpc, crossing.vpc):
        attachment = _attachment_of(network, gateway, vpc)
        if isinstance(attachment, Unknown) or attachment.value is None:
            return attachment if isinstance(attachment, Unknown) else Unknown("its VPC is not attached")
        for subnet in attachment.value.subnets.everything():
            if isinstance(subnet, Unknown):
                return subnet
            if not _is_open(network, (subnet.value, crossing.family)):
                known = network.subnets.get(subnet.value)
                named = short(subnet.value) if known is None else known.address
                return Unknown(f"the network ACL of {named} may stop what passes")
    return None


@once_per_key
def _is_open(network: Network, subnet_and_family: tuple[str, int]) -> bool:
    subnet, family = subnet_and_family
    sieves = [
        acls.lets(network, subnet, direction, Flow(ANY_PORT, protocol, family))
        for direction in (acls.INBOUND, acls.OUTBOUND)
        for protocol in ("tcp", "udp")
    ]
    return all(everything(family).within(sieve.certain) for sieve in sieves)
