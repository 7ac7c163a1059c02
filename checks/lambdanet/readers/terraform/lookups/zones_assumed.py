"""The zones that a look-up finds, as many as are assumed: which there are is known only when Terraform runs.

A Region has several Availability Zones (https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/using-regions-availability-zones.html),
and none of them more than six. AWS lists each once, so that different places in the list are different zones. Local
Zones and Wavelength Zones are listed too in an account that has opted in to them, in any number and at any place:
nobody has to opt in to an Availability Zone (https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AvailabilityZone.html).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

from lambdanet.readers.datum import Datum, Listing
from lambdanet.readers.questions import Answer, Question
from lambdanet.readers.under_way import later
from lambdanet.records import dataclass
from lambdanet.undeclared import missing
from lambdanet.values import Cause, Items, Known, Unknown

if TYPE_CHECKING:
    from lambdanet.readers.blocks import Block
    from lambdanet.readers.reading import Reading
    from lambdanet.readers.terraform.modules.module_instance import ResourceInstance

KIND = "aws_availability_zones"
NUMBERS = (2, 6, 3, 4, 5)
"""How many Availability Zones a Region may have, those first on which most depends."""
_MOST = max(NUMBERS)
OR_MORE = 7
"""Stands for every number above, of zones among which there may be Local Zones."""

_WHATEVER = "for each number of availability zones that the Region may have"
_LISTS = ("names", "zone_ids")
# Filters by the kind of a zone, each with the value that all Availability Zones have.
_OF_KINDS = {"zone-type": "availability-zone", "opt-in-status": "opt-in-not-required"}
_WILD = ("*", "?")


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


def zones_found(look_up: ResourceInstance, name: str) -> Datum:
    """The zones that a look-up finds, where a number is assumed, and why they are not known where they are none."""
    if name not in _LISTS:
        return None
    found: Datum = look_up.module._once("zones", look_up.identity, lambda: _asked_for(look_up))
    if not isinstance(found, ZoneList):
        return found
    configuration = look_up.module.configuration
    configuration.zones_asked_for.setdefault(found.root, {})[found] = None
    number = configuration.zones.get(found)
    if number is None:
        return None
    written = f"{look_up.identity.partition('|')[2]}.{name}"
    reason = f"{written} is looked up when Terraform runs"
    return Listing(tuple(_zone(f"{look_up.identity}.{name}", index, reason) for index in range(number)))


def questions_of_zones(
    asked_for: Mapping[str, Mapping[ZoneList, None]], read: Callable[[Mapping[ZoneList, int]], Reading], most: int
) -> tuple[Question, ...]:
    """How many zones look-ups find, with what is read for each number.

    most: how often all may be read. Where that is not often enough for every question, none is asked.
    """
    rounds = tuple(_rounds(asked_for))
    if sum(map(len, rounds)) > most:
        return ()

    def answer(zones: Mapping[ZoneList, int]) -> Answer:
        def where(identity: str, file: str) -> str:
            root = identity.partition("|")[0]
            return f"With {max((zones[each] for each in zones if each.root == root), default=0)} zones"

        return Answer(later(lambda: read(zones)), where, max(zones.values()))

    return tuple(Question(tuple(map(answer, zones)), lambda file: _WHATEVER, makes_more=True) for zones in rounds)


def _rounds(asked_for: Mapping[str, Mapping[ZoneList, None]]) -> Iterator[tuple[Mapping[ZoneList, int], ...]]:
    """Which numbers to assume together, once for each list of zones that a root module asks for.

    What depends on several of the lists is left open: nothing says that they are as long as each other.
    """
    for place in range(max(map(len, asked_for.values()), default=0)):
        lists = [list(each)[place] for each in asked_for.values() if place < len(each)]
        numbers = [*NUMBERS[:1], OR_MORE, *NUMBERS[1:]] if any(each.others for each in lists) else NUMBERS
        yield tuple({each: number if each.others else min(number, _MOST) for each in lists} for number in numbers)


def open_above(zones: Mapping[ZoneList, int]) -> int | None:
    """The number that stands for all above too, if any of the assumed ones does."""
    return OR_MORE if OR_MORE in zones.values() else None


def _asked_for(look_up: ResourceInstance) -> ZoneList | Unknown | None:
    """What a look-up asks for; None where that is not known, and why it finds no Availability Zone at all."""
    from lambdanet.readers.terraform.configuration.terraform_block import TerraformBlock

    declaration = look_up.declaration
    block = TerraformBlock(look_up.module, declaration, look_up.key, Known(True), declaration.vertex, False)
    filters = block.nested("filter")
    kinds = _kinds(filters)
    if kinds is _NONE:
        return Unknown(
            f"{block.place.address} asks for zones that are no Availability Zones",
            never_null=True,
            cause=Cause.WHEN_IT_RUNS,
            waits_for=missing(look_up.identity),
        )
    left_out = [block.datum(name) for name in ("exclude_names", "exclude_zone_ids")]
    state, provider = block.text("state"), block.provider()
    if kinds is None or any(each not in (None, Listing()) for each in left_out):
        return None
    if state not in (Known(None), Known("available")):
        return None
    own = look_up.identity
    region, everywhere = block.text("region"), block.flag("all_availability_zones", False)
    by_state = any(isinstance(each, Known) and each.value.text("name") == Known("state") for each in filters)
    return ZoneList(
        look_up.module.directory,
        provider.value if isinstance(provider, Known) else own,
        str(region.value) if isinstance(region, Known) else region.symbol or own,
        available=by_state or state == Known("available"),
        others=kinds is not _ONLY,
        everywhere="" if kinds is _ONLY else str(everywhere.value) if isinstance(everywhere, Known) else own,
    )


_ONLY, _ALSO, _NONE = "only Availability Zones", "others too", "no Availability Zone"


def _kinds(filters: Items[Block]) -> str | None:
    """Of which kinds the zones are that a look-up finds, if all Availability Zones are among them or none is."""
    found = [_kinds_by(each.value) if isinstance(each, Known) else None for each in filters.everything()]
    if _NONE in found:
        return _NONE
    if None in found:
        return None
    return _ONLY if _ONLY in found else _ALSO


def _kinds_by(block: Block) -> str | None:
    name, values = block.text("name"), block.strings("values")
    if not isinstance(name, Known) or not values.complete:
        return None
    wanted = set(values.known())
    if name.value == "state":
        return _ALSO if wanted == {"available"} else None
    kind = _OF_KINDS.get(name.value or "")
    if kind is None or not wanted:
        return None
    if kind not in wanted:
        return None if any(sign in each for each in wanted for sign in _WILD) else _NONE
    return _ONLY if wanted == {kind} else _ALSO


def _zone(symbol: str, index: int, reason: str) -> Unknown:
    return Unknown(
        reason,
        symbol=f"{symbol}[{index}]",
        list_symbol=symbol,
        index=index,
        never_null=True,
        distinct=True,
        cause=Cause.WHEN_IT_RUNS,
    )
