"""What keeps a function's network interfaces in use while its schedules leave it idle."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lambdanet.queries.addresses.interfaces import functions_that_may_share
from lambdanet.queries.schedules.rest_between_runs import longest_pause
from lambdanet.queries.schedules.triggers_of_functions import other_callers, running_schedules
from lambdanet.values import Items, Known, Unknown, is_true

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import timedelta

    from lambdanet.model import Function, Network, Trigger


def kept_in_use_by(network: Network, function: Function, running: Sequence[Trigger], longest: timedelta) -> Items[str]:
    """What may use the interfaces of a function that runs by the given schedules, so often that none is idle longer.

    Other callers, provisioned concurrency, and the functions with the same interfaces: those that have other uses, or
    all of them where they take turns.
    """
    uses = _other_uses(network, function)
    sharing = functions_that_may_share(network, function)
    users = uses.known()
    doubts = [*uses.unknowns(), *([sharing] if isinstance(sharing, Unknown) else [])]
    if doubts and not users:
        return Items(tuple(doubts))
    others = sharing.value if isinstance(sharing, Known) else []
    schedules = {other.address: running_schedules(network, other) for other in others}
    sharers = [other.address for other in others if not schedules[other.address] or _is_used(network, other)]
    together = [trigger for found in schedules.values() for trigger in found]
    if not users and not sharers and longest_pause([*running, *together]).least <= longest:
        return Items.of(schedules)
    return Items.of([*users, *sharers])


def _is_used(network: Network, function: Function) -> bool:
    return not is_true(_other_uses(network, function).is_empty())


def _other_uses(network: Network, function: Function) -> Items[str]:
    """What may keep the interfaces of a function in use besides its schedules."""
    provisioned = function.provisioned_concurrency
    kept = Items.of(["provisioned concurrency"] if provisioned.elements else [])
    return other_callers(network, function) + kept + Items(more=provisioned.more)
