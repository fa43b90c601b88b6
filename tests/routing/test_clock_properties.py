"""The laws of the business clock, tried on made-up calendars around the days on which clocks change."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from routing.clock import Hours, add_working, is_open, next_opening, working_minutes

ZONES = [ZoneInfo(name) for name in ("America/Los_Angeles", "Europe/Berlin", "Australia/Lord_Howe", "Asia/Beirut")]
CHANGES = [date(2026, 3, 8), date(2026, 11, 1), date(2026, 3, 29), date(2026, 10, 25), date(2026, 4, 5), date(2026, 10, 4)]


@st.composite
def calendars(draw):
    """Up to three intervals a day in quarter hours, some days without any, holidays around a change of clocks."""
    zone, change = draw(st.sampled_from(ZONES)), draw(st.sampled_from(CHANGES))
    intervals = []
    for weekday in draw(st.sets(st.integers(0, 6), min_size=1)):
        edges = sorted(draw(st.lists(st.integers(0, 96), min_size=2, max_size=6, unique=True)))
        for opens, closes in list(pairwise(edges))[::2]:
            intervals.append((weekday, _clock(opens), _clock(closes)))
    holidays = draw(st.sets(st.integers(-15, 15), max_size=6))
    return Hours.of(intervals, [change + timedelta(days=n) for n in holidays], zone), change


def _clock(quarters):
    return time(quarters // 4 % 24, quarters % 4 * 15)


@st.composite
def calendars_and_instants(draw, count):
    hours, change = draw(calendars())
    noon = datetime(change.year, change.month, change.day, 12, tzinfo=UTC)
    seconds = st.integers(-12 * 86400, 12 * 86400)
    near = st.integers(-86400, 86400)
    return hours, [noon + timedelta(seconds=draw(near | seconds)) for _ in range(count)]


def minutes_one_by_one(start, end, hours):
    """The slow truth: ask about every minute."""
    first, last = int(start.timestamp()) // 60, int(end.timestamp()) // 60
    return sum(is_open(datetime.fromtimestamp(minute * 60, UTC), hours) for minute in range(first, last))


@given(calendars_and_instants(3))
def test_minutes_add_up(drawn):
    hours, (a, b, c) = drawn
    assert working_minutes(a, c, hours) == working_minutes(a, b, hours) + working_minutes(b, c, hours)


@given(calendars_and_instants(1), st.integers(0, 3 * 24 * 60))
def test_minutes_are_the_open_minutes(drawn, span):
    hours, (start,) = drawn
    end = start + timedelta(minutes=span)
    assert working_minutes(start, end, hours) == minutes_one_by_one(start, end, hours)


@given(calendars_and_instants(1))
def test_open_is_what_the_wall_clock_says(drawn):
    """Away from the repeated hour, which is open as a whole stretch of time and not by what the clock shows."""
    hours, (at,) = drawn
    wall = at.astimezone(hours.zone)
    repeated = wall.replace(fold=0).utcoffset() != wall.replace(fold=1).utcoffset()
    minute = wall.hour * 60 + wall.minute
    shown = wall.date() not in hours.holidays and any(opens <= minute < closes for opens, closes in hours.week[wall.weekday()])
    assert repeated or is_open(at, hours) == shown


@given(calendars_and_instants(1), st.integers(0, 20_000))
def test_counting_back_gives_what_was_added(drawn, minutes):
    hours, (start,) = drawn
    assert working_minutes(start, add_working(start, minutes, hours), hours) == minutes


@given(calendars_and_instants(1), st.integers(1, 5_000))
def test_the_result_is_the_earliest(drawn, minutes):
    hours, (start,) = drawn
    due = add_working(start.replace(second=0), minutes, hours)
    assert working_minutes(start, due - timedelta(minutes=1), hours) == minutes - 1


@given(calendars_and_instants(2), st.integers(0, 20_000), st.integers(0, 500))
def test_later_or_longer_never_ends_earlier(drawn, minutes, more):
    hours, instants = drawn
    early, late = sorted(instants)
    assert add_working(early, minutes, hours) <= add_working(late, minutes, hours)
    assert add_working(early, minutes, hours) <= add_working(early, minutes + more, hours)


@given(calendars_and_instants(1), st.integers(0, 5_000), st.integers(1, 5_000))
def test_two_counts_are_one(drawn, first, second):
    hours, (start,) = drawn
    assert add_working(add_working(start, first, hours), second, hours) == add_working(start, first + second, hours)


@given(calendars_and_instants(1), st.integers(1, 20_000))
def test_the_result_is_in_open_hours_or_at_closing_and_never_on_a_holiday(drawn, minutes):
    hours, (start,) = drawn
    due = add_working(start, minutes, hours)
    moment_before = due - timedelta(microseconds=1)
    assert is_open(moment_before, hours)
    assert moment_before.astimezone(hours.zone).date() not in hours.holidays


@given(calendars_and_instants(1))
def test_the_next_opening_is_open_and_nothing_was_open_before(drawn):
    hours, (at,) = drawn
    opening = next_opening(at, hours)
    assert opening >= at
    assert is_open(opening, hours)
    assert working_minutes(at, opening, hours) == 0
