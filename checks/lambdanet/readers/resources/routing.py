"""Route tables, their routes, and which table a subnet uses."""

from __future__ import annotations

from dataclasses import replace

from lambdanet.created_together import is_there_with
from lambdanet.model import Route, RouteTable, RouteTableAssociation, RouteTarget, TargetKind
from lambdanet.readers.blocks import Block
from lambdanet.readers.conversions import made_with, short
from lambdanet.readers.resources.collection import Collection, reads
from lambdanet.values import Items, Known, Unknown, Value

# The attribute that names a route's target, with what it leads to. AWS is forgiving ("a nat- ID in gateway_id
# is accepted", Terraform's aws_route_table page), so assembly corrects the kind by the resource referred to.
TARGETS: dict[str, TargetKind] = {
    "gateway_id": "gateway",
    "nat_gateway_id": "NAT gateway",
    "egress_only_gateway_id": "egress-only internet gateway",
    "EgressOnlyInternetGatewayId": "egress-only internet gateway",
    "transit_gateway_id": "transit gateway",
    "vpc_peering_connection_id": "VPC peering connection",
    "vpc_endpoint_id": "VPC endpoint",
    "network_interface_id": "network interface",
    "instance_id": "instance",
    "carrier_gateway_id": "carrier gateway",
    "local_gateway_id": "local gateway",
    "core_network_arn": "core network",
    "odb_network_arn": "ODB network",
}
DESTINATIONS = (
    "cidr_block",
    "destination_cidr_block",
    "ipv6_cidr_block",
    "destination_ipv6_cidr_block",
)
_PREFIX_LIST = "destination_prefix_list_id"
_MAIN = "main route table"
_NOWHERE: Value[RouteTarget] = Known(RouteTarget("nowhere"))


@reads("aws_route_table", "AWS::EC2::RouteTable")
def route_table(block: Block, collection: Collection) -> None:
    """A route table; Terraform may list routes inside it.

    Routes in it and routes of separate resources overwrite each other
    (https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/route_table).
    """
    collection.route_tables.append(_table(block, block.resource("vpc_id"), Known(False)))
    collection.note_lists(block, "route")


@reads("aws_default_route_table")
def default_route_table(block: Block, collection: Collection) -> None:
    """A VPC's main table, adopted: Terraform removes the routes that it had.

    Where it is not known whether the table is adopted, it may have the routes that it had.
    """
    main = block.resource("default_route_table_id")
    collection.note_lists(block, "route")
    table = _table(block, block.resource("vpc_id"), Known(True))
    adopted = block.exists()
    collection.route_tables.append(
        replace(table, routes=Items(more=adopted)) if isinstance(adopted, Unknown) else table
    )
    if isinstance(main, Known) and main.value:
        vpc, _, made = main.value.rpartition("/")
        if made == _MAIN:
            _make_main(block, vpc, block.identity, collection)
        else:
            collection.same_as[main.value] = block.identity
    elif isinstance(main, Unknown):
        vpcs = frozenset(candidate.partition(f"/{_MAIN}")[0] for candidate in main.candidates)
        doubtful = RouteTableAssociation(
            block.identity, block.place, table=Known(block.identity), vpc=main.of_another(vpcs), main=True
        )
        collection.associations.append(doubtful)


def _table(block: Block, vpc: Value[str | None], main: Value[bool]) -> RouteTable:
    listed = block.nested("route")
    routes: list[Value[Route]] = []
    for entry in listed.elements:
        routes.append(entry if isinstance(entry, Unknown) else Known(_route(entry.value, Known(block.identity), block)))
    more = listed.more
    propagated = block.strings("propagating_vgws") if block.language == "terraform" else Items()
    if more is None and propagated != Items():
        more = Unknown(f"{block.place.address} takes over the routes of a virtual private gateway")
    return RouteTable(block.identity, block.place, vpc=vpc, main=main, routes=Items(tuple(routes), more))


@reads("aws_route", "AWS::EC2::Route")
def route(block: Block, collection: Collection) -> None:
    """A route declared on its own."""
    collection.routes.append(_route(block, block.resource("route_table_id"), block))


def _route(entry: Block, table: Value[str | None], declared: Block) -> Route:
    destination: Value[str | None] = Known(None)
    for name in (*DESTINATIONS, _PREFIX_LIST):
        destination = entry.resource(name) if name == _PREFIX_LIST else entry.text(name)
        if destination != Known(None) and destination != Known(""):
            break
    target: Value[RouteTarget] = Unknown(f"{declared.place.address} names no target")
    gone = entry.datum("blackhole")  # as an account says it of a route whose target is gone
    if gone is True or isinstance(gone, Unknown):
        target = gone if isinstance(gone, Unknown) else _NOWHERE
        return Route(declared.identity, declared.place, table=table, destination=destination, target=target)
    for name, kind in TARGETS.items():
        named = entry.resource(name)
        if isinstance(named, Unknown):
            one_of = named.candidates if named.exhaustive else frozenset()
            leads_to = Known(RouteTarget(kind, one_of=one_of))
            target = named.of_another(named.candidates) if kind == "gateway" else leads_to
            break
        if named.value:
            target = Known(RouteTarget(kind, named.value))
            break
    return Route(declared.identity, declared.place, table=table, destination=destination, target=target)


@reads("aws_route_table_association", "AWS::EC2::SubnetRouteTableAssociation")
def association(block: Block, collection: Collection) -> None:
    """A subnet's explicit association; one with a gateway instead of a subnet says nothing about subnets."""
    subnet = block.resource("subnet_id")
    if subnet != Known(None):
        table = block.resource("route_table_id")
        collection.associations.append(RouteTableAssociation(block.identity, block.place, table=table, subnet=subnet))


@reads("aws_main_route_table_association")
def main_association(block: Block, collection: Collection) -> None:
    """The table that becomes a VPC's main one."""
    vpc = block.resource("vpc_id")
    table = block.resource("route_table_id")
    if isinstance(vpc, Known) and vpc.value:
        doubt = table if isinstance(table, Unknown) else None
        if not is_there_with(collection.uncertain, block.identity, vpc.value):
            doubt = collection.uncertain[block.identity]
        vpc = vpc if doubt is None else doubt.of_another(frozenset({vpc.value}))
    collection.associations.append(RouteTableAssociation(block.identity, block.place, table=table, vpc=vpc, main=True))
    if isinstance(vpc, Known) and vpc.value and isinstance(table, Known) and table.value:
        _make_main(block, vpc.value, table.value, collection)


def _make_main(block: Block, vpc: str, table: str, collection: Collection) -> None:
    """Note the main table of a VPC; of several nobody knows which is made so last.

    https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/main_route_table_association
    """
    made = made_with(vpc, _MAIN)
    known = collection.same_as.setdefault(made, table)
    if known == table:
        return
    both = f"{short(known)} and {short(table)}"
    several = Unknown(f"the code makes {both} the main route table of {short(vpc)}", frozenset({vpc}))
    collection.associations.append(
        RouteTableAssociation(block.identity, block.place, table=Known(table), vpc=several, main=True)
    )


@reads("aws_vpn_gateway", "AWS::EC2::VPNGateway", "data.aws_vpn_gateway")
def vpn_gateway(block: Block, collection: Collection) -> None:
    """A virtual private gateway: its type, which is noted of all that is read, says where a route to it leads."""


@reads("aws_vpn_gateway_route_propagation", "AWS::EC2::VPNGatewayRoutePropagation")
@reads("aws_vpc_route_server_propagation", "AWS::EC2::RouteServerPropagation")
def propagation(block: Block, collection: Collection) -> None:
    """Routes that a gateway or a route server puts into tables when the network runs: any may be among them."""
    several = "AWS::EC2::VPNGatewayRoutePropagation"
    tables: Items[str | None] = (
        block.resources("RouteTableIds") if block.type == several else Items((block.resource("route_table_id"),))
    )
    unknown = Unknown(f"{block.place.address} lets a gateway put routes into the table")
    for table in tables.everything():
        collection.routes.append(Route(block.identity, block.place, table=table, destination=unknown, target=unknown))
