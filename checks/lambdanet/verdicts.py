"""What a rule says about one resource.

There are four answers. A failure is a proof; what the code does not decide is undecided, never a pass or a
fail by default; "not applicable" is for a resource of the judged kind that the rule does not speak about.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from lambdanet.records import dataclass

if TYPE_CHECKING:
    from lambdanet.model import Place, Resource

PASSED = "passed"
FAILED = "failed"
UNDECIDED = "undecided"
NOT_APPLICABLE = "not applicable"


@dataclass(frozen=True)
class Verdict:
    """One answer with the sentence that explains it.

    resource: the judged one, in which the fix is made.
    explanation: names the resources and values that the answer rests on.
    rests_on: those resources.
    """

    kind: str
    resource: Resource
    explanation: str
    rests_on: tuple[Resource, ...] = ()

    @property
    def related(self) -> tuple[Place, ...]:
        """Where the resources stand that the answer rests on, each place once."""
        return tuple(dict.fromkeys(item.place for item in self.rests_on if item.place.file))


def passed(resource: Resource, explanation: str, related: Iterable[Resource] = ()) -> Verdict:
    """The code proves that the resource is as it should be."""
    return Verdict(PASSED, resource, explanation, tuple(related))


def failed(resource: Resource, explanation: str, related: Iterable[Resource] = ()) -> Verdict:
    """The code proves the violation."""
    return Verdict(FAILED, resource, explanation, tuple(related))


def undecided(resource: Resource, explanation: str, related: Iterable[Resource] = ()) -> Verdict:
    """The code does not tell; the explanation says what would decide it."""
    return Verdict(UNDECIDED, resource, explanation, tuple(related))


def not_applicable(resource: Resource, explanation: str) -> Verdict:
    """The rule does not speak about this resource."""
    return Verdict(NOT_APPLICABLE, resource, explanation)
