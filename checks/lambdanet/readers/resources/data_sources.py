"""What a data source asks for, which is what is known of the resource that it finds."""

from __future__ import annotations

from lambdanet.readers.blocks import Block
from lambdanet.values import Known, Value


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
