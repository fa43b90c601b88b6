"""Following what a neighbour has reported: nothing before she has shown that the address is hers, and nothing ever that is the reporter's."""

import re

import pytest
from django.core.cache import cache
from django.test import Client

from accounts.models import Role
from contacts.models import Confirmation
from notifications.actions import render
from notifications.models import Kind, Message
from portal import limits
from requests_app.actions import close, follow, message_resident, start, stop_following
from requests_app.followers import stop_token
from requests_app.models import Follower
from tests import factories as make
from tests.proofs import at_once, nothing_written


@pytest.fixture
def row(city):
    cache.clear()
    reporter = make.resident(name="Ana Ruiz")
    return make.request(of=city, contact=reporter, language="es", answers={"size": "small"}, address="1234 Oak Street")


@pytest.fixture
def worker(row):
    return make.user(Role.WORKER)


def ask(client, row, point="lan@example.com", language="vi"):
    return client.post(f"/en/requests/{row.reference}/follow/", {"point": point, "language": language}, follow=True)


def letter():
    message = Message.objects.filter(kind=Kind.CONFIRM).latest("id")
    return message, render(message)


def link():
    message, _rendered = letter()
    return f"/{message.language}/requests/follow/link/{message.context['link_token']}/"


def other(row):
    return row.followers.get(is_reporter=False)


def to_lan():
    return Message.objects.filter(to="lan@example.com").exclude(kind=Kind.CONFIRM)


def text(response):
    return response.content.decode()


def test_the_public_page_leads_to_it_and_says_how_many_follow(client, row):
    page = text(client.get(f"/en/requests/{row.reference}/"))
    assert f'href="/en/requests/{row.reference}/follow/"' in page
    assert "1 person follows this" in page


def test_what_the_public_may_not_see_cannot_be_followed(client, row):
    type(row).objects.update(is_public=False)
    with nothing_written():
        assert ask(client, row).status_code == 404
    assert client.get(f"/en/requests/{row.reference}/follow/code/").status_code == 404


def test_the_language_of_the_page_is_chosen_beforehand(client, row):
    assert client.get(f"/vi/requests/{row.reference}/follow/").context["form"]["language"].value() == "vi"


@pytest.mark.parametrize("point", ["", "nobody", "12"])
def test_what_is_neither_mail_nor_phone_is_said_twice_and_writes_nothing(client, row, point):
    with nothing_written():
        response = ask(client, row, point)
    assert response.status_code == 422
    assert response.context["form"].errors["point"]
    assert text(response).count(response.context["form"].errors["point"][0]) == 2


def test_asking_alone_tells_her_of_nothing(client, row, worker):
    ask(client, row)
    start(row, actor=worker)
    assert other(row).is_waiting
    assert to_lan().count() == 0
    assert "1 person follows this" in text(client.get(f"/en/requests/{row.reference}/"))


def test_opening_the_link_changes_nothing_and_the_button_begins(client, row, worker):
    ask(client, row)
    for _scanner in range(3):
        assert "1200–1299 Oak Street" in text(client.get(link()))
    assert other(row).is_waiting
    response = client.post(link(), follow=True)
    assert response.redirect_chain == [(f"/vi/requests/{row.reference}/", 302)]
    start(row, actor=worker)
    assert to_lan().get().language == "vi"


def test_after_it_she_reads_how_many_follow_with_her(client, row):
    ask(client, row, language="en")
    assert "You and 1 other follow this." in text(client.post(link(), follow=True))


def test_the_code_begins_it_too_and_a_wrong_one_says_so(client, row):
    ask(client, row)
    page = f"/en/requests/{row.reference}/follow/code/"
    code = letter()[0].context["code"]
    wrong = client.post(page, {"code": f"{(int(code) + 1) % 1_000_000:06d}"})
    assert (wrong.status_code, other(row).is_waiting) == (422, True)
    assert client.post(page, {"code": code}).headers["Location"] == f"/en/requests/{row.reference}/"
    assert not other(row).is_waiting


def test_the_code_begins_only_what_the_page_is_about(client, row):
    second = make.request(of=row.service, answers={"size": "small"})
    ask(Client(), second)  # a stranger, with her address
    ask(client, row)
    client.post(f"/en/requests/{row.reference}/follow/code/", {"code": letter()[0].context["code"]})
    assert second.followers.get().is_waiting


def test_the_code_page_is_for_who_asked(client, row):
    assert client.get(f"/en/requests/{row.reference}/follow/code/").headers["Location"] == f"/en/requests/{row.reference}/follow/"


def test_a_link_works_once(client, row):
    ask(client, row)
    used = link()
    client.post(used)
    assert client.get(used).status_code == client.post(used).status_code == 410


def test_who_has_shown_her_address_in_this_session_follows_at_once(client, row):
    make.resident(email="lan@example.com", name="Lan", language="vi")
    client.post("/en/mine/", {"point": "lan@example.com"})
    client.post("/en/mine/code/", {"code": letter()[0].context["code"]})
    page = text(client.get(f"/en/requests/{row.reference}/follow/"))
    assert "We write to <bdi>lan@example.com</bdi>." in page
    assert 'name="point"' not in page
    client.post(f"/en/requests/{row.reference}/follow/", {"language": "en"})
    assert (other(row).is_waiting, other(row).language, other(row).contact.name) == (False, "en", "Lan")


def test_the_answer_is_the_same_for_who_follows_already(client, row):
    pages = []
    for point in ("ana@example.com", "lan@example.com"):
        page = text(ask(client, row, point))
        pages.append(re.sub(r'value="\w{64}"|<bdi>[^<]*@.*?</bdi>', "", page))
    assert pages[0] == pages[1]
    reporter = row.followers.get(is_reporter=True)
    assert (reporter.is_waiting, reporter.language, row.followers.count()) == (False, "es", 2)


def test_asking_in_her_name_starts_nothing_that_she_stopped(client, row, worker):
    follower = follow(row, make.resident(email="lan@example.com", name="Lan"), language="vi")
    stop_following(follower)
    ask(client, row, language="en")
    start(row, actor=worker)
    assert to_lan().count() == 0
    assert other(row).language == "vi"
    client.post(link())
    assert (other(row).is_waiting, other(row).stopped_at) == (False, None)


def test_nobody_can_flood_a_stranger(client, row):
    assert [ask(client, row).status_code for _time in range(4)] == [200, 200, 200, 429]
    assert Message.objects.filter(kind=Kind.CONFIRM).count() == 3


def test_many_addresses_from_one_place_are_slowed(client, row):
    for number in range(limits.FOLLOWS[0]):
        ask(client, row, f"a{number}@example.com")
    with nothing_written():
        assert ask(client, row, "b@example.com").status_code == 429


def test_the_letter_asks_and_names_the_place_to_the_block_only(client, row):
    ask(client, row, language="en")
    message, rendered = letter()
    assert rendered.subject == "Confirm that you want to follow a request"
    assert "1200–1299 Oak Street" in rendered.text
    assert "1234" not in rendered.text
    assert message.context["code"] in rendered.text
    assert f"/en/requests/follow/link/{message.context['link_token']}/" in rendered.text


def test_her_letters_hold_nothing_that_is_the_reporters(client, row, worker):
    follow(row, make.resident(email="lan@example.com", name="Lan"), language="en")
    begun = start(row, actor=worker)
    message_resident(begun, "Ana, please call 408 555 0199.", actor=worker)
    close(begun, outcome="resolved", text="Done. Ask me at 408 555 0199.", actor=worker)
    assert [message.kind for message in to_lan().order_by("id")] == ["status", "closed"]
    for message in to_lan():
        rendered = render(message)
        words = rendered.subject + rendered.text + rendered.html
        for secret in (row.token, "1234", "Ana", "0199", "track", "our request"):
            assert secret not in words
        assert f"/en/requests/{row.reference}/" in rendered.text
        assert "1200–1299 Oak Street" in rendered.text


def test_the_stop_link_of_a_letter_ends_it(client, row, worker):
    follow(row, make.resident(email="lan@example.com", name="Lan"), language="en")
    start(row, actor=worker)
    stop = re.search(r"/en/stop/\S+/", render(to_lan().get()).text)[0]
    client.get(stop)
    assert other(row).stopped_at is None
    client.post(stop)
    assert other(row).stopped_at is not None


def test_in_my_requests_it_stands_by_itself_and_can_be_stopped_there(client, row):
    follow(row, make.resident(email="lan@example.com", name="Lan"), language="en")
    client.post("/en/mine/", {"point": "lan@example.com"})
    client.post("/en/mine/code/", {"code": letter()[0].context["code"]})
    page = text(client.get("/en/mine/"))
    assert "Reported by others, followed by you" in page
    assert "We have this request." in page
    assert row.token not in page
    assert "1234" not in page
    client.post(f"/en/stop/{stop_token(other(row))}/")
    assert "followed by you" not in text(client.get("/en/mine/"))


@pytest.mark.django_db(transaction=True)
def test_two_people_who_follow_at_once_both_do(row):
    people = [make.resident(email=f"p{n}@example.com", name=f"P{n}") for n in range(2)]
    at_once(*(lambda p=p: follow(row, p, language="en") for p in people))
    assert row.followers.filter(is_reporter=False, is_waiting=False).count() == 2


@pytest.mark.django_db(transaction=True)
def test_asking_twice_at_once_makes_one_follower(row):
    answers = at_once(*(lambda: ask(Client(), row).status_code for _ in range(2)))
    assert answers == [200, 200]
    assert row.followers.filter(is_reporter=False).count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_button_pressed_twice_at_once_begins_it_once(row):
    ask(Client(), row)
    path = link()
    assert sorted(at_once(*(lambda: Client().post(path).status_code for _ in range(2)))) == [302, 410]
    assert Follower.objects.get(is_reporter=False).is_waiting is False
    assert row.events.filter(kind="follower").count() == 1
    assert Confirmation.objects.get().used_at is not None
