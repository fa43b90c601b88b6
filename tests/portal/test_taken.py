"""Where a photo was taken is offered as the place, and kept only when she says so."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from portal.taken import Offer, offered, read
from requests_app.models import Attachment, ServiceRequest
from requests_app.pictures import position_of
from routing.models import Address


def text(response):
    return response.content.decode()


def degrees(value):
    return (int(value), int(value % 1 * 60), value % 1 * 60 % 1 * 60)


def taken(lat=37.0512, lon=-121.95, kind="JPEG", **gps):
    """A photo with a position, as phones write it. gps: entries to write instead."""
    exif = Image.Exif()
    exif[0x010F] = "Phone"
    ifd = exif.get_ifd(0x8825)
    ifd[1], ifd[2], ifd[3], ifd[4] = "N" if lat >= 0 else "S", degrees(abs(lat)), "W" if lon < 0 else "E", degrees(abs(lon))
    for number, value in gps.items():
        ifd[int(number[1:])] = value
    out = io.BytesIO()
    Image.new("RGB", (16, 16), (int(abs(lat) * 100) % 256, 0, 0)).save(out, kind, exif=exif)
    return SimpleUploadedFile("a.jpg", out.getvalue(), "image/jpeg")


@pytest.fixture
def at_photos(ana):
    """Ana at the photos, the place is 12 Main Street; 120 Main Street is 120 meters away."""
    return ana.begin().up_to("photos")


def offer_of(response):
    return "Use this place?" in text(response)


def test_a_photo_of_another_place_is_kept_and_its_place_offered(at_photos):
    response = at_photos.send(photos=[taken()])
    assert response.status_code == 200
    assert "Your photo was taken near <bdi>120 Main Street</bdi>. Use this place?" in text(response)
    assert Attachment.objects.count() == 1
    assert at_photos.step == "photos"


def test_nothing_of_it_is_kept_unless_she_says_so(at_photos):
    at_photos.send(photos=[taken()])
    assert "37.0512" not in str(dict(at_photos.client.session))
    assert not offer_of(at_photos.client.get(at_photos.url))
    at_photos.send()
    assert at_photos.step == "you"
    at_photos.up_to("check").send()
    assert ServiceRequest.objects.get().address == "12 Main Street"


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_the_button_takes_the_place_over(at_photos, kind):
    page = text(at_photos.send(photos=[taken(kind=kind)]))
    value = page.split('name="use" value="')[1].split('"')[0]
    at_photos.send(use=value)
    assert at_photos.step == "photos"
    assert "We have changed the place: Near 120 Main Street." in text(at_photos.client.get(at_photos.url))
    at_photos.up_to("check").send()
    made = ServiceRequest.objects.get()
    assert (made.address, made.lat, made.lon) == ("Near 120 Main Street", 37.0512, -121.95)


def test_a_photo_of_the_same_place_is_no_question(at_photos):
    assert at_photos.send(photos=[taken(37.0508)]).status_code == 302


@pytest.mark.parametrize("place", [(40.7, -74.0), (0.0, 0.0)])
def test_a_place_outside_of_the_city_is_never_offered(at_photos, place):
    assert at_photos.send(photos=[taken(*place)]).status_code == 302
    assert at_photos.client.post(at_photos.at("photos"), {"use": f"{place[0]},{place[1]}"}).status_code == 302
    assert at_photos.up_to("check").client.session["drafts"].popitem()[1]["place"]["text"] == "12 Main Street"


def test_a_place_given_in_words_only_is_met_by_any_photo_in_the_city(ana):
    ana.begin()
    ana.send(address="xyzzy")
    ana.send(words="Behind the school")
    ana.up_to("photos")
    assert "taken near <bdi>12 Main Street</bdi>" in text(ana.send(photos=[taken(37.05012)]))


def test_far_from_every_address_the_position_itself_is_offered(at_photos):
    assert "Your photo was taken at <bdi>37.09000, -121.95000</bdi>. Use this place?" in text(at_photos.send(photos=[taken(37.09)]))


def test_a_service_without_a_place_is_not_asked_about_one(ana):
    ana.begin("other").send(description="A letter.")
    ana.url = ana.at("photos")
    assert ana.send(photos=[taken()]).status_code == 302


def test_what_the_browser_read_before_it_made_the_photo_smaller_counts_too(at_photos, a_photo):
    response = at_photos.send(photos=[a_photo()], taken="37.051200,-121.950000")
    assert "taken near <bdi>120 Main Street</bdi>" in text(response)


def test_one_photo_of_several_sent_by_the_script_is_answered_in_a_word(at_photos, a_photo):
    bad = SimpleUploadedFile("page.jpg", b"<html>")
    for sent, status, answer in (
        ({"photos": [a_photo()]}, 200, {"refused": [], "taken": ""}),
        ({"photos": [a_photo("b.jpg")], "taken": "37.0512,-121.95"}, 200, {"refused": [], "taken": "37.051200,-121.950000"}),
        (
            {"photos": [bad]},
            422,
            {"refused": ["page.jpg: We could not read this file. Choose a JPEG, PNG, WebP or HEIC photo, or a PDF."], "taken": ""},
        ),
    ):
        response = at_photos.client.post(at_photos.url, {**sent, "add": "1"}, headers={"accept": "application/json"})
        assert (response.status_code, response.json()) == (status, answer)
    assert Attachment.objects.count() == 2


def test_what_the_script_was_told_is_shown_by_the_page(at_photos):
    response = at_photos.send(refused=["<b>a.jpg</b>: no"] * 9)
    assert response.status_code == 422
    assert text(response).count("&lt;b&gt;a.jpg&lt;/b&gt;: no") == 10  # five in the summary, five at the field


@pytest.mark.parametrize(
    "gps",
    [{"_2": (1.0, 2.0)}, {"_2": (0.0, 0.0, 0.0), "_4": (0.0, 0.0, 0.0)}, {"_2": (91.0, 0.0, 0.0)}, {"_4": (181.0, 0.0, 0.0)}],
    ids=["too few", "nowhere", "beyond the pole", "around the world"],
)
def test_a_position_that_is_none_is_none(gps):
    assert position_of(Image.open(taken(**gps))) is None


def test_south_and_east_are_read():
    lat, lon = position_of(Image.open(taken(-33.5, 151.25)))
    assert (round(lat, 5), round(lon, 5)) == (-33.5, 151.25)


@pytest.mark.parametrize("words", ["", "x", "1", "1,2,3", "nan,1", "inf,1", "91,0", "0,181"])
def test_words_that_are_no_position_are_none(words):
    assert read(words) is None


def test_the_first_photo_that_differs_is_the_one_offered(city):
    place = {"lat": 37.05012, "lon": -121.95}
    near = Address.objects.get(text="120 Main Street")
    assert offered([None, (37.0502, -121.95), (37.0512, -121.95), (37.09, -121.95)], place) == Offer(37.0512, -121.95, near.text, near.zipcode)
