"""An index of the functions, those first of which there is most to say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lambdanet.evidence.findings.evidence_model import is_open
from lambdanet.kit.verdicts import UNDECIDED
from lambdanet.records import dataclass

if TYPE_CHECKING:
    from lambdanet.evidence.findings.around_functions import FailuresAround
    from lambdanet.evidence.findings.evidence_model import Evidence
    from lambdanet.evidence.gather.findings_of_part import JudgedFunction


@dataclass(frozen=True)
class IndexedFunction:
    """A function with how many rules it fails, how many what it depends on fails, and how many are undecided.

    part: its root module, or the file of its plan or template.
    """

    function: JudgedFunction
    part: str
    failed: int
    around: int
    undecided: int


def index_of(evidence: Evidence, around: FailuresAround) -> list[IndexedFunction]:
    """All functions, by failures, then failures around them, then undecided answers."""
    found = [
        IndexedFunction(
            function,
            function.part if function.framework == "terraform" and function.part else function.file,
            sum(is_open(result) for result in function.results),
            len(around.of(function)),
            sum(result.verdict == UNDECIDED and result.suppressed_because is None for result in function.results),
        )
        for function in evidence.functions
    ]
    return sorted(found, key=lambda each: (-each.failed, -each.around, -each.undecided))
