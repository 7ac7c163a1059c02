"""Makes instances whose keys have dots known to Checkov's Terraform runner, so that findings can be reported on them.

The runner takes the name of a block apart at its dots and looks the parts up one after the other, in the table of the
blocks that it has read; there the name is one part. So the same entry is put where the runner looks.
"""

from __future__ import annotations

import logging
from typing import Any

from lambdanet.bridge.current_run import terraform_runners
from lambdanet.identities import keys_in

logger = logging.getLogger("lambdanet")


def is_taken_apart(vertex: dict[str, Any]) -> bool:
    """Whether the name of the vertex has dots in a key."""
    return any("." in key for key in keys_in(str(vertex["block_name_"])))


def known_to_runners(vertex: dict[str, Any]) -> bool:
    """Whether every runner that has read the vertex's file finds the vertex, from now on at least."""
    try:
        tables = [table for runner in terraform_runners() if (table := _table(runner, vertex)) is not None]
        found = [_is_found(table, vertex["block_name_"]) for table in tables]
    except Exception as error:  # of Checkov's own code: without it there is no record, and no harm
        logger.info("%s cannot be reported on: %s", vertex["block_name_"], error)
        return False
    return all(found)


def _table(runner: Any, vertex: dict[str, Any]) -> dict[str, Any] | None:
    from checkov.terraform.modules.module_objects import TFDefinitionKey

    key = TFDefinitionKey(file_path=vertex["file_path_"], tf_source_modules=vertex.get("source_module_object_"))
    blocks: dict[str, Any] | None = runner.context.get(key, {}).get(vertex["block_type_"])
    return blocks


def _is_found(noted: dict[str, Any], address: str) -> bool:
    before, bracket, key = address.partition("[")
    *steps, name = before.split(".")
    for step in steps:
        noted = noted.get(step, {})
    entry = noted.get(name + bracket + key)
    *path, last = (name + bracket + key).split(".")
    for step in path:
        noted = noted.setdefault(step, {})
    if entry is not None:
        noted[last] = entry
    return last in noted
