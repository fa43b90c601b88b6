"""My requests: the same answer for every address, a link that scanners may open, six digits, and a list without secrets in the address."""

import re

import pytest
from django.core.cache import cache
from django.urls import reverse

from contacts.models import Confirmation, ContactPoint
from notifications.actions import render
from notifications.models import Kind, Message
from requests_app.actions import close, follow
from tests import factories as f

pytestmark = pytest.mark.django_db
ASK, CODE = "/en/mine/", "/en/mine/code/"


def ask(client, point="ana@example.com", language="en"):
    return client.post(f"/{language}/mine/", {"point": point}, follow=True)


def letter(language="en"):
    """The latest letter with a link and a code, as it would go out."""
    message = Message.objects.filter(kind=Kind.CONFIRM, language=language).latest("id")
    return message, render(message)


def code_of(message):
    return message.context["code"]


def link_of(message, language="en"):
    return f"/{language}/mine/link/{message.context['link_token']}/"


def plain(response):
    """The page without what differs by the form's own secret and by what was typed."""
    return re.sub(r'value="\w{64}"|<bdi>.*?</bdi>', "", response.content.decode())


def test_known_and_unknown_addresses_get_the_same_answer_and_only_the_known_one_a_letter(client):
    f.request(contact=f.resident())
    known, unknown = ask(client), ask(client, "nobody@example.com")
    assert (known.status_code, known.redirect_chain) == (unknown.status_code, unknown.redirect_chain) == (200, [(CODE, 302)])
    assert plain(known) == plain(unknown)
    assert list(Message.objects.filter(kind=Kind.CONFIRM).values_list("to", flat=True)) == ["ana@example.com"]
    assert Confirmation.objects.count() == 2


def test_known_and_unknown_addresses_meet_the_same_limit(client):
    f.resident()
    pages = []
    for point in ("ana@example.com", "nobody@example.com"):
        for _time in range(4):
            response = ask(client, point)
        pages.append((response.status_code, re.sub(r'value="[^"]*"', "", response.content.decode())))
    assert pages[0] == pages[1]
    assert pages[0][0] == 429
    assert "We have just sent you a message" in pages[0][1]
    assert Message.objects.filter(kind=Kind.CONFIRM).count() == 3


def test_what_is_neither_mail_nor_phone_is_said_so_and_writes_nothing(client):
    response = ask(client, "Ana")
    assert response.status_code == 422
    assert "or a phone number with area code" in response.content.decode()
    assert Confirmation.objects.count() == 0


def test_opening_the_link_changes_nothing_and_the_button_shows_the_list(client):
    made = f.request(contact=f.resident())
    ask(client)
    message, _rendered = letter()
    for _scanner in range(3):
        assert client.get(link_of(message)).status_code == 200
    assert Confirmation.objects.get().used_at is None
    assert made.token not in client.get(ASK).content.decode()
    response = client.post(link_of(message), follow=True)
    assert response.redirect_chain == [(ASK, 302)]
    assert reverse("portal:track", args=[made.token]) in response.content.decode()
    assert "We have your request" in response.content.decode()
    assert ContactPoint.objects.get().confirmed_at is not None


def test_a_link_works_once(client):
    f.request(contact=f.resident())
    ask(client)
    message, _rendered = letter()
    client.post(link_of(message))
    client.post(reverse("portal:mine_leave"))
    assert client.get(link_of(message)).status_code == 410
    assert client.post(link_of(message)).status_code == 410
    assert "Send me the link" in client.get(ASK).content.decode()


def test_the_code_shows_the_list_and_a_wrong_one_says_so(client):
    made = f.request(contact=f.resident(phone="408 555 0123"))
    ask(client, "(408) 555-0123")
    message, rendered = letter()
    assert message.channel == "sms"
    assert code_of(message) in rendered.text
    wrong = client.post(CODE, {"code": f"{(int(code_of(message)) + 1) % 1_000_000:06d}"})
    assert wrong.status_code == 422
    assert "This is not the code we sent" in wrong.content.decode()
    page = client.post(CODE, {"code": f" {code_of(message)[:3]} {code_of(message)[3:]} "}, follow=True).content.decode()
    assert made.token in page


def test_five_wrong_codes_end_it(client):
    f.request(contact=f.resident())
    ask(client)
    message, _rendered = letter()
    for _try in range(5):
        client.post(CODE, {"code": f"{(int(code_of(message)) + 1) % 1_000_000:06d}"})
    assert "Ask for a new one" in client.post(CODE, {"code": code_of(message)}).content.decode()
    assert "Send me the link" in client.get(ASK).content.decode()


def test_open_ones_first_and_only_her_own(client, as_ana):
    contact = f.resident()
    worker = f.user()
    ended = close(f.request(contact=contact), outcome="resolved", text="Reparado.", actor=worker)
    opened = f.request(contact=contact)
    other = f.request(contact=f.resident(email="eva@example.com", name="Eva"))
    page = as_ana().content.decode()
    assert page.index(opened.token) < page.index(ended.token)
    assert "This is resolved." in page
    assert other.token not in page


def test_without_requests_the_list_says_what_will_appear(client, as_ana):
    f.resident()
    assert "You have not asked us for anything" in as_ana().content.decode()


def test_nobody_keeps_the_pages_and_leaving_forgets_her(client, as_ana):
    f.request(contact=f.resident())
    page = as_ana()
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["Referrer-Policy"] == "strict-origin"
    client.post(reverse("portal:mine_leave"))
    assert "Send me the link" in client.get(ASK).content.decode()


def test_after_twelve_hours_she_is_asked_again(client, as_ana):
    f.request(contact=f.resident())
    as_ana()
    session = client.session
    session["known_point"] = [*session["known_point"][:2], session["known_point"][2] - 12 * 3600]
    session.save()
    assert "Send me the link" in client.get(ASK).content.decode()


@pytest.fixture
def as_ana(client):
    """Go through the door as ana@example.com. -> her list"""

    def through():
        ask(client)
        return client.post(CODE, {"code": code_of(letter()[0])}, follow=True)

    return through


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_three_queries_however_long(client, as_ana, settings, django_assert_num_queries, count):
    contact = f.resident()
    for _ in range(count):
        f.request(contact=contact)
        follow(f.request(contact=f.resident(email="eva@example.com", name="Eva")), contact, language="en")
    as_ana()
    settings.CATALOGUE_CHECK_SECONDS = 60
    with django_assert_num_queries(3):  # the session, the requests, what she follows
        client.get(ASK)


def test_many_links_asked_from_one_place_are_slowed(client):
    cache.clear()
    for number in range(20):
        ask(client, f"a{number}@example.com")
    assert ask(client, "b@example.com").status_code == 429
    assert Confirmation.objects.filter(value="b@example.com").count() == 0
