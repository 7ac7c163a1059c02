"""Evidence as JSON, for machines: the schema ``lambdanet-evidence/1``, described in docs/evidence.md."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from lambdanet.evidence.checkov_runs import relative
from lambdanet.evidence.versions import versions
from lambdanet.values import Unknown, Value

if TYPE_CHECKING:
    from pathlib import Path

    from lambdanet.evidence.contents import Evidence, JudgedFunction, JudgedResource, Result, StatementCounts
    from lambdanet.queries.function_facts import FunctionFacts

SCHEMA = "lambdanet-evidence/1"
UNDECIDED = "undecided"
NOT_APPLICABLE = "n/a"


def render(evidence: Evidence) -> str:
    """The report's text."""
    return json.dumps(document(evidence), indent=2, ensure_ascii=False) + "\n"


def document(evidence: Evidence) -> dict[str, Any]:
    """The report as what JSON knows."""
    runs = evidence.runs
    root = runs.selection.root
    return {
        "schema": SCHEMA,
        "pack": versions(),
        "scanned": {
            "root": str(root),
            "frameworks": list(runs.frameworks),
            "files": sorted({file for run in runs.runs for file in run.files}),
            "parse_errors": list(runs.parse_errors),
            "rule_errors": [
                {"rule": error.rule, "framework": error.framework, "message": error.message}
                for error in runs.rule_errors
            ],
        },
        "statements": [_statement(each) for each in evidence.statements],
        "functions": [_function(each, root) for each in evidence.functions],
        "resources": [_resource(each, root) for each in evidence.resources],
    }


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


def _function(function: JudgedFunction, root: Path) -> dict[str, Any]:
    return {
        "address": function.address,
        "framework": function.framework,
        "file": function.file,
        "line": function.line,
        "facts": _facts(function.facts),
        "undecided_because": _reasons(function.facts),
        "results": [_result(each, root) for each in function.results],
    }


def _resource(resource: JudgedResource, root: Path) -> dict[str, Any]:
    return {
        "address": resource.address,
        "type": resource.type,
        "framework": resource.framework,
        "file": resource.file,
        "line": resource.line,
        "results": [_result(each, root) for each in resource.results],
    }


def _result(result: Result, root: Path) -> dict[str, Any]:
    return {
        "rule": result.rule.id,
        "verdict": result.verdict.replace(" ", "_"),
        "explanation": result.explanation,
        "related": [
            {"address": place.address, "file": relative(place.file, root), "line": place.line}
            for place in result.related
        ],
        "suppressed_because": result.suppressed_because,
    }


def _facts(facts: FunctionFacts) -> dict[str, Any]:
    return {
        "vpc_attached": _truth(facts.vpc_attached),
        "private_need": _truth(facts.private_need),
        "private_dependencies": [
            {"resource": need.resource.address, "evidence": need.evidence, "port": need.port}
            for need in facts.private_dependencies
        ],
        "multiple_zones": _truth(facts.multiple_zones),
        "availability_zones": _zones(facts.availability_zones),
        "uses_default_security_group": _truth(facts.uses_default_security_group),
        "ingress_rules": _truth(facts.ingress_rules),
        "egress": _plain(facts.egress),
        "public_subnet": _truth(facts.public_subnet),
        "nat_default_route": _truth(facts.nat_default_route),
        "mixed_routing": _truth(facts.mixed_routing),
        "smallest_subnet_usable_ips": _plain(facts.smallest_subnet_usable_ips),
        "eni_permissions": _truth(facts.eni_permissions),
        "publicly_invokable": _truth(facts.publicly_invokable),
    }


def _reasons(facts: FunctionFacts) -> dict[str, str]:
    """Why each fact is undecided that is."""
    return {name: value.reason for name, value in vars(facts).items() if isinstance(value, Unknown)}


def _truth(value: Value[bool] | None) -> str:
    told = _plain(value)
    return told if isinstance(told, str) else "yes" if told else "no"


def _zones(value: Value[tuple[str, ...]] | None) -> list[str] | str:
    """A function in no VPC has none of its own."""
    if value is None:
        return []
    return UNDECIDED if isinstance(value, Unknown) else list(value.value)


def _plain(value: Value[Any] | None) -> Any:
    if value is None:
        return NOT_APPLICABLE
    return UNDECIDED if isinstance(value, Unknown) else value.value
