"""What would decide the undecided: the reasons sorted by what a person can do about them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from lambdanet.kit.verdicts import UNDECIDED
from lambdanet.records import dataclass
from lambdanet.values import Cause, first_of

if TYPE_CHECKING:
    from lambdanet.evidence.gather.findings_of_part import JudgedResource, Result

_ADVICE = {
    Cause.HIDDEN_BY_PLAN: "Scan the Terraform code too: a plan does not tell what expressions pick and put together",
    Cause.NO_VALUE: "Give the variables values: a values file by --var-file, or a plan instead of the code",
    Cause.NO_DEFAULT: "Give the parameters of the template defaults",
    Cause.EXPORT: "Scan the stack that makes the export together with this one",
    Cause.OUTSIDE_MODULE: "Scan a plan instead of the code: it has what the module makes",
    Cause.WHEN_IT_RUNS: (
        "Scan a plan instead of the code: it has what is looked up and worked out when Terraform runs"
    ),
    Cause.FIXED_ADDRESS: "Set elastic_ip_justifies_vpc to false where fixed addresses are no reason for a VPC",
    Cause.NOT_DECLARED: (
        "Scan the code that declares the resource together with this one; where there is none, look at the account"
    ),
    Cause.UNSAID_PURPOSE: "Say why the function is in a VPC, by the tag that is named",
}
_BY_HAND = "Decide by hand: the code does not tell it"


@dataclass(frozen=True)
class Undecided:
    """What a person can do, and the verdicts that this may decide."""

    advice: str
    results: tuple[tuple[JudgedResource, Result], ...]


def what_would_decide(causes: Iterable[Cause]) -> str:
    """What a person can do about an undecided verdict."""
    first = first_of(causes)
    return _BY_HAND if first is None else _ADVICE[first]


def undecided(results: Iterable[tuple[JudgedResource, Result]]) -> list[Undecided]:
    """The undecided verdicts by what would decide them, the most frequent first."""
    found: dict[str, list[tuple[JudgedResource, Result]]] = {}
    for judged, result in results:
        if result.verdict == UNDECIDED and result.suppressed_because is None:
            found.setdefault(what_would_decide(result.causes), []).append((judged, result))
    groups = [Undecided(advice, tuple(items)) for advice, items in found.items()]
    return sorted(groups, key=lambda group: -len(group.results))
