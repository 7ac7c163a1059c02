"""What data sources about Regions, zones and single routes find."""

from __future__ import annotations

from typing import Any

from lambdanet.given.notes import notes
from lambdanet.readers.account.shapes_of_networks import route_of
from lambdanet.readers.datum import Datum, Listing
from lambdanet.readers.terraform.lookups.answers import LookUp, answers
from lambdanet.readers.terraform.lookups.network_answers import account_of
from lambdanet.values import Items, Known

_DESTINATIONS = {
    "destination_cidr_block": "DestinationCidrBlock",
    "destination_ipv6_cidr_block": "DestinationIpv6CidrBlock",
    "destination_prefix_list_id": "DestinationPrefixListId",
}


@answers("aws_availability_zones")
def zones(look_up: LookUp) -> dict[str, Datum] | None:
    """The zones of a Region, which AWS gives in the order of their names; those of the opt-in kind only where asked."""
    account = account_of(look_up, "AvailabilityZones")
    if account is None or account.why_more("AvailabilityZones"):
        return None
    known = ("state", "exclude_names", "exclude_zone_ids")
    if any(look_up.block.datum(name) is not None for name in ("all_availability_zones",)):
        return None
    if look_up.block.nested("filter") != Items() or look_up.block.text(known[0]) not in (
        Known(None),
        Known("available"),
    ):
        return None
    left_out = [look_up.block.strings(name) for name in known[1:]]
    if not all(each.complete for each in left_out):
        return None
    excluded = {each for items in left_out for each in items.known()}
    listed = [
        item.data
        for item in account.items("AvailabilityZones")
        if item.data.get("State", "available") == "available"
        and item.data.get("OptInStatus", "opt-in-not-required") in ("opt-in-not-required", "opted-in")
        and not {item.data.get("ZoneName"), item.data.get("ZoneId")} & excluded
    ]
    names = sorted(str(each.get("ZoneName")) for each in listed)
    ids = {str(each.get("ZoneName")): each.get("ZoneId") for each in listed}
    for item in account.items("AvailabilityZones"):
        notes().take(item.file, item.id)
    return {"names": Listing(tuple(names)), "zone_ids": Listing(tuple(ids[name] for name in names))}


@answers("aws_route")
def route(look_up: LookUp) -> dict[str, Datum] | None:
    """The route of a table to a destination; targets that it does not have are empty texts, as in Terraform's state."""
    table = look_up.block.text("route_table_id")
    account = account_of(look_up, "RouteTables")
    asked = {
        member: value.value
        for name, member in _DESTINATIONS.items()
        if (value := look_up.block.text(name)) != Known(None) and isinstance(value, Known)
    }
    if account is None or not isinstance(table, Known) or table.value is None or len(asked) != 1:
        return None
    item = account.lists["RouteTables"].get(table.value)
    listed: Any = item.data.get("Routes") if item is not None else None
    found = [
        each
        for each in (listed if isinstance(listed, list) else ())
        if isinstance(each, dict) and all(each.get(member) == value for member, value in asked.items())
    ]
    if item is None or len(found) != 1:
        notes().add_unmatched(f"{look_up.address}: {table.value} has no such route in the files of {account.name}")
        return None
    notes().take(item.file, item.id)
    texts = {name: value if isinstance(value, str) else "" for name, value in route_of(found[0]).items()}
    return {**texts, "route_table_id": table.value}


@answers("aws_region")
def region(look_up: LookUp) -> dict[str, Datum] | None:
    """The Region of the provider, or the one that is asked for by its name."""
    asked = [look_up.block.text(name) for name in ("region", "name")]
    named = next((each for each in asked if each != Known(None)), look_up.block.region())
    if not isinstance(named, Known) or not named.value:
        return None
    return dict.fromkeys(("id", "name", "region"), named.value)
