"""Endings: words in her language, duplicates, reopening, withdrawing."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from accounts.models import Role
from catalog.models import AnswerTemplate
from notifications.models import Message
from requests_app.actions import STAFF_OUTCOMES, close, follow, may_reopen_until, message_resident, reopen, start, stop_following, withdraw
from requests_app.models import Actor, EventKind, ServiceRequest
from requests_app.status import Outcome, Status
from tests import factories as make
from tests.proofs import at_once, conflicts, denied, nothing_written, outcome, refused

NOON = datetime(2026, 11, 23, 20, 0, tzinfo=UTC)


@pytest.fixture
def template(db):
    return AnswerTemplate.objects.create(
        code="fixed", outcome=Outcome.RESOLVED, title_en="Fixed", text_en="We fixed it.", text_es="Lo arreglamos.", text_vi="Chúng tôi đã sửa."
    )


def done(request, worker, **fields):
    return close(request, actor=worker, **{"outcome": Outcome.RESOLVED, "text": "Arreglamos el bache.", **fields})


def closed_letters():
    return [
        (m.to, m.language, m.context["outcome_text"], m.context["outcome_language"])
        for m in Message.objects.filter(kind="closed").order_by("to", "id")
    ]


@pytest.mark.parametrize("ending", [o for o in STAFF_OUTCOMES if o != Outcome.CLOSED_DUPLICATE])
def test_a_request_is_closed_with_its_words(filed, worker, ending):
    with time_machine.travel(NOON, tick=False):
        closed = done(filed, worker, outcome=ending)
    filed.refresh_from_db()
    assert closed == filed
    assert (filed.status, filed.outcome, filed.outcome_text, filed.outcome_language) == (Status.CLOSED, ending, "Arreglamos el bache.", "es")
    assert (filed.closed_at, filed.updated_at, filed.parent) == (NOON, NOON, None)
    event = filed.events.latest("id")
    assert (event.kind, event.text, event.text_language, event.is_public, event.actor) == ("status", "Arreglamos el bache.", "es", True, worker)
    assert event.data == {"from": "submitted", "to": "closed", "outcome": ending, "template": "", "parent": ""}
    assert closed_letters() == [("ana@example.com", "es", "Arreglamos el bache.", "es")]
    assert Message.objects.get(kind="closed").context["outcome"] == ending


@pytest.mark.parametrize("ending", ["", "withdrawn", "fixed", None])
def test_an_ending_that_staff_cannot_choose_is_refused(filed, worker, ending):
    with refused("outcome"):
        done(filed, worker, outcome=ending)


@pytest.mark.parametrize("text", ["", "   ", "\n", "\x00"])
def test_closing_needs_words(filed, worker, text):
    with refused("text"):
        done(filed, worker, text=text)


def test_everything_wrong_is_said_at_once(filed, worker):
    with refused("outcome", "text"):
        close(filed, outcome="x", actor=worker)
    with refused("text", "parent"):
        close(filed, outcome=Outcome.CLOSED_DUPLICATE, actor=worker)


def test_a_template_gives_the_words_in_the_language_of_the_request(filed, worker, template):
    closed = done(filed, worker, text="", template="fixed")
    assert (closed.outcome_text, closed.outcome_language) == ("Lo arreglamos.", "es")
    assert closed.events.latest("id").data["template"] == "fixed"


def test_a_template_without_a_text_in_her_language_is_refused(filed, worker, template):
    AnswerTemplate.objects.update(text_es="")
    with refused("text"):
        done(filed, worker, text="", template="fixed")


def test_a_template_that_is_none_is_refused(filed, worker):
    with refused("text"):
        done(filed, worker, text="", template="nothing")


def test_words_of_ones_own_win_over_a_template(filed, worker, template):
    closed = done(filed, worker, template="fixed")
    assert closed.outcome_text == "Arreglamos el bache."
    assert closed.events.latest("id").data["template"] == ""


def test_every_follower_reads_the_template_in_her_own_language(filed, worker, template):
    follow(filed, make.resident(email="lan@example.com", name="Lan", language="vi"), language="vi")
    follow(filed, make.resident(email="joe@example.com", name="Joe", language="en"), language="en")
    done(filed, worker, text="", template="fixed")
    assert closed_letters() == [
        ("ana@example.com", "es", "Lo arreglamos.", "es"),
        ("joe@example.com", "en", "We fixed it.", "en"),
        ("lan@example.com", "vi", "Chúng tôi đã sửa.", "vi"),
    ]


def test_a_follower_whose_language_the_template_lacks_reads_it_marked(filed, worker, template):
    AnswerTemplate.objects.update(text_vi="")
    follow(filed, make.resident(email="lan@example.com", name="Lan", language="vi"), language="vi")
    done(filed, worker, text="", template="fixed")
    assert closed_letters()[1] == ("lan@example.com", "vi", "We fixed it.", "en")


def test_it_closes_once(filed, worker):
    done(filed, worker)
    with conflicts():
        done(filed, worker, outcome=Outcome.ANSWERED_NO)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_close_it_at_once_one_wins():
    make.service()
    for _turn in range(10):
        request, one, two = make.request(contact=make.resident()), make.user(Role.WORKER), make.user(Role.WORKER)
        results = at_once(
            lambda r=request, w=one: done(r, w, outcome=Outcome.RESOLVED), lambda r=request, w=two: done(r, w, outcome=Outcome.ANSWERED_NO)
        )
        assert sorted(map(outcome, results)) == ["conflict", "won"]
        request.refresh_from_db()
        assert request.outcome == (Outcome.RESOLVED if outcome(results[0]) == "won" else Outcome.ANSWERED_NO)
        assert request.events.filter(kind=EventKind.STATUS).count() == 1
        assert Message.objects.filter(kind="closed", about=request.reference).count() == 1


def test_closing_ends_the_pause_of_the_promise(filed, worker):
    promised = filed.promised_at
    message_resident(filed, "¿Dónde?", actor=worker, is_question=True)
    done(filed, worker, outcome=Outcome.NO_RESPONSE)
    filed.refresh_from_db()
    assert (filed.promised_at, filed.promise_minutes_left) == (promised, None)


# duplicates


def duplicate(request, parent, worker):
    return done(request, worker, outcome=Outcome.CLOSED_DUPLICATE, parent=parent, text="Ya estaba reportado.")


def test_a_duplicate_needs_the_request_it_repeats(filed, worker):
    with refused("parent"):
        done(filed, worker, outcome=Outcome.CLOSED_DUPLICATE)
    with refused("parent"):
        duplicate(filed, filed, worker)


def test_a_duplicate_names_it(filed, worker):
    original = make.request()
    closed = duplicate(filed, original, worker)
    filed.refresh_from_db()
    assert closed.parent == filed.parent == original
    assert filed.events.latest("id").data["parent"] == original.reference


def test_another_ending_keeps_no_parent(filed, worker):
    assert done(filed, worker, parent=make.request()).parent is None


def test_its_followers_go_on_with_the_original(filed, worker):
    stopped = follow(filed, make.resident(email="joe@example.com", name="Joe"), language="en")
    stop_following(stopped)
    follow(filed, make.resident(email="lan@example.com", name="Lan"), language="vi")
    original = make.request(contact=make.resident(email="bo@example.com", name="Bo"), language="en")
    duplicate(filed, original, worker)
    assert [(f.contact.name, f.language, f.is_reporter) for f in original.followers.order_by("id")] == [
        ("Bo", "en", True),
        ("Ana Ruiz", "es", False),
        ("Lan", "vi", False),
    ]
    assert filed.followers.count() == 3


def test_who_follows_the_original_already_is_not_doubled_and_a_stop_holds(filed, worker):
    original = make.request(contact=filed.contact, language="vi")
    original.followers.update(stopped_at=NOON)
    duplicate(filed, original, worker)
    assert [(f.language, f.stopped_at) for f in original.followers.all()] == [("vi", NOON)]


def test_a_duplicate_of_a_duplicate_repeats_the_original(worker):
    original, middle, last = make.request(), make.request(), make.request(contact=make.resident())
    duplicate(middle, original, worker)
    assert duplicate(last, middle, worker).parent == original
    assert original.followers.get().contact == last.contact


def test_when_the_original_turns_out_to_be_one_its_duplicates_follow(worker):
    original, middle, last = make.request(), make.request(), make.request(contact=make.resident())
    duplicate(last, middle, worker)
    duplicate(middle, original, worker)
    last.refresh_from_db()
    assert last.parent == original
    assert [f.contact for f in original.followers.all()] == [last.contact]


def test_two_requests_are_not_each_others_duplicate(worker):
    one, two, three = make.request(), make.request(), make.request()
    duplicate(one, two, worker)
    with refused("parent"):
        duplicate(two, one, worker)
    duplicate(three, one, worker)
    with refused("parent"):
        duplicate(two, three, worker)


@pytest.mark.django_db(transaction=True)
def test_two_clerks_at_once_do_not_make_a_circle():
    make.service()
    for _turn in range(10):
        one, two, worker, other = make.request(), make.request(), make.user(Role.WORKER), make.user(Role.WORKER)
        results = at_once(lambda a=one, b=two, w=worker: duplicate(a, b, w), lambda a=one, b=two, w=other: duplicate(b, a, w))
        assert sum(not isinstance(result, Exception) for result in results) == 1
        assert ServiceRequest.objects.filter(pk__in=[one.pk, two.pk], parent=None).count() == 1


# reopening


def test_the_reporter_reopens_within_the_days_of_the_service(filed, worker):
    with time_machine.travel(NOON, tick=False) as clock:
        done(filed, worker)
        Message.objects.all().delete()
        clock.shift(timedelta(days=30))
        reopened = reopen(filed, reason="El bache sigue ahí.", actor=Actor.RESIDENT)
    filed.refresh_from_db()
    assert reopened == filed
    assert (filed.status, filed.outcome, filed.outcome_text, filed.outcome_language, filed.closed_at) == (Status.REOPENED, "", "", "", None)
    assert filed.reopened_count == 1
    event = filed.events.filter(kind=EventKind.STATUS).latest("id")
    assert (event.text, event.text_language, event.actor_kind) == ("El bache sigue ahí.", "es", Actor.RESIDENT)
    assert event.data == {"from": "closed", "to": "reopened"}
    assert [(m.kind, m.language) for m in Message.objects.all()] == [("status", "es")]


def test_the_promise_is_given_anew_and_the_first_one_kept(filed, worker):
    first = filed.promised_at
    with time_machine.travel(NOON, tick=False):
        done(filed, worker)
        reopen(filed, reason="x", actor=Actor.RESIDENT)
    filed.refresh_from_db()
    assert filed.promised_at == datetime(2026, 11, 26, 17, 0, tzinfo=UTC)  # Monday 5, Tuesday 9, Wednesday 9, Thursday 1 of the 24 hours
    assert filed.first_promised_at == first


def test_too_late_is_said_to_the_reporter_and_not_to_staff(filed, worker):
    with time_machine.travel(NOON, tick=False) as clock:
        done(filed, worker)
        filed.refresh_from_db()
        assert may_reopen_until(filed) == NOON + timedelta(days=30)
        clock.shift(timedelta(days=30, seconds=1))
        with refused(code="late"):
            reopen(filed, reason="x", actor=Actor.RESIDENT)
        assert reopen(filed, reason="x", actor=worker).status == Status.REOPENED


def test_the_days_are_those_of_the_service(worker):
    request = make.request(of=make.service(reopen_days=7))
    with time_machine.travel(NOON, tick=False) as clock:
        done(request, worker)
        clock.shift(timedelta(days=7, seconds=1))
        with refused(code="late"):
            reopen(request, reason="x", actor=Actor.RESIDENT)


def test_an_open_request_has_no_last_day(filed):
    assert may_reopen_until(filed) is None


@pytest.mark.parametrize("reason", ["", "  ", "\x00"])
def test_reopening_needs_a_reason(filed, worker, reason):
    done(filed, worker)
    with refused("reason"):
        reopen(filed, reason=reason, actor=Actor.RESIDENT)


def test_an_open_request_is_not_reopened(filed, worker):
    with conflicts():
        reopen(filed, reason="x", actor=worker)


def test_an_object_read_before_the_closing_is_no_hindrance(filed, worker):
    done(filed, worker)
    assert filed.status == Status.SUBMITTED  # as it was read
    assert reopen(filed, reason="x", actor=Actor.RESIDENT).status == Status.REOPENED


def test_staff_of_another_department_do_not_reopen(filed, worker):
    make.department("parks")
    stranger = make.user(Role.WORKER, of="parks")
    done(filed, worker)
    with denied():
        reopen(filed, reason="x", actor=stranger)


def test_a_reopened_duplicate_is_one_no_longer(filed, worker):
    duplicate(filed, make.request(), worker)
    assert reopen(filed, reason="x", actor=worker).parent is None


def test_it_can_be_closed_and_reopened_again(filed, worker):
    for count in (1, 2):
        done(filed, worker)
        assert reopen(filed, reason="x", actor=worker).reopened_count == count
    assert Message.objects.filter(kind="closed").count() == 2


# withdrawing


def test_the_resident_takes_it_back(filed):
    withdrawn = withdraw(filed, text="Usted retiró esta solicitud.")
    assert (withdrawn.status, withdrawn.outcome, withdrawn.outcome_text) == (Status.CLOSED, Outcome.WITHDRAWN, "Usted retiró esta solicitud.")
    event = filed.events.latest("id")
    assert (event.actor_kind, event.actor) == (Actor.RESIDENT, None)
    assert closed_letters() == [("ana@example.com", "es", "Usted retiró esta solicitud.", "es")]


def test_what_is_closed_is_not_taken_back(filed, worker):
    done(filed, worker)
    with conflicts():
        withdraw(filed, text="x")


@pytest.mark.django_db(transaction=True)
def test_taking_it_back_and_starting_it_at_once_ends_closed():
    make.service()
    for _turn in range(5):
        request, worker = make.request(contact=make.resident()), make.user(Role.WORKER)
        results = at_once(lambda r=request: withdraw(r, text="x"), lambda r=request, w=worker: start(r, actor=w))
        assert outcome(results[0]) == "won"
        request.refresh_from_db()
        assert (request.status, request.outcome) == (Status.CLOSED, Outcome.WITHDRAWN)


# following


def test_a_neighbour_follows_in_her_language(filed):
    neighbour = make.resident(email="lan@example.com", name="Lan")
    follower = follow(filed, neighbour, language="vi")
    assert (follower.contact, follower.language, follower.is_reporter) == (neighbour, "vi", False)
    event = filed.events.latest("id")
    assert (event.kind, event.is_public, event.data) == ("follower", False, {"step": "follows"})


def test_following_twice_writes_nothing(filed):
    neighbour = make.resident(email="lan@example.com", name="Lan")
    follow(filed, neighbour, language="vi")
    with nothing_written():
        follow(filed, neighbour, language="vi")


def test_stopping_ends_the_messages_and_following_again_takes_it_back(filed, worker):
    follower = filed.followers.get()
    stop_following(follower)
    with nothing_written():
        stop_following(follower)
    done(filed, worker)
    assert closed_letters() == []
    follow(filed, filed.contact, language="es")
    assert filed.followers.get().stopped_at is None
