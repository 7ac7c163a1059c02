"""Schedules against a second opinion: a clock that is put forward minute by minute, or day by day."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lambdanet.queries.schedules.schedule_expressions import Cron, Once, Rate, longest_gap, times_of
from lambdanet.values import Known, Unknown


def gap(*expressions: str) -> timedelta | None:
    crons = []
    for expression in expressions:
        times = times_of(expression)
        assert isinstance(times, Known), times
        assert isinstance(times.value, Cron)
        crons.append(times.value)
    return longest_gap(crons)


@pytest.mark.parametrize(
    ("expression", "days"),
    [
        ("cron(0 12 * * ? *)", 1),
        ("cron(0 12 ? * * *)", 1),
        ("cron(0 12 ? * MON-FRI *)", 3),
        ("cron(0 12 ? * 2-6 *)", 3),
        ("cron(0 12 ? * SUN *)", 7),
        ("cron(0 12 ? * 1,4 *)", 4),
        ("cron(0 12 1 * ? *)", 31),
        ("cron(0 12 1,15 * ? *)", 17),
        ("cron(0 12 1,15,29 * ? *)", 14),
        ("cron(0 12 1/14 * ? *)", 14),
        ("cron(0 12 */14 * ? *)", 14),
        ("cron(0 12 /14 * ? *)", 14),
        ("cron(0 12 1/15 * ? *)", 15),
        ("cron(0 12 L * ? *)", 31),
        ("cron(0 12 31 * ? *)", 61),
        ("cron(0 12 29 2 ? *)", 4 * 365 + 1),
        ("cron(0 12 ? * 6L *)", 35),
        ("cron(0 12 ? * L *)", 7),
        ("cron(0 12 ? * TUE#1 *)", 35),
        ("cron(0 12 ? * 3#5 *)", 119),
        ("cron(0 12 ? JAN,JUL MON *)", 161),
        ("cron(0 12 1 1/3 ? *)", 92),
        ("cron(0 12 15W * ? *)", 32),
        ("cron(0 12 LW * ? *)", 33),
        ("cron(0 12 1 1 ? 2026-2199)", 366),
    ],
)
def test_longest_gaps_in_days(expression: str, days: int) -> None:
    assert gap(expression) == timedelta(days=days)


def test_the_time_of_day_counts() -> None:
    # The last run of a day and the first of the next one are what is apart.
    assert gap("cron(0 6,18 1 * ? *)") == timedelta(days=30, hours=12)
    assert gap("cron(30 0/12 15 * ? *)") == timedelta(days=30, hours=12)


def test_several_schedules_fill_each_others_gaps() -> None:
    assert gap("cron(0 0 1 * ? *)", "cron(0 0 15 * ? *)") == timedelta(days=17)
    assert gap("cron(0 0 1 * ? *)", "cron(0 0 2 * ? *)") == timedelta(days=30)
    assert gap("cron(0 0 1,15 * ? *)", "cron(0 0 22 * ? *)") == timedelta(days=14)


@pytest.mark.parametrize(
    ("expression", "interval"),
    [
        ("rate(1 minute)", timedelta(minutes=1)),
        ("rate(12 hours)", timedelta(hours=12)),
        ("rate(14 days)", timedelta(days=14)),
        ("rate(336 hours)", timedelta(days=14)),
        (" rate( 15 days )", timedelta(days=15)),
    ],
)
def test_rates(expression: str, interval: timedelta) -> None:
    assert times_of(expression) == Known(Rate(interval))


def test_a_schedule_may_run_once() -> None:
    assert times_of("at(2030-01-01T00:00:00)") == Known(Once())


@pytest.mark.parametrize(
    "expression",
    [
        "",
        "daily",
        "rate(0 days)",
        "rate(1 week)",
        "rate(days)",
        "rate(1.5 days)",
        "cron(0 12 * * ?)",
        "cron(0 12 * * * *)",
        "cron(0 12 ? * ? *)",
        "cron(60 12 * * ? *)",
        "cron(0 24 * * ? *)",
        "cron(0 12 0 * ? *)",
        "cron(0 12 32 * ? *)",
        "cron(0 12 30 2 ? *)",
        "cron(0 12 1 13 ? *)",
        "cron(0 12 ? * 0 *)",
        "cron(0 12 ? * 8 *)",
        "cron(0 12 ? * FRI-MON *)",
        "cron(0 12 ? * MON#6 *)",
        "cron(0 12 ? * #2 *)",
        "cron(0 12 1,2W * ? *)",
        "cron(0 12 1-5W * ? *)",
        "cron(0 12 */0 * ? *)",
        "cron(0 12 1/x * ? *)",
        "cron(0 12 , * ? *)",
        "cron(0 12 1 * ? 2030)",
        "cron(0 12 1 * ? 2026/2)",
        "cron(0 12 1 * ? 1969)",
    ],
)
def test_what_is_not_described_is_unknown(expression: str) -> None:
    assert isinstance(times_of(expression), Unknown)


@given(st.text(alphabet="cronate(0123456789 *?,-/LW#MONDAYS)", max_size=40))
def test_no_text_raises(text: str) -> None:
    times_of(text)
    times_of(f"cron({text})")


def _walked(days: set[int], months: set[int], weekdays: set[int] | None) -> timedelta:
    """The longest gap, found by looking at every day of sixty years."""
    found = []
    day = date(2001, 1, 1)
    while day.year < 2061:
        if day.month in months and (day.day in days if weekdays is None else day.isoweekday() % 7 + 1 in weekdays):
            found.append(day)
        day += timedelta(days=1)
    return max(later - earlier for earlier, later in zip(found, found[1:]))


_numbers = st.sets(st.integers(1, 28), min_size=1, max_size=5)
_months = st.sets(st.integers(1, 12), min_size=1, max_size=12)


@settings(max_examples=60, deadline=None)
@given(_numbers, _months)
def test_days_of_months_are_those_of_a_calendar(days: set[int], months: set[int]) -> None:
    listed = ",".join(map(str, sorted(days)))
    expression = f"cron(0 0 {listed} {','.join(map(str, sorted(months)))} ? *)"
    assert gap(expression) == _walked(days, months, None)


@settings(max_examples=60, deadline=None)
@given(st.sets(st.integers(1, 7), min_size=1, max_size=7), _months)
def test_weekdays_are_those_of_a_calendar(weekdays: set[int], months: set[int]) -> None:
    listed = ",".join(map(str, sorted(weekdays)))
    expression = f"cron(0 0 ? {','.join(map(str, sorted(months)))} {listed} *)"
    assert gap(expression) == _walked(set(), months, weekdays)


@given(st.sets(st.integers(0, 59), min_size=1, max_size=4), st.sets(st.integers(0, 23), min_size=1, max_size=4))
def test_first_and_last_run_of_a_day(minutes: set[int], hours: set[int]) -> None:
    expression = f"cron({','.join(map(str, minutes))} {','.join(map(str, hours))} 1 * ? *)"
    runs = [datetime(2030, 1, 1, hour, minute) for hour in hours for minute in minutes]
    times = times_of(expression)
    assert isinstance(times, Known)
    assert isinstance(times.value, Cron)
    assert times.value.first == (min(runs) - datetime(2030, 1, 1)).total_seconds() / 60
    assert times.value.last == (max(runs) - datetime(2030, 1, 1)).total_seconds() / 60
