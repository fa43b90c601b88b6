"""Save and go on later: without JavaScript, on another device, and never a second request."""

import re
from datetime import timedelta

import pytest
from django.conf import settings as installation
from django.db.models import F
from django.test import Client

from notifications.models import Message
from portal import limits
from requests_app.models import Attachment, SavedReport, ServiceRequest
from requests_app.queries import by_idempotency_key
from tests.proofs import at_once, nothing_written


def text(response):
    return response.content.decode()


def files(folder):
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.fixture
def half(ana, a_photo):
    """Ana, with a place, details and a photo, who has typed something more on the page about her."""
    ana.begin().up_to("photos")
    ana.send(photos=[a_photo()])
    return ana


def save(resident, point="ana@example.com", **typed):
    """Press "Save and go on later" on the page she is on, and give an address. -> the answer"""
    page = resident.client.post(resident.url, {"later": "1", **typed})
    assert page.headers["Location"] == resident.at("save")
    return resident.client.post(resident.at("save"), {"point": point})


def link():
    return f"/en/saved/{SavedReport.objects.get().token}/"


def test_on_another_device_she_goes_on_where_she_was_with_all_she_typed(half, resident_of):
    response = save(half, channel="email", email="an", name="Ana Ru")
    assert response.status_code == 200
    assert "We have saved your report" in text(response)
    other = resident_of(Client())
    page = text(other.client.get(link()))
    assert "It is not sent yet." in page
    assert "12 Main Street" not in page
    taken = other.client.post(link())
    assert taken.headers["Location"] == half.at("you")
    other.url = taken.headers["Location"]
    page = text(other.client.get(other.url))
    assert 'value="an"' in page
    assert 'value="Ana Ru"' in page
    other.send(channel="email", email="ana@example.com", name="Ana Ruiz", language="en")
    assert other.step == "check"
    page = text(other.client.get(other.url))
    assert "A hole." in page
    assert "12 Main Street" in page
    other.send()
    made = ServiceRequest.objects.get()
    assert made.attachments.count() == 1
    assert made.contact.name == "Ana Ruiz"


def test_both_devices_send_and_it_is_one_request(half, resident_of):
    save(half)
    other = resident_of(Client())
    other.url = other.client.post(link()).headers["Location"]
    first = other.up_to("check").send().headers["Location"]
    half.up_to("check")
    assert half.send().headers["Location"] == first
    assert ServiceRequest.objects.count() == 1
    assert Message.objects.filter(kind="received").count() == 1
    assert not Attachment.objects.filter(request=None).exists()


@pytest.mark.django_db(transaction=True)
def test_two_devices_that_send_at_the_same_moment_get_the_same_reference(half, resident_of):
    save(half)
    half.up_to("check")
    other = resident_of(Client())
    other.url = other.client.post(link()).headers["Location"]
    other.up_to("check")
    answers = at_once(*(lambda her=her: her.client.post(her.url).headers["Location"] for her in (half, other)))
    made = ServiceRequest.objects.get()
    assert answers == [f"/en/done/{made.token}/"] * 2
    assert made.attachments.count() == 1
    assert not Attachment.objects.filter(request=None).exists()


@pytest.mark.django_db(transaction=True)
def test_a_double_tap_at_the_same_moment_is_one_request(half):
    half.up_to("check")
    answers = at_once(*(lambda: half.client.post(half.url).headers["Location"] for _tap in range(3)))
    assert len(set(answers)) == 1
    assert ServiceRequest.objects.count() == 1
    assert Message.objects.filter(kind="received").count() == 1


def test_after_sending_the_link_leads_to_the_request_and_the_words_are_gone(half):
    save(half, name="Ana Ruiz")
    half.up_to("check").send()
    made = ServiceRequest.objects.get()
    assert SavedReport.objects.get().data == {"service": "pothole"}
    for ask in (Client().get, Client().post):
        assert ask(link()).headers["Location"] == f"/en/done/{made.token}/"


def test_opening_the_link_changes_nothing(half, django_assert_max_num_queries):
    save(half)
    stranger = Client()
    with nothing_written(), django_assert_max_num_queries(12):
        for ask in (stranger.get, stranger.head):
            assert ask(link()).status_code == 200
    assert "drafts" not in stranger.session
    answer = stranger.get(link())
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "strict-origin"


def test_the_link_works_as_often_as_she_likes(half):
    save(half)
    for _device in range(2):
        assert Client().post(link()).headers["Location"] == half.at("you")


def test_on_the_first_device_newer_words_are_not_overwritten_by_older_ones(half):
    save(half)
    half.send(channel="email", email="ana@example.com", name="Newer", language="en")
    half.client.post(link())
    assert "Newer" in text(half.client.get(half.at("check")))


def test_what_was_saved_later_on_another_device_replaces_what_is_here(half, resident_of):
    save(half)
    other = resident_of(Client())
    other.url = other.client.post(link()).headers["Location"]
    other.send(channel="email", email="ana@example.com", name="Of the phone", language="en")
    other.client.post(other.at("save"), {"point": "ana@example.com"})
    half.client.post(link())
    assert "Of the phone" in text(half.client.get(half.at("check")))


@pytest.mark.parametrize("step", ["place", "details", "more", "photos", "you", "check"])
def test_every_step_can_be_left_for_later_and_be_found_again(ana, step):
    ana.begin().up_to(step)
    assert 'name="later"' in text(ana.client.get(ana.url))
    save(ana)
    assert Client().post(link()).headers["Location"] == ana.at(step)


def test_at_an_emergency_nothing_stands_beside_911(ana):
    ana.begin().up_to("details")
    ana.send(size="gas", description="It smells.")
    assert 'name="later"' not in text(ana.client.get(ana.url))


def test_the_address_she_searched_for_is_still_there(ana, resident_of):
    ana.begin()
    ana.send(address="main street")
    save(ana)
    other = Client()
    assert 'value="main street"' in text(other.get(other.post(link()).headers["Location"]))


def test_files_chosen_when_she_leaves_are_kept(ana, a_photo):
    ana.begin().up_to("photos")
    save(ana, photos=[a_photo()])
    assert Attachment.objects.get().draft_key.startswith("web:")


@pytest.mark.parametrize("point", ["", "Ana", "12"])
def test_an_address_that_is_none_is_asked_for_again(half, point):
    response = save(half, point=point)
    assert response.status_code == 422
    assert 'class="error-summary"' in text(response)
    assert not SavedReport.objects.exists()
    assert not Message.objects.exists()


def test_the_third_message_within_the_hour_is_refused_on_the_page(half):
    for _turn in range(2):
        assert save(half).status_code == 200
        Message.objects.update(created_at=F("created_at") - timedelta(minutes=2))  # not the same press once more
    response = save(half)
    assert response.status_code == 429
    assert "We have just sent you a message." in text(response)


def test_many_addresses_from_one_caller_are_slowed_down(half, monkeypatch):
    monkeypatch.setattr(limits, "LINKS", (2, 600))
    for n in range(2):
        assert save(half, point=f"{n}@example.com").status_code == 200
    assert save(half, point="3@example.com").status_code == 429


def test_a_draft_of_somebody_else_cannot_be_saved(half):
    with nothing_written():
        assert Client().get(half.at("save")).status_code == 410
        assert Client().post(half.at("save"), {"point": "eve@example.com"}).status_code == 410


@pytest.mark.parametrize("token", ["no-such-link-at-all", "x", "a" * 65, "%00" * 20])
def test_a_link_that_is_none_says_so(client, city, token):
    response = client.get(f"/en/saved/{token}/")
    assert response.status_code == 410
    assert "This report is not kept any more" in text(response)


def test_she_can_delete_what_she_saved(half, settings):
    save(half)
    stranger = Client()
    assert stranger.post(link(), {"drop": "1"}).headers["Location"] == "/en/service/pothole/"
    assert not SavedReport.objects.exists()
    assert not Attachment.objects.exists()
    assert files(settings.MEDIA_ROOT) == []


def test_forgetting_on_this_device_leaves_nothing_here(half, settings):
    half.send(channel="email", email="ana@example.com", name="Ana Ruiz", language="en")
    response = half.client.post(half.url, {"forget": "1"})
    assert response.headers["Location"] == "/en/service/pothole/"
    assert half.client.get(half.url).status_code == 410
    assert not Attachment.objects.exists()
    assert files(settings.MEDIA_ROOT) == []
    assert "Ana Ruiz" not in str(dict(half.client.session))


def test_forgetting_here_leaves_what_she_saved_behind_its_link(half):
    save(half)
    half.client.post(half.url, {"forget": "1"})
    assert half.client.get(half.url).status_code == 410
    assert half.client.post(link()).headers["Location"] == half.at("you")
    assert Attachment.objects.count() == 1


def test_the_id_of_the_draft_stays_the_key_of_the_request(half):
    save(half)
    draft = re.search(r"/report/([\w-]{16})/", half.url)[1]
    other = Client()
    other.post(link())
    half.up_to("check").send()
    assert by_idempotency_key(f"web:{draft}") == ServiceRequest.objects.get()


@pytest.mark.parametrize("language", [code for code, _name in installation.LANGUAGES])
def test_the_letter_is_in_the_language_of_the_page(half, language):
    half.client.post(half.at("save").replace("/en/", f"/{language}/"), {"point": "ana@example.com"})
    assert Message.objects.get().language == language
