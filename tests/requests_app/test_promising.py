"""A new expected date and why: said to everybody who follows, refused where it would promise nothing."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from accounts.models import Role
from catalog.models import AnswerTemplate
from notifications.models import Message
from requests_app.actions import ask_again, may_ask_again, message_resident, repromise
from requests_app.models import EventKind, ServiceRequest
from requests_app.status import Status
from tests import factories as make
from tests.proofs import at_once, conflicts, denied, outcome, refused
from tests.requests_app.steps import in_state, told

MONDAY = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)  # 10:00 in the city
THURSDAY_EVENING = datetime(2026, 11, 26, 0, 0, tzinfo=UTC)  # what is promised on Monday: Wednesday at 16:00
NEXT_FRIDAY = date(2026, 12, 4)
END_OF_FRIDAY = datetime(2026, 12, 5, 7, 59, tzinfo=UTC)  # 23:59 in the city


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel(MONDAY, tick=False) as clock:
        yield clock


def now(request):
    return ServiceRequest.objects.get(pk=request.pk)


def test_the_new_date_is_the_end_of_that_day_in_the_city_and_the_first_one_stays(filed, worker):
    event = repromise(filed, NEXT_FRIDAY, reason="Falta el asfalto.", actor=worker)
    assert (now(filed).promised_at, now(filed).first_promised_at) == (END_OF_FRIDAY, THURSDAY_EVENING)
    assert (event.kind, event.text, event.text_language, event.is_public, event.actor) == ("promise", "Falta el asfalto.", "es", True, worker)
    assert event.data == {"from": "2026-11-26T00:00:00+00:00", "to": "2026-12-04T23:59:00-08:00", "template": ""}
    assert now(filed).updated_at == event.at


def test_everybody_who_follows_is_told_the_date_before_and_the_reason(filed, worker):
    filed.followers.create(contact=make.resident(email="lan@example.com", name="Lan", language="vi"), language="vi")
    repromise(filed, NEXT_FRIDAY, reason="Falta el asfalto.", actor=worker)
    assert told() == [("promise", "es", "Falta el asfalto."), ("promise", "vi", "Falta el asfalto.")]
    context = Message.objects.filter(kind="promise").first().context
    assert (context["promised_before"], context["promised_at"]) == ("2026-11-26T00:00:00+00:00", "2026-12-04T23:59:00-08:00")


def test_a_ready_reason_goes_to_each_in_her_own_language(filed, worker):
    AnswerTemplate.objects.create(code="late", outcome="promise", title_en="Late", text_en="It rains.", text_es="Llueve.", text_vi="Trời mưa.")
    filed.followers.create(contact=make.resident(email="lan@example.com", name="Lan", language="vi"), language="vi")
    event = repromise(filed, NEXT_FRIDAY, template="late", actor=worker)
    assert (event.text, event.text_language, event.data["template"]) == ("Llueve.", "es", "late")
    assert told() == [("promise", "es", "Llueve."), ("promise", "vi", "Trời mưa.")]


def test_a_ready_reason_without_her_language_is_refused(filed, worker):
    AnswerTemplate.objects.create(code="late", outcome="promise", title_en="Late", text_en="It rains.")
    with refused("reason"):
        repromise(filed, NEXT_FRIDAY, template="late", actor=worker)


@pytest.mark.parametrize("reason", ["", "  ", "\x00"])
def test_no_date_without_a_reason(filed, worker, reason):
    with refused("reason"):
        repromise(filed, NEXT_FRIDAY, reason=reason, actor=worker)


@pytest.mark.parametrize("until", [date(2026, 11, 22), date(2020, 1, 1), date(2027, 11, 25), date(2026, 11, 25)])
def test_yesterday_in_more_than_a_year_and_the_same_day_are_no_new_dates(filed, worker, until):
    with refused("until"):
        repromise(filed, until, reason="Falta el asfalto.", actor=worker)


@pytest.mark.parametrize("until", [date(2026, 11, 23), date(2026, 11, 24), date(2027, 11, 23)])
def test_today_an_earlier_day_and_one_within_the_year_are(filed, worker, until):
    repromise(filed, until, reason="Falta el asfalto.", actor=worker)
    assert timezone.localdate(now(filed).promised_at) == until


def test_a_closed_request_has_no_date(worker):
    request = in_state(Status.CLOSED)
    with conflicts():
        repromise(request, NEXT_FRIDAY, reason="x", actor=worker)


def test_no_new_date_while_the_promise_waits_for_an_answer(filed, worker):
    message_resident(filed, "¿Dónde?", actor=worker, is_question=True)
    with refused(code="paused"):
        repromise(filed, NEXT_FRIDAY, reason="x", actor=worker)


def test_where_nothing_was_promised_the_new_date_is_the_first(worker):
    request = make.request(of=make.service(promise_minutes=None), contact=make.resident())
    event = repromise(request, NEXT_FRIDAY, reason="Ya sabemos cuándo.", actor=worker)
    assert (now(request).promised_at, now(request).first_promised_at, event.data["from"]) == (END_OF_FRIDAY, END_OF_FRIDAY, None)


def test_what_was_over_is_not_over_any_more_and_may_be_asked_for_again_after_the_new_date(filed, worker, monday):
    monday.move_to(MONDAY + timedelta(days=7))
    ask_again(filed)
    assert filed in ServiceRequest.objects.overdue(MONDAY + timedelta(days=7))
    repromise(filed, NEXT_FRIDAY, reason="Falta el asfalto.", actor=worker)
    assert filed not in ServiceRequest.objects.overdue(MONDAY + timedelta(days=7))
    assert not may_ask_again(now(filed))
    monday.move_to(END_OF_FRIDAY + timedelta(minutes=1))
    assert may_ask_again(now(filed))


@pytest.mark.parametrize("who", [lambda: make.user(Role.WORKER, of="parks"), lambda: make.user(Role.ADMINISTRATOR), lambda: make.user(None)])
def test_others_give_no_date(filed, who):
    somebody = who()
    with denied():
        repromise(filed, NEXT_FRIDAY, reason="x", actor=somebody)


@pytest.mark.django_db(transaction=True)
def test_two_dates_at_the_same_moment_come_one_after_the_other(filed, worker):
    later = NEXT_FRIDAY + timedelta(days=3)
    results = at_once(
        lambda: repromise(filed, NEXT_FRIDAY, reason="a", actor=worker),
        lambda: repromise(filed, later, reason="b", actor=worker),
    )
    assert [outcome(result) for result in results] == ["won", "won"]
    first, second = filed.events.filter(kind=EventKind.PROMISE).order_by("id")
    assert second.data["from"] == datetime.fromisoformat(first.data["to"]).astimezone(UTC).isoformat()
    assert now(filed).promised_at == datetime.fromisoformat(second.data["to"])
