"""On behalf of somebody else (A5): her consent is recorded, messages go to her in her language, and copies to whoever helps her in his."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Role
from contacts.actions import record_consent
from contacts.models import Consent, Contact, Purpose
from notifications.actions import render
from notifications.models import Message
from requests_app.actions import close, message_resident, start
from requests_app.models import ServiceRequest
from tests import factories as make

BA = {"other_name": "Bà Lan", "other_channel": "sms", "other_phone": "408 555 0123", "other_language": "vi", "agrees": "on"}
KIM = {"name": "Kim Tran", "channel": "email", "email": "kim@example.com", "language": "en"}


def text(response):
    return response.content.decode()


@pytest.fixture
def kim(ana):
    """Somebody at the page about her, who has said that it is for somebody else."""
    ana.begin().up_to("you")
    ana.send(who="other")
    return ana


def filed(kim, **changed):
    kim.send(**{**BA, **KIM, **changed})
    kim.up_to("check").send()
    return ServiceRequest.objects.get()


def to(address):
    return Message.objects.filter(to=address).order_by("id")


def test_it_is_said_for_whom_and_can_be_turned_back(ana):
    ana.begin().up_to("you")
    assert "You do this for yourself." in text(ana.client.get(ana.url))
    ana.send(who="other", email="kim@example.com")
    page = text(ana.client.get(ana.url))
    assert "You do this for somebody else." in page
    assert 'value="kim@example.com"' in page
    ana.send(who="me")
    assert 'name="other_name"' not in text(ana.client.get(ana.url))


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({"other_name": ""}, "Type the name of the person you do this for."),
        ({"other_phone": ""}, "Type the phone number of this person, so that we can send a text message there."),
        ({"other_channel": "email"}, "Type the e-mail address of this person, so that we can write there."),
        ({"agrees": ""}, "We need to know that this person agrees."),
        ({"name": ""}, "Type your name, so that this person knows who reports for her or him."),
        ({"email": ""}, "Type your e-mail address, so that we can write to you."),
    ],
)
def test_what_is_missing_is_said_twice_and_what_was_typed_stays(kim, changed, problem):
    page = text(kim.send(**{name: value for name, value in {**BA, **KIM, **changed}.items() if value}))
    assert page.count(problem) == 2
    assert ('value="Kim Tran"' in page) is ("name" not in changed)
    assert kim.step == "you"


def test_the_check_says_who_is_told_and_that_she_agrees(kim):
    kim.send(**BA, **KIM)
    page = text(kim.client.get(kim.url))
    for words in ("For somebody else", "Bà Lan", "(408) 555-0123", "Tiếng Việt", "This person agrees and gets the messages.", "kim@example.com"):
        assert words in page


def test_the_request_is_hers_in_her_language_and_he_is_the_proxy_in_his(kim):
    made = filed(kim)
    assert (made.contact.name, made.language, made.contact.preferred_language) == ("Bà Lan", "vi", "vi")
    rows = [(f.contact.name, f.is_reporter, f.is_proxy, f.language) for f in made.followers.order_by("id")]
    assert rows == [("Bà Lan", True, False, "vi"), ("Kim Tran", False, True, "en")]


def test_her_consent_is_recorded_with_his_name_and_the_language_it_was_read_in(kim):
    made = filed(kim)
    consent = Consent.objects.get()
    assert (consent.contact, consent.purpose, consent.given) == (made.contact, Purpose.PROXY, True)
    assert (consent.detail, consent.language) == ("Kim Tran", "en")


def test_both_are_told_at_every_step_each_in_their_language_with_the_secret_link(kim):
    made, worker = filed(kim), make.user(Role.WORKER)
    message_resident(start(made, actor=worker), "Ở đâu?", actor=worker, is_question=True)
    close(made, outcome="resolved", text="Xong.", actor=worker)
    for address, language in (("+14085550123", "vi"), ("kim@example.com", "en")):
        assert [(m.kind, m.language) for m in to(address)] == [(kind, language) for kind in ("received", "status", "question", "closed")]
        assert {m.context["token"] for m in to(address)} == {made.token}


def test_his_letters_say_that_he_sent_it_for_somebody_else(kim):
    made, worker = filed(kim), make.user(Role.WORKER)
    message_resident(start(made, actor=worker), "Ở đâu?", actor=worker, is_question=True)
    close(made, outcome="resolved", text="Xong.", actor=worker)
    for message in to("kim@example.com"):
        rendered = render(message)
        assert "you sent for somebody else" in rendered.subject
        assert "your request" not in (rendered.subject + rendered.text + rendered.html).lower()


def test_her_first_letter_says_who_sent_it_and_what_to_do_if_that_is_not_right(kim):
    filed(kim, other_channel="email", other_email="lan@example.com", other_language="en")
    words = render(to("lan@example.com").get()).text
    assert "Kim Tran sent this request for you and told us that you agree." in words
    assert "If this is not right, call 311." in words


def test_once_she_takes_it_back_he_gets_no_secret_link_and_no_words_to_her(kim):
    made, worker = filed(kim), make.user(Role.WORKER)
    record_consent(made.contact, purpose=Purpose.PROXY, given=False)
    message_resident(start(made, actor=worker), "Chào bà.", actor=worker)
    last = to("kim@example.com").last()
    assert to("kim@example.com").count() == 2
    assert (last.kind, last.context["token"], last.context["address"]) == ("status", "", "1–99 Main Street")


def test_without_copies_he_is_named_and_told_nothing(kim):
    made = filed(kim, channel="none", email="")
    assert made.followers.get(is_proxy=True).contact.name == "Kim Tran"
    assert set(Message.objects.values_list("to", flat=True)) == {"+14085550123"}


def test_when_he_is_the_same_person_there_is_one_follower(kim):
    made = filed(kim, other_name="Kim Tran", other_channel="email", other_email="kim@example.com")
    assert made.followers.get().is_reporter
    assert Message.objects.count() == 1


def test_the_page_after_sending_says_who_hears_how_and_a_wrong_number_can_be_corrected(kim):
    made = filed(kim)
    page = text(kim.client.get(f"/en/done/{made.token}/"))
    assert "We write to the person you did this for, at each step." in page
    assert "You get a copy." in page
    kim.client.post(f"/en/done/{made.token}/", {"act": "correct", "point": "408 555 0199"})
    made.refresh_from_db()
    assert (made.contact.name, made.contact.points.get().value) == ("Bà Lan", "+14085550199")
    assert Consent.objects.get().contact == made.contact
    assert to("kim@example.com").last().context["token"] == made.token


def test_her_digits_do_not_show_him_her_requests(kim):
    made = filed(kim)
    kim.client.post(f"/en/done/{made.token}/", {"act": "confirm", "code": to("+14085550123").get().context["code"]})
    assert made.contact.points.get().confirmed_at is not None
    assert "Send me the link" in text(kim.client.get("/en/mine/"))


def test_in_his_requests_it_stands_with_what_he_sent_for_others(kim):
    made = filed(kim)
    session = kim.client.session
    session["known_point"] = ["email", "kim@example.com", (timezone.now() + timedelta(hours=1)).timestamp()]
    session.save()
    page = text(kim.client.get("/en/mine/"))
    assert "Sent by you for somebody else" in page
    assert f"/en/track/{made.token}/" in page


def test_the_next_report_is_for_herself_again(kim):
    filed(kim)
    kim.begin("other").up_to("you")
    assert "You do this for yourself." in text(kim.client.get(kim.url))


def test_a_service_that_must_reach_her_takes_it_without_copies_to_him(ana):
    make.service("permit", anonymous_allowed=False, needs_place=False, name="Permit")
    ana.begin("permit").up_to("you")
    ana.send(who="other")
    ana.send(**BA, name="Kim Tran", channel="none", language="en")
    ana.send()
    assert ServiceRequest.objects.get().contact.name == "Bà Lan"
    assert Contact.objects.count() == 2
