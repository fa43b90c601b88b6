import io
import json
import xml.etree.ElementTree as ET

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from contacts.models import Contact
from notifications.models import Message
from requests_app.models import Attachment, ServiceRequest
from routing.models import Address
from tests.api.conftest import BASE, INSIDE, errors


def photo(name="media.png", color="green"):
    out = io.BytesIO()
    Image.new("RGB", (40, 30), color).save(out, "PNG")
    return SimpleUploadedFile(name, out.getvalue(), content_type="image/png")


def refused(answer, status, *sentences):
    """The answer refuses with these sentences, and nothing was written."""
    assert errors(answer) == [(status, sentence) for sentence in sentences]
    assert answer.status_code == status
    assert not ServiceRequest.objects.exists() and not Contact.objects.exists()


def test_answer_in_json(post):
    answer = post(service_code="pothole", **{"attribute[size]": "small"})
    filed = ServiceRequest.objects.get()
    assert answer.status_code == 200 and answer["Content-Type"] == "application/json; charset=utf-8"
    assert answer.json() == [{"service_request_id": filed.reference, "service_notice": "5 working days", "account_id": None}]


def test_answer_in_xml(post):
    answer = post(fmt="xml")
    filed = ServiceRequest.objects.get()
    assert answer.status_code == 200 and answer["Content-Type"] == "text/xml; charset=utf-8"
    assert answer.content.decode() == (
        '<?xml version="1.0" encoding="UTF-8"?>\n<service_requests><request>'
        f"<service_request_id>{filed.reference}</service_request_id><service_notice/><account_id/></request></service_requests>"
    )


def test_what_is_kept(post, city):
    post(
        service_code="pothole",
        address_string="12 Main Street",
        description="A hole\r\nby the school",
        email="Ana@Example.com",
        phone="408 555 0123",
        first_name="Ana",
        last_name="Ruiz",
        media_url="https://pictures.example/1.jpg",
        device_id="d1",
        account_id="a1",
        headers={"Accept-Language": "es"},
        **{"attribute[size]": "large", "attribute[depth]": "3.5", "attribute[risks][]": ["bikes", "cars"]},
    )
    filed = ServiceRequest.objects.get()
    assert (filed.service.code, filed.department, filed.channel, filed.language, filed.status) == ("pothole", city, "open311", "es", "submitted")
    assert (filed.lat, filed.lon, filed.address, filed.district.code) == (37.005, -121.905, "12 Main Street", "d1")
    assert (filed.description, filed.media_url) == ("A hole\nby the school", "https://pictures.example/1.jpg")
    assert filed.answers == {"size": "large", "depth": 3.5, "risks": ["bikes", "cars"]}
    assert (filed.contact.name, filed.contact.preferred_language, filed.contact.language_source) == ("Ana Ruiz", "es", "inferred")
    assert sorted(filed.contact.points.values_list("kind", "value")) == [("email", "ana@example.com"), ("phone", "+14085550123")]
    assert Message.objects.get().kind == "received"


def test_nobody_is_told_of_an_anonymous_request(post):
    post()
    assert ServiceRequest.objects.get().contact is None
    assert not Message.objects.exists()


def test_urlencoded_body_with_key_and_jurisdiction_in_the_query(client, city):
    answer = client.post(
        f"{BASE}/requests.json?api_key=demo-key&jurisdiction_id=",
        "service_code=tree&lat=37.005&long=-121.905&description=%C3%A1rbol",
        content_type="application/x-www-form-urlencoded; charset=utf-8",
    )
    assert answer.status_code == 200
    assert ServiceRequest.objects.get().description == "árbol"


def test_one_of_the_places_is_enough(post, city):
    entry = Address.objects.create(text="12 Main Street", search="12 main street", zipcode="95112", lat=37.01, lon=-121.91)
    places = [INSIDE, {"address_string": " 12  Main\nStreet "}, {"address_id": str(entry.pk)}]
    for place in places:
        assert post(place=place).status_code == 200
    rows = list(ServiceRequest.objects.order_by("id").values_list("lat", "lon", "address", "zipcode"))
    assert rows == [(37.005, -121.905, "", ""), (None, None, "12 Main Street", ""), (37.01, -121.91, "12 Main Street", "95112")]


def test_no_place(post):
    refused(post(place={}), 400, "Please send where it is: lat and long, address_string, or address_id.")


def test_no_place_where_none_is_needed(post):
    assert post(service_code="discount", place={}).status_code == 200


def test_half_a_place(post):
    refused(post(place={"lat": "37.005"}), 400, "Please send lat and long together.")


def test_outside_of_the_city(post):
    refused(post(place={"lat": "40.7", "long": "-74.0"}), 400, "This place is outside of the city, so we cannot send anybody there.")


@pytest.mark.parametrize("number", ["nan", "inf", "-inf", "1e400", "91", "north", "0x10", "37,005"])
def test_lat_that_is_no_latitude(post, number):
    refused(post(place={"lat": number, "long": "-121.905"}), 400, "lat must be a number from -90 to 90, such as 37.3382.")


def test_unknown_address_id(post):
    for given in ("999999", "x", "9" * 30, "²"):
        refused(post(place={"address_id": given}), 400, f"We do not know the address_id {given}.")


def test_no_key(post):
    refused(post(api_key=None), 403, "An api_key is needed to send a request. The discovery page says how to get one.")
    refused(post(api_key=""), 403, "An api_key is needed to send a request. The discovery page says how to get one.")


def test_wrong_key(post):
    for key in ("wrong", "clé", "demo-key2"):
        refused(post(api_key=key), 403, "We do not know this api_key. The discovery page says how to get one.")


def test_jurisdiction(post, settings):
    assert post(jurisdiction_id="whatever.example").status_code == 200  # one city, and it has no name here
    settings.JURISDICTION_ID = "city.example"
    assert post(jurisdiction_id="city.example").status_code == 200
    assert post().status_code == 200
    ServiceRequest.objects.all()
    answer = post(jurisdiction_id="other.example")
    assert errors(answer) == [(404, "We do not know the jurisdiction other.example. Ours is city.example.")]
    assert ServiceRequest.objects.count() == 3


def test_service_code_missing_unknown_or_hidden(post):
    refused(post(service_code=None), 400, "service_code is missing. The list of services has it.")
    refused(post(service_code=""), 400, "service_code is missing. The list of services has it.")
    refused(post(service_code="nothing"), 404, "We have no service with the code nothing.")
    refused(post(service_code="old", fmt="xml"), 404, "We have no service with the code old.")


def test_one_error_for_each_missing_or_wrong_attribute(post):
    answer = post(service_code="pothole", **{"attribute[depth]": "3", "attribute[risks][]": "ships", "attribute[seen]": "yesterday"})
    refused(
        answer,
        400,
        "How large is it?: Answer this question.",
        "Whom does it endanger?: Choose from the list.",
        "When did you see it?: Enter a date and time, like 2026-03-27 14:30.",
    )


def test_condition_is_checked_though_geo_report_cannot_say_it(post):
    refused(post(service_code="pothole", **{"attribute[size]": "large"}), 400, "How deep?: Answer this question.")


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ({"attribute[size]": "small"}, {"size": "small"}),
        ({"attribute[size][]": "small"}, {"size": "small"}),
        ({"attribute[size]": ["small", "small"]}, {"size": "small"}),
        ({"attribute[size]": "small", "attribute[risks]": "cars"}, {"size": "small", "risks": ["cars"]}),
        ({"attribute[size]": "small", "attribute[risks]": ["cars", "bikes"]}, {"size": "small", "risks": ["cars", "bikes"]}),
        ({"attribute[size]": "small", "attribute[risks][0]": "cars", "attribute[risks][1]": "bikes"}, {"size": "small", "risks": ["cars", "bikes"]}),
        ({"attribute[size]": ["", "small"], "attribute[lane]": ""}, {"size": "small"}),
        ({"attribute[size]": "small", "attribute[lane]": "left\r\nlane"}, {"size": "small", "lane": "left lane"}),
        ({"attribute[size]": "small", "attribute[notes]": "a\r\nb"}, {"size": "small", "notes": "a\nb"}),
        ({"attribute[size]": "small", "attribute[easting]": "1", "attribute[about]": "2"}, {"size": "small"}),
    ],
)
def test_attributes_as_clients_send_them(post, sent, kept):
    assert post(service_code="pothole", **sent).status_code == 200
    assert ServiceRequest.objects.get().answers == kept


def test_description_of_4000_characters(post):
    assert post(description="ổ" * 4000).status_code == 200
    assert post(description="\r\n".join(["ab"] * 1333)).status_code == 200  # a line end counts once
    answer = post(description="ổ" * 4001)
    assert errors(answer) == [(400, "description is longer than 4000 characters. Please shorten it.")]
    assert ServiceRequest.objects.count() == 2


def test_control_characters_are_dropped(client, city):
    body = "api_key=demo-key&service_code=tree&address_string=Main&description=a%00b%0Bc%1Fd%7Fe%ED%A0%80f%EF%BF%BEg%09h&first_name=An%00a"
    assert client.post(f"{BASE}/requests.json", body, content_type="application/x-www-form-urlencoded").status_code == 200
    filed = ServiceRequest.objects.get()
    assert (filed.description, filed.contact.name) == ("abcde\ufffd\ufffd\ufffdfg\th", "Ana")
    ET.fromstring(client.get(f"{BASE}/requests/{filed.reference}.xml").content)


def test_e_mail_and_phone_that_cannot_be_reached(post):
    refused(
        post(email="ana", phone="12"),
        400,
        "email: Enter an e-mail address like name@example.com.",
        "phone: Enter a phone number with area code, like 408 555 0123.",
    )


def test_a_service_that_needs_somebody_to_answer(post):
    refused(post(service_code="counseling"), 400, "contact: For this request we need a way to reach you: an e-mail address or a phone number.")
    assert post(service_code="counseling", email="ana@example.com").status_code == 200


@pytest.mark.parametrize("address", ["javascript:alert(1)", "ftp://x.example/1.jpg", "/1.jpg", "http://", "http://[::1", "https://x .example/1.jpg"])
def test_media_url_must_be_a_web_address(post, address):
    refused(post(media_url=address), 400, "media_url must be an address that starts with http:// or https://.")


def test_first_of_several_media_urls(post):
    post(media_url=["", "https://a.example/1.jpg", "https://a.example/2.jpg"])
    assert ServiceRequest.objects.get().media_url == "https://a.example/1.jpg"


@pytest.mark.parametrize("field", ["media", "media[]", "photo1"])
def test_photos_of_a_multipart_form(post, settings, tmp_path, field):
    settings.MEDIA_ROOT = tmp_path
    assert post(**{field: [photo(), photo(color="red")]}).status_code == 200
    kept = Attachment.objects.all()
    assert {(attachment.request_id, attachment.draft_key, attachment.content_type) for attachment in kept} == {
        (ServiceRequest.objects.get().pk, "", "image/jpeg")
    }
    assert len(kept) == 2


def test_a_file_that_is_no_photo(post, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    answer = post(media=SimpleUploadedFile("media.png", b"<html>", content_type="image/png"))
    refused(answer, 400, "We could not read this file. Choose a JPEG, PNG, WebP or HEIC photo, or a PDF.")


def test_too_many_photos(post, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    refused(post(media=[photo() for _ in range(6)]), 400, "Please send at most 5 photos.")
    assert not Attachment.objects.exists()


def test_same_idempotency_key_same_request(post):
    first = post(headers={"Idempotency-Key": "abc"}, email="ana@example.com")
    again = post(headers={"Idempotency-Key": "abc"}, email="ana@example.com", fmt="xml")
    reference = first.json()[0]["service_request_id"]
    assert again.status_code == 200 and f"<service_request_id>{reference}<" in again.content.decode()
    assert (ServiceRequest.objects.count(), Message.objects.count()) == (1, 1)
    other_app = post(headers={"Idempotency-Key": "abc"}, api_key="app-key")
    assert other_app.json()[0]["service_request_id"] != reference


def test_an_idempotency_key_of_any_length_and_letters(post):
    assert post(headers={"Idempotency-Key": "é" * 2000}).status_code == 200


def test_errors_in_the_language_of_the_app_keep_their_shape(post):
    answer = post(api_key=None, headers={"Accept-Language": "vi"}, fmt="xml")
    assert errors(answer)[0][0] == 403


def test_escaping(post, client, city):
    post(description="<b>&\"'é\n😀", media_url="https://a.example/?a=1&b=2")
    answer = client.get(f"{BASE}/requests.xml")
    request = ET.fromstring(answer.content).find("request")
    assert request.findtext("description") == "<b>&\"'é\n😀"
    assert request.findtext("media_url") == "https://a.example/?a=1&b=2"
    assert json.loads(client.get(f"{BASE}/requests.json").content)[0]["description"] == "<b>&\"'é\n😀"
