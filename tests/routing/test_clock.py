"""The business clock, by example."""

from datetime import UTC, date, datetime, time, timedelta
from time import perf_counter
from zoneinfo import ZoneInfo

import pytest

from routing.clock import Hours, NeverOpen, add_working, instant, is_open, next_opening, working_minutes

LOS_ANGELES = ZoneInfo("America/Los_Angeles")
BERLIN = ZoneInfo("Europe/Berlin")
LORD_HOWE = ZoneInfo("Australia/Lord_Howe")
OFFICE = [(day, time(8), time(12)) for day in range(5)] + [(day, time(13), time(17)) for day in range(5)]
ALWAYS = [(day, time(0), time(0)) for day in range(7)]


def office(holidays=(), zone=LOS_ANGELES):
    return Hours.of(OFFICE, holidays, zone)


def local(*parts, zone=LOS_ANGELES, fold=0):
    return datetime(*parts, tzinfo=zone, fold=fold)


def test_a_count_skips_the_lunch_break():
    assert add_working(local(2026, 11, 23, 11, 30), 60, office()) == local(2026, 11, 23, 13, 30)


def test_a_count_that_ends_with_the_day_ends_at_closing():
    assert add_working(local(2026, 11, 23, 16, 0), 60, office()) == local(2026, 11, 23, 17, 0)


def test_one_minute_more_is_the_next_working_day():
    assert add_working(local(2026, 11, 23, 16, 0), 61, office()) == local(2026, 11, 24, 8, 1)


def test_a_count_ending_with_the_month_ends_at_its_last_closing():
    assert add_working(local(2026, 11, 30, 16, 0), 60, office()) == local(2026, 11, 30, 17, 0)


def test_a_count_from_a_friday_evening_starts_on_monday():
    assert add_working(local(2026, 11, 20, 18, 0), 30, office()) == local(2026, 11, 23, 8, 30)


def test_a_holiday_is_skipped():
    hours = office([date(2026, 11, 26), date(2026, 11, 27)])
    assert add_working(local(2026, 11, 25, 16, 0), 120, hours) == local(2026, 11, 30, 9, 0)


def test_seconds_of_the_start_are_kept_over_a_closing():
    assert add_working(local(2026, 11, 23, 16, 58, 30), 2, office()) == local(2026, 11, 24, 8, 0, 30)


def test_no_minutes_while_open_is_now():
    assert add_working(local(2026, 11, 23, 9, 0, 15), 0, office()) == local(2026, 11, 23, 9, 0, 15)


def test_no_minutes_while_closed_is_the_next_opening():
    assert add_working(local(2026, 11, 23, 12, 0), 0, office()) == local(2026, 11, 23, 13, 0)


def test_negative_minutes_are_refused():
    with pytest.raises(ValueError, match="forward only"):
        add_working(local(2026, 11, 23, 9, 0), -1, office())


def test_a_naive_time_is_refused():
    with pytest.raises(ValueError, match="aware"):
        is_open(datetime(2026, 11, 23, 9, 0), office())  # noqa: DTZ001 that it is naive is the point


def test_results_are_in_utc():
    assert add_working(local(2026, 11, 23, 9, 0), 1, office()).tzinfo is UTC


def test_open_from_the_minute_of_opening_until_before_closing():
    seen = [is_open(local(2026, 11, 23, *at), office()) for at in [(7, 59), (8, 0), (11, 59), (12, 0), (13, 0), (16, 59), (17, 0)]]
    assert seen == [False, True, True, False, True, True, False]


def test_the_next_opening_after_closing_on_friday_is_monday():
    assert next_opening(local(2026, 11, 20, 17, 0), office()) == local(2026, 11, 23, 8, 0)


def test_the_next_opening_at_the_end_of_a_month_is_in_the_next():
    assert next_opening(local(2026, 11, 30, 17, 0), office()) == local(2026, 12, 1, 8, 0)


def test_minutes_of_a_working_week():
    assert working_minutes(local(2026, 11, 16, 0, 0), local(2026, 11, 23, 0, 0), office()) == 5 * 8 * 60


def test_minutes_backwards_are_negative():
    assert working_minutes(local(2026, 11, 23, 9, 30), local(2026, 11, 23, 9, 0), office()) == -30


def test_closing_at_midnight_meets_opening_at_midnight():
    hours = Hours.of([(0, time(22), time(0)), (1, time(0), time(2))], (), LOS_ANGELES)
    assert add_working(local(2026, 11, 23, 23, 0), 90, hours) == local(2026, 11, 24, 0, 30)


def test_overlapping_intervals_count_once():
    hours = Hours.of([(0, time(8), time(12)), (0, time(10), time(14)), (0, time(14), time(15))], (), LOS_ANGELES)
    assert hours.week[0] == ((480, 900),)


def test_the_day_clocks_go_forward_has_23_hours():
    hours = Hours.of(ALWAYS, (), LOS_ANGELES)
    assert working_minutes(local(2026, 3, 8), local(2026, 3, 9), hours) == 23 * 60


def test_the_day_clocks_go_back_has_25_hours():
    hours = Hours.of(ALWAYS, (), BERLIN)
    assert working_minutes(local(2026, 10, 25, zone=BERLIN), local(2026, 10, 26, zone=BERLIN), hours) == 25 * 60


def test_lord_howe_moves_its_clocks_by_half_an_hour():
    hours = Hours.of(ALWAYS, (), LORD_HOWE)
    assert working_minutes(local(2026, 10, 4, zone=LORD_HOWE), local(2026, 10, 5, zone=LORD_HOWE), hours) == 23 * 60 + 30


def test_an_opening_in_the_skipped_hour_is_the_moment_of_the_jump():
    hours = Hours.of([(6, time(2, 30), time(5))], (), LOS_ANGELES)
    assert next_opening(local(2026, 3, 8), hours) == local(2026, 3, 8, 3, 0)


def test_hours_wholly_inside_the_skipped_hour_do_not_open_that_day():
    hours = Hours.of([(6, time(2, 10), time(2, 50))], (), LOS_ANGELES)
    assert next_opening(local(2026, 3, 8), hours) == local(2026, 3, 15, 2, 10)


def test_hours_over_the_repeated_hour_count_both():
    hours = Hours.of([(6, time(0), time(3))], (), LOS_ANGELES)
    assert working_minutes(local(2026, 11, 1), local(2026, 11, 2), hours) == 4 * 60


def test_a_repeated_time_is_its_first_occurrence():
    hours = Hours.of([(6, time(1, 30), time(3))], (), LOS_ANGELES)
    assert is_open(local(2026, 11, 1, 1, 30, fold=0), hours)
    assert is_open(local(2026, 11, 1, 1, 0, fold=1), hours)
    assert not is_open(local(2026, 11, 1, 1, 0, fold=0), hours)


def test_a_midnight_that_does_not_exist_is_the_moment_of_the_jump():
    beirut = ZoneInfo("Asia/Beirut")  # the clock goes from 23:59 on Saturday to 01:00 on Sunday
    assert instant(date(2026, 3, 29), 0, beirut) == datetime(2026, 3, 29, 1, 0, tzinfo=beirut)


def test_a_calendar_without_opening_is_refused():
    with pytest.raises(NeverOpen):
        Hours.of([], (), LOS_ANGELES)


def test_a_calendar_whose_every_day_is_a_holiday_gives_up():
    first = date(2026, 1, 1)
    hours = Hours.of(OFFICE, [first + timedelta(days=n) for n in range(366 * 101)], LOS_ANGELES)
    with pytest.raises(NeverOpen):
        next_opening(local(2026, 1, 1), hours)


def test_thirty_working_days_take_less_than_a_millisecond():
    start = local(2026, 11, 23, 9, 0)
    fastest = min(_timed(start) for _ in range(20))
    assert fastest < 0.001


def _timed(start):
    hours = office([date(2026, 11, 26), date(2026, 12, 25), date(2027, 1, 1)])  # fresh, so nothing is remembered
    began = perf_counter()
    add_working(start, 30 * 8 * 60, hours)
    return perf_counter() - began
