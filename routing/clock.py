"""The business clock: pure arithmetic on opening hours. Imports nothing of ours, reads no database.

Hours are wall times of the city; instants are aware datetimes; all counting is of real minutes in UTC, so a day of 23 or 25 hours
counts what really passed. A wall time becomes *the first instant of that day at which the clock shows it or later*: a time skipped in
spring is the moment of the jump, a time shown twice in autumn is the first of the two. Hence hours never overlap, whatever the zone does.

Seconds and less do not count: `working_minutes` looks at instants by their minute. So it is exactly additive.
"""

import calendar
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import accumulate

DAY = 24 * 60
EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 wall times carry no zone
SEARCHED_MONTHS = 12 * 100  # how far a search may go before it gives up


class NeverOpen(ValueError):
    """The calendar has no opening hours, or none that the search could reach: counting would never end."""


@dataclass(frozen=True)
class Hours:
    """When an office is open. *week* holds for Monday to Sunday the intervals as minutes of the day (0–1440), in order and apart."""

    week: tuple[tuple[tuple[int, int], ...], ...]
    holidays: frozenset[date]
    zone: tzinfo
    months: dict = field(default_factory=dict, compare=False, repr=False)

    def __post_init__(self):
        if not any(self.week):
            raise NeverOpen("A calendar needs opening hours on at least one day of the week.")

    @classmethod
    def of(cls, intervals: Iterable[tuple[int, time, time]], holidays: Iterable[date], zone: tzinfo) -> "Hours":
        """Hours from (weekday 0–6, opens, closes) and days that are closed. Closing at 00:00 means midnight; overlapping intervals are one.

        Raises NeverOpen without any interval.
        """
        week: list[list[tuple[int, int]]] = [[] for _ in range(7)]
        for weekday, opens, closes in sorted(intervals):
            start, end = opens.hour * 60 + opens.minute, (closes.hour * 60 + closes.minute) or DAY
            day = week[weekday]
            if day and start <= day[-1][1]:
                day[-1] = (day[-1][0], max(day[-1][1], end))
            else:
                day.append((start, end))
        return cls(tuple(tuple(day) for day in week), frozenset(holidays), zone)


@dataclass(frozen=True)
class Month:
    """The openings of one month as POSIX minutes, with the open minutes before each of them."""

    starts: list[int]
    ends: list[int]
    before: list[int]
    total: int


def is_open(at: datetime, hours: Hours) -> bool:
    """Is the office open at this instant (aware)? The minute of opening is open, the minute of closing is not."""
    minute, _ = _minute(at)
    month = _month(hours, *_month_of(minute, hours))
    position = bisect_right(month.starts, minute) - 1
    return position >= 0 and minute < month.ends[position]


def next_opening(at: datetime, hours: Hours) -> datetime:
    """The instant itself (aware, returned in UTC) when open, otherwise the next instant at which the office opens. Raises NeverOpen."""
    if is_open(at, hours):
        return at.astimezone(UTC)
    minute, _ = _minute(at)
    index = _month_of(minute, hours)
    for _step in range(SEARCHED_MONTHS):
        month = _month(hours, *index)
        position = bisect_right(month.starts, minute)
        if position < len(month.starts):
            return datetime.fromtimestamp(month.starts[position] * 60, UTC)
        index = _following(*index)
    raise NeverOpen("No opening within a hundred years.")


def working_minutes(start: datetime, end: datetime, hours: Hours) -> int:
    """Open minutes from *start* to *end* (both aware). Negative when *end* is earlier, so that minutes add up in any order."""
    first, last = _minute(start)[0], _minute(end)[0]
    if last < first:
        return -working_minutes(end, start, hours)
    index, final = _month_of(first, hours), _month_of(last, hours)
    minutes = _passed(_month(hours, *final), last) - _passed(_month(hours, *index), first)
    while index < final:
        minutes += _month(hours, *index).total
        index = _following(*index)
    return minutes


def add_working(start: datetime, minutes: int, hours: Hours) -> datetime:
    """The earliest instant (aware, UTC) by which *minutes* (≥ 0) of open time have passed since *start* (aware).

    A count that ends with the working day ends at closing, not at the next opening; none at all ends at `next_opening`.
    Seconds of *start* are kept. Raises ValueError for negative minutes, NeverOpen when the search finds no end.
    """
    if minutes < 0:
        raise ValueError("Working minutes are counted forward only.")
    opening = next_opening(start, hours)
    if minutes == 0:
        return opening
    minute, seconds = _minute(opening)
    index = _month_of(minute, hours)
    due = _passed(_month(hours, *index), minute) + minutes
    for _step in range(SEARCHED_MONTHS):
        month = _month(hours, *index)
        if due < month.total or (due == month.total and not seconds):
            position = bisect_right(month.before, due) - 1
            if not seconds and position and month.before[position] == due:
                position -= 1
            return datetime.fromtimestamp((month.starts[position] + due - month.before[position]) * 60 + seconds, UTC)
        due -= month.total
        index = _following(*index)
    raise NeverOpen("The count does not end within a hundred years.")


def instant(day: date, minute: int, zone: tzinfo) -> datetime:
    """The first instant (UTC) of a local *day* at which its clock shows *minute* (0–1440) or later."""
    wall = datetime(day.year, day.month, day.day) + timedelta(minutes=minute)  # noqa: DTZ001 a wall time
    guess = wall.replace(tzinfo=zone).astimezone(UTC)
    if guess.astimezone(zone).replace(tzinfo=None) == wall:
        return guess
    # The clock skips this time: fold=1 reads it with the offset after the jump, which is before the jump. Close in on the jump.
    low, high = wall.replace(tzinfo=zone, fold=1).astimezone(UTC), guess
    while high - low > timedelta(seconds=1):
        middle = low + (high - low) // 2
        low, high = (low, middle) if middle.astimezone(zone).replace(tzinfo=None) >= wall else (middle, high)
    return high.replace(microsecond=0)


def _minute(at: datetime) -> tuple[int, int]:
    """POSIX minute and the seconds beyond it."""
    if at.tzinfo is None:
        raise ValueError("The clock needs aware datetimes.")
    return divmod(int(at.timestamp() // 1), 60)


def _month_of(minute: int, hours: Hours) -> tuple[int, int]:
    local = datetime.fromtimestamp(minute * 60, hours.zone)
    return local.year, local.month


def _following(year: int, month: int) -> tuple[int, int]:
    return (year + month // 12, month % 12 + 1)


def _passed(month: Month, minute: int) -> int:
    """Open minutes of the month before a POSIX minute."""
    position = bisect_right(month.starts, minute) - 1
    if position < 0:
        return 0
    return month.before[position] + min(minute, month.ends[position]) - month.starts[position]


def _month(hours: Hours, year: int, month: int) -> Month:
    """Openings of a month, worked out once per calendar."""
    known = hours.months.get((year, month))
    if known is None:
        starts, ends = [], []
        first = datetime(year, month, 1)  # noqa: DTZ001 a wall time
        for number in range(calendar.monthrange(year, month)[1]):
            midnight = first + timedelta(days=number)
            day = midnight.date()
            if day in hours.holidays or not hours.week[day.weekday()]:
                continue
            base = _base(midnight, hours.zone)
            for interval in hours.week[day.weekday()]:
                if base is None:
                    start, end = (int(instant(day, minute, hours.zone).timestamp()) // 60 for minute in interval)
                else:
                    start, end = base + interval[0], base + interval[1]
                if start < end:
                    starts.append(start)
                    ends.append(end)
        passed = list(accumulate((end - start for start, end in zip(starts, ends, strict=True)), initial=0))
        known = hours.months[year, month] = Month(starts, ends, passed[:-1], passed[-1])
    return known


def _base(midnight: datetime, zone: tzinfo) -> int | None:
    """POSIX minute of a local midnight; None for a day whose clock changes (its two midnights differ in their offset from UTC)."""
    offset = zone.utcoffset(midnight.replace(tzinfo=zone))
    if offset is None or offset != zone.utcoffset((midnight + timedelta(days=1)).replace(tzinfo=zone)):
        return None
    return (midnight - EPOCH - offset) // timedelta(minutes=1)
