"""Makes what is in files that Checkov does not read known to its runners, so that findings can be reported on it.

A Terraform runner looks up the lines and the skip comments of a resource in a table that it makes of the files which
it has read; what is not there is not reported. So what the pack reads besides is added to that table.
"""

from __future__ import annotations

import logging
from typing import Any

from lambdanet.bridge.current_run import terraform_runners

logger = logging.getLogger("lambdanet")


def known_to_runners(vertex: dict[str, Any]) -> bool:
    """Whether every runner knows, from now on at least, where the vertex is."""
    try:
        for runner in terraform_runners():
            _add_to_table(runner, vertex)
    except Exception as error:  # of Checkov's own code: without it there is no record, and no harm
        logger.info("%s cannot be reported on: %s", vertex.get("block_name_"), error)
        return False
    return True


def _add_to_table(runner: Any, vertex: dict[str, Any]) -> None:
    from checkov.terraform.modules.module_objects import TFDefinitionKey

    file, first, last = vertex["file_path_"], vertex["__start_line__"], vertex["__end_line__"]
    key = TFDefinitionKey(file_path=file, tf_source_modules=vertex.get("source_module_object_"))
    place = runner.context.setdefault(key, {}).setdefault(vertex["block_type_"], {})
    *path, name = vertex["block_name_"].split(".")
    for step in path:
        place = place.setdefault(step, {})
    if name not in place:
        with open(file, encoding="utf-8", errors="replace") as stream:
            lines = list(enumerate(stream.read().splitlines(keepends=True), 1))[max(first - 1, 0) : last]
        place[name] = {
            "start_line": first,
            "end_line": last,
            "code_lines": lines,
            "skipped_checks": [skip for number, line in lines for skip in _skips(number, line)],
        }


def _skips(number: int, line: str) -> list[dict[str, Any]]:
    from checkov.common.comment.enum import COMMENT_REGEX

    found = COMMENT_REGEX.search(line) if ":skip=" in line else None
    if found is None or not found[2]:
        return []
    reason = (found[3] or "").lstrip(":").strip().rstrip('",') or "No comment provided"
    return [
        {"id": check, "bc_id": None, "suppress_comment": reason, "line_number": number} for check in found[2].split(",")
    ]
