"""Streets as lines, made from the gazetteer."""

import pytest
from django.core.cache import cache

from routing.addresses import search_text
from routing.models import Address
from routing.streets import lines, streets

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _afresh():
    cache.delete("streets")


def houses(*placed):
    Address.objects.bulk_create([Address(text=text, search=search_text(text), lat=lat, lon=lon) for text, lat, lon in placed])


def test_a_line_goes_through_the_middle_of_each_hundred_in_their_order():
    houses(("310 Main St", 37.02, -122), ("120 Main St", 37.0, -122), ("121 Main St", 37.0002, -122), ("210B Main St", 37.004, -121.9999))
    houses(("340 Main St", 37.006, -122))
    Address.objects.filter(text="310 Main St").delete()
    assert streets() == [("Main St", [(-122, 37.0001), (-121.9999, 37.004), (-122, 37.006)])]


def test_a_street_with_one_block_and_an_address_without_number_make_no_line():
    houses(("12 Main St", 37, -122), ("14 Main St", 37, -122), ("Old Oak Park", 37, -122), ("12", 37, -122))
    assert streets() == []


def test_where_a_street_jumps_it_is_two():
    rows = [("main", "Main", 37.0, -122.0), ("main", "Main", 37.001, -122.0), ("main", "Main", 37.5, -122.0), ("main", "Main", 37.502, -122.0)]
    assert lines(rows) == [("Main", [(-122.0, 37.5), (-122.0, 37.502)]), ("Main", [(-122.0, 37.0), (-122.0, 37.001)])]


def test_the_longest_come_first_until_the_map_is_full():
    rows = [(name, name, 37 + step * length / 1000, -122.0) for name, length in (("a", 1), ("b", 3), ("c", 2)) for step in (0, 1)]
    assert [name for name, _points in lines(rows, most=5)] == ["b", "c"]


def test_it_is_asked_once_an_hour_in_one_query(django_assert_num_queries):
    houses(("120 Main St", 37.0, -122), ("210 Main St", 37.001, -122))
    with django_assert_num_queries(1):
        assert streets() == streets()
