"""Saying where: typed, from the map, from the phone; and who is responsible outside of the city."""

from types import SimpleNamespace

import pytest
from django.utils.html import escape

from routing.models import Address, Neighbor

RING = [[-122.0, 37.1], [-121.9, 37.1], [-121.9, 37.2], [-122.0, 37.2], [-122.0, 37.1]]


@pytest.fixture
def northford(db):
    return Neighbor.objects.create(
        code="northford", name_en="Northford", name_es="Vado Norte", phone="831-555-0161", website="https://northford.example/",
        geometry={"type": "Polygon", "coordinates": [RING]},
    )  # fmt: skip


def text(response):
    return " ".join(response.content.decode().split())


def kept(ana):
    """The place in the draft, as the session holds it."""
    draft = ana.url.split("/report/")[1].split("/")[0]
    return ana.client.session["drafts"][draft].get("place")


# --- outside of the city ---------------------------------------------------------------------------------------------------------


def test_a_point_outside_is_told_who_is_responsible_and_how_to_reach_them(ana, northford):
    ana.begin()
    response = ana.client.get(ana.url, {"lat": "37.15", "lon": "-121.95"})
    assert response.status_code == 422
    page = text(response)
    assert escape("This place is outside Our City: Northford is responsible for it.") in page
    assert 'href="tel:831-555-0161"' in page and 'href="https://northford.example/"' in page
    assert 'name="address"' in page
    assert kept(ana) is None


def test_the_neighbor_is_named_in_her_language(client, city, northford, resident_of):
    ana = resident_of(client, "es").begin()
    assert "Vado Norte" in text(client.get(ana.url, {"lat": "37.15", "lon": "-121.95"}))


def test_an_address_after_whose_comma_a_neighbor_stands_may_be_theirs(ana, northford):
    ana.begin()
    ana.send(address="12 Main Street, Northford")
    page = text(ana.client.get(ana.url))
    assert "If the place is in Northford" in page and "831-555-0161" in page
    assert page.count('name="choice"') > 1  # our own Main Street can be chosen all the same


def test_an_unknown_address_that_names_a_neighbor(ana, northford):
    ana.begin()
    ana.send(address="9 Dune Road Northford")
    page = text(ana.client.get(ana.url))
    assert "If the place is in Northford" in page and 'href="tel:831-555-0161"' in page


def test_an_unknown_address_is_shown_all_who_are_responsible_around(ana, northford):
    ana.begin()
    ana.send(address="9 Dune Road")
    page = text(ana.client.get(ana.url))
    assert "Who is responsible around Our City" in page and "831-555-0161" in page and "If the place is in" not in page


def test_a_known_address_names_no_neighbor(ana, northford):
    ana.begin()
    ana.send(address="main")
    assert "Northford" not in text(ana.client.get(ana.url))


# --- points ------------------------------------------------------------------------------------------------------------------------


def test_what_was_shown_last_goes_before_what_was_typed(ana):
    ana.begin()
    ana.send(address="14 Main Street", lat="37.05012", lon="-121.95", accuracy="35")
    assert ana.url.endswith("?lat=37.05012&lon=-121.95&accuracy=35")


def test_the_accuracy_is_said_in_words(ana):
    ana.begin()
    assert "Your phone knows the place to about 35 meters." in text(ana.client.get(ana.url, {"lat": 37.05, "lon": -121.95, "accuracy": "35.4"}))
    assert "Your phone knows the place to about 1 meter." in text(ana.client.get(ana.url, {"lat": 37.05, "lon": -121.95, "accuracy": "0.2"}))


@pytest.mark.parametrize("told", ["", "x", "nan", "inf", "-1", "0", "1e9"])
def test_an_accuracy_that_is_none_is_not_said(ana, told):
    ana.begin()
    response = ana.client.get(ana.url, {"lat": 37.05, "lon": -121.95, "accuracy": told})
    assert response.status_code == 200 and "Your phone knows" not in text(response)


def test_the_map_opens_again_where_the_pin_was(ana):
    ana.begin()
    ana.send(lat="37.05012", lon="-121.95")
    ana.send(choice="here")
    assert 'data-pin="[37.05012, -121.95]"' in text(ana.client.get(ana.at("place")))


def test_without_a_place_the_map_has_no_pin_yet(ana):
    ana.begin()
    assert 'data-pin="null"' in text(ana.client.get(ana.url))


# --- choosing ----------------------------------------------------------------------------------------------------------------------


def test_two_addresses_alike_are_told_apart_by_their_zip_code(ana):
    Address.objects.create(text="12 Main Street", zipcode="95001", lat=37.06, lon=-121.95)
    ana.begin()
    ana.send(address="12 Main Street")
    page = text(ana.client.get(ana.url))
    assert "<bdi>12 Main Street, 95000</bdi>" in page and "<bdi>12 Main Street, 95001</bdi>" in page
    ana.send(choice="12 Main Street, 95001")
    assert kept(ana) == {"text": "12 Main Street", "lat": 37.06, "lon": -121.95, "zipcode": "95001"}


def test_a_place_that_is_not_on_the_list_cannot_be_chosen(ana):
    ana.begin()
    ana.send(address="main")
    assert ana.send(choice="1 Evil Road").status_code == 422
    assert kept(ana) is None


# --- another geocoder ----------------------------------------------------------------------------------------------------------------


def far_and_near(typed, limit):
    return [SimpleNamespace(text=text, lat=lat, lon=-121.95, zipcode="") for text, lat in (("9 Dune Road", 37.15), ("9 June Road", 37.05))]


def test_a_place_of_another_geocoder_is_kept(ana, settings):
    settings.GEOCODER = f"{__name__}.far_and_near"
    ana.begin()
    ana.send(address="9 june road")
    assert kept(ana) == {"text": "9 June Road", "lat": 37.05, "lon": -121.95, "zipcode": ""}


def test_a_place_outside_that_another_geocoder_knows_is_not_ours(ana, settings, northford):
    settings.GEOCODER = f"{__name__}.far_and_near"
    ana.begin()
    response = ana.send(address="9 dune road")
    assert response.status_code == 422
    assert "Northford is responsible" in text(response) and 'value="9 Dune Road"' in text(response)
    assert kept(ana) is None


# --- what the script asks for ----------------------------------------------------------------------------------------------------------


def suggestions(client, typed):
    return client.get("/en/places.json", {"q": typed}).json()


def test_addresses_that_fit_and_how_many_in_words(client, city):
    assert suggestions(client, "main") == {"places": ["12 Main Street", "14 Main Street", "120 Main Street"], "said": "3 addresses fit."}
    assert suggestions(client, "120 m") == {"places": ["120 Main Street"], "said": "1 address fits."}
    assert suggestions(client, "oak") == {"places": [], "said": "No address fits so far."}


def test_no_more_than_eight(client, city):
    Address.objects.bulk_create([Address(text=f"{n} Oak", search=f"{n} oak", lat=37, lon=-122) for n in range(1, 20)])
    assert len(suggestions(client, "oak")["places"]) == 8


def test_two_letters_are_too_few(client, city, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert suggestions(client, " 12 ")["places"] == []


@pytest.mark.parametrize("count", [1, 8])
def test_suggestions_take_two_queries_however_many(client, city, django_assert_num_queries, count):
    Address.objects.bulk_create([Address(text=f"{n} Oak", search=f"{n} oak", lat=37, lon=-122) for n in range(1, count + 1)])
    with django_assert_num_queries(2):
        assert len(suggestions(client, "oak")["places"]) == count


def test_suggestions_may_be_kept_by_her_browser_and_set_no_cookie(client, city):
    response = client.get("/en/places.json", {"q": "main"})
    assert response.headers["Cache-Control"] == "public, max-age=300"
    assert not response.cookies


def pinned(client, lat, lon, language="en"):
    return client.get(f"/{language}/place.json", {"lat": lat, "lon": lon}).json()["said"]


def test_where_the_pin_is_in_a_sentence(client, city, northford):
    assert pinned(client, 37.05012, -121.95) == "The pin is near 12 Main Street."
    assert pinned(client, 37.09, -121.95) == "The pin is inside the city. No address is near."
    assert pinned(client, 37.15, -121.95) == "This place is outside Our City: Northford is responsible for it."


def test_in_arabic_an_address_keeps_its_own_direction(client, city):
    assert "\u206812 Main Street\u2069" in pinned(client, 37.05012, -121.95, "ar")


@pytest.mark.parametrize("point", [{}, {"lat": "x", "lon": "1"}, {"lat": "nan", "lon": "1"}, {"lat": "91", "lon": "1"}])
def test_what_is_no_point_has_no_sentence(client, city, point):
    response = client.get("/en/place.json", point)
    assert (response.status_code, response.json()) == (400, {"said": ""})


def test_who_asks_too_much_is_slowed_down_and_can_still_go_on(ana, monkeypatch):
    monkeypatch.setattr("portal.limits.PLACES", (2, 60))
    assert [ana.client.get("/en/places.json?q=main").status_code for _ in range(3)] == [200, 200, 429]
    assert ana.client.get("/en/place.json?lat=37.05&lon=-121.95").json() == {"said": "", "places": []}
    ana.begin().send(address="12 Main Street")
    assert ana.step == "details"


@pytest.mark.parametrize("path", ["places.json?q=main", "place.json?lat=37.05&lon=-121.95", "map/city.json", "requests/map.json"])
def test_they_answer_reading_only(client, city, path):
    assert client.post(f"/en/{path}").status_code == 405
    assert client.get(f"/en/{path}").status_code == 200
