"""Verdicts as Checkov takes them: the vertices of its graph that pass and that fail."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lambdanet.bridge.records_of_roots import failures_by_root, reported
from lambdanet.kit.verdicts import FAILED, NOT_APPLICABLE, PASSED, Verdict, is_worse
from lambdanet.plain_text import plain

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lambdanet.readers.reading import Reading
    from lambdanet.readers.withheld import Withheld

EXPLANATION_KEY = "lambdanet"


def vertices_to_report(verdicts: Iterable[Verdict], reading: Reading) -> tuple[list[Any], list[Any]]:
    """The vertices that pass and those that fail; Checkov would only drop the others."""
    worst: dict[int, tuple[dict[str, Any], Verdict]] = {}
    for verdict in verdicts:
        vertex = None if verdict.kind == NOT_APPLICABLE else reading.vertices.get(verdict.resource.identity)
        if vertex is not None:
            before = worst.get(id(vertex))
            if before is None or is_worse(verdict, before[1]):
                worst[id(vertex)] = (vertex, verdict)
    passed = [vertex for vertex, verdict in worst.values() if verdict.kind == PASSED]
    failing = [(vertex, verdict) for vertex, verdict in worst.values() if verdict.kind == FAILED]
    by_root = failures_by_root(verdict for _, verdict in worst.values()) if failing else {}
    shown = [(vertex, by_root.get(reported(verdict), verdict)) for vertex, verdict in failing]
    return passed, [_explained(vertex, verdict, reading.withheld) for vertex, verdict in shown]


def _explained(vertex: dict[str, Any], verdict: Verdict, withheld: Withheld) -> dict[str, Any]:
    """A copy of the vertex that carries the explanation into Checkov's JSON (``check_result.entity``).

    ``BaseCheck.details`` cannot be used: it makes Checkov's SARIF invalid. The Terraform runners put the vertex's
    ``config_`` into the record, the CloudFormation runner the vertex itself.
    """
    explanation = {
        "explanation": verdict.explanation,
        "related": [
            {"address": plain(withheld.replaced_in_keys(p.address)), "file": p.file, "line": p.line}
            for p in verdict.related
        ],
    }
    config = vertex.get("config_")
    explained_config = {**config, EXPLANATION_KEY: explanation} if isinstance(config, dict) else config
    return {**vertex, EXPLANATION_KEY: explanation, "config_": explained_config}
