"""File systems with their mount targets."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from lambdanet.readers.linking.grouping import grouped
from lambdanet.values import Items

if TYPE_CHECKING:
    from lambdanet.model import FileSystem
    from lambdanet.readers.resources.collection import Collection


def file_systems(collection: Collection) -> dict[str, FileSystem]:
    """The file systems of a collection, each with the mount targets that name it."""
    targets = grouped(collection.mount_targets, lambda target: target.file_system, collection.uncertain, str)
    return {
        system.identity: dataclasses.replace(
            system, mount_targets=system.mount_targets + targets.get(system.identity, Items())
        )
        for system in collection.file_systems
    }
