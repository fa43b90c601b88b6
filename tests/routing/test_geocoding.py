"""The geocoder is a setting; ours is the gazetteer."""

from types import SimpleNamespace

import pytest
from django.db import OperationalError

from routing.geocoding import find_places, nearest_place
from routing.models import Address

pytestmark = pytest.mark.django_db
HOUSE = SimpleNamespace(text="1 Far Road", lat=37.01, lon=-121.91, zipcode="")


def many(text, limit):
    return [HOUSE] * 20


def broken(*what):
    raise ConnectionError(f"no way to {what}")


def away(*what):
    raise OperationalError


def here(lat, lon):
    return HOUSE


def test_by_default_the_gazetteer_is_asked():
    made = Address.objects.create(text="12 Main Street", lat=37.05, lon=-121.95)
    assert find_places("12 main st") == [made]
    assert nearest_place(37.05, -121.95) == made


def test_another_geocoder_answers_in_its_place(settings):
    settings.GEOCODER, settings.REVERSE_GEOCODER = f"{__name__}.many", f"{__name__}.here"
    assert find_places("far", 3) == [HOUSE] * 3
    assert nearest_place(0, 0) is HOUSE


def test_a_geocoder_that_fails_finds_nothing_and_the_log_does_not_say_what_was_asked(settings, caplog):
    settings.GEOCODER = settings.REVERSE_GEOCODER = f"{__name__}.broken"
    assert (find_places("12 secret lane"), nearest_place(1, 2)) == ([], None)
    assert [record.getMessage() for record in caplog.records] == [f"The geocoder {__name__}.broken failed: ConnectionError"] * 2


def test_our_own_database_away_is_no_matter_of_the_geocoder(settings):
    settings.GEOCODER = f"{__name__}.away"
    with pytest.raises(OperationalError):
        find_places("x")
