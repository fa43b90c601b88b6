"""Values of other systems made clean."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from requests_app.imports.cleaning import (
    Unreadable,
    clean,
    clean_lines,
    coordinates,
    end_of_day,
    fold,
    mend_encoding,
    read_date,
    second_reading,
    zip_code,
)

NEW_YORK = ZoneInfo("America/New_York")
US = ["%m/%d/%Y %I:%M:%S %p", "%d-%b-%Y"]


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("33 Beacon St  Boston\xa0 MA", "33 Beacon St Boston MA"),
        ("a\x00b\x07c\x7f", "abc"),
        ("tab\there", "tab here"),
        ("\ufeffstart", "start"),
        ("two\nlines", "two lines"),
        ("  ", ""),
        ("Nguyễn Đình Chiểu", "Nguyễn Đình Chiểu"),
    ],
)
def test_a_value_becomes_one_clean_line(text, cleaned):
    assert clean(text) == cleaned


def test_lines_stay_lines():
    assert clean_lines(" first\x00 \r\nsecond\tpart\rthird \n\n") == "first\nsecond part\nthird"


def test_half_a_surrogate_is_dropped_for_postgres_has_no_place_for_it():
    assert clean("a\ud800b") == "ab"


@given(st.text())
def test_clean_text_can_be_stored_and_stays_as_it_is(text):
    cleaned = clean_lines(text)
    cleaned.encode("utf-8")
    assert "\x00" not in cleaned
    assert clean_lines(cleaned) == cleaned


def test_utf8_read_as_latin1_is_mended():
    assert mend_encoding("Transportation\xe2\x80\x99s website") == "Transportation’s website"


def test_what_only_looks_like_it_is_left_alone():
    assert mend_encoding("Ã© and \x81") == "Ã© and \x81"
    assert clean("Ã© and \x81") == "Ã© and"


def test_values_are_compared_without_case_and_spaces():
    assert fold(" In\xa0 PROCESS ") == "in process"


@pytest.mark.parametrize(
    ("text", "expected"),
    [("2108.0", "02108"), ("02108", "02108"), ("92101", "92101"), ("92101-1234", "92101-1234"), ("0.0", ""), ("", ""), ("SW1A 1AA", "SW1A 1AA")],
)
def test_zip_codes_that_became_numbers(text, expected):
    assert zip_code(text) == expected


def test_a_place_needs_both_numbers():
    assert coordinates("32.7", "") is coordinates("", "-117.1") is None
    assert coordinates("32.7", "-117.1") == (32.7, -117.1)


@pytest.mark.parametrize("place", [("0", "0"), ("91", "0"), ("32.7", "-1170"), ("nan", "1"), ("inf", "1"), ("north", "west")])
def test_impossible_places_are_refused(place):
    with pytest.raises(Unreadable) as raised:
        coordinates(*place)
    assert raised.value.code == "impossible_place"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2021-03-27T16:31:00", datetime(2021, 3, 27, 20, 31, tzinfo=UTC)),
        ("2021-03-27 16:31", datetime(2021, 3, 27, 20, 31, tzinfo=UTC)),
        ("2021-03-27T16:31:00Z", datetime(2021, 3, 27, 16, 31, tzinfo=UTC)),
        ("2021-03-27T16:31:00+02:00", datetime(2021, 3, 27, 14, 31, tzinfo=UTC)),
        ("01/02/2015 12:20:09 AM", datetime(2015, 1, 2, 5, 20, 9, tzinfo=UTC)),
        ("01/02/2015 12:20:09 PM", datetime(2015, 1, 2, 17, 20, 9, tzinfo=UTC)),
        ("7/2/2015 1:05:00 pm", datetime(2015, 7, 2, 17, 5, tzinfo=UTC)),
        ("14-Feb-2015", datetime(2015, 2, 14, 5, 0, tzinfo=UTC)),
    ],
)
def test_dates_of_several_formats(text, expected):
    assert read_date(text, US, NEW_YORK).astimezone(UTC) == expected


def test_no_date():
    assert read_date("", US, NEW_YORK) is None


@pytest.mark.parametrize("text", ["13/45/2015 12:20:09 AM", "yesterday", "2021-02-30", "0001-01-01", "01/02/2015 13:20:09 PM", "01/02/2015"])
def test_dates_that_cannot_be_read(text):
    with pytest.raises(Unreadable) as raised:
        read_date(text, US, NEW_YORK)
    assert (raised.value.code, raised.value.value) == ("unreadable_date", text)


def test_a_time_that_spring_skips_is_read_with_the_offset_before():
    assert read_date("2021-03-14T02:30:00", [], NEW_YORK).astimezone(UTC) == datetime(2021, 3, 14, 7, 30, tzinfo=UTC)


def test_a_time_that_autumn_repeats_is_the_first_and_its_second_reading_an_hour_later():
    first = read_date("2021-11-07T01:30:00", [], NEW_YORK)
    assert first.astimezone(UTC) == datetime(2021, 11, 7, 5, 30, tzinfo=UTC)
    assert second_reading(first).astimezone(UTC) == datetime(2021, 11, 7, 6, 30, tzinfo=UTC)


@pytest.mark.parametrize("text", ["2021-07-07T01:30:00", "2021-03-14T02:30:00"])
def test_other_times_have_no_second_reading(text):
    assert second_reading(read_date(text, [], NEW_YORK)) is None


@given(st.integers(-20 * 365 * 86400, 80 * 365 * 86400).map(lambda second: datetime.fromtimestamp(second, NEW_YORK)))
def test_the_fast_way_reads_what_strptime_reads(at):
    text = at.strftime(US[0])
    assert read_date(text, US, NEW_YORK) == datetime.strptime(text, US[0]).replace(tzinfo=NEW_YORK)


def test_the_end_of_a_day_is_its_last_minute_also_when_clocks_change():
    assert end_of_day(datetime(2021, 11, 7, 0, 0, tzinfo=NEW_YORK), NEW_YORK).astimezone(UTC) == datetime(2021, 11, 8, 4, 59, tzinfo=UTC)
