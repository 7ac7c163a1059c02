"""Evidence as Markdown, for a code host: tables, and the networks as Mermaid diagrams."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from lambdanet.evidence.findings.around_functions import FailuresAround
from lambdanet.evidence.findings.control_results import mapped_controls
from lambdanet.evidence.findings.evidence_model import statement_counts
from lambdanet.evidence.findings.limits_of_analysis import LIMITS
from lambdanet.evidence.findings.reading_order import (
    failures_by_rule,
    functions_by_part,
    most_telling_first,
    suppressed,
    told_as,
    told_of_calls,
)
from lambdanet.evidence.findings.report_scope import scope_of
from lambdanet.evidence.findings.report_versions import versions
from lambdanet.evidence.findings.undecided_reasons import undecided
from lambdanet.evidence.formats.diagram import Diagram, diagram_of
from lambdanet.evidence.formats.mermaid import mermaid_of
from lambdanet.evidence.gather.pack_rules import pack_rules
from lambdanet.kit.statements import SOURCE
from lambdanet.kit.wording import counted
from lambdanet.plain_text import plain
from lambdanet.settings.settings_in_force import settings_in_force

if TYPE_CHECKING:
    from lambdanet.evidence.findings.around_functions import Around
    from lambdanet.evidence.findings.evidence_model import Evidence
    from lambdanet.evidence.gather.findings_of_part import JudgedFunction, JudgedResource

_COUNTS = ("passed", "failed", "suppressed", "undecided")
_PARTS = {"terraform": "Root module", "terraform_plan": "Plan", "cloudformation": "Template"}
# What a code host makes a link, a mention or a reference of even where it is escaped, and what Markdown, or the HTML in
# it, would take for its own; within a word an underscore is one.
_SPECIAL = re.compile(
    r"(?P<acts>(?:@|#|://|(?<=www)\.|(?<=\bGH)-|(?<!\w)[!%~$&](?=\w))+)|[\\`*{}\[\]<>|~$&]|(?<!\w)_|_(?!\w)"
)


def render(evidence: Evidence) -> str:
    """The report's text."""
    return "\n".join(_lines(evidence)).rstrip() + "\n"


def _lines(evidence: Evidence) -> Iterator[str]:
    totals = Counter(told_as(result) for _, result in evidence.results)
    yield f"# The network of the Lambda functions in {_text(evidence.selection.root.name)}"
    yield ""
    told = ", ".join(f"{totals[word]} {word}" for word in ("failed", "undecided", "suppressed", "passed"))
    yield f"{counted(len(evidence.functions), 'function')}: {told}."
    yield from _statements(evidence)
    yield from _failures(evidence)
    yield from _functions(evidence)
    yield from _resources(evidence)
    yield from _suppressed(evidence)
    yield from _undecided(evidence)
    yield from _controls(evidence)
    yield from ("", "## What static analysis cannot know", "", *(f"- {limit}" for limit in LIMITS))
    yield from _scope(evidence)


def _statements(evidence: Evidence) -> Iterator[str]:
    yield from ("", "## Statements", "", f"Those of the [AWS document]({SOURCE}).", "")
    rows = [
        (f"**{each.id}** {_text(each.text)}", " ".join(rule[-3:] for rule in each.rules), *_counts(each))
        for each in statement_counts(evidence)
    ]
    yield from _table(("Statement", "Rules", *_COUNTS), rows)


def _counts(row: object) -> tuple[str, ...]:
    return tuple(str(getattr(row, name)) for name in _COUNTS)


def _failures(evidence: Evidence) -> Iterator[str]:
    yield from ("", "## Failures")
    groups = failures_by_rule(evidence)
    if not groups:
        yield from ("", "None.")
    for group in groups:
        yield from ("", f"### {group.rule.id} ({group.rule.severity}): {_text(group.rule.name)}", "")
        for judged, result in group.results:
            yield f"- {_named(judged)}: {_text(result.explanation)}"


def _functions(evidence: Evidence) -> Iterator[str]:
    yield from ("", "## Functions")
    drawn: dict[Diagram, str] = {}
    around = FailuresAround(evidence)
    for part in functions_by_part(evidence):
        yield from ("", f"### {_PARTS[part.framework]} {_code(part.name)}")
        for function in part.functions:
            yield from ("", f"#### {_code(function.address)}", "", f"{_text(function.file)}:{function.line}", "")
            diagram = diagram_of(function.path)
            if diagram in drawn:
                yield f"Its network is that of {_code(drawn[diagram])}."
            else:
                drawn[diagram] = function.address
                yield from ("```mermaid", mermaid_of(diagram, function.address).rstrip(), "```")
            yield from _facts(function)
            yield from _around(around.of(function))
            yield from _results(function)


def _facts(function: JudgedFunction) -> Iterator[str]:
    rows = []
    for name, value in function.facts.items():
        if name != "private_dependencies":
            told = (", ".join(map(str, value)) or "none") if isinstance(value, list) else str(value)
            rows.append((name.replace("_", " "), _text(told), _text(function.undecided_because.get(name, ""))))
    yield ""
    yield from _table(("Fact", "Value", "Why it is undecided"), rows)


def _around(failing: Around) -> Iterator[str]:
    if failing:
        yield from ("", "Fails around it, on what the function stands on:", "")
    for judged, result in failing:
        yield f"- **failed** {result.rule} {_named(judged)}: {_text(result.explanation)}"


def _results(judged: JudgedResource) -> Iterator[str]:
    yield ""
    for result in most_telling_first(judged.results):
        reason = f" Suppressed: {_text(result.suppressed_because)}" if result.suppressed_because is not None else ""
        yield f"- **{told_as(result)}** {result.rule}: {_text(result.explanation)}{reason}"


def _resources(evidence: Evidence) -> Iterator[str]:
    yield from ("", "## Other resources that were judged")
    for resource in evidence.resources:
        yield from ("", f"### {_code(resource.address)}", "", f"{_text(resource.file)}:{resource.line}")
        yield from _results(resource)


def _suppressed(evidence: Evidence) -> Iterator[str]:
    yield from ("", "## Suppressed", "")
    rows = []
    for judged, result in suppressed(evidence):
        reason = "known before, by the baseline" if result.suppressed_because is None else result.suppressed_because
        rows.append((result.rule, _named(judged), _text(result.explanation), _text(reason or "none is given")))
    yield from _table(("Rule", "Resource", "Answer without it", "Reason"), rows) if rows else ["Nothing."]


def _undecided(evidence: Evidence) -> Iterator[str]:
    yield from ("", "## Undecided, and what would decide it", "")
    groups = undecided(evidence.results)
    if not groups:
        yield "Everything is decided."
    for group in groups:
        yield f"- **{_text(group.advice)}** ({counted(len(group.results), 'answer')})"
        for judged, result in group.results:
            yield f"  - {result.rule} {_code(judged.address)}: {_text(result.explanation)}"


def _controls(evidence: Evidence) -> Iterator[str]:
    yield from ("", "## Controls of other frameworks", "")
    rows = [
        (_text(each.framework), f"[{_text(each.control)}]({each.source})", each.rule, *_counts(each))
        for each in mapped_controls(evidence)
    ]
    yield from _table(("Framework", "Control", "Rule", *_COUNTS), rows)


def _scope(evidence: Evidence) -> Iterator[str]:
    scope = scope_of(evidence)
    yield from ("", "## Scope", "")
    yield f"- Folder: {_code(str(evidence.selection.file or evidence.selection.root))}"
    yield f"- Made: {scope.made}"
    if scope.revision:
        yield f"- Commit checked out: {_code(scope.revision)}"
    yield f"- Digest of the files read (of what `sha256sum` prints for them): {_code(scope.digest)}"
    yield f"- Read as: {', '.join(evidence.frameworks) or 'nothing'}"
    yield f"- Versions: {', '.join(f'{name} {version}' for name, version in versions().items())}"
    for file in evidence.parse_errors:
        yield f"- **Could not be read:** {_code(file)}"
    if evidence.unread_calls:
        yield f"- **Not read:** {told_of_calls(evidence.unread_calls)}:"
        for call in evidence.unread_calls:
            source = f" ({_code(call.source)})" if call.source else ""
            yield f"  - {_code(call.address)}{source}, {_code(f'{call.file}:{call.line}')}"
    for error in evidence.rule_errors:
        yield f"- **Did not finish:** {error.rule} ({error.framework}): {_text(error.message)}"
    yield ""
    rows = [(_code(each.name), _text(each.shown), _text(each.origin)) for each in settings_in_force()]
    yield from _table(("Setting", "Value", "From"), rows)
    yield from ("", "## The rules", "")
    rules = [(rule.id, _text(rule.name), rule.severity, rule.persona) for rule in pack_rules().values()]
    yield from _table(("Rule", "Name", "Severity", "Persona"), rules)


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield f"|{' --- |' * len(head)}"
    for row in rows:
        yield f"| {' | '.join(row)} |"


def _named(judged: JudgedResource) -> str:
    return f"{_code(judged.address)} ({_text(judged.file)}:{judged.line})"


def _code(text: str) -> str:
    """The text as code, in as many marks as it needs; a bar would end a cell of a table."""
    line = " ".join(plain(text).split()).replace("|", "¦")
    marks = "`" * (max((len(run) for run in re.findall("`+", line)), default=0) + 1)
    space = " " if "`" in line else ""
    return f"{marks}{space}{line}{space}{marks}"


def _text(text: str) -> str:
    line = " ".join(plain(text).split())
    return _SPECIAL.sub(lambda found: f"`{found[0]}`" if found["acts"] else f"\\{found[0]}", line)
