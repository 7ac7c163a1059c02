"""Subnets and their availability zones."""

from __future__ import annotations

from lambdanet.model import Subnet, Zone, ZoneKind
from lambdanet.readers.blocks import Block
from lambdanet.readers.conversions import canonical, printed
from lambdanet.readers.datum import Datum, Reference, Text
from lambdanet.readers.resources.address_blocks import has_ipv6
from lambdanet.readers.resources.collection import Collection, reads
from lambdanet.readers.resources.data_sources import looked_for, looked_for_in
from lambdanet.readers.resources.names import note_name, subnet_group_of
from lambdanet.undeclared import looked_up
from lambdanet.values import Cause, Known, Unknown, Value, negation

# What CloudFormation calls the name of a subnet group in each service.
_NAMES_OF_GROUPS = ("DBSubnetGroupName", "CacheSubnetGroupName", "ClusterSubnetGroupName", "SubnetGroupName")
# Lists of zones that AWS gives: each zone is in them once, so different indexes are different zones.
_ZONE_LIST_ENDS = (".names", ".zone_ids")
_ZONE_LIST_STARTS = ("GetAZs",)
_IN_ANOTHER_ORDER = ("tolist(", "sort(", "reverse(", "distinct(")


@reads("aws_subnet", "AWS::EC2::Subnet")
def subnet(block: Block, collection: Collection) -> None:
    """A subnet that the code makes."""
    collection.subnets.append(
        Subnet(
            block.identity,
            block.place,
            vpc=block.resource("vpc_id"),
            cidr=block.text("cidr_block"),
            ipv6_cidr=block.text("ipv6_cidr_block"),
            has_ipv4=negation(block.flag("ipv6_native", False)),
            has_ipv6=has_ipv6(block),
            zone=zone_of(block),
            default=Known(False),
        )
    )


@reads("aws_default_subnet")
def default_subnet(block: Block, collection: Collection) -> None:
    """The default subnet of a zone in the default VPC."""
    unknown = Unknown(f"{block.place.address}: AWS decides the VPC and the block of a default subnet")
    collection.of_default_networks[block.identity] = (block.provider(), block.region())
    collection.subnets.append(
        Subnet(
            block.identity,
            block.place,
            vpc=unknown,
            cidr=unknown,
            ipv6_cidr=unknown,
            has_ipv4=Known(True),
            has_ipv6=Known(True) if has_ipv6(block) == Known(True) else unknown,
            zone=zone_of(block),
            default=Known(True),
        )
    )


@reads("data.aws_subnet", "data.aws_subnets", "data.aws_subnet_ids")
def known_subnet(block: Block, collection: Collection) -> None:
    """A subnet that exists elsewhere, or one for each that is found: what the look-up asks for is what is known."""
    unknown = looked_up(block.identity, block.place.address)
    vpc = looked_for_in(block)
    cidr = looked_for(block, "cidr_block", "cidr-block")
    zone: Value[Zone] = unknown
    if block.datum("availability_zone") is not None or block.datum("availability_zone_id") is not None:
        zone = zone_of(block)
    elif isinstance(name := looked_for(block, "availability_zone", "availability-zone"), Known) and name.value:
        zone = Known(Zone("name", name.value))
    default = block.datum("default_for_az")
    collection.subnets.append(
        Subnet(
            block.identity,
            block.place,
            declared=False,
            vpc=unknown if vpc == Known(None) else vpc,
            cidr=unknown if cidr == Known(None) else cidr,
            ipv6_cidr=unknown,
            has_ipv4=unknown,
            has_ipv6=unknown,
            zone=zone,
            default=Known(True) if default is True else unknown,
        )
    )


@reads("aws_db_subnet_group", "aws_elasticache_subnet_group", "aws_redshift_subnet_group", "aws_docdb_subnet_group")
@reads("aws_neptune_subnet_group", "aws_memorydb_subnet_group", "aws_dax_subnet_group")
@reads("AWS::RDS::DBSubnetGroup", "AWS::ElastiCache::SubnetGroup", "AWS::Redshift::ClusterSubnetGroup")
@reads(
    "AWS::DocDB::DBSubnetGroup", "AWS::Neptune::DBSubnetGroup", "AWS::MemoryDB::SubnetGroup", "AWS::DAX::SubnetGroup"
)
def subnet_group(block: Block, collection: Collection) -> None:
    """A group of subnets for a database or a cache."""
    collection.subnet_groups[block.identity] = block.resources("subnet_ids")
    for name in _NAMES_OF_GROUPS if block.language == "cloudformation" else ("name",):
        note_name(block, subnet_group_of(block.type), name, collection)


def zone_of(block: Block) -> Value[Zone]:
    """The zone in which a block says that it is."""
    by_name = block.datum("availability_zone")
    by_id = block.datum("availability_zone_id")
    if by_name is None and by_id is None:
        planned = Cause.WHEN_IT_RUNS if block.language == "terraform" else None
        return Unknown(f"{block.place.address} names no availability zone, AWS picks one", cause=planned)
    return _zone(by_id, "id", block) if by_name is None else _zone(by_name, "name", block)


def _zone(datum: Datum, kind: ZoneKind, block: Block) -> Value[Zone]:
    if isinstance(datum, str):
        return Known(Zone(kind, datum))
    if isinstance(datum, Unknown):
        listed = datum.list_symbol
        if listed is not None and datum.index is not None and (datum.distinct or _lists_zones(listed)):
            return Known(Zone("listed", list_symbol=listed, index=datum.index))
        # One unknown value is one zone, even though not known.
        return datum if datum.symbol is None else Known(Zone("symbol", list_symbol=datum.symbol))
    if isinstance(datum, Text):
        return _templated(datum, block)
    if isinstance(datum, Reference):
        return Known(Zone("symbol", list_symbol=canonical(datum)))
    return Unknown(f"{block.place.address}: the availability zone is not decided by the code")


def _templated(text: Text, block: Block) -> Value[Zone]:
    """ "${region}a": two such zones of one region differ when their ends differ, and are one when all is the same."""
    last = text.parts[-1]
    before = text.parts[:-1]
    if before and all(_has_name(part) for part in before):
        front = canonical(Text(before))
        if isinstance(last, str):
            return Known(Zone("templated", last, list_symbol=front))
        if isinstance(last, Unknown) and last.distinct and last.list_symbol and last.index is not None:
            return Known(Zone("listed", list_symbol=f"{front}{last.list_symbol}", index=last.index))
        if _has_name(last):
            return Known(Zone("symbol", list_symbol=canonical(text)))
    return Unknown(f'{block.place.address}: the availability zone "{printed(text)}" is not decided by the code')


def _has_name(part: Datum) -> bool:
    return isinstance(part, (str, Reference)) or (isinstance(part, Unknown) and part.symbol is not None)


def _lists_zones(symbol: str) -> bool:
    """Whether the symbol is that of a list of zones, perhaps in another order."""
    while symbol.startswith(_IN_ANOTHER_ORDER) and symbol.endswith(")"):
        symbol = symbol.partition("(")[2][:-1]
    from_data = "aws_availability_zones" in symbol and symbol.endswith(_ZONE_LIST_ENDS)
    return from_data or symbol.startswith(_ZONE_LIST_STARTS)
