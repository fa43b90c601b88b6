"""Places near each other are in cells near each other."""

from math import cos, radians, sin

from h3.api import basic_int as h3
from hypothesis import given
from hypothesis import strategies as st

from routing.cells import cell, neighbours


def test_a_cell_fits_a_signed_bigint():
    assert 0 < cell(37.3382, -121.8863) < 2**63


def test_no_radius_is_the_cell_alone():
    middle = cell(37.3382, -121.8863)
    assert neighbours(middle, 0) == [middle]


def test_the_usual_radius_of_duplicates_needs_seven_cells():
    assert len(neighbours(cell(37.3382, -121.8863), 50)) == 7


@given(st.floats(-60, 60), st.floats(-179, 179), st.floats(0, 360), st.floats(1, 1000))
def test_every_place_within_the_radius_is_in_a_neighbouring_cell(lat, lon, bearing, radius_m):
    north, east = radius_m * cos(radians(bearing)), radius_m * sin(radians(bearing))
    other = lat + north / 111_320, lon + east / 111_320 / cos(radians(lat))
    if h3.great_circle_distance((lat, lon), other, unit="m") <= radius_m:
        assert cell(*other) in neighbours(cell(lat, lon), radius_m)
