"""What a data source asks for, which is what is known of the resource that it finds."""

from __future__ import annotations

from lambdanet.readers.blocks import Block
from lambdanet.values import Known, Unknown, Value


def looked_for_in(block: Block) -> Value[str | None]:
    """The VPC in which something is looked up; None where any VPC is looked through."""
    given = block.resource("vpc_id")
    if given != Known(None):
        return given
    for entry in block.nested("filter").known():
        if entry.text("name") == Known("vpc-id"):
            vpcs = entry.resources("values")
            only = vpcs.elements[0] if vpcs.more is None and len(vpcs.elements) == 1 else None
            # A value with "*" or "?" is a pattern; one that is not known is none where it is a resource's VPC too.
            if isinstance(only, Known) and not set(only.value) & set("*?"):
                return Known(only.value)
            if isinstance(only, Unknown):
                return only
    return Known(None)


def looked_for(block: Block, attribute: str, filtered: str) -> Value[str | None]:
    """The value by which something is looked up: of an argument, or the only one of a filter with this name."""
    given = block.text(attribute)
    if given != Known(None):
        return given
    for entry in block.nested("filter").known():
        values = entry.strings("values")
        if entry.text("name") == Known(filtered) and values.complete and len(values.elements) == 1:
            return Known(values.known()[0])
    return Known(None)
