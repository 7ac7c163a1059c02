"""What would decide the undecided: the reasons sorted by what a person can do about them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from lambdanet.kit.verdicts import UNDECIDED
from lambdanet.records import dataclass

if TYPE_CHECKING:
    from lambdanet.evidence.gather.findings_of_part import JudgedResource, Result

# The first that an explanation matches is told; the last matches all.
_ADVICE = (
    (
        "Scan the Terraform code too: a plan does not tell what expressions pick and put together",
        r"scan the Terraform code for that|: [\w.]+ is known after apply|the plan does not tell",
    ),
    (
        "Give the variables values: a values file by --var-file, or a plan instead of the code",
        r"(?:var|local)\.[\w.\[\]\"-]+\)? has no default|\binput \w+ has no default",
    ),
    ("Give the parameters of the template defaults", r"parameter \w+ has no default"),
    ("Scan the stack that makes the export together with this one", r"imported from stack export"),
    (
        "Scan a plan instead of the code: it has what the module makes",
        r"module that is not in the scan|whose template is not in the scan",
    ),
    (
        "Scan a plan instead of the code: it has what is looked up and worked out when Terraform runs",
        r"is looked up when|known only (?:when|after)|AWS picks|does not tell which instances|each\.(?:key|value)",
    ),
    (
        "Set elastic_ip_justifies_vpc to false where fixed addresses are no reason for a VPC",
        r"may be there for its fixed address",
    ),
    (
        "Scan the code that declares the resource together with this one; where there is none, look at the account",
        r"is not declared|(?:is|are) not in the (?:scanned )?code|is declared (?:in another|elsewhere)",
    ),
    ("Say why the function is in a VPC, by the tag that is named", r"The tag \S+ can say why"),
    ("Decide by hand: the code does not tell it", r""),
)


@dataclass(frozen=True)
class Undecided:
    """What a person can do, and the verdicts that this may decide."""

    advice: str
    results: tuple[tuple[JudgedResource, Result], ...]


def what_would_decide(explanation: str) -> str:
    """What a person can do about an undecided verdict."""
    return next(advice for advice, pattern in _ADVICE if re.search(pattern, explanation))


def undecided(results: Iterable[tuple[JudgedResource, Result]]) -> list[Undecided]:
    """The undecided verdicts by what would decide them, the most frequent first."""
    found: dict[str, list[tuple[JudgedResource, Result]]] = {}
    for judged, result in results:
        if result.verdict == UNDECIDED and result.suppressed_because is None:
            found.setdefault(what_would_decide(result.explanation), []).append((judged, result))
    groups = [Undecided(advice, tuple(items)) for advice, items in found.items()]
    return sorted(groups, key=lambda group: -len(group.results))
