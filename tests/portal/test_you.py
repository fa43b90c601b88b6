"""Who are you: asked once, confirmed after sending, corrected within a quarter of an hour by whoever sent it; nothing waits for it."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client, RequestFactory
from django.utils import timezone
from django.utils.html import escape

from contacts.models import Contact, ContactPoint
from notifications.actions import render, send_due
from notifications.models import Kind, Message
from portal import limits
from requests_app.models import ServiceRequest
from tests import factories as make
from tests.proofs import at_once, nothing_written

YOU = {"channel": "email", "email": "ana@example.com", "name": "Ana Ruiz", "language": "en"}


def text(response):
    return response.content.decode()


def received(to="ana@example.com"):
    return Message.objects.filter(kind=Kind.RECEIVED, to=to).latest("id")


def confirm(client, code, made=None):
    return client.post(f"/en/done/{(made or ServiceRequest.objects.get()).token}/", {"act": "confirm", "code": code})


@pytest.fixture
def sent(ana):
    """Ana has sent a report. -> the page after it"""
    ana.begin().up_to("check")
    return ana.send().headers["Location"]


# the letter and the digits


def test_the_letter_for_an_address_not_yet_confirmed_carries_a_link_and_six_digits(ana, sent):
    message = received()
    rendered = render(message)
    assert re.fullmatch(r"\d{6}", message.context["code"])
    assert message.context["code"] in rendered.text
    assert f"/en/done/address/{message.context['link_token']}/" in rendered.text
    assert "We work on the request and write to you either way." in rendered.text


def test_the_page_after_sending_asks_for_them_and_says_what_happens_without(ana, sent):
    page = text(ana.client.get(sent))
    assert "We have written to <bdi>ana@example.com</bdi>, with six digits." in page
    assert "If you do not, we still work on the request and still write there." in page


def test_the_right_digits_confirm_it_and_it_is_not_asked_again(ana, sent):
    response = confirm(ana.client, received().context["code"])
    assert response.headers["Location"] == sent
    assert ContactPoint.objects.get().confirmed_at is not None
    assert "Is the address right?" not in text(ana.client.get(sent))


def test_wrong_digits_are_said_and_confirm_nothing(ana, sent):
    wrong = f"{(int(received().context['code']) + 1) % 1_000_000:06d}"
    response = confirm(ana.client, wrong)
    assert response.status_code == 422
    assert text(response).count("This is not the code we sent.") == 2
    assert ContactPoint.objects.get().confirmed_at is None


def test_no_digits_are_said_at_the_field(ana, sent):
    with nothing_written():
        response = confirm(ana.client, "")
    assert (response.status_code, text(response).count("Type the six digits.")) == (422, 2)


def test_opening_the_link_confirms_nothing_and_the_button_does(client, ana, sent):
    link, stranger = f"/en/done/address/{received().context['link_token']}/", Client()
    for _scanner in range(3):
        assert "Is this your address?" in text(stranger.get(link))
    assert ContactPoint.objects.get().confirmed_at is None
    assert "is confirmed" in text(stranger.post(link))
    assert ContactPoint.objects.get().confirmed_at is not None
    assert stranger.post(link).status_code == stranger.get(link).status_code == 410


@pytest.mark.django_db(transaction=True)
def test_the_button_pressed_twice_at_once_confirms_once(ana, sent):
    link = f"/en/done/address/{received().context['link_token']}/"
    assert sorted(at_once(*(lambda: Client().post(link).status_code for _ in range(2)))) == [200, 410]


def test_new_digits_can_be_asked_for(ana, sent):
    assert ana.client.post(sent, {"act": "again"}).headers["Location"] == sent
    newest = Message.objects.filter(kind=Kind.CONFIRM).get()
    assert newest.context["purpose"] == "address"
    assert confirm(ana.client, newest.context["code"]).status_code == 302


def test_nobody_else_is_asked_and_nobody_else_can_change_it(ana, sent):
    stranger = Client()
    page = text(stranger.get(sent))
    assert "ana@example.com" not in page
    with nothing_written():
        stranger.post(sent, {"act": "correct", "point": "eve@example.com"})
        stranger.post(sent, {"act": "confirm", "code": received().context["code"]})


def test_a_confirmed_address_is_not_asked_again(ana, sent):
    confirm(ana.client, received().context["code"])
    ana.begin("other")
    ana.send(description="A letter")
    ana.send()
    ana.send(same="1")
    second = ana.send().headers["Location"]
    assert "Is the address right?" not in text(ana.client.get(second))
    assert "link_token" not in received().context


def test_the_outbox_keeps_neither_link_nor_digits(ana, sent, mailbox):
    secrets = [received().context[name] for name in ("code", "link_token")]
    send_due()
    kept = received()
    assert "code" not in kept.context
    assert not any(secret in kept.text + kept.html + kept.subject for secret in secrets)


def test_after_three_letters_in_an_hour_the_next_goes_out_without_digits(ana, resident_of):
    for _ in range(4):
        resident_of(Client()).begin("other").up_to("check").send()
    assert ["code" in context for context in Message.objects.order_by("id").values_list("context", flat=True)] == [True, True, True, False]


# correcting


def test_a_mistyped_address_is_corrected_and_the_old_one_learns_nothing_more(ana, sent):
    before = ServiceRequest.objects.get()
    response = ana.client.post(sent, {"act": "correct", "point": "ana.ruiz@example.com"})
    made = ServiceRequest.objects.get()
    assert response.headers["Location"] == f"/en/done/{made.token}/"
    assert made.token != before.token
    assert ana.client.get(f"/en/track/{before.token}/").status_code == 404
    assert [point.value for point in made.contact.points.all()] == ["ana.ruiz@example.com"]
    assert not ContactPoint.objects.filter(value="ana@example.com").exists()
    assert made.followers.get().contact == made.contact
    assert received().status == "stopped"
    assert confirm(ana.client, received("ana.ruiz@example.com").context["code"], made).status_code == 302


def test_somebody_we_know_by_the_mistyped_address_stays_as_she_is(ana, city):
    stranger = make.resident(name="", language="es")
    make.request(of=city, contact=stranger, answers={"size": "small"}, lat=37.06)
    ana.begin().up_to("you").send(**{**YOU, "name": ""})
    page = ana.send().headers["Location"]
    assert ServiceRequest.objects.latest("id").contact == stranger
    ana.client.post(page, {"act": "correct", "point": "ana.ruiz@example.com"})
    assert ServiceRequest.objects.latest("id").contact != stranger
    assert [point.value for point in stranger.points.all()] == ["ana@example.com"]
    assert Contact.objects.get(pk=stranger.pk).preferred_language == "es"
    assert stranger.requests.count() == 1


def test_after_a_quarter_of_an_hour_it_is_too_late(ana, sent):
    with time_machine.travel(timezone.now() + timedelta(minutes=16), tick=False):
        assert "You can change it here" not in text(ana.client.get(sent))
        with nothing_written():
            response = ana.client.post(sent, {"act": "correct", "point": "ana.ruiz@example.com"})
    [problem] = response.context["form"].non_field_errors()
    assert (response.status_code, text(response).count(str(escape(problem)))) == (409, 1)


def test_a_wrong_correction_is_said_and_changes_nothing(ana, sent):
    with nothing_written():
        response = ana.client.post(sent, {"act": "correct", "point": "ana@"})
    assert (response.status_code, text(response).count("or a phone number with area code")) == (422, 2)


def test_three_corrections_are_enough(ana, sent):
    page = sent
    for number in range(3):
        page = ana.client.post(page, {"act": "correct", "point": f"a{number}@example.com"}).headers["Location"]
    with nothing_written():
        assert ana.client.post(page, {"act": "correct", "point": "b@example.com"}).status_code == 409


def test_a_phone_can_take_the_place_of_an_address(ana, sent):
    ana.client.post(sent, {"act": "correct", "point": "408 555 0123"})
    message = received("+14085550123")
    assert message.channel == "sms"
    assert message.context["code"] in render(message).text


# asked once


def test_what_she_has_shown_to_be_hers_stands_there_as_an_answer(ana, sent):
    confirm(ana.client, received().context["code"])
    ana.begin("other").up_to("you")
    page = text(ana.client.get(ana.url))
    assert "<bdi>ana@example.com</bdi>" in page
    assert 'href="?change"' in page
    assert 'name="email"' not in page
    ana.send(same="1")
    ana.send()
    assert set(ServiceRequest.objects.values_list("contact__name", flat=True)) == {"Ana Ruiz"}


def test_change_asks_everything_again(ana, sent):
    confirm(ana.client, received().context["code"])
    ana.begin("other").up_to("you")
    page = text(ana.client.get(ana.url + "?change"))
    assert 'name="email"' in page
    assert 'name="channel"' in page


def test_in_the_same_session_how_and_in_which_language_is_not_asked_again_but_the_address_is(ana, sent):
    ana.begin("other").up_to("you")
    page = text(ana.client.get(ana.url))
    assert "We write to you by e-mail" in page
    assert 'name="channel"' not in page
    assert 'name="language"' not in page
    assert 'name="email"' in page
    assert "ana@example.com" not in page
    ana.send(email="bo@example.com", channel="sms", language="vi")
    ana.send()
    made = ServiceRequest.objects.latest("id")
    assert (made.language, made.contact.preferred_channel, made.contact.points.get().value) == ("en", "email", "bo@example.com")


def test_within_a_journey_no_field_is_asked_twice(ana):
    asked = []
    ana.begin()
    for step in ("place", "details", "more", "photos", "you", "check"):
        assert ana.step == step
        page = text(ana.client.get(ana.url)).split("<main", 1)[1].split("</main>", 1)[0]
        fields = set(re.findall(r'<(?:input|select|textarea)[^>]*\bname="(\w+)"', page))
        asked += fields - {"csrfmiddlewaretoken", "act", "lat", "lon"}
        if step != "check":
            ana.up_to({"place": "details", "details": "more", "more": "photos", "photos": "you", "you": "check"}[step])
    assert sorted(asked) == sorted(set(asked))
    assert {"address", "size", "description", "depth", "photos", "channel", "email", "language"} <= set(asked)


def test_who_leaves_a_shared_computer_leaves_nothing_for_the_next_report(ana, sent):
    confirm(ana.client, received().context["code"])
    ana.client.post("/en/mine/leave/")
    ana.begin("other").up_to("you")
    page = text(ana.client.get(ana.url))
    assert "ana@example.com" not in page
    assert 'name="channel"' in page


def test_a_household_that_shares_an_address_is_not_named(ana, sent):
    make.resident(name="Bo Ruiz")
    session = ana.client.session
    session["known_point"] = ["email", "ana@example.com", (timezone.now() + timedelta(hours=1)).timestamp()]
    session.pop("you")
    session.save()
    ana.begin("other").up_to("you")
    page = text(ana.client.get(ana.url))
    assert "<bdi>ana@example.com</bdi>" in page
    assert "Ruiz" not in page


def test_her_name_is_nowhere_in_public(ana, sent, client):
    made = ServiceRequest.objects.get()
    for path in (f"/en/requests/{made.reference}/", "/en/requests/", "/en/requests/feed.xml", f"/en/lookup/?reference={made.reference}"):
        assert "Ruiz" not in text(Client().get(path))


# many from one place


@pytest.fixture
def crowded(ana):
    """Twenty reports have come from here within the hour, and one a minute is used up. -> Ana at the last page"""
    cache.clear()
    ana.begin().up_to("check")
    caller = RequestFactory().get("/")
    for _ in range(limits.SUBMISSIONS[0]):
        limits.count(caller, "submit", limits.SUBMISSIONS)
    limits.count(caller, "slowly", limits.ONE_A_MINUTE)
    return ana


def test_each_report_counts_once(ana):
    cache.clear()
    ana.begin().up_to("check")
    check = ana.url
    ana.send()
    ana.client.post(check)
    caller = RequestFactory().get("/")
    assert limits.is_over(caller, "submit", (1, 3600))
    assert not limits.is_over(caller, "submit", (2, 3600))


def test_beyond_twenty_an_hour_one_a_minute_still_goes_through(crowded):
    cache.delete(next(limits._key(RequestFactory().get("/"), name) for name in ["slowly"]))
    crowded.send()
    assert ServiceRequest.objects.count() == 1


def test_the_others_type_six_digits_and_go_through_at_once(crowded):
    response = crowded.send()
    assert response.status_code == 429
    assert "<h1>One more step</h1>" in text(response)
    assert not ServiceRequest.objects.exists()
    assert not Contact.objects.exists()
    message = Message.objects.get()
    assert (message.to, message.contact) == ("ana@example.com", None)
    assert message.context["code"] in render(message).text
    wrong = crowded.send(code=f"{(int(message.context['code']) + 1) % 1_000_000:06d}")
    assert (wrong.status_code, text(wrong).count("This is not the code we sent.")) == (422, 2)
    assert crowded.send(code=message.context["code"]).status_code == 302
    assert ServiceRequest.objects.count() == 1


def test_the_digits_are_sent_once_and_reach_her(crowded, mailbox):
    crowded.send()
    crowded.send()
    send_due()
    [message] = Message.objects.all()
    assert (message.status, message.to) == ("sent", "a•••.com")
    assert "code" not in message.context


def test_who_stays_anonymous_waits_a_minute_and_loses_nothing(crowded):
    crowded.url = crowded.at("you")
    crowded.send(channel="none", language="en")
    response = crowded.send()
    assert (response.status_code, 'name="code"' in text(response)) == (429, False)
    assert "I have waited: send it now" in text(response)
    cache.delete(limits._key(RequestFactory().get("/"), "slowly"))
    assert crowded.send().status_code == 302
    assert ServiceRequest.objects.get().description == "A hole."


def test_whose_address_is_known_is_not_slowed(crowded):
    session = crowded.client.session
    session["known_point"] = ["email", "ana@example.com", (timezone.now() + timedelta(hours=1)).timestamp()]
    session.save()
    assert crowded.send().status_code == 302
