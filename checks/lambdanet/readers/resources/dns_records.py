"""Records of DNS, as far as they give names to other resources."""

from __future__ import annotations

from collections.abc import Iterator

from lambdanet.model import DnsRecord
from lambdanet.readers.blocks import Block
from lambdanet.readers.datum import Datum, Listing, Reference, Text
from lambdanet.readers.resources.collection import Collection, reads
from lambdanet.values import Known, Unknown


@reads("aws_route53_record", "AWS::Route53::RecordSet", "AWS::Route53::RecordSetGroup")
def dns_record(block: Block, collection: Collection) -> None:
    """A record, or several: what their values and aliases refer to."""
    named = set(_named(block.datum("records")))
    for name in ("ResourceRecords", "AliasTarget", "RecordSets"):
        if block.language == "cloudformation":
            named |= set(_named(block.datum(name)))
    if block.language == "terraform":
        for alias in block.nested("alias").known():
            named |= set(_named(alias.datum("name")))
    collection.dns_records.append(DnsRecord(block.identity, block.place, names=frozenset(named)))


def records_in(block: Block) -> Iterator[tuple[str, Block]]:
    """The records that a block declares, each with its identity: those of a group are named in it."""
    if block.type != "AWS::Route53::RecordSetGroup":
        yield block.identity, block
        return
    for number, record in enumerate(block.nested("RecordSets").elements):
        if isinstance(record, Known):
            yield f"{block.identity}/{number}", record.value


def _named(datum: Datum) -> Iterator[str]:
    """The identities of all resources that a datum names, or may name."""
    if isinstance(datum, Reference):
        yield datum.identity
    elif isinstance(datum, Unknown):
        yield from datum.candidates
    inner: tuple[Datum, ...] = ()
    if isinstance(datum, Text):
        inner = datum.parts
    elif isinstance(datum, Listing):
        inner = (*datum.elements, datum.more)
    elif isinstance(datum, dict):
        inner = tuple(datum.values())
    for part in inner:
        yield from _named(part)
