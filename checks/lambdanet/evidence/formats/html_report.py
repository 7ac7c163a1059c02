"""Evidence as one HTML file: readable by itself, without a network, on screen, on a phone and in print."""

from __future__ import annotations

import base64
import hashlib
import re
from collections import Counter
from typing import TYPE_CHECKING

from lambdanet.evidence.findings.around_functions import FailuresAround
from lambdanet.evidence.findings.control_results import mapped_controls
from lambdanet.evidence.findings.decided_beside import decided_beside
from lambdanet.evidence.findings.equal_failures import equal_failures
from lambdanet.evidence.findings.equal_reasons import by_reason
from lambdanet.evidence.findings.evidence_model import is_open, statement_counts
from lambdanet.evidence.findings.function_index import index_of
from lambdanet.evidence.findings.limits_of_analysis import limits
from lambdanet.evidence.findings.reading_order import (
    IN_BASELINE,
    SUPPRESSED,
    failures_by_rule,
    functions_by_part,
    left_out_in_words,
    shown_verdict,
    suppressed,
    unread_calls_in_words,
)
from lambdanet.evidence.findings.report_scope import scope_of
from lambdanet.evidence.findings.report_versions import versions
from lambdanet.evidence.findings.undecided_reasons import undecided, what_would_decide
from lambdanet.evidence.formats.diagram import Diagram, diagram_of
from lambdanet.evidence.formats.picture import Picture, picture_of, svg_of
from lambdanet.evidence.formats.rendering import TEMPLATES, environment
from lambdanet.evidence.gather.facts_in_words import name_of_fact
from lambdanet.evidence.gather.pack_rules import pack_rules
from lambdanet.kit.statements import SOURCE
from lambdanet.settings.settings_in_force import settings_in_force

if TYPE_CHECKING:
    from collections.abc import Collection

    from markupsafe import Markup

    from lambdanet.evidence.findings.evidence_model import Evidence
    from lambdanet.evidence.gather.findings_of_part import JudgedFunction, JudgedResource, Result


# What follows in an address: a name, or the key of an instance.
_REST = r"""(?:\.[\w-]+|\[(?:\d+|"[^"]*")\])"""
_ADDRESS = rf"(?<![\w.])(?:module|data|[a-z]+_\w+|\w+::\w+::\w+){_REST}+"


class _Pictures:
    """The pictures by diagram: functions whose networks are equal share one."""

    def __init__(self) -> None:
        self._ids: dict[Diagram, str] = {}

    def of(self, diagram: Diagram) -> tuple[str, Picture]:
        """The id of the picture and its measures."""
        return self._ids.setdefault(diagram, f"network-{len(self._ids) + 1}"), picture_of(diagram)

    def drawn(self) -> list[tuple[str, Markup]]:
        """Every picture that was asked for, with its id."""
        from markupsafe import Markup

        # The template of the picture escapes everything in it.
        return [(id, Markup(svg_of(diagram))) for diagram, id in self._ids.items()]  # noqa: S704


def render(evidence: Evidence) -> str:
    """The report's text."""
    from markupsafe import Markup

    pictures = _Pictures()
    drawn = {id(function): pictures.of(diagram_of(function.path)) for function in evidence.functions}
    anchors = {id(judged): f"r{number}" for number, judged in enumerate(evidence.judged, start=1)}
    rules = pack_rules()
    totals = Counter(shown_verdict(result) for _, result in evidence.results)
    around = FailuresAround(evidence)
    script = (TEMPLATES / "report.js").read_text(encoding="utf-8")
    template = environment().get_template("report.html.jinja")
    return template.render(
        evidence=evidence,
        scope=scope_of(evidence),
        decisions=decided_beside(evidence),
        versions=versions(),
        settings=list(settings_in_force()),
        source=SOURCE,
        statements=list(statement_counts(evidence)),
        totals=totals,
        open_failures=sum(is_open(result) for _, result in evidence.results),
        failures=failures_by_rule(evidence),
        parts=functions_by_part(evidence),
        suppressed=suppressed(evidence),
        undecided=undecided(evidence.results),
        controls=mapped_controls(evidence),
        limits=limits(evidence.outside.given),
        rules=rules,
        network=lambda function: drawn[id(function)],
        anchor=lambda judged: anchors[id(judged)],
        pictures=pictures.drawn(),
        index=index_of(evidence, around),
        around=around.of,
        counts_of=lambda function: _counts_of(function, len(around.of(function))),
        by_reason=by_reason,
        equal_failures=equal_failures,
        script=Markup(script),  # noqa: S704  # our own file
        script_hash=_hash_of(script),
        shown_verdict=shown_verdict,
        unread_calls_in_words=unread_calls_in_words,
        left_out_in_words=left_out_in_words,
        what_would_decide=what_would_decide,
        explained=explained,
        with_names=_with_names_as_code,
        as_html=as_html,
        name_of_fact=name_of_fact,
    )


def _counts_of(function: JudgedFunction, around: int) -> list[tuple[str, int]]:
    """What a card says while it is closed: how many answers there are of each kind."""
    found = Counter(shown_verdict(result) for result in function.results)
    numbers = {**found, "failed in its network": around}
    shown = ("failed", "failed in its network", IN_BASELINE, SUPPRESSED, "undecided", "passed")
    return [(word, numbers[word]) for word in shown if numbers.get(word)]


def _hash_of(script: str) -> str:
    """The one script that the page's policy lets run."""
    return f"sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}"


def explained(judged: JudgedResource, result: Result) -> Markup:
    """The explanation, with the names of the resources that it rests on set as code."""
    return _with_names_as_code(result.explanation, {judged.address, *(each.address for each in result.related)} - {""})


def _with_names_as_code(text: str, names: Collection[str] = ()) -> Markup:
    """A sentence with names of resources set as code: these, and whatever looks like an address."""
    from markupsafe import Markup, escape

    code = Markup("<code>{}</code>")
    # The longest first: a name may be part of another. A module's resources have its name before their own.
    any_name = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    either = f"((?:{any_name}){_REST}*|{_ADDRESS})" if any_name else f"({_ADDRESS})"
    pieces = re.split(either, text)
    return Markup("").join(code.format(piece) if n % 2 else escape(piece) for n, piece in enumerate(pieces))


def as_html(text: str) -> Markup:
    """The text of a rule's page: its paragraphs, its lists, and what it sets as code."""
    from markupsafe import Markup, escape

    def marked(part: str) -> Markup:
        pieces = re.split("``(.+?)``", " ".join(part.split()))
        code = Markup("<code>{}</code>")
        return Markup("").join(code.format(piece) if n % 2 else escape(piece) for n, piece in enumerate(pieces))

    made = []
    for paragraph in text.strip().split("\n\n"):
        items = re.split(r"(?:^|\n)- ", paragraph)
        made += [Markup("<p>{}</p>").format(marked(items[0]))] if items[0] else []
        listed = Markup("").join(Markup("<li>{}</li>").format(marked(item)) for item in items[1:])
        made += [Markup("<ul>{}</ul>").format(listed)] if listed else []
    return Markup("").join(made)
