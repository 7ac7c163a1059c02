"""A comparison as JSON, for machines: the schema ``lambdanet-comparison/1``, described in docs/compare.md."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from lambdanet.comparison.differences import KINDS
from lambdanet.plain_text import escaped_json

if TYPE_CHECKING:
    from lambdanet.comparison.compared_report import Answer, ComparedReport, ComparedResource
    from lambdanet.comparison.differences import Comparison, Difference

SCHEMA = "lambdanet-comparison/1"


def render(comparison: Comparison) -> str:
    """The text."""
    return escaped_json(json.dumps(document(comparison), indent=2, ensure_ascii=False)) + "\n"


def document(comparison: Comparison) -> dict[str, Any]:
    """The comparison as what JSON knows."""
    return {
        "schema": SCHEMA,
        "old": _report(comparison.old),
        "new": _report(comparison.new),
        "beside": list(comparison.beside),
        "new_failures": comparison.new_failures,
        "counts": {kind: len(comparison.of(kind)) for kind in KINDS},
        "differences": [_difference(each) for each in comparison.differences],
        "resources_gone": [
            {**_resource(each.resource), "failures": list(each.failures), "unread": each.unread}
            for each in comparison.gone
        ],
        "resources_new": [_resource(each) for each in comparison.came],
    }


def _report(report: ComparedReport) -> dict[str, Any]:
    return {"file": report.file, "revision": report.revision, "changed": report.changed, "digest": report.digest}


def _difference(each: Difference) -> dict[str, Any]:
    before = each.moved_from
    return {
        "kind": each.kind,
        "rule": each.rule,
        "severity": each.severity,
        **_resource(each.resource),
        "moved_from": {"file": before.file, "line": before.line, "part": before.part} if before else None,
        "before": _answer(each.before),
        "now": _answer(each.now),
    }


def _resource(resource: ComparedResource) -> dict[str, Any]:
    return {
        "address": resource.address,
        "framework": resource.framework,
        "file": resource.file,
        "line": resource.line,
        "part": resource.part,
    }


def _answer(answer: Answer | None) -> dict[str, Any] | None:
    if answer is None:
        return None
    return {
        "verdict": answer.verdict.replace(" ", "_"),
        "explanation": answer.explanation,
        "suppressed_because": answer.suppressed_because,
    }
