"""Has somebody told us already: only what anybody may see, only near and alike, and her own report goes on as it was."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Role
from requests_app.actions import close, follow, start
from requests_app.models import Attachment, ServiceRequest
from requests_app.photos import keep_photo
from tests import factories as make


def text(response):
    return response.content.decode()


@pytest.fixture
def earlier(city):
    """Another resident's hole at 14 Main Street, two meters away."""
    return make.request(
        of=city, contact=make.resident(), address="14 Main Street", lat=37.05014, lon=-121.95, answers={"size": "small"},
        description="Un hoyo. 408 555 0123", language="es",
    )  # fmt: skip


def at_near(ana):
    return ana.begin().up_to("near")


def test_it_comes_between_the_place_and_the_details_and_belongs_to_the_place(ana, earlier):
    at_near(ana)
    page = text(ana.client.get(ana.url))
    assert "<h1>Has somebody told us already?</h1>" in page
    assert "Step 1 of 5" in page
    ana.send()
    assert ana.step == "details"
    assert f'class="back" href="{ana.at("near")}"' in text(ana.client.get(ana.url))


def test_a_card_says_what_where_since_when_how_far_and_how_many_follow(ana, earlier):
    follow(earlier, make.resident(email="bo@example.com", name="Bo"), language="en")
    page = text(at_near(ana).client.get(ana.url))
    for words in ("1–99 Main Street", "<strong>Received</strong> · today", "about 20 m away", "2 people follow this", "Un hoyo."):
        assert words in page


def test_a_card_says_nothing_that_is_hers(ana, earlier):
    page = text(at_near(ana).client.get(ana.url))
    for secret in (earlier.token, "14 Main", "Ana", "ana@example.com", "0123"):
        assert secret not in page


def test_who_has_only_asked_to_follow_is_not_counted(ana, earlier):
    earlier.followers.create(contact=make.resident(email="bo@example.com", name="Bo"), language="en", is_waiting=True)
    assert "1 person follows this" in text(at_near(ana).client.get(ana.url))


def test_only_a_photo_that_may_be_shown_to_the_public_is_shown(ana, earlier, a_photo):
    kept = keep_photo(a_photo(), request=earlier, actor="resident")
    at_near(ana)
    assert kept.public_id.hex not in text(ana.client.get(ana.url)).replace("-", "")
    Attachment.objects.update(is_public=True)
    assert f"/en/photo/{kept.public_id}/?small" in text(ana.client.get(ana.url))


def test_one_closed_lately_can_be_told_again_and_the_two_are_linked(ana, earlier):
    worker = make.user(Role.WORKER)
    close(start(earlier, actor=worker), outcome="resolved", text="Listo.", actor=worker)
    page = text(at_near(ana).client.get(ana.url))
    assert "This is resolved." in page
    assert 'name="follow"' not in page
    ana.send(again=earlier.reference)
    ana.up_to("check").send()
    assert ServiceRequest.objects.latest("id").follows_up == earlier


@pytest.mark.parametrize("change", [{"duplicate_radius_m": 0}, {"is_public": False}])
def test_without_a_radius_or_not_public_the_page_is_skipped(ana, earlier, city, change):
    type(city).objects.update(**change)
    ana.begin().send(address="12 Main Street")
    assert ana.step == "details"


def test_the_radius_is_that_of_the_service(ana, earlier, city):
    type(city).objects.update(duplicate_radius_m=10)
    ServiceRequest.objects.update(lat=37.0503)
    ana.begin().send(address="12 Main Street")
    assert ana.step == "details"


def test_another_kind_of_request_is_not_near(ana, city):
    make.request(of=make.service("lamp", name="Lamp"))
    ana.begin().send(address="12 Main Street")
    assert ana.step == "details"


def test_a_private_request_is_never_shown(ana, earlier):
    ServiceRequest.objects.update(is_public=False)
    ana.begin().send(address="12 Main Street")
    assert ana.step == "details"


def test_without_a_point_the_page_is_skipped(ana, earlier):
    ana.begin().send(address="the old oak in the park")
    ana.send(words="The old oak, east gate")
    assert ana.step == "details"


def test_it_must_be_passed_before_the_details_but_the_report_is_not_lost(ana, earlier):
    at_near(ana)
    assert ana.client.get(ana.at("details")).headers["Location"] == ana.at("near")
    ana.up_to("check").send()
    assert ServiceRequest.objects.count() == 2


def test_another_place_is_looked_at_again_and_the_same_one_is_not(ana, earlier):
    at_near(ana).up_to("check")
    ana.client.get(ana.url)
    ana.url = ana.at("place")
    ana.send(address="14 Main Street")
    assert ana.step == "check"
    make.request(of=earlier.service, lat=37.0512, lon=-121.95, answers={"size": "small"})
    ana.url = ana.at("place")
    ana.send(address="120 Main Street")
    assert ana.step == "near"


def test_what_she_has_just_sent_herself_is_not_shown_to_her(ana):
    ana.begin().up_to("check").send()
    ana.begin(near=ServiceRequest.objects.get().token).send(address="12 Main Street")
    assert ana.step == "details"


def test_when_it_is_gone_meanwhile_she_goes_on(ana, earlier):
    at_near(ana)
    ServiceRequest.objects.update(is_public=False)
    assert ana.client.get(ana.url).headers["Location"] == ana.at("details")


def test_following_instead_leads_to_the_form_that_knows_the_way_back(ana, earlier):
    at_near(ana)
    response = ana.client.post(ana.url, {"follow": earlier.reference})
    assert response.headers["Location"].startswith(f"/en/requests/{earlier.reference}/follow/?report=")
    assert f'href="{ana.at("near")}"' in text(ana.client.get(response.headers["Location"]))


def test_following_what_is_not_on_the_page_goes_on(ana, earlier):
    at_near(ana)
    ana.send(follow="CX00000000")
    assert ana.step == "details"


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_takes_four_queries_however_many_are_near(ana, earlier, settings, count):
    for _ in range(count - 1):
        make.request(of=earlier.service, lat=37.0501, lon=-121.95, answers={"size": "small"})
    at_near(ana)
    ana.client.get(ana.url)
    settings.CATALOGUE_CHECK_SECONDS = 60
    with CaptureQueriesContext(connection) as caught:
        ana.client.get(ana.url)
    assert len(caught) == 4  # the session; what is near, and its rows with their followers; the public photos
