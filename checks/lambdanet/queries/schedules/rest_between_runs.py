"""How long schedules leave a function idle between two runs."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from lambdanet.kit.wording import names
from lambdanet.queries.schedules.schedule_expressions import Cron, Once, Rate, longest_gap, times_of
from lambdanet.records import dataclass
from lambdanet.values import Known, Unknown, Value

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lambdanet.model import Schedule, Trigger

_NONE = timedelta(0)
# Clocks are put forward and back by two hours at most; two zones are less than 28 hours apart.
_CLOCK_CHANGE = timedelta(hours=2)
_BETWEEN_ZONES = timedelta(hours=28)
_LONGEST_WINDOW = 24 * 60
_WITHOUT_CLOCK_CHANGE = (None, "", "UTC", "Etc/UTC", "GMT", "Etc/GMT")


@dataclass(frozen=True)
class Pause:
    """The longest time between two runs is at least ``least`` and at most ``most``; None when nothing says.

    doubts: why the two differ.
    """

    least: timedelta
    most: timedelta | None
    doubts: tuple[Unknown, ...] = ()


def longest_pause(triggers: Iterable[Trigger]) -> Pause:
    """The longest time in which none of the schedules runs."""
    doubts: list[Unknown] = []
    rates: list[tuple[timedelta, timedelta]] = []
    crons: list[Cron] = []
    zones: set[object] = set()
    slack = _NONE
    schedules: list[str] = []
    for trigger in triggers:
        found = _times(trigger)
        if isinstance(found, Unknown):
            doubts.append(found)
            continue
        times, schedule = found.value
        schedules.append(trigger.address)
        late = _window(schedule)
        if isinstance(times, Rate):
            rates.append((times.interval, late))
        else:
            crons.append(times)
            zones.add(schedule.zone)
            slack = max(slack, late + _clock_change(schedule))
    if len(zones) > 1:
        slack += _BETWEEN_ZONES
    gap = longest_gap(crons)
    least = [interval - late for interval, late in rates] + ([gap - slack] if gap is not None else [])
    most = [interval + late for interval, late in rates] + ([gap + slack] if gap is not None else [])
    if len(least) > 1:
        doubts.append(Unknown(f"{names(schedules)} may each run in the pauses of the others"))
    return Pause(least[0] if len(least) == 1 and not doubts else _NONE, min(most, default=None), tuple(doubts))


def _times(trigger: Trigger) -> Value[tuple[Rate | Cron, Schedule]]:
    """When a trigger runs for certain, again and again."""
    for value in (trigger.active, trigger.schedule):
        if isinstance(value, Unknown):
            return value.with_reason(f"it is not known when {trigger.address} runs: {value.reason}")
    schedule = trigger.schedule.value if isinstance(trigger.schedule, Known) else None
    if schedule is None:
        return Unknown(f"{trigger.address} has no schedule")
    if schedule.limited != Known(False):
        return Unknown(f"{trigger.address} has a first or a last day")
    times = times_of(schedule.expression)
    if isinstance(times, Unknown):
        return times.with_reason(f"{trigger.address}: {times.reason}")
    if isinstance(times.value, Once):
        return Unknown(f"{trigger.address} runs once")
    return Known((times.value, schedule))


def _window(schedule: Schedule) -> timedelta:
    window = schedule.window
    return timedelta(minutes=(window.value or 0) if isinstance(window, Known) else _LONGEST_WINDOW)


def _clock_change(schedule: Schedule) -> timedelta:
    known = isinstance(schedule.zone, Known) and schedule.zone.value in _WITHOUT_CLOCK_CHANGE
    return _NONE if known else _CLOCK_CHANGE
