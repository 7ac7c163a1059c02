"""Names of DNS records: code that writes out the name of one of its records means the record.

A name means one record where code is deployed together; elsewhere the same name may lead to something else.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from lambdanet.identities import deployed_with
from lambdanet.readers.account.hosts import with_references
from lambdanet.readers.blocks import Block
from lambdanet.readers.datum import Datum, Derived, Listing, Reference, Text, derived
from lambdanet.readers.json_texts import Json
from lambdanet.readers.resources.collection import Collection, reads
from lambdanet.readers.resources.dns_records import records_in
from lambdanet.values import Unknown

_ZONES = ("aws_route53_zone", "data.aws_route53_zone")
_NAMES = {"aws_route53_record": "name", "AWS::Route53::RecordSet": "Name", "AWS::Route53::RecordSetGroup": "Name"}
_LEADING = ("A", "AAAA", "CNAME")
"""Types of records that say where a name leads."""


@reads(*_ZONES)
def zone(block: Block, collection: Collection) -> None:
    """A zone: its name counts, and is noted before anything is read."""


def note_records(block: Block, collection: Collection) -> None:
    """Note the names of the records that a block declares, or that of a zone."""
    if block.type in _ZONES:
        name = block.datum("name")
        if isinstance(name, str):
            collection.names_of_zones[block.identity] = _plain(name)
    elif block.type in _NAMES:
        terraform = block.language == "terraform"
        for identity, record in records_in(block):
            name = record.datum(_NAMES[block.type])
            if isinstance(name, str) and record.datum("type" if terraform else "Type") in _LEADING:
                zone = record.datum("zone_id") if terraform else None
                records = collection.named_records.setdefault(deployed_with(block.identity), [])
                records.append((_plain(name), zone, Reference(identity, "fqdn" if terraform else "")))


def with_records(datum: Datum, collection: Collection, identity: str) -> Datum:
    """A value of a block, in which the names of records are references to them."""
    names = _names(collection, deployed_with(identity)) if collection.named_records else {}
    return _naming(datum, names) if names else datum


def _names(collection: Collection, place: str) -> Mapping[str, Datum]:
    """What each name means there; one to which a zone may add something means no record."""
    found = collection.hosts_of_records.get(place)
    if found is None:
        named: defaultdict[str, list[Reference]] = defaultdict(list)
        for name, zone, record in collection.named_records.get(place, ()):
            whole = _whole(name, zone, collection.names_of_zones)
            if whole is not None:
                named[whole].append(record)
        found = {name: _one_of(name, records) for name, records in named.items()}
        collection.hosts_of_records[place] = found
    return found


def _one_of(name: str, records: list[Reference]) -> Datum:
    """The record; of several, such as those of a public and of a private zone, it is not known which answers."""
    if len(records) == 1:
        return records[0]
    return Unknown(f"several records are named {name}", frozenset(record.identity for record in records))


def _whole(name: str, zone: Datum, zones: Mapping[str, str]) -> str | None:
    """The name with its zone, which Terraform adds where it is not there; None where the zone's name is not known.

    https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/route53_record
    """
    if zone is None:
        return name
    within = zones.get(zone.identity) if isinstance(zone, Reference) else None
    if within is None or name == within or name.endswith(f".{within}"):
        return None if within is None else name
    return f"{name}.{within}"


def _plain(name: str) -> str:
    return name.rstrip(".").lower()


def _naming(datum: Datum, names: Mapping[str, Datum]) -> Datum:
    if isinstance(datum, str):
        return with_references(datum, names)
    if isinstance(datum, Text):
        parts = [_naming(part, names) for part in datum.parts]
        return Text(tuple(inner for part in parts for inner in (part.parts if isinstance(part, Text) else (part,))))
    if isinstance(datum, Listing):
        return Listing(tuple(_naming(each, names) for each in datum.elements), datum.more)
    if isinstance(datum, Json):
        return Json(_naming(datum.value, names))
    if isinstance(datum, Derived):
        return derived(datum, tuple(_naming(each, names) for each in datum.of), datum.cut)
    if isinstance(datum, dict):
        return {key: _naming(value, names) for key, value in datum.items()}
    return datum
