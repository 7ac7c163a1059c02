"""Evidence as Markdown, for a code host: tables, and the networks as Mermaid diagrams."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from lambdanet.evidence.findings.around_functions import FailuresAround
from lambdanet.evidence.findings.control_results import mapped_controls
from lambdanet.evidence.findings.decided_beside import decided_beside
from lambdanet.evidence.findings.equal_failures import equal_failures, root_modules_in_words
from lambdanet.evidence.findings.evidence_model import statement_counts
from lambdanet.evidence.findings.limits_of_analysis import limits
from lambdanet.evidence.findings.reading_order import (
    failures_by_rule,
    functions_by_part,
    left_out_in_words,
    shown_verdict,
    suppressed,
    unread_calls_in_words,
)
from lambdanet.evidence.findings.report_scope import scope_of
from lambdanet.evidence.findings.report_versions import versions
from lambdanet.evidence.findings.undecided_reasons import undecided
from lambdanet.evidence.formats.diagram import Diagram, diagram_of
from lambdanet.evidence.formats.markdown_of_resource import code, facts, named, results, table, text
from lambdanet.evidence.formats.mermaid import mermaid_of
from lambdanet.evidence.gather.pack_rules import pack_rules
from lambdanet.kit.statements import SOURCE
from lambdanet.kit.wording import counted
from lambdanet.plain_text import without_commands
from lambdanet.settings.settings_in_force import settings_in_force

if TYPE_CHECKING:
    from lambdanet.evidence.findings.around_functions import Around
    from lambdanet.evidence.findings.changes_beside_commit import Changes
    from lambdanet.evidence.findings.evidence_model import Evidence
    from lambdanet.evidence.findings.facts_from_outside import FromOutside

_COUNTS = ("passed", "failed", "suppressed", "undecided")
_PARTS = {"terraform": "Root module", "terraform_plan": "Plan", "cloudformation": "Template"}


def render(evidence: Evidence) -> str:
    """The report's text."""
    lines = "\n".join(_lines(evidence)).rstrip().split("\n")
    return "".join(f"{without_commands(line)}\n" for line in lines)


def _lines(evidence: Evidence) -> Iterator[str]:
    totals = Counter(shown_verdict(result) for _, result in evidence.results)
    yield f"# The network of the Lambda functions in {text(evidence.selection.root.name)}"
    yield ""
    counts = ", ".join(f"{totals[word]} {word}" for word in ("failed", "undecided", "suppressed", "passed"))
    yield f"{counted(len(evidence.functions), 'function')}: {counts}."
    yield from _decided_beside(evidence)
    yield from _from_outside(evidence.outside)
    yield from _statements(evidence)
    yield from _failures(evidence)
    yield from _functions(evidence)
    yield from _resources(evidence)
    yield from _suppressed(evidence)
    yield from _undecided(evidence)
    yield from _controls(evidence)
    yield from (
        "",
        "## What static analysis cannot know",
        "",
        *(f"- {limit}" for limit in limits(evidence.outside.given)),
    )
    yield from _scope(evidence)


def _decided_beside(evidence: Evidence) -> Iterator[str]:
    decisions = decided_beside(evidence)
    if decisions:
        yield from ("", "## What decided besides the rules", "")
        yield "Settings, options and suppressions. Anyone who can change the code can set them."
        yield ""
        rows = [(each.kind, *map(text, (each.what, each.value, each.where))) for each in decisions]
        yield from table(("Kind", "What", "Says", "Where"), rows)


def _from_outside(outside: FromOutside) -> Iterator[str]:
    if not outside.given:
        return
    yield from ("", "## Facts from outside the code", "")
    if outside.taken:
        yield "These files were given with the scan. Each answer that rests on one names it."
        yield ""
        rows = [
            (code(each.file), each.day, "" if each.days is None else str(each.days), each.digest)
            for each in outside.taken
        ]
        yield from table(("File", "Of", "Days old", "SHA-256"), rows)
    else:
        yield "Files are given, but nothing in them was used."
    for heading, sentences in outside.sections:
        yield from ("", f"**{heading}:**", "")
        yield from (f"- {text(each)}" for each in sentences)


def _statements(evidence: Evidence) -> Iterator[str]:
    yield from ("", "## Statements", "", f"Those of the [AWS document]({SOURCE}).", "")
    rows = [
        (f"**{each.id}** {text(each.text)}", " ".join(rule[-3:] for rule in each.rules), *_counts(each))
        for each in statement_counts(evidence)
    ]
    yield from table(("Statement", "Rules", *_COUNTS), rows)


def _counts(row: object) -> tuple[str, ...]:
    return tuple(str(getattr(row, name)) for name in _COUNTS)


def _failures(evidence: Evidence) -> Iterator[str]:
    yield from ("", "## Failures")
    groups = failures_by_rule(evidence)
    if not groups:
        yield from ("", "None.")
    for group in groups:
        yield from ("", f"### {group.rule.id} ({group.rule.severity}): {text(group.rule.name)}", "")
        for equal in equal_failures(group.results):
            whose = root_modules_in_words(equal.resources) if len(equal.resources) > 1 else ""
            where = f" {text(whose)}" if whose else ""
            yield f"- {named(equal.resources[0])}{where}: {text(equal.result.explanation)}"


def _functions(evidence: Evidence) -> Iterator[str]:
    yield from ("", "## Functions")
    drawn: dict[Diagram, str] = {}
    around = FailuresAround(evidence)
    for part in functions_by_part(evidence):
        yield from ("", f"### {_PARTS[part.framework]} {code(part.name)}")
        for function in part.functions:
            yield from ("", f"#### {code(function.address)}", "", f"{text(function.file)}:{function.line}", "")
            if function.of_environments:
                yield from (text(function.of_environments), "")
            diagram = diagram_of(function.path)
            if diagram in drawn:
                yield f"Its network is that of {code(drawn[diagram])}."
            else:
                drawn[diagram] = function.address
                yield from ("```mermaid", mermaid_of(diagram, function.address).rstrip(), "```")
            yield from facts(function)
            yield from _around(around.of(function))
            yield from results(function)


def _around(failing: Around) -> Iterator[str]:
    if failing:
        yield from ("", "Failed in its network and its permissions:", "")
    for judged, result in failing:
        yield f"- **failed** {result.rule} {named(judged)}: {text(result.explanation)}"


def _resources(evidence: Evidence) -> Iterator[str]:
    yield from ("", "## Other resources that were judged")
    for resource in evidence.resources:
        yield from ("", f"### {code(resource.address)}", "", f"{text(resource.file)}:{resource.line}")
        yield from results(resource)


def _suppressed(evidence: Evidence) -> Iterator[str]:
    yield from ("", "## Suppressed", "")
    rows = []
    for judged, result in suppressed(evidence):
        reason = "known, by the baseline" if result.suppressed_because is None else result.suppressed_because
        rows.append((result.rule, named(judged), text(result.explanation), text(reason or "none is given")))
    yield from table(("Rule", "Resource", "Answer without it", "Reason"), rows) if rows else ["Nothing."]


def _undecided(evidence: Evidence) -> Iterator[str]:
    yield from ("", "## Undecided, and what would decide it", "")
    groups = undecided(evidence.results)
    if not groups:
        yield "Everything is decided."
    for group in groups:
        command = f": {code(group.way.command)}" if group.way.command else ""
        yield f"- **{text(group.in_words)}.** {text(group.way.to_do)}{command}"
        for judged, result in group.results:
            yield f"  - {result.rule} {code(judged.address)}: {text(result.explanation)}"


def _controls(evidence: Evidence) -> Iterator[str]:
    yield from ("", "## Controls of other frameworks", "")
    rows = [
        (text(each.framework), f"[{text(each.control)}]({each.source})", each.rule, *_counts(each))
        for each in mapped_controls(evidence)
    ]
    yield from table(("Framework", "Control", "Rule", *_COUNTS), rows)


def _changes(changes: Changes | None) -> Iterator[str]:
    if changes is None:
        yield "- Whether the files read are as in this commit is not known."
    elif not changes.number:
        yield "- All files read are as in this commit."
    else:
        yield f"- **{changes.in_words} from this commit:**"
        yield from (f"  - {code(file)}: {what}" for what, file in changes.each)


def _scope(evidence: Evidence) -> Iterator[str]:
    scope = scope_of(evidence)
    yield from ("", "## Scope", "")
    yield f"- Folder: {code(str(evidence.selection.file or evidence.selection.root))}"
    yield f"- Made: {scope.made}"
    if scope.revision:
        yield f"- Commit checked out: {code(scope.revision)}"
        yield from _changes(scope.changes)
    yield f"- Digest of the files read (of what `sha256sum` prints for them): {code(scope.digest)}"
    yield f"- Read as: {', '.join(evidence.frameworks) or 'nothing'}"
    yield f"- Versions: {', '.join(f'{name} {version}' for name, version in versions().items())}"
    for file in evidence.parse_errors:
        yield f"- **Could not be read:** {code(file)}"
    if evidence.unread_calls:
        yield f"- **Not read:** {unread_calls_in_words(evidence.unread_calls)}:"
        for call in evidence.unread_calls:
            source = f" ({code(call.source)})" if call.source else ""
            yield f"  - {code(call.address)}{source}, {code(f'{call.file}:{call.line}')}"
    if evidence.left_out:
        yield f"- **Not judged:** {left_out_in_words(evidence.left_out)}:"
        for each in evidence.left_out:
            yield f"  - {code(each.address)}: {text(each.because)}, {code(f'{each.file}:{each.line}')}"
    for error in evidence.rule_errors:
        yield f"- **Did not finish:** {error.rule} ({error.framework}): {text(error.message)}"
    yield ""
    rows = [(code(each.name), text(each.shown), text(each.origin)) for each in settings_in_force()]
    yield from table(("Setting", "Value", "From"), rows)
    yield from ("", "## The rules", "")
    rules = [(rule.id, text(rule.name), rule.severity, rule.persona) for rule in pack_rules().values()]
    yield from table(("Rule", "Name", "Severity", "Persona"), rules)
