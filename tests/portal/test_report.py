"""Reporting: one thing a page, nothing lost, nothing doubled."""

from copy import deepcopy

import pytest
from django.test import Client

from contacts.models import Contact, Source
from notifications.models import Message
from requests_app.models import Attachment, ServiceRequest
from tests import factories as make


def text(response):
    return response.content.decode()


def test_the_whole_report_is_filed_with_everything_she_said(ana, a_photo):
    ana.begin().up_to("photos")
    ana.send(photos=[a_photo(), a_photo("b.png", kind="PNG")])
    ana.up_to("check")
    response = ana.send()
    made = ServiceRequest.objects.get()
    assert response.headers["Location"] == f"/en/done/{made.token}/"
    assert (made.address, made.zipcode, made.district.code) == ("12 Main Street", "95000", "north")
    assert made.answers == {"size": "small", "depth": 5}
    assert (made.description, made.language, made.channel) == ("A hole.", "en", "web")
    assert (made.contact.name, made.contact.preferred_language, made.contact.language_source) == ("Ana Ruiz", "en", Source.ASKED)
    assert made.attachments.count() == 2
    assert Message.objects.get().kind == "received"


def test_a_step_before_its_turn_leads_to_the_first_that_is_missing(ana):
    ana.begin()
    for step in ("details", "more", "photos", "you", "check"):
        assert ana.client.get(ana.at(step)).headers["Location"] == ana.at("place")
    ana.up_to("details")
    assert ana.client.get(ana.at("check")).headers["Location"] == ana.at("details")
    assert ana.client.get(ana.at("nonsense")).status_code == 404


def test_sending_before_the_last_step_files_nothing(ana):
    ana.begin().up_to("photos")
    response = ana.client.post(ana.at("check"))
    assert response.headers["Location"] == ana.at("photos")
    assert not ServiceRequest.objects.exists()


def test_sending_twice_gives_one_request_and_the_same_confirmation(ana):
    ana.begin().up_to("check")
    check, session = ana.url, ana.client.session.session_key
    first = ana.client.post(check).headers["Location"]
    assert ana.client.post(check).headers["Location"] == first
    assert ana.client.get(check).headers["Location"] == first
    assert ana.client.get(ana.at("details")).headers["Location"] == first
    assert ServiceRequest.objects.count() == 1
    assert Message.objects.count() == 1
    assert ana.client.session.session_key == session


def test_two_tabs_that_do_not_know_of_each_other_send_one_request(ana):
    ana.begin().up_to("check")
    check, before = ana.url, deepcopy(ana.client.session["drafts"])
    first = ana.client.post(check).headers["Location"]
    session = ana.client.session
    session["drafts"] = before  # as the other tab's request had read it
    session.save()
    assert ana.client.post(check).headers["Location"] == first
    assert ServiceRequest.objects.count() == 1


def test_somebody_elses_draft_is_not_shown_and_not_sent(ana):
    ana.begin().up_to("check")
    stranger = Client()
    assert stranger.get(ana.url).status_code == 410
    assert stranger.post(ana.url).status_code == 410
    assert not ServiceRequest.objects.exists()


def test_change_goes_to_the_page_and_comes_back_to_the_check(ana):
    ana.begin().up_to("check")
    ana.client.get(ana.url)
    ana.url = ana.at("details")
    assert 'value="small"' in text(ana.client.get(ana.url))
    ana.send(size="small", description="A bigger hole.")
    assert ana.step == "check"
    assert "A bigger hole." in text(ana.client.get(ana.url))


@pytest.mark.parametrize(
    ("step", "sent", "problem", "kept"),
    [
        ("place", {"address": ""}, "Type the address or the nearest crossing.", None),
        ("details", {"size": "", "description": "Beside the school."}, "Answer this question.", "Beside the school."),
        ("more", {"depth": "deep"}, "Enter a number, like 3 or 2.5.", "deep"),
        ("you", {"name": "Ana Ruiz", "language": "en"}, "Choose how we should tell you.", "Ana Ruiz"),
        ("you", {"channel": "email", "name": "Ana Ruiz", "language": "en"}, "Type your e-mail address, so that we can write to you.", "Ana Ruiz"),
        ("you", {"channel": "sms", "phone": "12", "language": "en"}, "Enter a phone number with area code, like 408 555 0123.", "12"),
        ("you", {"channel": "email", "email": "ana@", "language": "en"}, "Enter an e-mail address like name@example.com.", "ana@"),
    ],
)
def test_an_error_is_said_on_top_and_at_the_field_and_what_she_typed_stays(ana, step, sent, problem, kept):
    ana.begin().up_to(step)
    response = ana.send(**sent)
    page = text(response)
    assert response.status_code == 422
    assert ana.step == step
    assert page.count(problem) == 2
    assert 'class="error-summary"' in page
    assert "<title>Please check:" in page
    assert kept is None or kept in page


def test_an_answer_that_means_danger_shows_911_until_she_says_it_is_no_emergency(ana):
    ana.begin().up_to("details")
    ana.send(size="gas", description="It smells.")
    assert ana.step == "emergency"
    assert 'href="tel:911"' in text(ana.client.get(ana.url))
    assert ana.client.get(ana.at("photos")).headers["Location"] == ana.at("emergency")
    ana.send()
    assert ana.step == "photos"
    ana.up_to("check").send()
    assert ServiceRequest.objects.get().answers == {"size": "gas"}


def test_a_question_is_asked_only_after_the_answer_that_calls_for_it(ana):
    ana.begin().up_to("details")
    assert "How deep is it?" not in text(ana.client.get(ana.url))
    ana.send(size="small")
    assert ana.step == "more"
    assert "How deep is it?" in text(ana.client.get(ana.url))


def test_switching_the_language_keeps_what_is_typed_and_checks_nothing(ana):
    ana.begin().up_to("you")
    response = ana.send(switch="es", name="Ana Ruiz", email="not yet", channel="sms")
    assert response.headers["Location"] == ana.at("you").replace("/en/", "/es/")
    page = text(ana.client.get(ana.url))
    assert 'lang="es"' in page
    assert 'value="Ana Ruiz"' in page
    assert 'value="not yet"' in page
    assert 'value="sms" id="id_channel_1" checked' in page
    assert not Contact.objects.exists()


def test_a_language_the_city_does_not_have_changes_nothing(ana):
    ana.begin()
    assert ana.send(switch="//evil.example").headers["Location"] == ana.at("place")


def test_the_request_is_in_the_language_she_chose_for_our_letters(ana):
    ana.begin().up_to("you")
    ana.send(channel="email", email="ana@example.com", language="vi")
    ana.up_to("check").send()
    assert ServiceRequest.objects.get().language == "vi"
    assert Message.objects.get().language == "vi"


def test_anonymous_leaves_no_contact(ana):
    ana.begin().up_to("you")
    ana.send(channel="none", email="typed before", phone="12", name="Ana", language="es")
    ana.up_to("check").send()
    made = ServiceRequest.objects.get()
    assert made.contact is None
    assert not Contact.objects.exists()
    assert not Message.objects.exists()
    assert "You asked us not to contact you." in text(ana.client.get(f"/en/done/{made.token}/"))


def test_a_service_that_must_reach_her_does_not_offer_anonymous(ana):
    make.service("permit", anonymous_allowed=False, needs_place=False, name="Permit")
    ana.begin("permit").up_to("you")
    assert 'value="none"' not in text(ana.client.get(ana.url))
    assert ana.send(channel="none", language="en").status_code == 422


def test_her_contact_is_asked_once_for_another_one_nearby(ana):
    ana.begin().up_to("check").send()
    ana.begin(near=ServiceRequest.objects.get().token).up_to("you")
    assert "<bdi>ana@example.com</bdi>" in text(ana.client.get(ana.url))
    ana.send(same="1")
    assert ana.step == "check"


def test_the_next_person_at_the_same_computer_does_not_see_her_contact(ana):
    ana.begin().up_to("check").send()
    ana.begin().up_to("you")
    assert "ana@example.com" not in text(ana.client.get(ana.url))


def test_several_matches_are_a_list_to_choose_from(ana):
    ana.begin()
    ana.send(address="main street")
    assert ana.url.endswith("?q=main+street")
    page = text(ana.client.get(ana.url))
    assert "12 Main Street" in page
    assert "120 Main Street" in page
    assert ana.send().status_code == 422
    pk = page.split('name="choice" value="')[1].split('"')[0]
    ana.send(choice=pk)
    assert ana.step == "details"


def test_a_place_without_an_address_can_be_described(ana):
    ana.begin()
    ana.send(address="the old oak in the park")
    assert "We did not find" in text(ana.client.get(ana.url))
    assert ana.send(words="").status_code == 422
    ana.send(words="The old oak, east gate")
    ana.up_to("check").send()
    made = ServiceRequest.objects.get()
    assert (made.address, made.lat, made.lon) == ("The old oak, east gate", None, None)


def test_a_point_from_the_phone_is_kept_as_it_is(ana):
    ana.begin()
    ana.send(lat="37.05012", lon="-121.95", address="")
    assert ana.url.endswith("?lat=37.05012&lon=-121.95")
    ana.send(choice="here")
    ana.up_to("check").send()
    made = ServiceRequest.objects.get()
    assert (made.lat, made.lon, made.address) == (37.05012, -121.95, "Near 12 Main Street")


@pytest.mark.parametrize("point", ["lat=40.7&lon=-74.0"])
def test_a_point_outside_of_the_city_is_told_so(ana, point):
    ana.begin()
    response = ana.client.get(f"{ana.url}?{point}")
    assert response.status_code == 422
    assert "This place is outside the city" in text(response)


@pytest.mark.parametrize("point", ["lat=nan&lon=1", "lat=1e999&lon=1", "lat=x&lon=y", "lat=91&lon=0", "lat=1"])
def test_a_point_that_is_none_asks_again(ana, point):
    ana.begin()
    assert ana.client.get(f"{ana.url}?{point}").headers["Location"] == ana.url


def test_a_photo_can_be_looked_at_and_removed_before_sending(ana, a_photo):
    ana.begin().up_to("photos")
    ana.send(photos=[a_photo()], add="1")
    kept = Attachment.objects.get()
    assert ana.step == "photos"
    assert kept.public_id.hex in text(ana.client.get(ana.url))
    ana.send(drop=kept.public_id.hex)
    assert not Attachment.objects.exists()


def test_a_file_that_is_no_photo_is_named_and_the_others_stay(ana, a_photo):
    ana.begin().up_to("photos")
    bad = a_photo("page.jpg")
    bad.file.seek(0)
    bad.file.truncate()
    bad.file.write(b"<html>hello</html>")
    bad.size = 18
    bad.file.seek(0)
    response = ana.send(photos=[a_photo(), bad])
    assert response.status_code == 422
    assert "page.jpg: We could not read this file." in text(response)
    assert Attachment.objects.count() == 1


def test_a_sixth_photo_is_refused(ana, a_photo):
    ana.begin().up_to("photos")
    assert ana.send(photos=[a_photo(f"{n}.jpg") for n in range(6)]).status_code == 422
    assert Attachment.objects.count() == 5


def test_a_photo_of_somebody_elses_draft_cannot_be_removed(ana, a_photo, resident_of):
    ana.begin().up_to("photos")
    ana.send(photos=[a_photo()], add="1")
    kept = Attachment.objects.get()
    other = resident_of(Client()).begin().up_to("photos")
    other.send(drop=kept.public_id.hex)
    assert Attachment.objects.get() == kept


def test_another_one_nearby_knows_the_place(ana):
    ana.begin().up_to("check").send()
    made = ServiceRequest.objects.get()
    ana.begin(near=made.token)
    assert 'value="12 Main Street"' in text(ana.client.get(ana.url))
    ana.send(address="12 Main Street")
    assert ana.step == "details"


def test_a_service_without_a_place_and_questions_asks_for_her_words(ana):
    ana.begin("other")
    assert ana.step == "details"
    assert ana.send(description=" ").status_code == 422
    ana.send(description="I need a letter.")
    assert ana.step == "photos"


def test_a_hidden_service_cannot_be_reported(ana):
    make.service("secret", is_hidden=True)
    assert ana.client.get("/en/report/secret/").status_code == 404


def test_what_the_catalogue_refuses_at_the_end_is_said_with_the_way_to_mend_it(ana, city):
    ana.begin().up_to("check")
    make.question(city, "lane", "string", required=True, label="Which lane?")
    response = ana.send()
    assert response.status_code == 422
    assert f'href="{ana.at("details")}"' in text(response)
    assert not ServiceRequest.objects.exists()


def test_a_day_and_time_stands_there_again_when_she_comes_back(ana, city):
    make.question(city, "since", "datetime", label="Since when?")
    ana.begin().up_to("details")
    ana.send(size="small", since="2026-11-23T20:15")
    page = text(ana.client.get(ana.at("details")))
    assert 'value="2026-11-23T20:15"' in page
    assert ana.client.post(ana.at("details"), {"size": "gas", "since": "about noon"}).status_code == 422
