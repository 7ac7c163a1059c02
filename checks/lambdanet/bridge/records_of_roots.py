"""One record for several root modules: Checkov keeps one of what has the same address in the same file.

Root modules that call the same module have its resources under equal addresses, and each has verdicts of its own. The
record of what fails says in which of them.
"""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Iterable

from lambdanet.identities import root_module_of
from lambdanet.kit.verdicts import FAILED, NOT_APPLICABLE, Verdict

Reported = tuple[str, int, str]


def reported(verdict: Verdict) -> Reported:
    """What Checkov distinguishes resources by."""
    place = verdict.resource.place
    return place.file, place.line, place.address


def failures_by_root(verdicts: Iterable[Verdict]) -> dict[Reported, Verdict]:
    """For what fails in some of several root modules, a verdict that says in which, and why in each."""
    found: dict[Reported, list[tuple[str, Verdict]]] = {}
    for verdict in verdicts:
        root = root_module_of(verdict.resource.identity)
        if root is not None and verdict.kind != NOT_APPLICABLE:
            found.setdefault(reported(verdict), []).append((root, verdict))
    return {
        key: _joined(each)
        for key, each in found.items()
        if len({root for root, _ in each}) > 1 and any(verdict.kind == FAILED for _, verdict in each)
    }


def _joined(by_root: list[tuple[str, Verdict]]) -> Verdict:
    failing = [(root, verdict) for root, verdict in by_root if verdict.kind == FAILED]
    first = failing[0][1]
    rests_on = tuple(dict.fromkeys(resource for _, verdict in failing for resource in verdict.rests_on))
    if len(failing) == len(by_root) and len({verdict.explanation for _, verdict in failing}) == 1:
        return dataclasses.replace(first, rests_on=rests_on)
    above = os.path.commonpath([root for root, _ in by_root])
    sentences = (
        f"In the root module {os.path.relpath(root, above)}: {verdict.explanation}" for root, verdict in failing
    )
    return dataclasses.replace(first, explanation=" ".join(dict.fromkeys(sentences)), rests_on=rests_on)
