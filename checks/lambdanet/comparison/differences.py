"""What differs between two reports, by kind."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from lambdanet.comparison.same_resources import same_resources
from lambdanet.comparison.unlike_scans import unlike_scans
from lambdanet.kit.rules import SEVERITIES
from lambdanet.kit.verdicts import FAILED, NOT_APPLICABLE, PASSED, UNDECIDED
from lambdanet.records import dataclass

if TYPE_CHECKING:
    from lambdanet.comparison.compared_report import Answer, ComparedReport, ComparedResource

NEW = "new"
NO_LONGER_SUPPRESSED = "no_longer_suppressed"
NEWLY_SUPPRESSED = "newly_suppressed"
NO_LONGER_DECIDED = "no_longer_decided"
NOT_JUDGED = "not_judged"
NEWLY_JUDGED = "newly_judged"
FIXED = "fixed"
NEWLY_DECIDED = "newly_decided"
OTHER_VERDICT = "other_verdict"
EXPLAINED_OTHERWISE = "explained_otherwise"
STILL_FAILING = "still_failing"
# In the order in which people read them.
KINDS = {
    NEW: "New failures",
    NO_LONGER_SUPPRESSED: "No longer suppressed",
    NEWLY_SUPPRESSED: "Newly suppressed",
    NO_LONGER_DECIDED: "No longer decided",
    NOT_JUDGED: "No longer judged by the rule",
    FIXED: "Fixed",
    NEWLY_DECIDED: "Newly decided: passed",
    NEWLY_JUDGED: "Newly judged by the rule",
    OTHER_VERDICT: "Changed verdict",
    EXPLAINED_OTHERWISE: "Same verdict, another reason",
    STILL_FAILING: "Still failing",
}


@dataclass(frozen=True)
class Difference:
    """What a rule says of a resource in the two reports; before or now is None where it says nothing there.

    moved_from: where the resource was before, in another file or root module.
    """

    kind: str
    resource: ComparedResource
    before: Answer | None
    now: Answer | None
    moved_from: ComparedResource | None = None

    @property
    def rule(self) -> str:
        """The id of the rule."""
        return (self.now or self.before).rule  # type: ignore[union-attr]  # one of them is there

    @property
    def severity(self) -> str:
        """As the newer of its reports has it."""
        return (self.now or self.before).severity  # type: ignore[union-attr]  # as above

    @property
    def fails_newly(self) -> bool:
        """Whether it fails now and did not before."""
        return self.now is not None and self.now.fails and not (self.before is not None and self.before.fails)


@dataclass(frozen=True)
class GoneResource:
    """A resource that is not in the new report: it was removed, or no function is known to use it any more.

    unread: its file could not be read for that report.
    """

    resource: ComparedResource
    unread: bool

    @property
    def failures(self) -> tuple[str, ...]:
        """The rules that it failed."""
        return tuple(answer.rule for answer in self.resource.answers if answer.fails)


@dataclass(frozen=True)
class Comparison:
    """Two reports with all that differs. beside: sentences about what differs in how they were made."""

    old: ComparedReport
    new: ComparedReport
    differences: tuple[Difference, ...]
    gone: tuple[GoneResource, ...]
    came: tuple[ComparedResource, ...]
    beside: tuple[str, ...]

    def of(self, kind: str) -> list[Difference]:
        """The differences of a kind."""
        return [each for each in self.differences if each.kind == kind]

    @property
    def new_failures(self) -> int:
        """How many results fail now that did not before, suppressions that were taken away included."""
        return sum(each.fails_newly for each in self.differences)


def comparison_of(old: ComparedReport, new: ComparedReport) -> Comparison:
    """Compare."""
    same = same_resources(old, new)
    found = [each for before, now in same.pairs for each in _of_pair(before, now)]
    found += [each for came in same.came for each in _of_new_resource(came)]
    unread = set(new.parse_errors)
    return Comparison(
        old,
        new,
        tuple(sorted(found, key=_order)),
        tuple(GoneResource(each, each.file in unread) for each in sorted(same.gone, key=_place)),
        tuple(sorted(same.came, key=_place)),
        tuple(unlike_scans(old, new)),
    )


def _of_pair(old: ComparedResource, new: ComparedResource) -> Iterator[Difference]:
    before, now = _by_rule(old.answers), _by_rule(new.answers)
    moved_from = old if (old.file, old.part) != (new.file, new.part) else None
    for rule in dict.fromkeys((*before, *now)):
        kind = _kind(before.get(rule), now.get(rule))
        if kind:
            yield Difference(kind, new, before.get(rule), now.get(rule), moved_from)


def _of_new_resource(resource: ComparedResource) -> Iterator[Difference]:
    """What fails on it; that it passes or is undecided is no difference of its own."""
    for answer in _by_rule(resource.answers).values():
        if answer.verdict == FAILED:
            yield Difference(NEW if answer.fails else NEWLY_SUPPRESSED, resource, None, answer)


def _by_rule(answers: Iterable[Answer]) -> dict[str, Answer]:
    """One answer for each rule; of several the one that fails."""
    found: dict[str, Answer] = {}
    for answer in answers:
        if answer.rule not in found or (answer.fails and not found[answer.rule].fails):
            found[answer.rule] = answer
    return found


def _kind(before: Answer | None, now: Answer | None) -> str:
    """The kind of a difference; "" for one that is not reported."""
    if before is None or now is None:
        return _kind_of_one(before, now)
    if now.fails:
        if before.fails:
            return STILL_FAILING
        return NO_LONGER_SUPPRESSED if before.suppressed_because is not None and before.verdict == FAILED else NEW
    if (before.suppressed_because is None) != (now.suppressed_because is None):
        return NEWLY_SUPPRESSED if before.suppressed_because is None else NO_LONGER_SUPPRESSED
    if before.verdict != now.verdict:
        return _kind_of_verdicts(before.verdict, now.verdict, before.fails)
    same = (before.explanation, before.suppressed_because) == (now.explanation, now.suppressed_because)
    return "" if same or now.verdict == NOT_APPLICABLE else EXPLAINED_OTHERWISE


def _kind_of_one(before: Answer | None, now: Answer | None) -> str:
    if now is None:
        return NOT_JUDGED if before is not None and before.verdict != NOT_APPLICABLE else ""
    if now.fails:
        return NEW
    if now.suppressed_because is not None:
        return NEWLY_SUPPRESSED
    return "" if now.verdict == NOT_APPLICABLE else NEWLY_JUDGED


def _kind_of_verdicts(before: str, now: str, failed: bool) -> str:
    if now == UNDECIDED and before in (PASSED, FAILED):
        return NO_LONGER_DECIDED
    if failed:
        return FIXED
    return NEWLY_DECIDED if (before, now) == (UNDECIDED, PASSED) else OTHER_VERDICT


def _order(each: Difference) -> tuple[int, int, str, str, int, str]:
    severity = SEVERITIES.index(each.severity) if each.severity in SEVERITIES else -1
    place = each.resource
    return list(KINDS).index(each.kind), -severity, each.rule, place.file, place.line, place.address


def _place(resource: ComparedResource) -> tuple[str, int, str]:
    return resource.file, resource.line, resource.address
