"""Who is responsible outside of the city."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from routing.addresses import names_in
from routing.models import Neighbor
from routing.queries import neighbor_at, neighbor_named, neighbors
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def city(db):
    """One square district: whatever is not in it is outside."""
    return factories.district()


def neighbor(code="northford", box=(37.1, -122.0, 37.2, -121.9), **fields):
    south, west, north, east = box
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    names = {"name_en": "Northford", "name_vi": "Thị trấn Bắc", "name_zh_hant": "北津市", **fields}
    return Neighbor.objects.create(code=code, geometry={"type": "Polygon", "coordinates": [ring]}, **names)


def test_the_neighbor_of_a_place_outside():
    neighbor(phone="831-555-0161", website="https://northford.example/")
    found = neighbor_at(37.15, -121.95)
    assert (found.code, found.name["vi"], found.phone, found.website) == ("northford", "Thị trấn Bắc", "831-555-0161", "https://northford.example/")


def test_no_neighbor_where_none_is_known():
    neighbor()
    assert neighbor_at(0, 0) is None


def test_inside_of_the_city_nobody_else_is_responsible():
    neighbor("county", (36.0, -123.0, 38.0, -121.0))
    assert neighbor_at(37.05, -121.95) is None
    assert neighbor_at(36.5, -121.5).code == "county"


def test_a_city_comes_before_the_county_around_it():
    neighbor("a-county", (36.0, -123.0, 38.0, -121.0))
    neighbor()
    assert neighbor_at(37.15, -121.95).code == "northford"
    assert [found.code for found in neighbors()] == ["northford", "a-county"]


def test_a_changed_neighbor_counts_at_once():
    made = neighbor(phone="1")
    assert neighbor_at(37.15, -121.95).phone == "1"
    made.phone = "2"
    made.save()
    assert neighbor_at(37.15, -121.95).phone == "2"


def test_in_steady_state_nothing_is_asked_of_the_database(settings, django_assert_num_queries):
    neighbor()
    neighbor_at(37.15, -121.95)
    settings.CATALOGUE_CHECK_SECONDS = 60
    with django_assert_num_queries(0):
        neighbor_at(37.15, -121.95), neighbors(), neighbor_named("9 Dune Road, Northford")


@pytest.mark.parametrize("typed", ["9 Dune Road, Northford", "9 dune road NORTHFORD ca", "đường 9, thi tran bac", "北津市海濱路9號"])
def test_a_typed_address_names_a_neighbor_in_any_language(typed):
    neighbor()
    assert neighbor_named(typed).code == "northford"


@pytest.mark.parametrize("typed", ["9 Dune Road", "9 Northfordian Way", "", ","])
def test_an_address_that_names_no_neighbor(typed):
    neighbor()
    assert neighbor_named(typed) is None


def test_a_name_without_letters_is_in_nothing():
    assert not names_in("–", "a – b")


# --- load_districts --neighbors --------------------------------------------------------------------------------------------------


def load(tmp_path, *properties, **options):
    ring = [[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]
    features = [{"type": "Feature", "properties": own, "geometry": {"type": "Polygon", "coordinates": [ring]}} for own in properties]
    path = tmp_path / "around.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    said = StringIO()
    call_command("load_districts", str(path), neighbors=True, code_property="id", name_property="name", stdout=said, **options)
    return said.getvalue().strip()


def test_neighbors_are_loaded_with_how_to_reach_them(tmp_path):
    own = {"id": "NF", "name": "Northford", "tel": "831-555-0161", "www": "https://northford.example/"}
    assert load(tmp_path, own, phone_property="tel", website_property="www") == "1 neighbors: 1 new, 0 updated."
    made = Neighbor.objects.get()
    assert (made.code, made.name_en, made.phone, made.website) == ("nf", "Northford", "831-555-0161", "https://northford.example/")


def test_a_phone_entered_by_hand_stays_when_the_file_has_none(tmp_path):
    neighbor("nf", phone="831-555-0161")
    assert load(tmp_path, {"id": "nf", "name": "Northford"}) == "1 neighbors: 0 new, 1 updated."
    assert Neighbor.objects.get().phone == "831-555-0161"


def test_a_website_that_is_none_loads_nothing(tmp_path):
    with pytest.raises(CommandError, match="Neighbor nf: Enter a valid URL"):
        load(tmp_path, {"id": "a", "name": "A"}, {"id": "nf", "name": "Northford", "www": "javascript:alert(1)"}, website_property="www")
    assert Neighbor.objects.count() == 0
