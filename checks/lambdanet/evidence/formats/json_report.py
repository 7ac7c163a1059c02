"""Evidence as JSON, for machines: the schema ``lambdanet-evidence/1``, described in docs/evidence.md."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from lambdanet.evidence.findings.around_functions import FailuresAround
from lambdanet.evidence.findings.decided_beside import decided_beside
from lambdanet.evidence.findings.evidence_model import statement_counts
from lambdanet.evidence.findings.report_scope import scope_of
from lambdanet.evidence.findings.report_versions import versions
from lambdanet.evidence.findings.undecided_reasons import undecided
from lambdanet.evidence.gather.pack_rules import pack_rules
from lambdanet.plain_text import escaped_json, plain
from lambdanet.settings.settings_in_force import settings_in_force

if TYPE_CHECKING:
    from lambdanet.evidence.findings.around_functions import Around
    from lambdanet.evidence.findings.changes_beside_commit import Changes
    from lambdanet.evidence.findings.evidence_model import Evidence, StatementCounts
    from lambdanet.evidence.findings.facts_from_outside import FromOutside
    from lambdanet.evidence.findings.undecided_reasons import Undecided
    from lambdanet.evidence.gather.findings_of_part import JudgedFunction, JudgedResource, Result
    from lambdanet.missing_facts import MissingFact

SCHEMA = "lambdanet-evidence/1"
_LISTS = ("missing", "statements", "functions", "resources")


def render(evidence: Evidence) -> str:
    """The report's text, with a line for each statement, function and resource, so that differences can be read."""
    return escaped_json("".join(_pieces(document(evidence))))


def _pieces(report: dict[str, Any]) -> Iterator[str]:
    yield "{\n"
    for number, (key, value) in enumerate(report.items()):
        yield f'{"," if number else ""}"{key}": '
        if key in _LISTS and value:
            yield "[\n"
            yield ",\n".join(json.dumps(each, ensure_ascii=False) for each in value)
            yield "\n]\n"
        else:
            yield json.dumps(value, ensure_ascii=False) + "\n"
    yield "}\n"


def document(evidence: Evidence) -> dict[str, Any]:
    """The report as what JSON knows."""
    scope = scope_of(evidence)
    around = FailuresAround(evidence)
    return {
        "schema": SCHEMA,
        "decided_beside": [
            {"kind": each.kind, "what": each.what, "value": each.value, "where": each.where}
            for each in decided_beside(evidence)
        ],
        "pack": versions(),
        "scanned": {
            "root": str(evidence.selection.root),
            "frameworks": list(evidence.frameworks),
            "files": list(evidence.files),
            "revision": scope.revision,
            "changed": _changes(scope.changes),
            "digest": scope.digest,
            "settings": {each.name: {"value": each.plain, "from": each.origin} for each in settings_in_force()},
            "parse_errors": [plain(file) for file in evidence.parse_errors],
            "unread_calls": [
                {"address": call.address, "source": call.source, "file": call.file, "line": call.line}
                for call in evidence.unread_calls
            ],
            "left_out": [
                {"address": each.address, "because": each.because, "file": each.file, "line": each.line}
                for each in evidence.left_out
            ],
            "rule_errors": [
                {"rule": error.rule, "framework": error.framework, "message": error.message}
                for error in evidence.rule_errors
            ],
        },
        "surroundings": _surroundings(evidence.outside),
        "missing": [_missing(each) for each in undecided(evidence.results)],
        "statements": [_statement(each) for each in statement_counts(evidence)],
        "functions": [_function(each, around.of(each)) for each in evidence.functions],
        "resources": [_resource(each) for each in evidence.resources],
    }


def _changes(changes: Changes | None) -> dict[str, Any] | None:
    if changes is None:
        return None
    return {
        "differ": list(changes.differ),
        "not_in_commit": list(changes.not_in_commit),
        "deleted": list(changes.deleted),
    }


def _surroundings(outside: FromOutside) -> dict[str, Any]:
    return {
        "given": outside.given,
        "files": [
            {"file": each.file, "sha256": each.digest, "day": each.day, "days": each.days, "old": each.old}
            for each in outside.taken
        ],
        "unused": list(outside.unused),
        "contradictions": list(outside.contradictions),
        "problems": list(outside.problems),
        "unmatched": list(outside.unmatched),
    }


def _missing(group: Undecided) -> dict[str, Any]:
    return {
        "facts": [_fact(each) for each in group.facts],
        "missing": group.way.missing,
        "to_do": group.way.to_do,
        "command": group.way.command,
        "verdicts": len(group.results),
        "alone": group.alone,
        "results": [
            {"rule": result.rule, "address": judged.address, "file": judged.file, "line": judged.line}
            for judged, result in group.results
        ],
    }


def _fact(fact: MissingFact) -> dict[str, Any]:
    return {"sort": fact.sort.value, "subject": fact.subject, "where": fact.where}


def _statement(counts: StatementCounts) -> dict[str, Any]:
    return {
        "id": counts.id,
        "text": counts.text,
        "rules": list(counts.rules),
        "passed": counts.passed,
        "failed": counts.failed,
        "suppressed": counts.suppressed,
        "undecided": counts.undecided,
        "not_applicable": counts.not_applicable,
    }


def _function(function: JudgedFunction, around: Around) -> dict[str, Any]:
    return {
        "address": function.address,
        "framework": function.framework,
        "file": function.file,
        "line": function.line,
        "part": function.part,
        "environments": list(function.environments),
        "facts": function.facts,
        "undecided_because": function.undecided_because,
        "results": [_result(each) for each in function.results],
        "failures_around": [
            {"rule": result.rule, "address": judged.address, "file": judged.file, "line": judged.line}
            for judged, result in around
        ],
    }


def _resource(resource: JudgedResource) -> dict[str, Any]:
    return {
        "address": resource.address,
        "type": resource.type,
        "framework": resource.framework,
        "file": resource.file,
        "line": resource.line,
        "part": resource.part,
        "results": [_result(each) for each in resource.results],
    }


def _result(result: Result) -> dict[str, Any]:
    return {
        "rule": result.rule,
        "verdict": result.verdict.replace(" ", "_"),
        "explanation": result.explanation,
        "severity": pack_rules()[result.rule].severity,
        "reason": result.reason,
        "related": [
            {"address": location.address, "file": location.file, "line": location.line} for location in result.related
        ],
        "suppressed_because": result.suppressed_because,
        "in_baseline": result.in_baseline,
        "waits_for": [_fact(each) for each in result.waits_for],
    }
