"""The names that code gives, by which other resources may name what has them."""

from __future__ import annotations

from lambdanet.readers.blocks import Block
from lambdanet.readers.resources.collection import Collection
from lambdanet.values import Known, Unknown

FUNCTION, ROLE, OPTION_GROUP = "function", "role", "option group"
_OF_RDS = ("db", "docdb", "neptune")


def rule_of(block: Block) -> str:
    """The kind of the rule that a block declares or names: names of rules are those of one bus in one Region.

    "" where one of them is not known, nor named by a symbol: no other is known to be of the same.
    """
    values = (block.resource("event_bus_name"), block.provider(), block.region())
    parts = [value.symbol or "" if isinstance(value, Unknown) else str(value.value or "default") for value in values]
    return f"rule of {', '.join(parts)}" if all(parts) else ""


def subnet_group_of(resource_type: str) -> str:
    """The kind of subnet group that resources of this type are put into; RDS has those of its like as well."""
    words = resource_type.partition("_")[2].partition("_")[0] or resource_type.split("::")[1]
    return f"subnet group of {'rds' if words.lower() in _OF_RDS else words.lower()}"


def note_name(block: Block, kind: str, attribute: str, collection: Collection) -> None:
    """Remember the name of a resource, where the code says it. kind: "" where it is not known."""
    name = block.text(attribute)
    if kind and isinstance(name, Known) and name.value:
        collection.named.setdefault((kind, name.value), []).append(block.identity)
