"""The map's data: the city drawn light, and the public list to the block."""

import gzip
import json

import pytest
from django.core.cache import cache
from django.urls import reverse

from catalog.queries import current
from cx311.demo import geography
from cx311.tiles import tile_hosts
from requests_app.models import ServiceRequest
from tests import factories as make

pytestmark = pytest.mark.django_db


def city_map(client, language="en", **query):
    return client.get(f"/{language}/map/city.json", query)


def requests_map(client, **query):
    return client.get(reverse("portal:requests_map"), query).json()


# --- the city ------------------------------------------------------------------------------------------------------------------------


def test_districts_and_streets_with_their_names(client, city):
    features = city_map(client).json()["features"]
    assert [(f["geometry"]["type"], f["properties"]) for f in features] == [
        ("Polygon", {"code": "north", "name": "North", "lang": "en"}),
        ("LineString", {"name": "Main Street"}),
    ]


def test_a_district_is_named_in_her_language_or_marked(client):
    district = make.district()
    assert city_map(client, "es").json()["features"][0]["properties"] == {"code": "north", "name": "North", "lang": "en"}
    district.name_es = "Norte"
    district.save()
    assert city_map(client, "es").json()["features"][0]["properties"] == {"code": "north", "name": "Norte", "lang": "es"}


def test_a_city_without_a_map_yet_has_an_empty_one(client):
    assert city_map(client).json() == {"type": "FeatureCollection", "features": []}


def test_it_may_be_kept_for_a_day_under_the_version_of_now_only(client):
    make.district()
    version = current().version
    assert city_map(client, v=version).headers["Cache-Control"] == "public, max-age=86400"
    assert city_map(client, v=version - 1).headers["Cache-Control"] == city_map(client).headers["Cache-Control"] == "public, max-age=60"


def test_the_demo_city_travels_light(client):
    geography.load_addresses(geography.load_districts())
    cache.clear()
    response = city_map(client)
    kinds = [feature["geometry"]["type"] for feature in response.json()["features"]]
    assert kinds.count("Polygon") == 10 and kinds.count("LineString") >= 63
    assert len(gzip.compress(response.content)) <= 40 * 1024
    assert "example" not in response.content.decode()


def test_in_steady_state_the_city_takes_no_query(client, settings, django_assert_num_queries):
    make.district()
    city_map(client)
    settings.CATALOGUE_CHECK_SECONDS = 60
    with django_assert_num_queries(0):
        city_map(client)


# --- the requests ----------------------------------------------------------------------------------------------------------------------


def test_a_request_is_shown_to_the_block_without_name_or_words(client):
    made = make.request(contact=make.resident(name="Ana Ruiz"), address="1234 Oak Street", description="Secret", lat=37.012345, lon=-121.987654)
    found = requests_map(client)
    assert found["said"] == "The map shows 1 request."
    (feature,) = found["features"]
    assert feature["geometry"] == {"type": "Point", "coordinates": [-121.988, 37.012]}
    properties = feature["properties"]
    assert properties.pop("when")
    assert properties == {
        "url": f"/en/requests/{made.reference}/", "what": "Pothole", "lang": "en", "where": "1200–1299 Oak Street", "state": "Received",
    }  # fmt: skip
    assert not {"1234", "Ruiz", "Secret", made.token, "37.0123"} & set(json.dumps(found).split('"'))
    assert "1234" not in json.dumps(found) and "Ruiz" not in json.dumps(found) and "Secret" not in json.dumps(found)


def test_sensitive_ones_and_those_without_a_place_are_not_there(client):
    make.request(of=make.service("encampment", name="Encampment", is_public=False))
    make.request(lat=None, lon=None)
    assert requests_map(client)["features"] == []
    assert requests_map(client)["said"] == "There is nothing to show on the map."


def test_it_is_narrowed_like_the_list(client):
    make.district()
    hole, lamp = make.request(), make.request(of=make.service("lamp", name="Lamp"), lat=36.0, lon=-121.0)

    def references(**query):
        return [feature["properties"]["url"].split("/")[-2] for feature in requests_map(client, **query)["features"]]

    assert references() == [lamp.reference, hole.reference]
    assert references(service="lamp") == [lamp.reference]
    assert references(district="north") == [hole.reference]
    assert references(state="closed") == []


def test_counts_come_with_the_words_of_each_plural_form(client):
    assert requests_map(client)["counts"] == {
        "0": "%(count)s requests", "1": "%(count)s request", "2": "%(count)s requests", "3": "%(count)s requests", "11": "%(count)s requests",
        "100": "%(count)s requests",
    }  # fmt: skip


def test_the_newest_500_and_a_sentence_that_says_so(client):
    made = make.request()
    fields = {field.attname: getattr(made, field.attname) for field in ServiceRequest._meta.fields if not (field.primary_key or field.unique)}
    ServiceRequest.objects.bulk_create([ServiceRequest(**fields, reference=f"CX{n:09}", token=f"t{n}") for n in range(500)])
    found = requests_map(client)
    assert len(found["features"]) == 500
    assert found["said"] == "The map shows the newest 500 requests. The list has all of them."


@pytest.mark.parametrize("count", [1, 3])
def test_the_map_takes_one_query_however_many(client, settings, django_assert_num_queries, count):
    for _ in range(count):
        make.request()
    requests_map(client)
    settings.CATALOGUE_CHECK_SECONDS = 60
    with django_assert_num_queries(1):
        requests_map(client)


# --- tiles -------------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("template", "hosts"),
    [
        ("", []),
        ("/tiles/{z}/{x}/{y}.png", []),
        ("https://tiles.example/{z}/{x}/{y}.png", ["https://tiles.example"]),
        ("https://{s}.tiles.example:8443/{z}/{x}/{y}.png?key=1", ["https://*.tiles.example:8443"]),
    ],
)
def test_pages_may_load_pictures_from_the_host_of_the_tiles_and_no_other(template, hosts):
    assert tile_hosts(template) == hosts


def test_the_page_tells_its_script_of_the_tiles(client, static_files, settings):
    settings.TILES, settings.TILES_ATTRIBUTION = "https://tiles.example/{z}/{x}/{y}.png", "Map: <b>Example</b>"
    page = client.get("/en/requests/").content.decode()
    assert 'data-tiles="https://tiles.example/{z}/{x}/{y}.png" data-attribution="Map: &lt;b&gt;Example&lt;/b&gt;"' in page
