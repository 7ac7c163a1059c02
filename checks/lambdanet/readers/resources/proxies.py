"""Which databases are behind a proxy."""

from __future__ import annotations

from lambdanet.readers.blocks import Block
from lambdanet.readers.datum import Reference
from lambdanet.readers.resources.collection import Collection, ProxyTarget, reads
from lambdanet.values import Items, Known, Unknown, Value

_NAMES = ("", "id", "identifier", "cluster_identifier", "name")


@reads("aws_db_proxy_target")
def target_of_proxy(block: Block, collection: Collection) -> None:
    """A database behind a proxy."""
    named = [_named(block, name) for name in ("db_instance_identifier", "db_cluster_identifier")]
    databases = tuple(each for each in named if each != Known(None))
    collection.proxy_targets.append(
        ProxyTarget(_named(block, "db_proxy_name"), _known_or_not(databases), block.identity)
    )


@reads("AWS::RDS::DBProxyTargetGroup")
def targets_of_proxy(block: Block, collection: Collection) -> None:
    """The databases behind a proxy."""
    databases = block.resources("DBInstanceIdentifiers") + block.resources("DBClusterIdentifiers")
    collection.proxy_targets.append(ProxyTarget(block.resource("DBProxyName"), databases, block.identity))


def _named(block: Block, name: str) -> Value[str | None]:
    """What a name means, also where another attribute than the resource's id is given for it."""
    datum = block.datum(name)
    if isinstance(datum, Reference) and datum.attribute in _NAMES:
        return Known(datum.identity)
    return block.resource(name)


def _known_or_not(named: tuple[Value[str | None], ...]) -> Items[str]:
    found: Items[str] = Items()
    for each in named:
        found = found + (Items((each,)) if isinstance(each, Unknown) else Items.of([each.value or ""]))
    return found
