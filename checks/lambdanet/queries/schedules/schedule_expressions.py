"""When a schedule of EventBridge runs, and how long it may leave a function idle.

``rate(...)`` and ``cron(...)`` of rules
(https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html) and of schedules
(https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html), which also have ``at(...)``. What
these pages do not describe is unknown.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable
from datetime import date, timedelta
from functools import lru_cache
from typing import Union

from lambdanet.records import dataclass
from lambdanet.values import Known, Unknown, Value

_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_DAYS = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")
_LAST_YEAR = 2199
# 28 years hold every month with every weekday at its beginning, leap years too; one more completes the cycle.
_YEARS = range(2000, 2029)
_MINUTES_OF_A_DAY = 24 * 60


@dataclass(frozen=True)
class Rate:
    """At regular intervals from a moment that is not known."""

    interval: timedelta


@dataclass(frozen=True)
class Cron:
    """At times of the clock. first, last: minutes from midnight of the first and the last run of a day."""

    first: int
    last: int
    day_of_month: str
    month: str
    day_of_week: str


@dataclass(frozen=True)
class Once:
    """At one moment only."""


Times = Union[Rate, Cron, Once]


@lru_cache(maxsize=1024)
def times_of(expression: str) -> Value[Times]:
    """When the schedule with this expression runs."""
    match = re.fullmatch(r"\s*(rate|cron|at)\s*\((.*)\)\s*", expression)
    if match is None:
        return Unknown(f'"{expression}" is not a schedule expression')
    kind, inner = match.groups()
    if kind == "at":
        return Known(Once())
    return _rate(expression, inner) if kind == "rate" else _cron(expression, inner)


def longest_gap(schedules: Iterable[Cron]) -> timedelta | None:
    """The longest time between two runs that follow each other; None when there are no two runs."""
    runs = sorted(
        (day * _MINUTES_OF_A_DAY + cron.first, day * _MINUTES_OF_A_DAY + cron.last)
        for cron in schedules
        for day in _days(cron.day_of_month, cron.month, cron.day_of_week)
    )
    longest = 0
    latest = runs[0][1] if runs else 0
    for first, last in runs[1:]:
        longest = max(longest, first - latest)
        latest = max(latest, last)
    # Runs on the same day are less than a day apart, which is too short to matter here.
    return timedelta(minutes=longest) if longest else None


def _rate(expression: str, inner: str) -> Value[Times]:
    match = re.fullmatch(r"\s*(\d{1,6})\s+(minute|hour|day)s?\s*", inner)
    if match is None or int(match[1]) < 1:
        return Unknown(f"{expression} is not a rate that EventBridge knows")
    return Known(Rate(timedelta(**{f"{match[2]}s": int(match[1])})))


def _cron(expression: str, inner: str) -> Value[Times]:
    wrong = Unknown(f"{expression} is not a cron expression that EventBridge describes")
    fields = inner.upper().split()
    if len(fields) != 6 or (fields[2] == "?") == (fields[4] == "?"):
        return wrong
    try:
        minutes = _numbers(fields[0], 0, 59)
        hours = _numbers(fields[1], 0, 23)
        years = _numbers(fields[5], 1970, _LAST_YEAR)
        days = _days(fields[2], fields[3], fields[4])
    except ValueError:
        return wrong
    if years != tuple(range(years[0], _LAST_YEAR + 1)):
        return Unknown(f"{expression} runs in some years only")
    if not days:
        return wrong
    first, last = hours[0] * 60 + minutes[0], hours[-1] * 60 + minutes[-1]
    return Known(Cron(first, last, fields[2], fields[3], fields[4]))


def _numbers(field: str, least: int, most: int, names: tuple[str, ...] = ()) -> tuple[int, ...]:
    """The numbers that a field lists, in order: values, ranges, all, and every so many. Raises ValueError."""
    found: set[int] = set()
    for entry in field.split(","):
        span, stepped, step = entry.partition("/")
        start, ranged, end = span.partition("-")
        every = int(step) if stepped else 1
        low = least if start in ("*", "") and not ranged else _number(start, names)
        high = _number(end, names) if ranged else most if stepped or start == "*" else low
        if not least <= low <= high <= most or every < 1 or (start == "" and not stepped):
            raise ValueError(field)
        found.update(range(low, high + 1, every))
    return tuple(sorted(found))


def _number(text: str, names: tuple[str, ...]) -> int:
    return names.index(text) + 1 if text in names else int(text)


@lru_cache(maxsize=256)
def _days(day_of_month: str, month: str, day_of_week: str) -> tuple[int, ...]:
    """The ordinals of the days in the years that stand for all. Raises ValueError."""
    months = _numbers(month, 1, 12, _MONTHS)
    return tuple(
        date(year, number, day).toordinal()
        for year in _YEARS
        for number in months
        for day in _days_of_month(year, number, day_of_month, day_of_week)
    )


def _days_of_month(year: int, month: int, day_of_month: str, day_of_week: str) -> list[int]:
    weekday_of_first, length = monthrange(year, month)
    if day_of_week == "?":
        return _by_number(day_of_month, weekday_of_first, length)
    # Sunday is 1 for EventBridge; Python's Monday is 0.
    return _by_weekday(day_of_week, (weekday_of_first + 1) % 7 + 1, length)


def _by_number(field: str, weekday_of_first: int, length: int) -> list[int]:
    if field in ("L", "LW"):
        return [_nearest_weekday(length, weekday_of_first, length) if field == "LW" else length]
    if field.endswith("W"):
        wanted = _numbers(field[:-1], 1, 31)
        if len(wanted) != 1:
            raise ValueError(field)
        return [_nearest_weekday(day, weekday_of_first, length) for day in wanted if day <= length]
    return [day for day in _numbers(field, 1, 31) if day <= length]


def _nearest_weekday(day: int, weekday_of_first: int, length: int) -> int:
    """The day, or the Friday before or the Monday after it, whichever of the same month is nearest."""
    weekday = (weekday_of_first + day - 1) % 7
    if weekday == 5:
        return day - 1 if day > 1 else day + 2
    if weekday == 6:
        return day + 1 if day < length else day - 2
    return day


def _by_weekday(field: str, weekday_of_first: int, length: int) -> list[int]:
    def each(weekday: int) -> list[int]:
        return list(range((weekday - weekday_of_first) % 7 + 1, length + 1, 7))

    if field == "L":
        return each(7)
    if field.endswith("L"):
        return each(_weekday(field[:-1]))[-1:]
    if "#" in field:
        named, _, which = field.partition("#")
        if which not in ("1", "2", "3", "4", "5"):
            raise ValueError(field)
        return each(_weekday(named))[int(which) - 1 : int(which)]
    return sorted(day for weekday in _numbers(field, 1, 7, _DAYS) for day in each(weekday))


def _weekday(text: str) -> int:
    weekdays = _numbers(text, 1, 7, _DAYS)
    if len(weekdays) != 1:
        raise ValueError(text)
    return weekdays[0]
