"""Evidence as SARIF 2.1.0, for code scanning: the failures, each with its whole explanation and the places it rests on.

What is undecided is not among the results: code hosts would show it as a finding. Format:
https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any

from lambdanet.evidence.findings.decided_beside import decided_beside
from lambdanet.evidence.findings.report_versions import PACK_VERSION
from lambdanet.evidence.formats.sarif_messages import linked, within_limit
from lambdanet.evidence.formats.sarif_places import BASE, Places
from lambdanet.evidence.gather.pack_rules import is_switched_on, pack_rules
from lambdanet.handbook.rule_pages import page_of
from lambdanet.kit.statements import SOURCE
from lambdanet.kit.verdicts import FAILED
from lambdanet.plain_text import escaped_json, plain

if TYPE_CHECKING:
    from lambdanet.evidence.findings.evidence_model import Evidence
    from lambdanet.evidence.gather.findings_of_part import JudgedResource, Location, Result
    from lambdanet.handbook.rule_texts import RuleText

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {"CRITICAL": "error", "HIGH": "error", "MEDIUM": "warning", "LOW": "note"}
# By which GitHub sorts findings about security.
_SCORES = {"CRITICAL": "9.5", "HIGH": "8.0", "MEDIUM": "5.5", "LOW": "3.0"}
_MOST_RELATED = 50


def render(evidence: Evidence) -> str:
    """The report's text."""
    return escaped_json(json.dumps(log(evidence), indent=2, ensure_ascii=False)) + "\n"


def log(evidence: Evidence) -> dict[str, Any]:
    """The report as what JSON knows."""
    rules = [rule for rule in pack_rules().values() if is_switched_on(rule)]
    numbers = {rule.id: number for number, rule in enumerate(rules)}
    places = Places(evidence.selection.root)
    results = [
        _result(judged, result, numbers, places) for judged, result in evidence.results if result.verdict == FAILED
    ]
    driver = {"name": "lambdanet", "version": PACK_VERSION, "informationUri": SOURCE, "rules": [*map(_rule, rules)]}
    run = {
        "tool": {"driver": driver},
        "automationDetails": {"id": "lambdanet/"},
        "invocations": [_invocation(evidence)],
        "originalUriBaseIds": {BASE: {"description": {"text": "The folder in which lambdanet ran."}}},
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
        "fullDescription": {"text": within_limit(" ".join(rule.sections["What it checks"].split()))},
        "helpUri": page_of(rule.id),
        "help": {"text": rule.sections["Why"], "markdown": fixes},
        "defaultConfiguration": {"level": level},
        "properties": {
            "tags": ["security", "aws", "lambda", "network", *rule.statements],
            "precision": "very-high",
            "problem.severity": {"error": "error", "warning": "warning", "note": "recommendation"}[level],
            "security-severity": _SCORES[rule.severity],
        },
    }


def _result(judged: JudgedResource, result: Result, numbers: dict[str, int], places: Places) -> dict[str, Any]:
    related = [location for location in result.related if location.file][:_MOST_RELATED]
    ids = {location.address: id for id, location in reversed([*enumerate(related, start=1)])}
    entry: dict[str, Any] = {
        "ruleId": result.rule,
        "ruleIndex": numbers[result.rule],
        "level": _LEVELS[pack_rules()[result.rule].severity],
        "message": {"text": linked(result.explanation, ids)},
        "locations": [
            {
                "physicalLocation": places.place(judged.file, judged.line),
                "logicalLocations": [{"fullyQualifiedName": judged.address, "kind": "resource"}],
            }
        ],
        "partialFingerprints": {"lambdanetResource/v1": fingerprint(judged, result)},
    }
    if line_hash := places.line_hash(judged.file, judged.line):
        entry["partialFingerprints"]["primaryLocationLineHash"] = line_hash
    if related:
        entry["relatedLocations"] = [_related(id, location, places) for id, location in enumerate(related, start=1)]
    if result.suppressed_because is not None:
        reason = result.suppressed_because or "no reason is given"
        entry["suppressions"] = [{"kind": "inSource", "status": "accepted", "justification": reason}]
    elif result.in_baseline:
        entry["suppressions"] = [{"kind": "external", "status": "accepted", "justification": "in the baseline"}]
    return entry


def fingerprint(judged: JudgedResource, result: Result) -> str:
    """Equal for the same finding in another state of the code, wherever its lines have moved to."""
    key = "\n".join((result.rule, judged.framework, judged.part, judged.file, judged.address))
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()


def _related(id: int, location: Location, places: Places) -> dict[str, Any]:
    return {
        "id": id,
        "physicalLocation": places.place(location.file, location.line),
        "logicalLocations": [{"fullyQualifiedName": location.address, "kind": "resource"}],
        "message": {"text": f"{location.address} is part of the reason."},
    }


def _invocation(evidence: Evidence) -> dict[str, Any]:
    sentences = [("warning", f"{file} could not be read.") for file in evidence.parse_errors]
    sentences += [
        ("warning", f"{call.address} ({call.file}) is not in the scan and may make functions.")
        for call in evidence.unread_calls
    ]
    sentences += [
        ("note", f"{each.address} ({each.file}) is not judged: {each.because}.") for each in evidence.left_out
    ]
    sentences += [
        ("error", f"{error.rule} did not finish ({error.framework}): {error.message}.")
        for error in evidence.rule_errors
    ]
    notifications = [{"level": level, "message": {"text": plain(sentence)}} for level, sentence in sentences]
    seconds = os.environ.get("SOURCE_DATE_EPOCH")
    now = datetime.fromtimestamp(int(seconds), timezone.utc) if seconds else datetime.now(timezone.utc)
    return {
        "executionSuccessful": not evidence.rule_errors,
        "endTimeUtc": now.strftime("%Y-%m-%dT%H:%M:%SZ"),
        # Suppressions are with their results.
        "toolConfigurationNotifications": [
            {"level": "note", "message": {"text": f"{plain(each.in_words)}."}}
            for each in decided_beside(evidence)
            if each.kind in ("setting", "option")
        ],
        "toolExecutionNotifications": notifications,
    }
