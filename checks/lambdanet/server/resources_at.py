"""Which judged resources are where the cursor is."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

from lambdanet.evidence.gather.findings_of_part import JudgedFunction
from lambdanet.server.places import lines_of_block

if TYPE_CHECKING:
    from lambdanet.evidence.findings.evidence_model import Evidence
    from lambdanet.evidence.gather.findings_of_part import JudgedResource
    from lambdanet.server.texts import Texts


def resources_in(path: str, evidence: Evidence, texts: Texts) -> Iterator[tuple[JudgedResource, range]]:
    """The judged resources of a file, with the lines where each is now."""
    lines = texts.now(path).splitlines()
    for judged in evidence.judged:
        if os.path.join(evidence.selection.root, judged.file) == path:
            line = texts.line_now(path, judged.line - 1)
            block = range(0) if line is None else lines_of_block(lines, line)
            if block:
                yield judged, block


def resources_at(path: str, line: int, evidence: Evidence, texts: Texts) -> list[JudgedResource]:
    """The judged resources in whose blocks a line is."""
    return [judged for judged, block in resources_in(path, evidence, texts) if line in block]


def functions_that_use(address: str, evidence: Evidence) -> list[JudgedFunction]:
    """The functions on whose network path a resource is."""
    return [function for function in evidence.functions if address in _on_path(function)]


def _on_path(function: JudgedFunction) -> set[str]:
    path = function.path
    found = {path.vpc, *(group.address for group in path.groups), *(one.address for one in path.endpoints)}
    for subnet in path.subnets:
        found |= {subnet.address, subnet.table, subnet.acl, subnet.target}
    return found | {table.address for table in path.tables} | {need.name for need in path.needs}
