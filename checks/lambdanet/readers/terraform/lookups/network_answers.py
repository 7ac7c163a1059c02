"""What data sources about a network find in the files of an account.

Which arguments a data source has, and which filter of AWS's each becomes, is on its page in Terraform's registry.
"""

from __future__ import annotations

from lambdanet.given.account import Account, Item
from lambdanet.given.account_lists import IN_NO_REGION
from lambdanet.given.in_force import accounts_for
from lambdanet.given.notes import notes
from lambdanet.given.parts_of_answers import objects_of
from lambdanet.readers.account.shapes_of_networks import SHAPES, is_gone
from lambdanet.readers.conversions import from_python, to_text
from lambdanet.readers.datum import Datum
from lambdanet.readers.sets import Unordered
from lambdanet.readers.terraform.lookups.answers import LookUp, answers
from lambdanet.readers.terraform.lookups.filters import NoSuchFilter, those_that_pass
from lambdanet.readers.terraform.lookups.made_by_code import may_be_found_too
from lambdanet.records import dataclass
from lambdanet.values import Known, Unknown

_SEVERAL_ACCOUNTS = "say by region, account and roots in the settings which one is meant"


@dataclass(frozen=True)
class Source:
    """A data source: the list in which it looks, and its arguments with the filters that they become.

    flags: arguments that count only where they are true. several: it finds any number, whose ids are ``ids``.
    """

    key: str
    arguments: dict[str, str]
    flags: tuple[str, ...] = ()
    several: bool = False


_BY_VPC = {"vpc_id": "vpc-id"}
_OF_VPC = ("vpc-id", "attachment.vpc-id")
SOURCES = {
    "aws_vpc": Source(
        "Vpcs",
        {
            "id": "vpc-id",
            "cidr_block": "cidr",
            "dhcp_options_id": "dhcp-options-id",
            "state": "state",
            "default": "isDefault",
        },
        ("default",),
    ),
    "aws_vpcs": Source("Vpcs", {}, several=True),
    "aws_subnet": Source(
        "Subnets",
        {
            "id": "subnet-id",
            "vpc_id": "vpc-id",
            "availability_zone": "availability-zone",
            "availability_zone_id": "availability-zone-id",
            "cidr_block": "cidr-block",
            "ipv6_cidr_block": "ipv6-cidr-block-association.ipv6-cidr-block",
            "default_for_az": "default-for-az",
            "state": "state",
        },
        ("default_for_az",),
    ),
    "aws_subnets": Source("Subnets", {}, several=True),
    "aws_subnet_ids": Source("Subnets", _BY_VPC, several=True),
    "aws_security_group": Source("SecurityGroups", {"id": "group-id", "name": "group-name", **_BY_VPC}),
    "aws_security_groups": Source("SecurityGroups", {}, several=True),
    "aws_route_table": Source(
        "RouteTables",
        {
            "route_table_id": "route-table-id",
            "subnet_id": "association.subnet-id",
            "gateway_id": "association.gateway-id",
            **_BY_VPC,
        },
    ),
    "aws_route_tables": Source("RouteTables", _BY_VPC, several=True),
    "aws_network_acls": Source("NetworkAcls", _BY_VPC, several=True),
    "aws_internet_gateway": Source("InternetGateways", {"internet_gateway_id": "internet-gateway-id"}),
    "aws_nat_gateway": Source(
        "NatGateways", {"id": "nat-gateway-id", "subnet_id": "subnet-id", "state": "state", **_BY_VPC}
    ),
    "aws_nat_gateways": Source("NatGateways", _BY_VPC, several=True),
    "aws_vpc_endpoint": Source(
        "VpcEndpoints",
        {"id": "vpc-endpoint-id", "service_name": "service-name", "state": "vpc-endpoint-state", **_BY_VPC},
    ),
    "aws_vpc_peering_connection": Source(
        "VpcPeeringConnections",
        {
            "id": "vpc-peering-connection-id",
            "status": "status-code",
            "vpc_id": "requester-vpc-info.vpc-id",
            "peer_vpc_id": "accepter-vpc-info.vpc-id",
        },
    ),
    "aws_ec2_managed_prefix_list": Source("PrefixLists", {"id": "prefix-list-id", "name": "prefix-list-name"}),
    "aws_prefix_list": Source("PrefixLists", {"prefix_list_id": "prefix-list-id", "name": "prefix-list-name"}),
}


@answers(*SOURCES)
def answer(look_up: LookUp) -> dict[str, Datum] | None:
    """The attributes of what is found; None where no file says it, or more than one thing fits."""
    source = SOURCES[look_up.block.type.partition(".")[2]]
    asked = _asked(look_up, source)
    if isinstance(asked, Unknown):
        _note_what_is_missing(look_up, asked)
        return None
    account = account_of(look_up, source.key)
    if account is None:
        return None
    try:
        found = [item for item in those_that_pass(account, source.key, asked) if not is_gone(item.data)]
    except NoSuchFilter as unknown:
        notes().add_unmatched(f"{look_up.address} filters by {unknown}, which is not looked for in files")
        return None
    vpcs = [
        value for name, values in asked if name in _OF_VPC and not set("".join(values)) & set("*?") for value in values
    ]
    why_more = account.why_more(source.key) or account.why_not_of(source.key, vpcs)
    if source.several:
        if not why_more and (made := may_be_found_too(look_up, vpcs)):
            why_more = f"the code makes {made}"
        return _all_of(look_up, source, found, why_more, account)
    if len(found) == 1:
        notes().take(found[0].file, found[0].id)
        return attributes_of(source.key, found[0])
    if not found and why_more:
        return None
    attributes = (
        f"nothing of the {source.key} of {account.name} is" if not found else f"{_named(found)} of {account.name} are"
    )
    notes().add_unmatched(f"{look_up.address}: {attributes} what it looks for, and it needs exactly one")
    return None


def _note_what_is_missing(look_up: LookUp, unknown: Unknown) -> None:
    """Note that the look-up waits for what its own arguments wait for, or what other look-ups in these do."""
    of_others = [notes().asked[each] for each in sorted(unknown.candidates) if each in notes().asked]
    for fact in (*unknown.waits_for, *of_others):
        notes().asked.setdefault(look_up.block.identity, fact)


def _all_of(
    look_up: LookUp, source: Source, found: list[Item], why_more: str, account: Account
) -> dict[str, Datum] | None:
    if why_more:
        notes().add_unmatched(f"{look_up.address}: {why_more}, so others may fit too")
        return None
    if not found:
        notes().add_unmatched(f"{look_up.address}: nothing of the {source.key} of {account.name} is what it looks for")
    for item in found:
        notes().take(item.file, item.id)
    ids = [item.id for item in found]
    # AWS returns them in any order.
    return {"ids": Unordered(tuple(ids)), "id": account.region or None}


def _named(found: list[Item]) -> str:
    return ", ".join(sorted(item.id for item in found)[:3]) + (f" and {len(found) - 3} more" if len(found) > 3 else "")


def account_of(look_up: LookUp, key: str) -> Account | None:
    """The account and Region in which a data source looks; None where no file, or files of several, may be of it."""
    region = look_up.block.region()
    if isinstance(region, Unknown) and key not in IN_NO_REGION:
        return None
    held = accounts_for(look_up.root)
    for problem in held.problems:
        notes().add_problem(problem)
    listing = [account for account in held.accounts if key in account.lists]
    if key in IN_NO_REGION and len({each.number for each in listing}) == 1:
        return listing[0]
    if isinstance(region, Unknown):
        return None
    fitting = [each for each in listing if not (each.region and region.value) or each.region == region.value]
    if not fitting:
        if listing:
            where = " and ".join(sorted({each.name for each in listing}))
            notes().add_unmatched(f"{look_up.address} looks in {region.value}, and the files are of {where}")
        return None
    if len(fitting) > 1:
        where = " and ".join(sorted({each.name for each in fitting}))
        notes().add_unmatched(f"{look_up.address} may look in {where}: {_SEVERAL_ACCOUNTS}")
        return None
    return fitting[0]


def _asked(look_up: LookUp, source: Source) -> list[tuple[str, list[str]]] | Unknown:
    """The filters with their values, or why the code does not say one of them."""
    block = look_up.block
    asked: list[tuple[str, list[str]]] = []
    for argument, name in source.arguments.items():
        datum = block.datum(argument)
        if datum is None or datum == "" or (argument in source.flags and datum is not True and datum != "true"):
            continue
        value = block.text(argument)
        if isinstance(value, Unknown) or value.value is None:
            return value if isinstance(value, Unknown) else _unknown_answer(look_up)
        asked.append((name, [value.value]))
    tags = block.datum("tags")
    if tags is not None and not isinstance(tags, dict):
        return tags if isinstance(tags, Unknown) else _unknown_answer(look_up)
    for key, value in (tags or {}).items():
        written = to_text(f"{look_up.address}: the tag {key}", value)
        if isinstance(written, Unknown) or written.value is None:
            return written if isinstance(written, Unknown) else _unknown_answer(look_up)
        asked.append((f"tag:{key}", [written.value]))
    filters = block.nested("filter")
    for each in filters.known():
        named, values = each.text("name"), each.strings("values")
        if not isinstance(named, Known) or not named.value or not values.complete:
            doubts = [*values.unknowns(), *([named] if isinstance(named, Unknown) else [])]
            return doubts[0] if doubts else _unknown_answer(look_up)
        asked.append((named.value, values.known()))
    return asked if filters.complete else filters.unknowns()[0]


def _unknown_answer(look_up: LookUp) -> Unknown:
    return Unknown(f"what {look_up.address} looks for is not known")


# The members that are attributes under other names, or of their own.
_ATTRIBUTES = {
    "Vpcs": {"cidr_block": "CidrBlock", "default": "IsDefault", "dhcp_options_id": "DhcpOptionsId"},
    "Subnets": {
        "arn": "SubnetArn",
        "vpc_id": "VpcId",
        "cidr_block": "CidrBlock",
        "availability_zone": "AvailabilityZone",
        "availability_zone_id": "AvailabilityZoneId",
        "default_for_az": "DefaultForAz",
    },
    "SecurityGroups": {"name": "GroupName", "vpc_id": "VpcId", "arn": "SecurityGroupArn"},
    "RouteTables": {"route_table_id": "RouteTableId", "vpc_id": "VpcId"},
    "NatGateways": {"vpc_id": "VpcId", "subnet_id": "SubnetId"},
    "InternetGateways": {"internet_gateway_id": "InternetGatewayId"},
    "VpcEndpoints": {"vpc_id": "VpcId", "service_name": "ServiceName"},
    "VpcPeeringConnections": {},
    "PrefixLists": {"prefix_list_id": "PrefixListId", "name": "PrefixListName"},
}


def attributes_of(key: str, item: Item) -> dict[str, Datum]:
    """The attributes that a data source has of what it found; those that are not here stay looked up."""
    found: dict[str, Datum] = {"id": item.id}
    for name, member in _ATTRIBUTES.get(key, {}).items():
        if isinstance(item.data.get(member), (str, int, bool)):
            found[name] = item.data[member]
    listed = item.data.get("Tags")
    if isinstance(listed, list):
        found["tags"] = {
            str(each.get("Key")): str(each.get("Value")) for each in listed if isinstance(each, dict) and "Key" in each
        }
    if key == "Vpcs":
        blocks = objects_of(item.data, "CidrBlockAssociationSet")
        found["cidr_block_associations"] = from_python([{"cidr_block": each.get("CidrBlock")} for each in blocks])
    if key == "Subnets" and "ipv6_cidr_block" in (shape := SHAPES[key](item.data)[1]):
        found["ipv6_cidr_block"] = shape["ipv6_cidr_block"]
    return found
