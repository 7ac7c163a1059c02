"""Which zones a look-up asks for, and what it finds where a number of them is assumed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from lambdanet.readers.datum import Datum, Listing
from lambdanet.readers.terraform.configuration.terraform_block import TerraformBlock
from lambdanet.readers.terraform.lookups.zones_assumed import ZoneList
from lambdanet.undeclared import missing
from lambdanet.values import Cause, Items, Known, Unknown

if TYPE_CHECKING:
    from lambdanet.readers.blocks import Block
    from lambdanet.readers.terraform.modules.module_instance import ResourceInstance

_LISTS = ("names", "zone_ids")
# Filters by the kind of a zone, each with the value that all Availability Zones have.
_OF_KINDS = {"zone-type": "availability-zone", "opt-in-status": "opt-in-not-required"}
_WILD = ("*", "?")


def zones_found(
    look_up: ResourceInstance,
    name: str,
    assumed: Mapping[ZoneList, int],
    asked_for: dict[str, dict[ZoneList, None]],
) -> Datum:
    """The zones that a look-up finds, where a number is assumed, and why they are not known where they are none.

    asked_for: where it is noted what is asked for, by root module.
    """
    if name not in _LISTS:
        return None
    found: Datum = look_up.module.once("zones", look_up.identity, lambda: _asked_for(look_up))
    if not isinstance(found, ZoneList):
        return found
    asked_for.setdefault(found.root, {})[found] = None
    number = assumed.get(found)
    if number is None:
        return None
    written = f"{look_up.identity.partition('|')[2]}.{name}"
    reason = f"{written} is looked up when Terraform runs"
    return Listing(tuple(_zone(f"{look_up.identity}.{name}", index, reason) for index in range(number)))


def _asked_for(look_up: ResourceInstance) -> ZoneList | Unknown | None:
    """What a look-up asks for; None where that is not known, and why it finds no Availability Zone at all."""
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
