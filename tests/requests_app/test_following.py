"""Whom a request is told to: who has not shown her address is not, a neighbor's duplicate joins, and a proxy costs only whom it concerns."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from accounts.models import Role
from contacts.actions import Person
from contacts.models import Channel, Consent, ContactPoint, PointKind
from notifications.models import Message
from requests_app.actions import ask_to_follow, close, confirm_follow, correct_address, follow, follow_by_point, repromise, start, submit
from requests_app.followers import follower_count, waiting_follows
from requests_app.models import Actor, ServiceRequest
from tests import factories as make
from tests.proofs import at_once, nothing_written, outcome, refused

LAN = (PointKind.EMAIL, "lan@example.com")


def told(kind="closed"):
    return sorted(Message.objects.filter(kind=kind).values_list("to", "language"))


def ended(request, worker, **fields):
    return close(request, actor=worker, **{"outcome": "resolved", "text": "Listo.", **fields})


def test_who_only_asked_to_follow_is_neither_told_nor_counted(filed, worker):
    follower = ask_to_follow(filed, *LAN, language="vi")
    assert follower.is_waiting
    assert waiting_follows(*LAN) == [follower]
    assert follower_count(filed) == 1
    ended(filed, worker)
    assert told() == [("ana@example.com", "es")]


def test_once_she_has_confirmed_she_is_told_and_counted(filed, worker):
    follower = ask_to_follow(filed, *LAN, language="vi")
    assert confirm_follow(follower) is True
    assert follower_count(filed) == 2
    ended(filed, worker)
    assert told() == [("ana@example.com", "es"), ("lan@example.com", "vi")]


def test_confirming_twice_writes_nothing(filed):
    follower = ask_to_follow(filed, *LAN, language="vi")
    confirm_follow(follower)
    with nothing_written():
        assert confirm_follow(follower) is False


def test_asking_to_follow_what_she_follows_already_writes_nothing(filed):
    follow_by_point(filed, *LAN, language="vi")
    with nothing_written():
        ask_to_follow(filed, *LAN, language="en")


def test_a_household_that_shares_the_reporters_address_is_not_written_to_twice(filed):
    make.resident(name="Bo")
    with nothing_written():
        assert follow_by_point(filed, PointKind.EMAIL, "ana@example.com", language="en").is_reporter


def test_who_waits_does_not_go_on_to_the_original_of_a_duplicate(filed, worker):
    ask_to_follow(filed, *LAN, language="vi")
    original = make.request()
    ended(filed, worker, outcome="closed_duplicate", parent=original)
    assert [f.contact for f in original.followers.all()] == [filed.contact]


def test_a_neighbors_duplicate_joins_the_same_incident_and_each_gets_her_own_updates(filed, worker):
    """A8: two neighbors report the same car."""
    original = make.request(contact=make.resident(email="bo@example.com", name="Bo"), language="en")
    ended(filed, worker, outcome="closed_duplicate", text="Ya la tenemos.", parent=original)
    assert told() == [("ana@example.com", "es")]
    start(original, actor=worker)
    status = {m.to: m for m in Message.objects.filter(kind="status")}
    assert sorted(status) == ["ana@example.com", "bo@example.com"]
    assert (status["ana@example.com"].language, status["bo@example.com"].language) == ("es", "en")
    assert (status["ana@example.com"].context["token"], status["bo@example.com"].context["token"]) == ("", original.token)
    ended(original, worker)
    assert told() == [("ana@example.com", "es"), ("ana@example.com", "es"), ("bo@example.com", "en")]


def test_a_new_date_reaches_who_follows_in_words_that_hold_no_address(filed, worker):
    follow(filed, make.resident(email="lan@example.com", name="Lan"), language="vi")
    until = filed.promised_at.date() + timedelta(days=30)
    repromise(filed, until, reason="Llame al 408 555 0199.", actor=worker)
    words = {m.to: m.context["text"] for m in Message.objects.filter(kind="promise")}
    assert "0199" in words["ana@example.com"]
    assert "0199" not in words["lan@example.com"]


# on behalf of somebody else


def file_for(**fields):
    return submit(
        service_id=make.service().pk, language="vi", channel=Channel.WEB, actor=Actor.RESIDENT, address="12 Main Street", lat=37.05, lon=-121.95,
        **{"person": Person(name="Bà Lan", phone="408 555 0123"), "proxy": Person(name="Kim", email="kim@example.com", language="en"), **fields},
    )  # fmt: skip


def test_the_same_key_writes_consent_and_followers_once(db):
    first = file_for(idempotency_key="k")
    with nothing_written():
        assert file_for(idempotency_key="k") == first


def test_a_proxys_address_that_is_none_files_nothing(db):
    make.service()
    with refused("email"):
        file_for(proxy=Person(name="Kim", email="kim@"))


def test_a_proxy_costs_few_queries_more_and_only_where_there_is_one(db, settings, django_assert_max_num_queries):
    """What a submission without one costs is held by test_filing.py."""
    file_for()
    settings.CATALOGUE_CHECK_SECONDS = 60
    with django_assert_max_num_queries(20):
        file_for()


def test_without_being_asked_to_the_letter_carries_no_digits(db):
    file_for()
    assert not any("code" in context for context in Message.objects.values_list("context", flat=True))


def test_asked_to_confirm_the_letter_of_the_person_helped_carries_them_alone(db):
    made = file_for(asks_to_confirm=True)
    assert made.asked_point == (PointKind.PHONE, "+14085550123")
    assert {m.to: "code" in m.context for m in Message.objects.all()} == {"+14085550123": True, "kim@example.com": False}


# correcting


def test_a_corrected_address_takes_consent_and_reporter_along(db):
    made = file_for()
    fresh = correct_address(made, PointKind.PHONE, "+14085550199", name="Bà Lan")
    assert Consent.objects.get().contact == fresh.contact
    assert fresh.followers.get(is_reporter=True).contact == fresh.contact
    assert not ContactPoint.objects.filter(value="+14085550123").exists()


def test_a_corrected_address_that_had_asked_to_follow_is_the_reporter_now(filed):
    ask_to_follow(filed, *LAN, language="vi")
    fresh = correct_address(filed, *LAN)
    assert [(f.is_reporter, f.contact_id) for f in filed.followers.all()] == [(True, fresh.contact_id)]


def test_an_anonymous_request_has_no_address_to_correct(db):
    made = make.request()
    with pytest.raises(ValidationError) as caught, nothing_written():
        correct_address(made, *LAN)
    assert caught.value.code == "conflict"


@pytest.mark.django_db(transaction=True)
def test_two_corrections_at_once_leave_one_reporter(filed):
    results = at_once(*(lambda n=n: correct_address(filed, PointKind.EMAIL, f"a{n}@example.com") for n in range(2)))
    assert [outcome(result) for result in results] == ["won", "won"]
    made = ServiceRequest.objects.get()
    assert made.followers.get().contact == made.contact


@pytest.mark.django_db(transaction=True)
def test_asked_and_confirmed_at_once_by_two_people_both_follow(filed):
    followers = [ask_to_follow(filed, PointKind.EMAIL, f"p{n}@example.com", language="en") for n in range(2)]
    assert at_once(*(lambda f=f: confirm_follow(f) for f in followers)) == [True, True]
    assert follower_count(filed) == 3
    assert filed.events.filter(kind="follower").count() == 2


def test_a_worker_is_told_nothing_of_who_follows(filed):
    make.user(Role.WORKER)
    follow(filed, make.resident(email="lan@example.com", name="Lan"), language="vi")
    assert not filed.events.filter(kind="follower", is_public=True).exists()
