"""What a comparison has to know of a report in the schema ``lambdanet-evidence/1``."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from lambdanet.comparison.report_file import held_in
from lambdanet.kit.verdicts import FAILED, NOT_APPLICABLE, PASSED, UNDECIDED
from lambdanet.records import dataclass

if TYPE_CHECKING:
    from lambdanet.comparison.held import Held

SCHEMA = "lambdanet-evidence/1"
_VERDICTS = {each.replace(" ", "_"): each for each in (PASSED, FAILED, UNDECIDED, NOT_APPLICABLE)}


@dataclass(frozen=True)
class Answer:
    """What a rule says of a resource. suppressed_because: by a comment or the baseline; None if not."""

    rule: str
    severity: str
    verdict: str
    explanation: str
    suppressed_because: str | None

    @property
    def fails(self) -> bool:
        """Whether it is a failure that nobody has suppressed."""
        return self.verdict == FAILED and self.suppressed_because is None


@dataclass(frozen=True)
class ComparedResource:
    """A function or another resource. part: the folder of its root module, in Terraform."""

    address: str
    framework: str
    file: str
    line: int
    part: str
    answers: tuple[Answer, ...]

    @property
    def unit(self) -> str:
        """Within which its address means one resource: the root module, else the plan or template."""
        return self.part or self.file


@dataclass(frozen=True)
class ComparedReport:
    """A report. folders: of all files that were read. settings, options, versions: name -> what it says."""

    file: str
    revision: str
    changed: bool
    digest: str
    frameworks: tuple[str, ...]
    files: frozenset[str]
    folders: frozenset[str]
    versions: dict[str, str]
    settings: dict[str, str]
    options: dict[str, str]
    from_outside: tuple[str, ...]
    parse_errors: tuple[str, ...]
    calls_not_read: tuple[str, ...]
    rule_errors: tuple[str, ...]
    resources: tuple[ComparedResource, ...]


def report_in(file: str) -> ComparedReport:
    """The report in the file. Raises ReportProblem; keys that it may lack, as of an older version, are no problem."""
    held = held_in(file)
    schema = held.at("schema")
    if not held.has("schema") or schema.text() != SCHEMA:
        raise schema.problem(f'"{SCHEMA}"')
    scanned = held.at("scanned")
    files = _texts(scanned, "files")
    return ComparedReport(
        file=file,
        revision=_text(scanned, "revision"),
        changed=_is_changed(scanned),
        digest=_text(scanned, "digest"),
        frameworks=_texts(scanned, "frameworks"),
        files=frozenset(files),
        folders=frozenset(os.path.dirname(each) or "." for each in files),
        versions={name: held.at("pack").at(name).text() for name in _names(held, "pack")},
        settings={name: _setting(scanned.at("settings").at(name)) for name in _names(scanned, "settings")},
        options=_options(held),
        from_outside=_from_outside(held),
        parse_errors=_texts(scanned, "parse_errors"),
        calls_not_read=tuple(
            f"{each.at('address').text()} in {each.at('file').text()}" for each in _each(scanned, "unread_calls")
        ),
        rule_errors=tuple(each.at("rule").text() for each in _each(scanned, "rule_errors")),
        resources=tuple(_resource(each) for key in ("functions", "resources") for each in held.at(key).each()),
    )


def _resource(held: Held) -> ComparedResource:
    return ComparedResource(
        held.at("address").text(),
        held.at("framework").text(),
        held.at("file").text(),
        held.at("line").number(),
        _text(held, "part"),
        tuple(_answer(each) for each in held.at("results").each()),
    )


def _answer(held: Held) -> Answer:
    verdict = _VERDICTS.get(held.at("verdict").text())
    if verdict is None:
        raise held.at("verdict").problem("passed, failed, undecided or not_applicable")
    suppressed_because = held.at("suppressed_because").text_or_null() if held.has("suppressed_because") else None
    if suppressed_because is None and held.has("in_baseline") and held.at("in_baseline").flag():
        suppressed_because = "known, by the baseline"
    return Answer(
        held.at("rule").text(), _text(held, "severity"), verdict, held.at("explanation").text(), suppressed_because
    )


def _is_changed(scanned: Held) -> bool:
    """Whether anything that was read differed from the commit; null is for what is not known."""
    if not scanned.has("changed") or scanned.at("changed").is_null():
        return False
    changed = {name: _texts(scanned.at("changed"), name) for name in scanned.at("changed").names()}
    return any(changed.values())


def _options(held: Held) -> dict[str, str]:
    by_kind = [(each.at("kind").text(), each) for each in _each(held, "decided_beside")]
    return {each.at("what").text(): each.at("value").text() for kind, each in by_kind if kind == "option"}


def _from_outside(held: Held) -> tuple[str, ...]:
    """Files with facts, with what they hold."""
    if not held.has("surroundings"):
        return ()
    files = _each(held.at("surroundings"), "files")
    return tuple(sorted(f"{each.at('file').text()} {each.at('sha256').text()}" for each in files))


def _setting(held: Held) -> str:
    return held.at("value").plainly()


def _names(held: Held, key: str) -> list[str]:
    return held.at(key).names() if held.has(key) else []


def _each(held: Held, key: str) -> list[Held]:
    return list(held.at(key).each()) if held.has(key) else []


def _texts(held: Held, key: str) -> tuple[str, ...]:
    return tuple(each.text() for each in _each(held, key))


def _text(held: Held, key: str) -> str:
    return held.at(key).text() if held.has(key) else ""
