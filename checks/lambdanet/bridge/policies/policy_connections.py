"""Conditions of a YAML policy on what a resource is connected with, decided on what the readers see.

Checkov draws connections by names, also between configurations, and between what is never made. So the pack puts
a condition on an attribute of its own in the place of each connection, and sets that attribute from the references
that the readers have read. By which attribute the connected resource refers to the other one, ``connected_by`` of the
policy's metadata says.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from lambdanet.records import dataclass
from lambdanet.values import Known, Unknown, Value

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lambdanet.readers.blocks import Block

MARK = "connected to "
ANY = ""


@dataclass(frozen=True)
class Connection:
    """What a resource may be connected with. by: resource type -> its attribute that refers to the resource."""

    by: Mapping[str, str]

    def links(self, blocks: Iterable[Block]) -> dict[str, Value[bool]]:
        """By identity: whether a block refers to the resource; a resource that is not there has no reference.

        ``ANY`` holds why a block may refer to any resource.
        """
        found: dict[str, Value[bool]] = {}
        for block in blocks:
            attribute = self.by.get(block.type)
            if attribute is None:
                continue
            named, exists = block.resource(attribute), block.exists()
            if isinstance(named, Unknown):
                for candidate in named.candidates or {ANY}:
                    found.setdefault(candidate, named)
            elif named.value is None or found.get(named.value) == Known(True):
                continue
            else:
                found[named.value] = exists if isinstance(exists, Unknown) else Known(True)
        return found


def without_connections(definition: Any, connected_by: Mapping[str, str]) -> tuple[Any, dict[str, Connection]]:
    """The definition with an attribute for each connection, and what each such attribute stands for.

    Filters go: which types a policy judges, its other conditions say.
    """
    connections: dict[str, Connection] = {}

    def rewritten(condition: Any) -> Any:
        if isinstance(condition, list):
            kept = [item for item in condition if not (isinstance(item, dict) and item.get("cond_type") == "filter")]
            return [rewritten(item) for item in kept]
        if not isinstance(condition, dict):
            return condition
        if condition.get("cond_type") == "connection":
            types = condition["connected_resource_types"]
            name = MARK + ", ".join(types)
            connections[name] = Connection({kind: connected_by[kind] for kind in types})
            return {
                "cond_type": "attribute",
                "resource_types": condition["resource_types"],
                "attribute": name,
                "operator": condition["operator"],
            }
        return {key: rewritten(value) if key in ("and", "or", "not") else value for key, value in condition.items()}

    return rewritten(definition), connections
