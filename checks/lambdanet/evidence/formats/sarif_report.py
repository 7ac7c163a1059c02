"""Evidence as SARIF 2.1.0, for code scanning: the failures, each with its whole explanation and where it rests on.

What is undecided is not among the results: code hosts would show it as a finding. Format:
https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from datetime import datetime, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from lambdanet.evidence.findings.report_versions import PACK_VERSION
from lambdanet.evidence.gather.pack_rules import pack_rules, speaks
from lambdanet.kit.statements import SOURCE
from lambdanet.kit.verdicts import FAILED
from lambdanet.plain_text import escaped_json

if TYPE_CHECKING:
    from lambdanet.evidence.findings.evidence_model import Evidence
    from lambdanet.evidence.gather.findings_of_part import JudgedResource, Location, Result
    from lambdanet.handbook.rule_texts import RuleText

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {"CRITICAL": "error", "HIGH": "error", "MEDIUM": "warning", "LOW": "note"}
# By which GitHub sorts findings about security.
_SCORES = {"CRITICAL": "9.5", "HIGH": "8.0", "MEDIUM": "5.5", "LOW": "3.0"}
_BASE = "SRCROOT"
_MOST_RELATED = 50


def render(evidence: Evidence) -> str:
    """The report's text."""
    return escaped_json(json.dumps(log(evidence), indent=2, ensure_ascii=False)) + "\n"


def log(evidence: Evidence) -> dict[str, Any]:
    """The report as what JSON knows."""
    rules = [rule for rule in pack_rules().values() if speaks(rule)]
    numbers = {rule.id: number for number, rule in enumerate(rules)}
    results = [
        _result(judged, result, numbers, evidence.selection.root)
        for judged, result in evidence.results
        if result.verdict == FAILED
    ]
    driver = {"name": "lambdanet", "version": PACK_VERSION, "informationUri": SOURCE, "rules": [*map(_rule, rules)]}
    run = {
        "tool": {"driver": driver},
        "automationDetails": {"id": "lambdanet/"},
        "invocations": [_invocation(evidence)],
        "originalUriBaseIds": {_BASE: {"description": {"text": "The folder in which lambdanet ran."}}},
        "columnKind": "utf16CodeUnits",
        "results": results,
    }
    return {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule(rule: RuleText) -> dict[str, Any]:
    level = _LEVELS[rule.severity]
    fixes = "\n\n".join(
        f"**{heading}**\n\n{rule.sections[heading]}" for heading in ("Why", "Fix in Terraform", "Fix in CloudFormation")
    )
    return {
        "id": rule.id,
        "name": "".join(word[:1].upper() + word[1:] for word in re.findall(r"\w+", rule.name)),
        "shortDescription": {"text": f"{rule.name}."},
        "fullDescription": {"text": " ".join(rule.sections["What it checks"].split())},
        "helpUri": SOURCE,
        "help": {"text": rule.sections["Why"], "markdown": fixes},
        "defaultConfiguration": {"level": level},
        "properties": {
            "tags": ["security", "aws", "lambda", "network", *rule.statements],
            "precision": "very-high",
            "problem.severity": {"error": "error", "warning": "warning", "note": "recommendation"}[level],
            "security-severity": _SCORES[rule.severity],
        },
    }


def _result(judged: JudgedResource, result: Result, numbers: dict[str, int], root: Path) -> dict[str, Any]:
    told: dict[str, Any] = {
        "ruleId": result.rule,
        "ruleIndex": numbers[result.rule],
        "level": _LEVELS[pack_rules()[result.rule].severity],
        "message": {"text": result.explanation},
        "locations": [
            {
                "physicalLocation": _place(judged.file, judged.line, root),
                "logicalLocations": [{"fullyQualifiedName": judged.address, "kind": "resource"}],
            }
        ],
        "partialFingerprints": {"lambdanetResource/v1": fingerprint(judged, result)},
    }
    related = [location for location in result.related if location.file][:_MOST_RELATED]
    if related:
        told["relatedLocations"] = [_related(id, location, root) for id, location in enumerate(related, start=1)]
    if result.suppressed_because is not None:
        reason = result.suppressed_because or "no reason is given"
        told["suppressions"] = [{"kind": "inSource", "status": "accepted", "justification": reason}]
    elif result.in_baseline:
        told["suppressions"] = [{"kind": "external", "status": "accepted", "justification": "in the baseline"}]
    return told


def fingerprint(judged: JudgedResource, result: Result) -> str:
    """Equal for the same finding in another state of the code, wherever its lines have moved to."""
    told = "\n".join((result.rule, judged.framework, judged.part, judged.file, judged.address))
    return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()


def _related(id: int, location: Location, root: Path) -> dict[str, Any]:
    return {
        "id": id,
        "physicalLocation": _place(location.file, location.line, root),
        "logicalLocations": [{"fullyQualifiedName": location.address, "kind": "resource"}],
        "message": {"text": f"{location.address} is what this rests on."},
    }


def _place(file: str, line: int, root: Path) -> dict[str, Any]:
    """The place as seen from where the command runs: code hosts take it from the root of the repository."""
    path = os.path.relpath(root / file)
    if path.startswith(os.pardir):
        path = file
    location = {"uri": quote(os.fsencode(Path(path).as_posix())), "uriBaseId": _BASE}
    return {"artifactLocation": location, "region": {"startLine": max(line, 1)}}


def _invocation(evidence: Evidence) -> dict[str, Any]:
    notifications = [
        {"level": "warning", "message": {"text": f"{file} could not be read."}} for file in evidence.parse_errors
    ]
    notifications += [
        {
            "level": "warning",
            "message": {"text": f"{call.address} ({call.file}) is not in the scan and may make functions."},
        }
        for call in evidence.unread_calls
    ]
    notifications += [
        {"level": "error", "message": {"text": f"{error.rule} did not finish ({error.framework}): {error.message}."}}
        for error in evidence.rule_errors
    ]
    seconds = os.environ.get("SOURCE_DATE_EPOCH")
    now = datetime.fromtimestamp(int(seconds), timezone.utc) if seconds else datetime.now(timezone.utc)
    return {
        "executionSuccessful": not evidence.rule_errors,
        "endTimeUtc": now.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "toolExecutionNotifications": notifications,
    }
