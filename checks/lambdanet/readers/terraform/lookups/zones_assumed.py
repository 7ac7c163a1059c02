"""The zones that a look-up finds, as many as are assumed: which there are is known only when Terraform runs.

A Region has several Availability Zones (https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/using-regions-availability-zones.html),
and none of them more than six. AWS lists each once, so that different places in the list are different zones. Local
Zones and Wavelength Zones are listed too in an account that has opted in to them, in any number and at any place:
nobody has to opt in to an Availability Zone (https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AvailabilityZone.html).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TypeVar

from lambdanet.identities import root_module_of
from lambdanet.readers.questions import Answer, Question
from lambdanet.readers.under_way import later
from lambdanet.records import dataclass

T = TypeVar("T")

NUMBERS = (2, 6, 3, 4, 5)
"""How many Availability Zones a Region may have, those first on which most depends.

Of zones among which there may be Local Zones the greatest stands for every number above too.
"""

_WHATEVER = "for each number of availability zones that the Region may have"


@dataclass(frozen=True)
class ZoneList:
    """What look-ups ask for that find the same: of the same provider and with the same arguments.

    root: the folder of the root module. others: there may be zones among them that are no Availability Zones.
    everywhere: whether zones are listed to which the account has not opted in.
    """

    root: str
    provider: str
    region: str
    available: bool
    others: bool
    everywhere: str


def questions_of_zones(
    asked_for: Mapping[str, Mapping[ZoneList, None]], read: Callable[[Mapping[ZoneList, int]], T], most: int
) -> tuple[Question[T], ...]:
    """How many zones look-ups find, with what is read for each number.

    most: how often all may be read. Further questions are not asked.
    """
    rounds = list(_rounds(asked_for))
    while sum(map(len, rounds)) > most:
        rounds.pop()

    def answer(zones: Mapping[ZoneList, int]) -> Answer[T]:
        def where(identity: str, file: str) -> str:
            root = root_module_of(identity)
            return f"With {max((zones[each] for each in zones if each.root == root), default=0)} zones"

        return Answer(later(lambda: read(zones)), where, max(zones.values()))

    def question(zones: tuple[Mapping[ZoneList, int], ...]) -> Question[T]:
        roots = frozenset(each.root for each in zones[0])

        def whatever(identity: str, file: str) -> str:
            return _WHATEVER if root_module_of(identity) in roots else ""

        return Question(tuple(map(answer, zones)), whatever, makes_more=True)

    return tuple(map(question, rounds))


def _rounds(asked_for: Mapping[str, Mapping[ZoneList, None]]) -> Iterator[tuple[Mapping[ZoneList, int], ...]]:
    """Which numbers to assume together, once for each list of zones that a root module asks for.

    What depends on several of the lists is left undecided: nothing says that they have the same length.
    """
    for place in range(max(map(len, asked_for.values()), default=0)):
        lists = [list(each)[place] for each in asked_for.values() if place < len(each)]
        yield tuple(dict.fromkeys(lists, number) for number in NUMBERS)


def open_above(zones: Mapping[ZoneList, int]) -> int | None:
    """The number that stands for all above too, if any of the assumed ones does."""
    most = max(NUMBERS)
    return most if any(each.others and number == most for each, number in zones.items()) else None
