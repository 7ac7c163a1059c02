"""Prefix lists: those of the code, and those in which AWS keeps the public addresses of its services."""

from __future__ import annotations

from lambdanet.model import PrefixList
from lambdanet.readers.blocks import Block
from lambdanet.readers.datum import Text
from lambdanet.readers.resources.collection import Collection, PrefixListEntry, reads
from lambdanet.undeclared import looked_up
from lambdanet.values import Items, Known, Unknown

# The services with gateway endpoints. Their lists hold "the range of public IP addresses used by the service".
_WITH_PUBLIC_ADDRESSES = (".s3", ".dynamodb")


@reads("aws_ec2_managed_prefix_list", "AWS::EC2::PrefixList")
def prefix_list(block: Block, collection: Collection) -> None:
    """A list that the code makes."""
    listed = block.nested("entry" if block.language == "terraform" else "Entries")
    entries: Items[str] = Items(more=listed.more)
    for element in listed.elements:
        cidr = element if isinstance(element, Unknown) else element.value.text("cidr")
        if isinstance(cidr, Unknown):
            entries = entries + Items((cidr,))
        elif cidr.value is not None:
            entries = entries + Items.of([cidr.value])
    collection.prefix_lists.append(PrefixList(block.identity, block.place, entries=entries))


@reads("aws_ec2_managed_prefix_list_entry")
def entry(block: Block, collection: Collection) -> None:
    """A block of addresses declared on its own."""
    collection.prefix_list_entries.append(
        PrefixListEntry(block.resource("prefix_list_id"), block.text("cidr"), block.identity)
    )


@reads("data.aws_prefix_list", "data.aws_ec2_managed_prefix_list")
def known_list(block: Block, collection: Collection) -> None:
    """A list that exists elsewhere, most often one of AWS's own."""
    unknown = looked_up(block.identity, block.place.address)
    named = block.resource("prefix_list_id")
    of_endpoint = isinstance(named, Known) and (named.value or "").endswith("/prefix list")
    service = _service_by_name(block)
    collection.prefix_lists.append(
        PrefixList(
            block.identity,
            block.place,
            declared=False,
            entries=Items(more=unknown),
            public=of_endpoint or bool(service),
            service=service,
        )
    )


def _service_by_name(block: Block) -> str:
    """The service whose addresses AWS keeps under the name that is looked for; "" for any other list."""
    name = block.datum("name")
    end = name.literal_end() if isinstance(name, Text) else name
    if end is None:
        for asked in block.nested("filter").known():
            values = asked.datum("values")
            if asked.text("name") == Known("prefix-list-name") and len(getattr(values, "elements", ())) == 1:
                value = values.elements[0]
                end = value.literal_end() if isinstance(value, Text) else value
    if isinstance(end, str) and end.endswith(_WITH_PUBLIC_ADDRESSES):
        return end.rpartition(".")[2]
    return ""
